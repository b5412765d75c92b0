"""Reads hotspots and incidents as screens list them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.models.alert import Alert, AlertKind
from app.models.desk import Incident, RootCause
from app.models.people import Person
from app.models.ticket import Status, Ticket
from app.services.handling.incident_fit import fitting

# How long what is over stays in sight.
SHOWN = timedelta(days=30)
# No more complaints are listed of one.
MOST = 500


@dataclass(frozen=True)
class HotspotRow:
    """What many complain of: `curve` counts the complaints of each day, the newest last; `ended_at` when it was over.

    `incident_id` is the incident that was opened for it.
    """

    alert_id: int
    name: str
    count: int
    expected: float
    days: int
    since: datetime
    ended_at: datetime | None
    shared: Mapping[str, str]
    curve: tuple[int, ...]
    tickets: tuple[int, ...]
    incident_id: int | None


@dataclass(frozen=True)
class IncidentRow:
    """One incident: how many complaints belong to it, how many of them are unsolved, and which new ones fit it."""

    id: int
    title: str
    opened_at: datetime
    owner_id: int | None
    owner: str
    complaints: int
    unsolved: int
    fitting: tuple[int, ...]
    shared: Mapping[str, str]
    solution: str
    root_cause: str
    solved_at: datetime | None
    solved_by: str


@dataclass(frozen=True)
class MemberRow:
    """A complaint of a hotspot or an incident; `incident` is the title of the one that it belongs to."""

    id: int
    number: str
    title: str
    received_at: datetime
    status: Status
    incident: str


def read_hotspots(session: Session, *, now: datetime) -> tuple[HotspotRow, ...]:
    """Return the hotspots that go on, the largest first, and then those that were over lately."""
    rows = session.execute(
        select(Alert, Incident.id)
        .outerjoin(Incident, Incident.alert_id == Alert.id)
        .where(Alert.kind == AlertKind.HOTSPOT, or_(Alert.resolved_at.is_(None), Alert.resolved_at > now - SHOWN))
        .order_by(Alert.raised_at.desc(), Alert.id.desc())
    )
    found = [
        HotspotRow(
            alert.id,
            alert.details["name"],
            alert.details["count"],
            alert.details["expected"],
            alert.details["days"],
            datetime.fromisoformat(alert.details["since"]),
            alert.resolved_at or alert.cleared_at,
            alert.details["shared"],
            tuple(alert.details["curve"]),
            tuple(alert.details["tickets"]),
            incident_id,
        )
        for alert, incident_id in rows
    ]
    return tuple(sorted(found, key=lambda row: (row.ended_at is not None, -row.count)))


def read_incidents(session: Session, *, now: datetime) -> tuple[IncidentRow, ...]:
    """Return the incidents that are open, the newest first, and then those that were solved lately."""
    counts = (
        select(
            Ticket.incident_id,
            func.count().label("complaints"),
            func.count().filter(Ticket.status.in_((Status.OPEN, Status.WAITING))).label("unsolved"),
        )
        .where(Ticket.incident_id.is_not(None))
        .group_by(Ticket.incident_id)
        .subquery()
    )
    owner, solver = aliased(Person), aliased(Person)
    rows = session.execute(
        select(Incident, counts.c.complaints, counts.c.unsolved, owner.name, solver.name, RootCause.path)
        .outerjoin(counts, counts.c.incident_id == Incident.id)
        .outerjoin(owner, owner.id == Incident.owner_id)
        .outerjoin(solver, solver.id == Incident.solved_by_id)
        .outerjoin(RootCause, RootCause.id == Incident.root_cause_id)
        .where(or_(Incident.solved_at.is_(None), Incident.solved_at > now - SHOWN))
        .order_by(Incident.opened_at.desc(), Incident.id.desc())
    ).all()
    found = [
        IncidentRow(
            incident.id,
            incident.title,
            incident.opened_at,
            incident.owner_id,
            owner_name or "",
            complaints or 0,
            unsolved or 0,
            tuple(fitting(session, incident, now=now)),
            incident.shared,
            incident.solution,
            cause or "",
            incident.solved_at,
            solved_by or "",
        )
        for incident, complaints, unsolved, owner_name, solved_by, cause in rows
    ]
    return tuple(sorted(found, key=lambda row: row.solved_at is not None))


def members_of(session: Session, incident_id: int) -> tuple[MemberRow, ...]:
    """Return the complaints that belong to an incident, the newest first."""
    return _members(session, Ticket.incident_id == incident_id)


def complaints_with(session: Session, ticket_ids: Collection[int]) -> tuple[MemberRow, ...]:
    """Return complaints by their ids, the newest first."""
    return _members(session, Ticket.id.in_(list(ticket_ids)[-MOST:]))


def _members(session: Session, condition: ColumnElement[bool]) -> tuple[MemberRow, ...]:
    rows = session.execute(
        select(Ticket.id, Ticket.number, Ticket.title, Ticket.received_at, Ticket.status, Incident.title)
        .outerjoin(Incident, Incident.id == Ticket.incident_id)
        .where(condition)
        .order_by(Ticket.received_at.desc(), Ticket.id.desc())
        .limit(MOST)
    )
    return tuple(MemberRow(*row[:5], row[5] or "") for row in rows)
