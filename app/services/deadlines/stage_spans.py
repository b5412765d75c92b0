"""Keeps the ledger of stages: in which one a complaint was from when to when, and with whom.

A complaint is in a stage as long as it is open; with its resolution the work ends. Whoever changes a complaint's stage,
owner or status has the ledger follow, and a complaint that is older than the ledger gets what its events tell.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from app.models.sla import STATUS, LifeEvent
from app.models.stage import StageSpan
from app.models.ticket import Status, Ticket, TicketEvent
from app.services.changes import note

_OPEN = (Status.OPEN, Status.WAITING)
_ENDS = {event.value for event, (_, after) in STATUS.items() if after not in (*_OPEN, None)}
_REOPENED = LifeEvent.REOPENED.value


class Stretch(NamedTuple):
    """One stretch of a complaint in a stage with an owner; without an end it goes on."""

    stage: str
    person_id: int | None
    started_at: datetime
    ended_at: datetime | None


def follow_stages(session: Session, ticket_ids: Collection[int], *, at: datetime) -> None:
    """Let the last stretch of each complaint be that of its stage and its owner, from `at` on, if it is open."""
    session.flush()
    span = StageSpan.__table__.c
    rows = session.execute(
        select(Ticket.id, Ticket.stage, Ticket.owner_id, Ticket.status, Ticket.received_at, StageSpan)
        .outerjoin(StageSpan, (StageSpan.ticket_id == Ticket.id) & StageSpan.ended_at.is_(None))
        .where(Ticket.id.in_(ticket_ids))
        .execution_options(populate_existing=True)
    ).all()
    without = [row.id for row in rows if row.StageSpan is None]
    known = set(session.scalars(select(StageSpan.ticket_id).where(StageSpan.ticket_id.in_(without)).distinct()))
    told = history(session, [row for row in rows if row.StageSpan is None and row.id not in known])
    new = [{"ticket_id": id_, **each._asdict()} for id_, stretches in told.items() for each in stretches]
    ended: list[dict[str, Any]] = []
    taken_over: list[dict[str, Any]] = []
    for row in rows:
        now = (row.stage, row.owner_id) if row.status in _OPEN else None
        last = row.StageSpan
        if row.id in told or (last and (last.stage, last.person_id) == now) or (last is None and now is None):
            continue
        begins = {"ticket_id": row.id, "stage": row.stage, "person_id": row.owner_id, "ended_at": None}
        if last is not None and now and last.started_at >= at:
            # What lasted no time was none: who is given a complaint as it is recorded has taken it over from nobody.
            taken_over.append({"span": last.id, "stage_now": row.stage, "person_now": row.owner_id})
            continue
        if last is not None:
            ended.append({"span": last.id, "end": max(at, last.started_at)})
        if now:
            new.append(begins | {"started_at": at})
    connection = session.connection()
    of_span = update(StageSpan).where(span.id == bindparam("span"))
    if ended:
        connection.execute(of_span.values(ended_at=bindparam("end")), ended)
    if taken_over:
        connection.execute(of_span.values(stage=bindparam("stage_now"), person_id=bindparam("person_now")), taken_over)
    if new:
        connection.execute(insert(StageSpan), new)
    if ended or taken_over or new:
        note(session, Ticket, {row.id for row in rows})


def undo_hand_over(session: Session, ticket_ids: Collection[int], *, since: datetime) -> None:
    """Let complaints that were given back be with their owner, in their stage, as though nothing changed at `since`."""
    session.flush()
    rows = session.execute(select(Ticket.id, Ticket.stage, Ticket.owner_id).where(Ticket.id.in_(ticket_ids)))
    given_back = {id_: (stage, owner_id) for id_, stage, owner_id in rows}
    spans = session.scalars(
        select(StageSpan)
        .where(StageSpan.ticket_id.in_(ticket_ids))
        .where(StageSpan.ended_at.is_(None) | (StageSpan.ended_at == since))
        .order_by(StageSpan.started_at, StageSpan.id)
        .execution_options(populate_existing=True)
    ).all()
    before = {each.ticket_id: each for each in spans if each.ended_at == since}
    for each in spans:
        if each.ended_at is not None or each.started_at != since:
            continue
        last = before.get(each.ticket_id)
        if last is None or (last.stage, last.person_id) != given_back[each.ticket_id]:
            each.stage, each.person_id = given_back[each.ticket_id]
            continue
        # The one that goes on is told by the database from one that has been left.
        session.delete(each)
        session.flush()
        last.ended_at = None
    session.flush()


def history(session: Session, tickets: Iterable[Any]) -> dict[int, list[Stretch]]:
    """Return the stretches of complaints that the ledger does not know, as far as their events tell.

    The rows have id, stage, owner_id, status and received_at of tickets. Of their stages only the present one is known.
    """
    rows = {row.id: row for row in tickets}
    if not rows:
        return {}
    events: dict[int, list[tuple[datetime, str, dict[str, Any]]]] = {id_: [] for id_ in rows}
    statement = select(TicketEvent.ticket_id, TicketEvent.at, TicketEvent.kind, TicketEvent.details)
    for id_, at, kind, details in session.execute(
        statement.where(TicketEvent.ticket_id.in_(rows)).order_by(TicketEvent.at, TicketEvent.id)
    ):
        events[id_].append((at, kind, details or {}))
    return {id_: list(_stretches(row, events[id_])) for id_, row in rows.items()}


def _stretches(row: Any, events: list[tuple[datetime, str, dict[str, Any]]]) -> Iterable[Stretch]:
    hands = [details["owner_id"] for _, _, details in events if "owner_id" in details]
    owner_id = hands[0][0] if hands else row.owner_id
    since: datetime | None = row.received_at
    for at, kind, details in events:
        changes = "owner_id" in details and details["owner_id"][1] != owner_id
        if since and (changes or kind in _ENDS):
            if at > since:
                yield Stretch(row.stage, owner_id, since, at)
            since = None if kind in _ENDS else max(at, since)
        if kind == _REOPENED:
            since = at
        owner_id = details["owner_id"][1] if "owner_id" in details else owner_id
    if since and row.status in _OPEN:
        yield Stretch(row.stage, row.owner_id, since, None)
