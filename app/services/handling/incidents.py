"""One problem of which many complain (事件): opened from a hotspot or by hand, and solved once for all of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.alert import Alert
from app.models.customer import ContactKind
from app.models.desk import Incident
from app.models.message import Purpose
from app.models.people import Person
from app.models.sla import LifeEvent
from app.models.texts import trimmed
from app.models.ticket import Source, Status, Ticket, TicketEvent
from app.services.alerts import act, resolve
from app.services.deadlines.locking import lock_live_clocks
from app.services.deadlines.rulebook import Rulebook
from app.services.handling.choosing import locked_now, these
from app.services.handling.desk_rights import require_somebody
from app.services.handling.events import happen
from app.services.handling.incident_fit import UNSOLVED, fitting, what_they_share
from app.services.handling.messages import Notice, addresses_of, send_message
from app.services.handling.root_causes import record_root_cause

JOINED, LEFT = "incident_joined", "incident_left"
LONGEST_TITLE, LONGEST_SOLUTION, LONGEST_REASON = 200, 4_000, 400
# What is not over can belong to an incident, and what was resolved before somebody saw that it is one.
_BELONGS = (Status.OPEN, Status.WAITING, Status.RESOLVED, Status.CLOSED)


class IncidentError(DomainError):
    """Something that cannot be done with an incident as it stands."""


@dataclass(frozen=True)
class Refused:
    """A complaint with which something could not be done, and why."""

    ticket_id: int
    number: str
    why: DomainError


@dataclass(frozen=True)
class Outcome:
    """What was done with the complaints of an incident: the numbers of those it was done with, and the others.

    `told` are those of them whose customers get a mail.
    """

    done: tuple[str, ...]
    refused: tuple[Refused, ...]
    told: tuple[str, ...] = ()


def open_incident(
    session: Session,
    title: str,
    ticket_ids: Collection[int],
    *,
    alert_id: int | None = None,
    owner_id: int | None = None,
    person_id: int | None,
    now: datetime,
) -> tuple[Incident, Outcome]:
    """Open an incident for complaints of one problem; of that of a hotspot the alert is acted on thereby.

    Raises `IncidentError` and `DeskRightsError`.
    """
    require_somebody(session, person_id)
    title = _words(title, LONGEST_TITLE, "An incident needs a title of 1 to {longest} characters.")
    alert = session.get_one(Alert, alert_id, with_for_update=True) if alert_id is not None else None
    if alert is not None:
        known = session.scalars(select(Incident.title).where(Incident.alert_id == alert.id)).first()
        if known is not None:
            raise IncidentError("“{title}” has been opened for this hotspot already.", title=known)
    if not ticket_ids:
        raise IncidentError("An incident needs a complaint that belongs to it.")
    shared = alert.details["shared"] if alert else what_they_share(session, ticket_ids)
    incident = Incident(
        title=title, alert_id=alert_id, shared=shared, opened_at=now, opened_by_id=person_id, owner_id=owner_id
    )
    session.add(incident)
    session.flush()
    if owner_id is not None:
        _owner(session, owner_id)
    outcome = add_to_incident(session, incident, ticket_ids, person_id=person_id, now=now)
    if not outcome.done:
        raise IncidentError("None of these complaints can belong to it: {why}", why=outcome.refused[0].why)
    if alert is not None and alert.resolved_at is None and alert.acted_at is None:
        act(session, alert.id, title, person_id=person_id, now=now)
    return incident, outcome


def add_to_incident(
    session: Session, incident: Incident, ticket_ids: Collection[int], *, person_id: int | None, now: datetime
) -> Outcome:
    """Let complaints belong to an open incident; what belongs to another one stays there. Raises `IncidentError`."""
    _lock_open(session, incident)
    done, refused = list[str](), list[Refused]()
    for ticket in locked_now(session, ticket_ids):
        if ticket.incident_id == incident.id:
            continue
        if ticket.incident_id is not None:
            other = session.get_one(Incident, ticket.incident_id).title
            why = IncidentError("{number} belongs to “{title}”.", number=ticket.number, title=other)
            refused.append(Refused(ticket.id, ticket.number, why))
        elif ticket.status not in _BELONGS:
            why = IncidentError("{number} is {status}.", number=ticket.number, status=ticket.status)
            refused.append(Refused(ticket.id, ticket.number, why))
        else:
            done.append(ticket.number)
            ticket.incident_id = incident.id
            _note(session, ticket, JOINED, incident, person_id=person_id, now=now)
    session.flush()
    return Outcome(tuple(done), tuple(refused))


def leave_incident(session: Session, ticket_ids: Collection[int], *, person_id: int | None, now: datetime) -> None:
    """Let complaints belong to no incident any more; raises `IncidentError` where it is solved."""
    for ticket in locked_now(session, ticket_ids):
        if ticket.incident_id is not None:
            incident = session.get_one(Incident, ticket.incident_id)
            _require_open(incident)
            ticket.incident_id = None
            _note(session, ticket, LEFT, incident, person_id=person_id, now=now)
    session.flush()


def set_incident_owner(session: Session, incident: Incident, owner_id: int | None) -> None:
    """Say who sees to an incident; raises `IncidentError`."""
    if owner_id is not None:
        _owner(session, owner_id)
    session.refresh(incident, with_for_update=True)
    incident.owner_id = owner_id
    session.flush()


def solve_incident(
    session: Session,
    rulebook: Rulebook,
    incident: Incident,
    solution: str,
    *,
    root_cause_id: int | None = None,
    subject: str = "",
    person_id: int | None,
    now: datetime,
) -> Outcome:
    """Resolve all complaints of an incident that can be, with one solution, and say which could not and why.

    With a `subject` each customer who has an e-mail address is told the solution by a mail of that subject; the others
    are to be told by who handles them. Raises `IncidentError`, `RootCauseError` and `DeskRightsError`.
    """
    require_somebody(session, person_id)
    _lock_open(session, incident)
    solution = _words(solution, LONGEST_SOLUTION, "Say in 1 to {longest} characters what solves it.", lines=True)
    done, told, refused = list[str](), list[str](), list[Refused]()
    children = select(Ticket.id).where(Ticket.incident_id == incident.id, Ticket.status.in_(_BELONGS))
    for ticket in session.scalars(these(session.scalars(children).all())).all():
        number = ticket.number
        try:
            with session.begin_nested():
                lock_live_clocks(session, ticket)
                if ticket.incident_id != incident.id:
                    continue
                if root_cause_id is not None:
                    record_root_cause(session, ticket, root_cause_id, person_id=person_id, now=now)
                if ticket.status not in UNSOLVED:
                    raise IncidentError("{number} has its result already.", number=number)
                if _tell(session, rulebook, ticket, solution, subject, person_id=person_id, now=now):
                    told.append(number)
                else:
                    details = {"text": solution, "incident": incident.title}
                    happen(session, rulebook, ticket, LifeEvent.RESOLVED, person_id=person_id, details=details, now=now)
            done.append(number)
        except DomainError as why:
            refused.append(Refused(ticket.id, number, why))
    incident.solution, incident.root_cause_id = solution, root_cause_id
    incident.solved_at, incident.solved_by_id = now, person_id
    alert = session.get(Alert, incident.alert_id) if incident.alert_id else None
    if alert is not None and alert.resolved_at is None:
        resolve(session, alert.id, person_id=person_id, now=now)
    session.flush()
    return Outcome(tuple(done), tuple(refused), tuple(told))


def reopen_incident(
    session: Session, rulebook: Rulebook, incident: Incident, reason: str, *, person_id: int | None, now: datetime
) -> Outcome:
    """Let an incident go on whose solution did not hold, and what was resolved with it; what is closed stays so.

    Raises `IncidentError` and `DeskRightsError`.
    """
    require_somebody(session, person_id)
    session.refresh(incident, with_for_update=True)
    if incident.solved_at is None:
        raise IncidentError("“{title}” is not solved.", title=incident.title)
    reason = _words(reason, LONGEST_REASON, "Say in 1 to {longest} characters why it goes on.")
    since, done, refused = incident.solved_at, list[str](), list[Refused]()
    incident.solved_at = incident.solved_by_id = None
    children = select(Ticket.id).where(Ticket.incident_id == incident.id, Ticket.resolved_at >= since)
    for ticket in session.scalars(these(session.scalars(children).all())).all():
        lock_live_clocks(session, ticket)
        if ticket.incident_id != incident.id:
            continue
        if ticket.status is not Status.RESOLVED:
            why = IncidentError("{number} is {status}.", number=ticket.number, status=ticket.status)
            refused.append(Refused(ticket.id, ticket.number, why))
            continue
        given = {"reason": reason, "incident": incident.title}
        happen(session, rulebook, ticket, LifeEvent.REOPENED, person_id=person_id, details=given, now=now)
        done.append(ticket.number)
    session.flush()
    return Outcome(tuple(done), tuple(refused))


def join_open_incidents(session: Session, *, now: datetime) -> None:
    """Let new complaints of hotspots belong to their open incidents, as the rules of the desk can want it."""
    growing = select(Incident).where(Incident.alert_id.is_not(None), Incident.solved_at.is_(None))
    for incident in session.scalars(growing.order_by(Incident.id)):
        if fits := fitting(session, incident, now=now):
            add_to_incident(session, incident, fits, person_id=None, now=now)


def _tell(
    session: Session,
    rulebook: Rulebook,
    ticket: Ticket,
    solution: str,
    subject: str,
    *,
    person_id: int | None,
    now: datetime,
) -> bool:
    """Resolve a complaint by a mail to its customer; say whether that can be."""
    addresses = addresses_of(session, ticket).get(ContactKind.EMAIL, ()) if subject else ()
    if not addresses:
        return False
    notice = Notice(Purpose.RESULT, Source.EMAIL, solution, subject, addresses[0], resolves=True)
    send_message(session, rulebook, ticket, notice, person_id=person_id, now=now)
    return True


def _lock_open(session: Session, incident: Incident) -> None:
    """Let nobody solve an incident while its complaints change; raises `IncidentError` where it is solved."""
    session.refresh(incident, with_for_update=True)
    _require_open(incident)


def _require_open(incident: Incident) -> None:
    if incident.solved_at is not None:
        raise IncidentError("“{title}” is solved: reopen it first.", title=incident.title)


def _owner(session: Session, owner_id: int) -> None:
    person = session.get(Person, owner_id)
    if person is None or not person.active:
        raise IncidentError(
            "{name} does not work here any more: choose somebody else.", name=person.name if person else "–"
        )


def _words(text: str, longest: int, sentence: str, *, lines: bool = False) -> str:
    text = trimmed(text)
    text = text if lines else " ".join(text.split())
    if not 0 < len(text) <= longest:
        raise IncidentError(sentence, longest=longest)
    return text


def _note(
    session: Session, ticket: Ticket, kind: str, incident: Incident, *, person_id: int | None, now: datetime
) -> None:
    details: dict[str, Any] = {"incident": incident.title}
    session.add(TicketEvent(ticket_id=ticket.id, at=now, kind=kind, person_id=person_id, details=details))
