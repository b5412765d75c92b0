"""Who is to be called about their result, and in which order: what is due first, when the customer likes it."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from app.models.customer import Customer
from app.models.follow_up import CallOutcome, FollowUp, FollowUpCall, Survey
from app.models.people import Language, Person
from app.models.sla import LIVE, Clock, Target
from app.models.ticket import Category, Source, Ticket

# More are never looked at on one screen; those that are due first are.
MOST = 1_000


@dataclass(frozen=True)
class CallRow:
    """One follow-up that is owed. Texts are empty where nothing is known.

    `call_at` is when it can be tried: at `now` or before that is now; later where the customer likes another hour, or
    the last try was just now. `due_at` is its deadline, None where the policy sets none.
    """

    id: int
    ticket_id: int
    number: str
    title: str
    category: str
    customer_id: int | None
    customer: str
    level: str
    telephone: str
    language: Language | None
    call_from: int | None
    call_until: int | None
    opened_at: datetime
    due_at: datetime | None
    call_at: datetime
    calls: int
    last: CallOutcome | None
    taken_by_id: int | None
    taken_by: str


@dataclass(frozen=True)
class TryRow:
    """One try to reach a customer."""

    at: datetime
    person: str
    outcome: CallOutcome
    note: str


@dataclass(frozen=True)
class SurveyRow:
    """What a customer thinks of one result."""

    at: datetime
    cycle: int
    score: int
    reason: str
    comment: str
    source: Source
    person: str
    reopened: bool


@dataclass(frozen=True)
class FollowUpView:
    """The follow-up of one complaint: what is owed now (None: nothing is), the tries and what the customer thinks."""

    owed: CallRow | None
    done_at: datetime | None
    tries: tuple[TryRow, ...]
    surveys: tuple[SurveyRow, ...]
    # The words that the rules of the desk know for why.
    reasons: tuple[str, ...] = ()


def call_list(
    session: Session, zone: tzinfo, *, person_id: int | None = None, ticket_id: int | None = None, now: datetime
) -> tuple[CallRow, ...]:
    """Return the follow-ups that are owed, in the order in which a person calls.

    Who can be called now comes before who cannot yet, what the person speaks before what they do not, what nobody else
    has taken before what somebody has; then what is due first.
    """
    clock, last = aliased(Clock), aliased(FollowUpCall)
    newest = select(func.max(FollowUpCall.id)).where(FollowUpCall.follow_up_id == FollowUp.id).scalar_subquery()
    is_its_clock = and_(clock.ticket_id == Ticket.id, clock.target == Target.FOLLOW_UP, clock.state.in_(LIVE))
    statement = (
        select(FollowUp, Ticket, Customer, Category.path, clock.due_at, last.outcome, Person.name)
        .join(Ticket, Ticket.id == FollowUp.ticket_id)
        .outerjoin(Customer, Customer.id == Ticket.customer_id)
        .outerjoin(Category, Category.id == Ticket.category_id)
        .outerjoin(clock, is_its_clock)
        .outerjoin(last, last.id == newest)
        .outerjoin(Person, Person.id == FollowUp.person_id)
        .where(FollowUp.done_at.is_(None))
        .order_by(clock.due_at.asc().nulls_last(), FollowUp.id)
        .limit(MOST)
    )
    if ticket_id is not None:
        statement = statement.where(FollowUp.ticket_id == ticket_id)
    rows = [_row(*each, zone=zone, now=now) for each in session.execute(statement)]
    speaks = _speaks(session, person_id)

    def turn(row: CallRow) -> tuple[bool, bool, bool, datetime]:
        unsaid = bool(speaks) and row.language is not None and row.language not in speaks
        taken = row.taken_by_id is not None and row.taken_by_id != person_id
        waits = row.call_at > now
        return waits, unsaid, taken, row.call_at if waits else row.due_at or datetime.max.replace(tzinfo=now.tzinfo)

    return tuple(sorted(rows, key=turn))


def read_follow_up(
    session: Session, ticket_id: int, zone: tzinfo, reasons: frozenset[str] = frozenset(), *, now: datetime
) -> FollowUpView:
    """Return what belongs to the follow-up of one complaint, the newest first."""
    owed = call_list(session, zone, ticket_id=ticket_id, now=now)
    done = select(func.max(FollowUp.done_at)).where(FollowUp.ticket_id == ticket_id)
    tries = session.execute(
        select(FollowUpCall.at, Person.name, FollowUpCall.outcome, FollowUpCall.note)
        .join(FollowUp, FollowUp.id == FollowUpCall.follow_up_id)
        .outerjoin(Person, Person.id == FollowUpCall.person_id)
        .where(FollowUp.ticket_id == ticket_id)
        .order_by(FollowUpCall.id.desc())
    )
    surveys = session.execute(
        select(Survey, Person.name)
        .outerjoin(Person, Person.id == Survey.person_id)
        .where(Survey.ticket_id == ticket_id)
        .order_by(Survey.at.desc(), Survey.id.desc())
    )
    return FollowUpView(
        owed[0] if owed else None,
        session.scalar(done),
        tuple(TryRow(at, name or "", outcome, note) for at, name, outcome, note in tries),
        tuple(_survey(survey, name or "") for survey, name in surveys),
        tuple(sorted(reasons)),
    )


def when_to_call(at: datetime, call_from: int | None, call_until: int | None, zone: tzinfo) -> datetime:
    """Return `at`, or the next instant at which the customer likes to be called; either hour may be unknown."""
    begin, end = call_from or 0, 24 if call_until is None else call_until
    local = at.astimezone(zone)
    if begin == end or begin % 24 == end % 24:
        return at
    likes = begin <= local.hour < end if begin < end else not end <= local.hour < begin
    if likes:
        return at
    day = local.date() + timedelta(days=int(local.hour >= begin))
    return datetime.combine(day, time(begin), zone).astimezone(at.tzinfo)


def _row(
    follow_up: FollowUp,
    ticket: Ticket,
    customer: Customer | None,
    category: str | None,
    due_at: datetime | None,
    last: CallOutcome | None,
    taken_by: str | None,
    *,
    zone: tzinfo,
    now: datetime,
) -> CallRow:
    call_from, call_until = (customer.call_from, customer.call_until) if customer else (None, None)
    return CallRow(
        id=follow_up.id,
        ticket_id=ticket.id,
        number=ticket.number,
        title=ticket.title,
        category=category or "",
        customer_id=ticket.customer_id,
        customer=customer.name if customer else "",
        level=(customer.level if customer else "") or "",
        telephone=(customer.telephone if customer else "") or "",
        language=customer.language if customer else None,
        call_from=call_from,
        call_until=call_until,
        opened_at=follow_up.opened_at,
        due_at=due_at,
        call_at=when_to_call(max(follow_up.next_call_at or now, now), call_from, call_until, zone),
        calls=follow_up.calls,
        last=last,
        taken_by_id=follow_up.person_id,
        taken_by=taken_by or "",
    )


def _survey(survey: Survey, person: str) -> SurveyRow:
    return SurveyRow(
        survey.at,
        survey.cycle,
        survey.score,
        survey.reason or "",
        survey.comment,
        survey.source,
        person,
        survey.reopened,
    )


def _speaks(session: Session, person_id: int | None) -> frozenset[str]:
    """Return the languages that a person speaks with customers; empty where nobody says who they are."""
    person = session.get(Person, person_id) if person_id is not None else None
    return frozenset({person.language.value, *filter(None, person.speaks.split(","))}) if person else frozenset()
