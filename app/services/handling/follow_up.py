"""The follow-up calls (回访): who makes one, what became of each try, and what the customer thinks (满意度)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.customer import ContactKind, Customer, CustomerContact
from app.models.desk_rules import FollowUpRules
from app.models.follow_up import CallOutcome, FollowUp, FollowUpCall, Survey
from app.models.people import Person, Role
from app.models.sla import LifeEvent
from app.models.texts import trimmed
from app.models.ticket import Source, Status, Ticket, TicketEvent
from app.services.deadlines.locking import lock_live_clocks
from app.services.deadlines.rulebook import Rulebook
from app.services.handling.events import happen
from app.services.handling.reassess import reassess
from app.services.handling.reopen import reopen

# What the events are called.
CALLED, SURVEYED = "follow_up_called", "surveyed"
# In the details of the event that ends or reopens: the outcome of the last try, and the score.
OUTCOME, SCORE = "outcome", "score"
LONGEST_NOTE, LONGEST_COMMENT = 1_000, 4_000
# A try that reached nobody.
_IN_VAIN = (CallOutcome.NO_ANSWER, CallOutcome.BUSY)


class FollowUpError(DomainError):
    """What was said of a follow-up cannot be put on record."""


@dataclass(frozen=True)
class CallDone:
    """What a try has led to: nothing more is owed, or not before when it is tried again (None: at once)."""

    done: bool
    next_call_at: datetime | None


@dataclass(frozen=True)
class Surveyed:
    """A survey on record, and whether its score has reopened the complaint."""

    survey_id: int
    reopened: bool


def take(session: Session, follow_up_id: int, *, person_id: int | None, now: datetime) -> FollowUp:
    """Let a person make a call; what another one has taken only who leads may take over. Raises `FollowUpError`."""
    if person_id is None:
        raise FollowUpError("Say first who you are: somebody has to make the call.")
    follow_up, _ = _owed(session, follow_up_id)
    person = session.get_one(Person, person_id)
    holder = session.get(Person, follow_up.person_id) if follow_up.person_id else None
    if holder and holder.active and holder.id != person_id and person.role is Role.AGENT:
        raise FollowUpError("{name} has taken this call already.", name=holder.name)
    follow_up.person_id = person_id
    return follow_up


def give_back(session: Session, follow_up_id: int, *, now: datetime) -> None:
    """Let anybody make a call again that somebody has taken; raises `FollowUpError`."""
    follow_up, _ = _owed(session, follow_up_id)
    follow_up.person_id = None


def record_call(
    session: Session,
    rulebook: Rulebook,
    follow_up_id: int,
    outcome: CallOutcome,
    note: str = "",
    *,
    call_back_at: datetime | None = None,
    person_id: int | None,
    now: datetime,
) -> CallDone:
    """Put one try on record; the rules say when the next one is, and after how many in vain it is enough.

    A wrong number is taken from the customer; without another one there is nothing to try. Raises `FollowUpError`.
    """
    follow_up, ticket = _owed(session, follow_up_id)
    rules = rulebook.desk(session).follow_up
    _check_call_back(outcome, call_back_at, now=now)
    session.add(
        FollowUpCall(
            follow_up_id=follow_up.id, at=now, person_id=person_id, outcome=outcome, note=_text(note, LONGEST_NOTE)
        )
    )
    follow_up.calls += 1
    follow_up.person_id = person_id
    session.flush()
    reachable = outcome is not CallOutcome.WRONG_NUMBER or _drop_number(session, ticket)
    if _is_enough(session, rules, follow_up, outcome, reachable):
        told = {OUTCOME: outcome.value, "calls": follow_up.calls}
        happen(session, rulebook, ticket, LifeEvent.FOLLOWED_UP, person_id=person_id, details=told, now=now)
        return CallDone(True, None)
    follow_up.next_call_at = call_back_at
    if outcome in _IN_VAIN:
        follow_up.next_call_at = now + timedelta(seconds=rules.between)
        # Whoever is there then calls.
        follow_up.person_id = None
    tried = {OUTCOME: outcome.value}
    session.add(TicketEvent(ticket_id=ticket.id, at=now, kind=CALLED, person_id=person_id, details=tried))
    return CallDone(False, follow_up.next_call_at)


def record_survey(
    session: Session,
    rulebook: Rulebook,
    ticket_id: int,
    score: int,
    reason: str | None = None,
    comment: str = "",
    *,
    source: Source = Source.TELEPHONE,
    at: datetime | None = None,
    origin: str | None = None,
    external_key: str | None = None,
    person_id: int | None,
    now: datetime,
) -> Surveyed:
    """Put on record what a customer thinks of a result; a low score reopens it once, as the rules say.

    It is about the result that stood at `at` (by default now); the follow-up of that one is done with it. A comment is
    judged for risk, unless it is an old one that is read in. Raises `FollowUpError`.
    """
    at = at or now
    ticket = session.get_one(Ticket, ticket_id)
    lock_live_clocks(session, ticket)
    rules = rulebook.desk(session).follow_up
    _check_survey(rules, ticket, score, reason, at=at, now=now)
    newest = _cycle(session, ticket_id)
    cycle = _cycle(session, ticket_id, at=at)
    survey = Survey(
        ticket_id=ticket_id,
        cycle=cycle or 1,
        at=at,
        source=source,
        score=score,
        reason=reason or None,
        comment=_text(comment, LONGEST_COMMENT),
        person_id=person_id,
        origin=origin,
        external_key=external_key,
    )
    session.add(survey)
    given = {SCORE: score, "why": reason or "", "source": source.value}
    session.add(TicketEvent(ticket_id=ticket_id, at=now, kind=SURVEYED, person_id=person_id, details=given))
    session.flush()
    told = {SCORE: score}
    if cycle == newest and ticket.status is Status.RESOLVED and _is_owed(session, ticket_id):
        happen(session, rulebook, ticket, LifeEvent.FOLLOWED_UP, person_id=person_id, details=told, now=now)
    if cycle == newest and _reopens(session, rules, ticket, survey, at=at):
        said = survey.comment
        ticket = reopen(session, rulebook, ticket, said, source=source, details=told, person_id=person_id, now=now)
        survey.reopened = True
    if survey.comment and now - at <= timedelta(days=rules.reopen_within):
        reassess(session, rulebook, ticket, survey.comment, person_id=person_id, now=now)
    return Surveyed(survey.id, survey.reopened)


def _owed(session: Session, follow_up_id: int) -> tuple[FollowUp, Ticket]:
    """Lock a follow-up that is owed, after the clocks of its complaint and that itself."""
    follow_up = session.get_one(FollowUp, follow_up_id)
    ticket = session.get_one(Ticket, follow_up.ticket_id)
    lock_live_clocks(session, ticket)
    session.refresh(follow_up, with_for_update=True)
    if follow_up.done_at is not None:
        raise FollowUpError("{number}: this follow-up is done.", number=ticket.number)
    return follow_up, ticket


def _check_call_back(outcome: CallOutcome, call_back_at: datetime | None, *, now: datetime) -> None:
    if (outcome is CallOutcome.CALL_BACK) != (call_back_at is not None):
        raise FollowUpError("Say when to call back, where the customer asked for that, and only then.")
    if call_back_at is not None and call_back_at <= now:
        raise FollowUpError("To call back is possible in the future only.")


def _is_enough(
    session: Session, rules: FollowUpRules, follow_up: FollowUp, outcome: CallOutcome, reachable: bool
) -> bool:
    """Say whether no further try is made."""
    if outcome in (CallOutcome.REACHED, CallOutcome.REFUSED) or not reachable:
        return True
    if outcome not in _IN_VAIN:
        return False
    in_vain = select(func.count()).where(FollowUpCall.follow_up_id == follow_up.id, FollowUpCall.outcome.in_(_IN_VAIN))
    return session.scalars(in_vain).one() >= rules.tries


def _drop_number(session: Session, ticket: Ticket) -> bool:
    """Take the number that was called from the customer; say whether there is another one."""
    customer = session.get(Customer, ticket.customer_id) if ticket.customer_id else None
    if customer is None:
        return False
    numbers = session.scalars(
        select(CustomerContact)
        .where(CustomerContact.customer_id == customer.id, CustomerContact.kind == ContactKind.TELEPHONE)
        .order_by(CustomerContact.id)
    ).all()
    wrong = [each for each in numbers if each.value == customer.telephone]
    for each in wrong:
        session.delete(each)
    customer.telephone = next((each.value for each in numbers if each not in wrong), None)
    return customer.telephone is not None


def _check_survey(
    rules: FollowUpRules, ticket: Ticket, score: int, reason: str | None, *, at: datetime, now: datetime
) -> None:
    if ticket.erased_at is not None:
        raise FollowUpError("{number}: what its customer said was erased, and nothing is added.", number=ticket.number)
    if not 1 <= score <= 5:
        raise FollowUpError("A score is from 1 (very bad) to 5 (very good).")
    if reason and reason not in rules.reasons:
        raise FollowUpError("The rules of the desk know no such reason: {reason}.", reason=reason)
    if not ticket.received_at <= at <= now:
        raise FollowUpError("{number}: the survey lies before the complaint or in the future.", number=ticket.number)


def _cycle(session: Session, ticket_id: int, *, at: datetime | None = None) -> int | None:
    """Return the cycle of the newest result of a complaint, of those that there were at `at`."""
    newest = select(func.max(FollowUp.cycle)).where(FollowUp.ticket_id == ticket_id)
    return session.scalar(newest if at is None else newest.where(FollowUp.opened_at <= at))


def _is_owed(session: Session, ticket_id: int) -> bool:
    owed = select(FollowUp.id).where(FollowUp.ticket_id == ticket_id, FollowUp.done_at.is_(None))
    return session.scalar(owed.limit(1)) is not None


def _reopens(session: Session, rules: FollowUpRules, ticket: Ticket, survey: Survey, *, at: datetime) -> bool:
    """Say whether a score reopens what is resolved or closed; one result is reopened once."""
    if survey.score > rules.reopen_upto or ticket.status not in (Status.RESOLVED, Status.CLOSED):
        return False
    since = ticket.resolved_at or ticket.closed_at
    if since is None or not since <= at <= since + timedelta(days=rules.reopen_within):
        return False
    same = select(Survey.id).where(Survey.ticket_id == ticket.id, Survey.cycle == survey.cycle, Survey.reopened)
    return session.scalar(same.limit(1)) is None


def _text(text: str, longest: int) -> str:
    text = trimmed(text)
    if len(text) > longest:
        raise FollowUpError(
            "A text has at most {longest} characters; this one has {count}.", longest=longest, count=len(text)
        )
    return text
