"""Who may grant what a customer is given (分级授权): by role, nature and all that they were given lately."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.errors import DomainError
from app.models.approval import Approval
from app.models.customer import Customer
from app.models.desk import Compensation, CompensationState, Link, TicketLink
from app.models.desk_rules import AuthorityRules
from app.models.people import Person, Role
from app.models.sla import Clock
from app.models.ticket import Ticket
from app.services.deadlines.locking import lock_live_clocks
from app.services.deadlines.rulebook import Rulebook

# In hundredths: more than that is a slip of the keyboard, and more than a column holds.
LARGEST = 2_000_000_000
_COUNTS = (CompensationState.ASKED, CompensationState.GRANTED, CompensationState.PAID)


class CompensationError(DomainError):
    """Something that cannot be given, or not by this person, or not now."""


@dataclass(frozen=True)
class CompensationRow:
    """Something that was offered to a customer; `amount` is in hundredths, `role` whose authority it needed."""

    id: int
    number: str
    nature: str
    amount: int
    currency: str
    reason: str
    state: CompensationState
    role: Role
    offered_at: datetime
    offered_by: str
    decided_by: str
    paid_at: datetime | None


@dataclass(frozen=True)
class Authority:
    """Who may grant a sum. `role` and those above it (None: nobody); `mine` says that the person who asks is one.

    `total` is what counts together, with this sum, in hundredths; `counted` is what the customer was given before that
    counts. `alone` is who could grant the sum if nothing else counted: where that is a lower role, the sum is a part of
    one that was split.
    """

    role: Role | None
    mine: bool
    total: int
    currency: str
    days: int
    alone: Role | None
    counted: tuple[CompensationRow, ...]

    @property
    def is_split(self) -> bool:
        """Say whether it needs somebody above only because of what was given before."""
        return self.alone is not None and self.alone is not self.role


def authority_for(
    session: Session,
    rulebook: Rulebook,
    ticket_id: int,
    nature: str,
    amount: int,
    person_id: int | None,
    now: datetime,
    *,
    but: int | None = None,
) -> Authority:
    """Return who may grant a sum, in hundredths, to the customer of a complaint, and what counts together with it.

    That is everything offered to them within the days of the rules by anybody, on any of their complaints, under any
    name that turned out to be theirs; what was refused or withdrawn does not count, nor what has the identity `but`:
    it is the sum itself. Raises `CompensationError`.
    """
    rules = rulebook.desk(session).authority
    if nature not in rules.natures:
        raise CompensationError("The rules of the desk know no such compensation: {nature}.", nature=nature or "–")
    if not 0 < amount <= LARGEST:
        raise CompensationError("A compensation lies between 0.01 and {most}.", most=f"{LARGEST / 100:,.0f}")
    ticket = session.get_one(Ticket, ticket_id)
    given = [
        row
        for row in _rows(session, _to_the_same(session, ticket))
        if row.state in _COUNTS
        and row.id != but
        and row.currency == rules.currency
        and row.offered_at > now - timedelta(days=rules.days)
    ]
    sums = Counter({nature: amount})
    for row in given:
        sums[row.nature] += row.amount
    role, alone = rules.role_for(nature, sums), rules.role_for(nature, {nature: amount})
    person = session.get(Person, person_id) if person_id is not None else None
    judge = role or _highest(rules)
    limit = rules.limit(judge, nature)
    counted = tuple(row for row in given if row.nature == nature or rules.limit(judge, row.nature) is limit)
    mine = role is not None and person is not None and person.active and person.role.reaches(role)
    return Authority(role, mine, rules.together(judge, nature, sums), rules.currency, rules.days, alone, counted)


def compensations(session: Session, ticket_id: int) -> tuple[CompensationRow, ...]:
    """Return what was offered about a complaint, the newest first."""
    return _rows(session, Compensation.ticket_id == ticket_id)[::-1]


def money(amount: int, currency: str) -> str:
    """Write a sum in hundredths as people read it, in every language alike."""
    return f"{currency} {amount / 100:,.2f}"


def _to_the_same(session: Session, ticket: Ticket) -> Any:
    """Select what was offered to the customer of a complaint; where none is known, on it and its parts."""
    of_it: Any = Compensation.ticket_id.in_(_parts_of(session, ticket.id))
    if ticket.customer_id is None:
        return of_it
    of_them = select(Ticket.id).where(Ticket.customer_id.in_(everybody := _names_of(session, ticket.customer_id)))
    return of_it | Compensation.customer_id.in_(everybody) | Compensation.ticket_id.in_(of_them)


def _parts_of(session: Session, ticket_id: int) -> list[int]:
    """Return the complaints that were one once, or became one: split from each other and merged, in order."""
    found = newest = {ticket_id}
    while newest:
        parts = select(TicketLink.ticket_id, TicketLink.other_id).where(
            TicketLink.kind == Link.SPLIT_FROM, TicketLink.ticket_id.in_(newest) | TicketLink.other_id.in_(newest)
        )
        merged = select(Ticket.id, Ticket.merged_into_id).where(
            Ticket.merged_into_id.in_(newest) | (Ticket.id.in_(newest) & Ticket.merged_into_id.is_not(None))
        )
        newest = {id_ for rows in (parts, merged) for pair in session.execute(rows) for id_ in pair} - found
        found = found | newest
    return sorted(found)


def _names_of(session: Session, customer_id: int) -> list[int]:
    """Return every customer that turned out to be one with this one, itself among them, in one order everywhere."""
    root = customer_id
    seen = {root}
    while (above := session.scalar(select(Customer.merged_into_id).where(Customer.id == root))) and above not in seen:
        root = above
        seen.add(root)
    found: set[int] = {root}
    newest: Collection[int] = found
    while newest:
        below = session.scalars(select(Customer.id).where(Customer.merged_into_id.in_(newest)))
        newest = set(below) - found
        found |= newest
    return sorted(found)


def lock_parts(session: Session, ticket: Ticket) -> list[Clock]:
    """Lock a complaint, with its parts where its customer is not known, and return its live clocks."""
    ids = [ticket.id] if ticket.customer_id is not None else _parts_of(session, ticket.id)
    # In one order everywhere, so that nobody waits for ever.
    return {id_: lock_live_clocks(session, session.get_one(Ticket, id_)) for id_ in ids}[ticket.id]


def lock_customer(session: Session, ticket: Ticket) -> None:
    """Let one offer to a customer wait for the other, on whichever complaint: else each would count without it.

    The complaint is locked; where its customer is not known, its parts were locked before it (`lock_parts`).
    """
    if ticket.customer_id is not None:
        same = _names_of(session, ticket.customer_id)
        session.execute(select(Customer.id).where(Customer.id.in_(same)).order_by(Customer.id).with_for_update()).all()


def _rows(session: Session, wanted: Any) -> tuple[CompensationRow, ...]:
    by, decided_by = aliased(Person), aliased(Person)
    rows = session.execute(
        select(Compensation, Ticket.number, by.name, decided_by.name)
        .join(Ticket, Ticket.id == Compensation.ticket_id)
        .outerjoin(by, by.id == Compensation.offered_by_id)
        .outerjoin(Approval, Approval.id == Compensation.approval_id)
        .outerjoin(decided_by, decided_by.id == Approval.decided_by_id)
        .where(wanted)
        .order_by(Compensation.offered_at, Compensation.id)
    )
    return tuple(
        CompensationRow(
            row.id,
            number,
            row.nature,
            row.amount,
            row.currency,
            row.reason,
            row.state,
            row.role,
            row.offered_at,
            name or "",
            decided or "",
            row.paid_at,
        )
        for row, number, name, decided in rows
    )


def _highest(rules: AuthorityRules) -> Role:
    """Return the highest role that has any limit: by it is judged what nobody may grant."""
    with_limits = {each.role for each in rules.limits}
    return next((role for role in reversed(Role) if role in with_limits), Role.MANAGER)
