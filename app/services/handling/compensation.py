"""What customers are given (补偿) within a tiered authority (分级授权): granted at once, or asked for from above."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.errors import DomainError
from app.models.approval import Approval, ApprovalKind
from app.models.customer import Customer
from app.models.desk import Compensation, CompensationState
from app.models.desk_rules import AuthorityRules
from app.models.people import Person, Role
from app.models.ticket import Status, Ticket, TicketEvent
from app.services.deadlines.approvals import COMPENSATION_GRANTED, LONGEST_REASON, ask, end_request
from app.services.deadlines.clocks import end_long_pauses, lock_live_clocks
from app.services.deadlines.rulebook import Rulebook

COMPENSATION_ASKED = "compensation_asked"
COMPENSATION_PAID, COMPENSATION_WITHDRAWN = "compensation_paid", "compensation_withdrawn"
# In hundredths: more than that is a slip of the keyboard, and more than a column holds.
LARGEST = 2_000_000_000
_COUNTS = (CompensationState.ASKED, CompensationState.GRANTED, CompensationState.PAID)
_POSSIBLE = (Status.OPEN, Status.WAITING, Status.RESOLVED)


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
    session: Session, rulebook: Rulebook, ticket_id: int, nature: str, amount: int, person_id: int | None, now: datetime
) -> Authority:
    """Return who may grant a sum, in hundredths, to the customer of a complaint, and what counts together with it.

    That is everything offered to them within the days of the rules by anybody, on any of their complaints, under any
    name that turned out to be theirs; what was refused or withdrawn does not count. Raises `CompensationError`.
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
        if row.state in _COUNTS and row.currency == rules.currency and row.offered_at > now - timedelta(days=rules.days)
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


def offer(
    session: Session,
    rulebook: Rulebook,
    ticket: Ticket,
    nature: str,
    amount: int,
    reason: str,
    *,
    person_id: int | None,
    now: datetime,
) -> Compensation:
    """Offer a customer something, `amount` in hundredths of the desk's currency; raises `CompensationError`.

    Within the person's authority it is granted with that. Above it, the lowest role that may grant it is asked, and
    the clock of that decision begins; above every limit it is refused.
    """
    _somebody(session, person_id)
    reason = _words(reason)
    live = lock_live_clocks(session, ticket)
    _lock_customer(session, ticket)
    end_long_pauses(session, rulebook, ticket, live, by=now)
    if ticket.status not in _POSSIBLE:
        raise CompensationError(
            "{number} is {status}: nothing is offered any more.", number=ticket.number, status=ticket.status
        )
    authority = authority_for(session, rulebook, ticket.id, nature, amount, person_id, now)
    if authority.role is None:
        raise CompensationError(
            "{total} counts together within {days} days: that is above every limit, and nobody here may grant it.",
            total=money(authority.total, authority.currency),
            days=authority.days,
        )
    compensation = Compensation(
        ticket_id=ticket.id,
        customer_id=ticket.customer_id,
        nature=nature,
        amount=amount,
        currency=authority.currency,
        reason=reason,
        state=CompensationState.GRANTED if authority.mine else CompensationState.ASKED,
        role=authority.role,
        offered_at=now,
        offered_by_id=person_id,
    )
    session.add(compensation)
    session.flush()
    details = {
        **_sum(compensation),
        "total": authority.total,
        "split": authority.is_split,
        "counted": [row.id for row in authority.counted],
    }
    if not authority.mine:
        asked = details | {"had_by": ticket.owner_id}
        approval = Approval(kind=ApprovalKind.COMPENSATION, role=authority.role, reason=reason, details=asked)
        ask(session, rulebook, ticket, approval, person_id=person_id, now=now)
        compensation.approval_id = approval.id
    kind = COMPENSATION_GRANTED if authority.mine else COMPENSATION_ASKED
    said = details | {"text": reason, "role": authority.role}
    _note(session, compensation, kind, said, person_id=person_id, now=now)
    return compensation


def pay(session: Session, compensation_id: int, *, person_id: int | None, now: datetime) -> None:
    """Put on record that the customer has what was granted; raises `CompensationError`."""
    _somebody(session, person_id)
    compensation, _ = _locked(session, compensation_id)
    if compensation.state is not CompensationState.GRANTED:
        raise CompensationError("Only what is granted is paid; this is {state}.", state=compensation.state)
    compensation.state, compensation.paid_at = CompensationState.PAID, now
    _note(session, compensation, COMPENSATION_PAID, _sum(compensation), person_id=person_id, now=now)


def withdraw_offer(
    session: Session, rulebook: Rulebook, compensation_id: int, reason: str, *, person_id: int | None, now: datetime
) -> None:
    """Take back what was offered and is not paid, and the request for it; raises `CompensationError`."""
    _somebody(session, person_id)
    reason = _words(reason)
    compensation, _ = _locked(session, compensation_id)
    if compensation.state not in (CompensationState.ASKED, CompensationState.GRANTED):
        raise CompensationError(
            "Only what is asked for or granted is taken back; this is {state}.", state=compensation.state
        )
    approval = session.get(Approval, compensation.approval_id) if compensation.approval_id else None
    if approval is not None and approval.decided_at is None:
        end_request(session, rulebook, approval, at=now)
    compensation.state = CompensationState.WITHDRAWN
    details = _sum(compensation) | {"text": reason}
    _note(session, compensation, COMPENSATION_WITHDRAWN, details, person_id=person_id, now=now)


def compensations(session: Session, ticket_id: int) -> tuple[CompensationRow, ...]:
    """Return what was offered about a complaint, the newest first."""
    return _rows(session, Compensation.ticket_id == ticket_id)[::-1]


def natures(session: Session, rulebook: Rulebook) -> tuple[str, ...]:
    """Return what can be given, in the words of the rules."""
    return tuple(sorted(rulebook.desk(session).authority.natures))


def money(amount: int, currency: str) -> str:
    """Write a sum in hundredths as people read it, in every language alike."""
    return f"{currency} {amount / 100:,.2f}"


def _to_the_same(session: Session, ticket: Ticket) -> Any:
    """Select what was offered to the customer of a complaint; where none is known, on it and what it holds."""
    if ticket.customer_id is None:
        same = select(Ticket.id).where((Ticket.id == ticket.id) | (Ticket.merged_into_id == ticket.id))
        return Compensation.ticket_id.in_(same)
    of_them = select(Ticket.id).where(Ticket.customer_id.in_(everybody := _names_of(session, ticket.customer_id)))
    return Compensation.customer_id.in_(everybody) | Compensation.ticket_id.in_(of_them)


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


def _lock_customer(session: Session, ticket: Ticket) -> None:
    """Let one offer to a customer wait for the other, on whichever complaint: else each would count without it."""
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


def _locked(session: Session, compensation_id: int) -> tuple[Compensation, Ticket]:
    """Lock the complaint of a compensation, and read both as they are then."""
    compensation = session.get(Compensation, compensation_id)
    if compensation is None:
        raise CompensationError("There is no such compensation.")
    ticket = session.get_one(Ticket, compensation.ticket_id)
    lock_live_clocks(session, ticket)
    session.refresh(compensation, with_for_update=True)
    return compensation, ticket


def _sum(compensation: Compensation) -> dict[str, Any]:
    return {
        "compensation_id": compensation.id,
        "nature": compensation.nature,
        "hundredths": compensation.amount,
        "currency": compensation.currency,
    }


def _highest(rules: AuthorityRules) -> Role:
    """Return the highest role that has any limit: by it is judged what nobody may grant."""
    with_limits = {each.role for each in rules.limits}
    return next((role for role in reversed(Role) if role in with_limits), Role.MANAGER)


def _somebody(session: Session, person_id: int | None) -> None:
    person = session.get(Person, person_id) if person_id is not None else None
    if person is None or not person.active:
        raise CompensationError("Say first who you are: it is offered in somebody's name.")


def _words(text: str) -> str:
    # PostgreSQL keeps no NUL in a text.
    text = text.replace("\0", "").strip()
    if not 0 < len(text) <= LONGEST_REASON:
        raise CompensationError(
            "A reason has 1 to {longest} characters; this one has {count}.", longest=LONGEST_REASON, count=len(text)
        )
    return text


def _note(
    session: Session,
    compensation: Compensation,
    kind: str,
    details: Mapping[str, Any],
    *,
    person_id: int | None,
    now: datetime,
) -> None:
    given = dict(details)
    session.add(TicketEvent(ticket_id=compensation.ticket_id, at=now, kind=kind, person_id=person_id, details=given))
    session.flush()
