"""The decisions that are asked for (待批): those that are open, who is asked, and who has had the complaint since."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, cast, select
from sqlalchemy.orm import Session, aliased

from app.models.approval import Approval, ApprovalKind
from app.models.people import Person, Role
from app.models.sla import LIVE, Clock, Measure, Target
from app.models.ticket import Ticket, TicketEvent

_SUBJECT = "approval "


@dataclass(frozen=True)
class ApprovalRow:
    """A decision that is open: who asked for it when and why, and who may take it.

    For more time for a clock, `amount` is the whole amount that it would have, in its own measure, and `notice` whether
    the customer has to be told before that holds. `details` is what its kind keeps of it. `due_at` is when the decision
    is due, None where nothing says so.
    """

    id: int
    kind: ApprovalKind
    role: Role
    reason: str
    asked_at: datetime
    asked_by_id: int | None
    asked_by: str
    clock_id: int | None
    target: Target | None
    subject: str
    measure: Measure | None
    amount: int | None
    notice: bool
    due_at: datetime | None
    details: Mapping[str, Any]


def subject_of(approval: Approval) -> str:
    """Return the subject of the clock that runs until an approval is decided."""
    return f"{_SUBJECT}{approval.id}"


def deciders_of(session: Session, clocks: Iterable[Any]) -> dict[int, Role]:
    """Return which role is asked for the decision that a clock (id, target, subject) waits for, by its id.

    Who holds it hears of each step of that clock, whoever else does.
    """
    asked = {
        int(each.subject.removeprefix(_SUBJECT)): each.id
        for each in clocks
        if each.target is Target.APPROVAL and each.subject.startswith(_SUBJECT)
    }
    if not asked:
        return {}
    rows = session.execute(select(Approval.id, Approval.role).where(Approval.id.in_(asked)))
    return {asked[id_]: role for id_, role in rows}


def open_approvals(session: Session, ticket_id: int) -> tuple[ApprovalRow, ...]:
    """Return what is to be decided about a ticket, in the order in which it was asked for."""
    return tuple(row for _, row in open_requests(session, Approval.ticket_id == ticket_id))


def open_requests(session: Session, wanted: ColumnElement[bool]) -> Iterator[tuple[Approval, ApprovalRow]]:
    """Yield the requests of a kind that are open, in the order in which they were made."""
    about, own = aliased(Clock), aliased(Clock)
    rows = session.execute(
        select(Approval, Person.name, about, own.due_at)
        .outerjoin(Person, Person.id == Approval.asked_by_id)
        .outerjoin(about, about.id == Approval.clock_id)
        .outerjoin(
            own,
            (own.ticket_id == Approval.ticket_id)
            & (own.target == Target.APPROVAL)
            & (own.subject == _SUBJECT + cast(Approval.id, String))
            & own.state.in_(LIVE),
        )
        .where(wanted, Approval.decided_at.is_(None))
        .order_by(Approval.id)
    )
    for approval, name, clock, due_at in rows:
        yield approval, _row(approval, name, clock, due_at)


def had_since(session: Session, approval: Approval) -> set[int]:
    """Return who has had the complaint since something was asked about it: also who has handed it on meanwhile.

    Who had one that was merged into it is among them: it may be that one about which it was asked.
    """
    ids = newest = {approval.ticket_id}
    while newest:
        newest = set(session.scalars(select(Ticket.id).where(Ticket.merged_into_id.in_(newest)))) - ids
        ids = ids | newest
    owners = session.scalars(select(Ticket.owner_id).where(Ticket.id.in_(ids)))
    changes = session.scalars(
        select(TicketEvent.details).where(TicketEvent.ticket_id.in_(ids), TicketEvent.at >= approval.asked_at)
    )
    handed = [id_ for details in changes for id_ in (details or {}).get("owner_id", ())]
    return {id_ for id_ in (*owners, (approval.details or {}).get("had_by"), *handed) if id_ is not None}


def _row(approval: Approval, name: str | None, clock: Clock | None, due_at: datetime | None) -> ApprovalRow:
    details: Mapping[str, Any] = approval.details or {}
    return ApprovalRow(
        approval.id,
        approval.kind,
        approval.role,
        approval.reason,
        approval.asked_at,
        approval.asked_by_id,
        name or "",
        approval.clock_id,
        clock.target if clock else None,
        clock.subject if clock else "",
        clock.measure if clock else None,
        details.get("amount"),
        bool(details.get("notice")),
        due_at,
        details,
    )
