"""Follow-ups: one for each result, tried as the rules say, done by policy; a low score reopens once."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app.models.customer import ContactKind, Customer, CustomerContact
from app.models.follow_up import CallOutcome, FollowUp, FollowUpCall, Survey
from app.models.people import Role
from app.models.sla import ClockState, LifeEvent, Target
from app.models.ticket import Source, Status, Ticket, TicketEvent
from app.services.database import Database
from app.services.deadlines.rulebook import Rulebook
from app.services.handling.events import happen
from app.services.handling.follow_up import (
    CALLED,
    CallDone,
    FollowUpError,
    Surveyed,
    give_back,
    record_call,
    record_survey,
    take,
)
from app.services.handling.links import links_of
from tests.builders import HOUR, MONDAY, clocks_of, close_freely, new_ticket, open_floor, person

E, C = LifeEvent, CallOutcome
DAY = timedelta(days=1)


@pytest.fixture
def rulebook(database: Database) -> Rulebook:
    return open_floor(database)


@pytest.fixture
def ticket(database: Database, rulebook: Rulebook) -> Ticket:
    """A complaint of somebody with two numbers, who was told a result at eleven."""
    with database.write() as session:
        customer = Customer(name="张伟", telephone="138 0013 8000")
        session.add(customer)
        session.flush()
        for number in ("138 0013 8000", "010-8888 0000"):
            digits = "".join(filter(str.isdecimal, number))
            contact = {"kind": ContactKind.TELEPHONE, "value": number, "normal": digits}
            session.add(CustomerContact(customer_id=customer.id, **contact))
    made = new_ticket(database, rulebook, customer_id=customer.id)
    live_on(database, rulebook, made, E.RESOLVED, now=MONDAY + HOUR)
    return made


def live_on(database: Database, rulebook: Rulebook, ticket: Ticket, event: LifeEvent, *, now: datetime) -> None:
    with database.write() as session:
        happen(session, rulebook, session.get_one(Ticket, ticket.id), event, now=now)


def follow_ups(database: Database, ticket: Ticket) -> list[FollowUp]:
    with database.read() as session:
        return list(session.scalars(select(FollowUp).filter_by(ticket_id=ticket.id).order_by(FollowUp.cycle)))


def call(
    database: Database,
    rulebook: Rulebook,
    outcome: CallOutcome,
    *,
    now: datetime = MONDAY + 2 * HOUR,
    call_back_at: datetime | None = None,
) -> CallDone:
    with database.write() as session:
        newest = session.scalars(select(FollowUp.id).order_by(FollowUp.id.desc())).first()
        assert newest
        me = person(session, Role.AGENT).id
        return record_call(
            session, rulebook, newest, outcome, "他说 …\0", call_back_at=call_back_at, person_id=me, now=now
        )


def survey(
    database: Database,
    rulebook: Rulebook,
    ticket: Ticket,
    score: int,
    *,
    now: datetime = MONDAY + 2 * HOUR,
    at: datetime | None = None,
    reason: str | None = "too_slow",
    comment: str = "慢",
) -> Surveyed:
    with database.write() as session:
        return record_survey(
            session, rulebook, ticket.id, score, reason, comment, source=Source.CHAT, at=at, person_id=None, now=now
        )


def status(database: Database, ticket: Ticket) -> Status:
    with database.read() as session:
        return session.get_one(Ticket, ticket.id).status


def kinds(database: Database, ticket: Ticket) -> list[str]:
    with database.read() as session:
        return list(session.scalars(select(TicketEvent.kind).filter_by(ticket_id=ticket.id).order_by(TicketEvent.id)))


def test_each_result_owes_one_follow_up_and_what_undoes_the_result_ends_it(
    database: Database, rulebook: Rulebook, ticket: Ticket
) -> None:
    assert [each.done_at for each in follow_ups(database, ticket)] == [None]
    for place, event in enumerate((E.REOPENED, E.RESOLVED, E.WITHDRAWN), start=2):
        live_on(database, rulebook, ticket, event, now=MONDAY + place * HOUR)
    assert [(each.cycle, each.opened_at, each.done_at) for each in follow_ups(database, ticket)] == [
        (1, MONDAY + HOUR, MONDAY + 2 * HOUR),
        (2, MONDAY + 3 * HOUR, MONDAY + 4 * HOUR),
    ]


@pytest.mark.parametrize("outcome", [C.REACHED, C.REFUSED])
def test_who_is_reached_or_will_not_talk_is_called_no_more(
    database: Database, rulebook: Rulebook, ticket: Ticket, outcome: CallOutcome
) -> None:
    assert call(database, rulebook, outcome) == CallDone(True, None)
    [follow_up] = follow_ups(database, ticket)
    assert (follow_up.done_at, follow_up.calls) == (MONDAY + 2 * HOUR, 1)
    [clock] = clocks_of(database, ticket, Target.FOLLOW_UP)
    assert clock.state is ClockState.MET
    with pytest.raises(FollowUpError, match="is done"):
        call(database, rulebook, outcome)


def test_after_so_many_tries_in_vain_the_policy_ends_it(database: Database, rulebook: Rulebook, ticket: Ticket) -> None:
    now = MONDAY + 2 * HOUR
    assert call(database, rulebook, C.NO_ANSWER, now=now) == CallDone(False, now + 4 * HOUR)
    # Somebody was reached and asked to be called later: no try in vain.
    later = call(database, rulebook, C.CALL_BACK, now=now + 4 * HOUR, call_back_at=now + DAY)
    assert later == CallDone(False, now + DAY)
    assert call(database, rulebook, C.BUSY, now=now + DAY) == CallDone(False, now + DAY + 4 * HOUR)
    assert call(database, rulebook, C.NO_ANSWER, now=now + DAY + 4 * HOUR) == CallDone(True, None)
    with database.read() as session:
        done = session.scalars(select(TicketEvent).filter_by(kind=E.FOLLOWED_UP.value)).one()
        assert done.details == {"outcome": "no_answer", "calls": 4}
        assert [each.note for each in session.scalars(select(FollowUpCall))] == ["他说 …"] * 4
    assert kinds(database, ticket).count(CALLED) == 3


def test_a_wrong_number_goes_and_the_other_one_is_tried(database: Database, rulebook: Rulebook, ticket: Ticket) -> None:
    assert call(database, rulebook, C.WRONG_NUMBER) == CallDone(False, None)
    with database.read() as session:
        assert session.scalars(select(Customer.telephone)).one() == "010-8888 0000"
        assert session.scalars(select(CustomerContact.value)).all() == ["010-8888 0000"]
    assert call(database, rulebook, C.WRONG_NUMBER) == CallDone(True, None)
    with database.read() as session:
        assert session.scalars(select(Customer.telephone)).one() is None


@pytest.mark.parametrize(
    ("outcome", "call_back_at"),
    [(C.CALL_BACK, None), (C.CALL_BACK, MONDAY), (C.NO_ANSWER, MONDAY + DAY)],
)
def test_when_to_call_back_is_said_where_it_is_asked_for_and_in_the_future(
    database: Database, rulebook: Rulebook, ticket: Ticket, outcome: CallOutcome, call_back_at: datetime | None
) -> None:
    with pytest.raises(FollowUpError):
        call(database, rulebook, outcome, call_back_at=call_back_at)
    assert follow_ups(database, ticket)[0].calls == 0


def test_a_call_that_one_has_taken_no_other_agent_takes_but_who_leads_does(
    database: Database, rulebook: Rulebook, ticket: Ticket
) -> None:
    [follow_up] = follow_ups(database, ticket)
    with database.write() as session:
        lead, agent = person(session, Role.TEAM_LEAD).id, person(session, Role.AGENT).id
        take(session, follow_up.id, person_id=lead, now=MONDAY)
        with pytest.raises(FollowUpError, match="team_lead has taken"):
            take(session, follow_up.id, person_id=agent, now=MONDAY)
        give_back(session, follow_up.id, now=MONDAY)
        take(session, follow_up.id, person_id=agent, now=MONDAY)
        assert take(session, follow_up.id, person_id=lead, now=MONDAY).person_id == lead
        with pytest.raises(FollowUpError, match="who you are"):
            take(session, follow_up.id, person_id=None, now=MONDAY)


def test_a_low_score_reopens_once_and_a_good_one_ends_the_follow_up(
    database: Database, rulebook: Rulebook, ticket: Ticket
) -> None:
    assert not survey(database, rulebook, ticket, 3).reopened
    assert status(database, ticket) is Status.RESOLVED
    assert follow_ups(database, ticket)[0].done_at
    assert survey(database, rulebook, ticket, 2).reopened
    assert status(database, ticket) is Status.OPEN
    live_on(database, rulebook, ticket, E.RESOLVED, now=MONDAY + 3 * HOUR)
    # What comes late about the first result says nothing of the second.
    late = survey(database, rulebook, ticket, 1, at=MONDAY + 2 * HOUR, now=MONDAY + 4 * HOUR)
    assert not late.reopened
    assert follow_ups(database, ticket)[1].done_at is None
    assert survey(database, rulebook, ticket, 1, now=MONDAY + 4 * HOUR).reopened
    with database.read() as session:
        found = session.execute(select(Survey.cycle, Survey.score, Survey.reopened).order_by(Survey.id)).all()
        assert [tuple(each) for each in found] == [(1, 3, False), (1, 2, True), (1, 1, False), (2, 1, True)]


def test_a_score_of_long_after_the_result_reopens_nothing(
    database: Database, rulebook: Rulebook, ticket: Ticket
) -> None:
    assert not survey(database, rulebook, ticket, 1, now=MONDAY + 31 * DAY).reopened
    assert status(database, ticket) is Status.RESOLVED


def test_a_low_score_that_is_read_in_long_after_brings_a_new_complaint_that_is_linked(
    database: Database, rulebook: Rulebook, ticket: Ticket
) -> None:
    with database.write() as session:
        close_freely(session)
    live_on(database, rulebook, ticket, E.CLOSED, now=MONDAY + 3 * HOUR)
    found = survey(database, rulebook, ticket, 1, comment="Still cold", at=MONDAY + 4 * HOUR, now=MONDAY + 40 * DAY)
    assert found.reopened
    assert status(database, ticket) is Status.CLOSED
    with database.read() as session:
        again = session.query(Ticket).order_by(Ticket.id.desc()).first()
        assert again is not None
        assert (again.description, again.received_at) == ("Still cold", MONDAY + 40 * DAY)
        assert [row.other_id for row in links_of(session, again.id)] == [ticket.id]


def test_risk_in_a_comment_is_found_whatever_the_score(database: Database, rulebook: Rulebook, ticket: Ticket) -> None:
    survey(database, rulebook, ticket, 5, comment="Nice, but I was injured")
    with database.read() as session:
        found = session.get_one(Ticket, ticket.id)
        assert (found.high_risk, found.status) == (True, Status.OPEN)


@pytest.mark.parametrize(("score", "reason"), [(0, None), (6, None), (1, "weather")])
def test_a_survey_that_the_rules_do_not_know_is_refused(
    database: Database, rulebook: Rulebook, ticket: Ticket, score: int, reason: str | None
) -> None:
    with pytest.raises(FollowUpError):
        survey(database, rulebook, ticket, score, reason=reason)
    with pytest.raises(FollowUpError, match="in the future"):
        survey(database, rulebook, ticket, 3, at=MONDAY + 3 * HOUR)
    assert kinds(database, ticket) == ["recorded", "resolved"]
