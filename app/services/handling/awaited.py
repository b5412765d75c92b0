"""What awaits a person's decision (待我审批): extensions, questions of ladders, compensations; the pressing first."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.approval import Approval, ApprovalKind
from app.models.people import Person, Role
from app.models.ticket import Ticket
from app.services.deadlines.requests import ApprovalRow, had_since, open_requests

# What nothing is due for comes after all else, the oldest first.
_NEVER = timedelta(days=36_500)


@dataclass(frozen=True)
class AwaitedRow:
    """A decision that somebody may take, and the complaint that it is about."""

    ticket_id: int
    number: str
    title: str
    request: ApprovalRow


def awaited(session: Session, person_id: int | None) -> tuple[AwaitedRow, ...]:
    """Return what a person may decide now, the earliest due first and what nothing is due for last.

    That is what their role or one below was asked for, by somebody else; of compensations, none on a complaint that
    they have had since.
    """
    person = session.get(Person, person_id) if person_id is not None else None
    if person is None or not person.active:
        return ()
    roles = [role for role in Role if person.role.reaches(role)]
    mine = Approval.role.in_(roles) & Approval.asked_by_id.is_distinct_from(person.id)
    found = [
        (approval.ticket_id, row)
        for approval, row in open_requests(session, mine)
        if approval.kind is not ApprovalKind.COMPENSATION or person.id not in had_since(session, approval)
    ]
    titles = select(Ticket.id, Ticket.number, Ticket.title).where(Ticket.id.in_({id_ for id_, _ in found}))
    named = {id_: (number, title) for id_, number, title in session.execute(titles)}
    rows = [AwaitedRow(id_, *named[id_], row) for id_, row in found]
    return tuple(
        sorted(rows, key=lambda each: (each.request.due_at or each.request.asked_at + _NEVER, each.request.id))
    )
