"""The demo floor: what it begins with, what happens on it by the real rules, and that nothing leaves it."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.alert import Alert, AlertKind
from app.models.deadline import Deadline
from app.models.escalation import Escalation, Notification
from app.models.people import AgentState, AgentStateSpan, Language, Person, Role
from app.models.roster import Shift
from app.models.sla import LIVE, Clock, ClockState, Target
from app.models.ticket import Source, Status, Ticket, TicketEvent
from app.services.agent_states import set_state
from app.services.database import Database
from app.services.deadlines.outbox import INBOX
from app.services.deadlines.rulebook import Rulebook
from app.services.demo import agents, past
from app.services.demo.floor import Demo, open_demo
from app.services.demo.guide import read_story
from app.services.demo.played import DemoError
from app.services.demo.staff import STANDBY
from app.services.demo.words import load_words
from app.services.floor import surge
from app.services.floor.arrivals import cut_day, read_arrivals
from app.services.floor.kpis import read_kpis
from app.services.floor.load import LoadLevel, read_load
from app.services.handling.actions import assign
from app.services.handling.events import NotPossibleError
from app.services.staffing.roster.shifts import due_at_work
from tests.services.demo.conftest import BEGINS, EVENING, OPEN, SEED, TWO_MINUTES

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
_PROMISED = {Target.FIRST_RESPONSE, Target.RESOLUTION, Target.FOLLOW_UP}
TABLES = (
    "person",
    "customer",
    "ticket",
    "clock",
    "pause",
    "escalation",
    "notification",
    "ticket_event",
    "stage_span",
    "alert",
    "agent_state_span",
    "contact_interval",
    "shift",
    "floor_event",
)


def contents(demo: Demo) -> dict[str, list[tuple[object, ...]]]:
    """The latest rows of every table, without what the machine determines."""
    with demo.database.read() as session:
        found = {}
        for table in TABLES:
            rows = session.execute(text(f"SELECT * FROM {table} ORDER BY id DESC LIMIT 500")).mappings()
            found[table] = [tuple(value for name, value in row.items() if name != "raised_by") for row in rows]
        return found


def absent_of(session: Session) -> int:
    """Who has a shift now, and is not here."""
    off = select(AgentStateSpan.person_id).where(
        AgentStateSpan.state == AgentState.OFF, AgentStateSpan.ended_at.is_(None)
    )
    (found,) = {row.person_id for row in due_at_work(session, BEGINS) or ()} & set(session.scalars(off))
    return found


def states(demo: Demo) -> Counter[AgentState]:
    """How many people are in which state."""
    with demo.database.read() as session:
        return Counter(session.scalars(select(AgentStateSpan.state).where(AgentStateSpan.ended_at.is_(None))))


@pytest.fixture
def short_past(monkeypatch: pytest.MonkeyPatch) -> None:
    """A week of the past instead of eight: it is drawn in the same way, in an eighth of the time."""
    monkeypatch.setattr(past, "DAYS", 7)


@pytest.mark.usefixtures("short_past")
def test_the_same_seed_makes_and_plays_the_same_floor(tmp_path: Path) -> None:
    make = partial(open_demo, seed=SEED, open_tickets=40, language=Language.ENGLISH, now=EVENING)
    first, again = make(tmp_path / "first.db"), make(tmp_path / "again.db")
    assert contents(again) == contents(first)
    for demo in (again, first):
        demo.play_to(BEGINS + 5 * MINUTE)
    assert contents(again) == contents(first)
    for demo in (again, first):
        demo.database.close()


@pytest.mark.usefixtures("short_past")
def test_another_seed_makes_another_floor_and_on_a_holiday_it_is_the_last_working_day(tmp_path: Path) -> None:
    make = partial(open_demo, open_tickets=10, language=Language.ENGLISH, now=datetime(2026, 10, 4, 3, tzinfo=UTC))
    titles = select(Ticket.title).order_by(Ticket.id).limit(50)
    found = []
    for seed in (SEED, SEED + 1):
        demo = make(tmp_path / f"{seed}.db", seed=seed)
        assert demo.reached == datetime(2026, 9, 30, 1, 30, tzinfo=UTC)
        with demo.database.read() as session:
            found.append(session.scalars(titles).all())
        demo.database.close()
    assert found[0] != found[1]


def test_it_begins_on_a_working_morning_with_as_many_open_as_asked_in_every_stage(demo: Demo) -> None:
    assert demo.reached == BEGINS
    with demo.database.read() as session:
        open_now = session.scalars(select(Ticket).where(Ticket.status.in_((Status.OPEN, Status.WAITING)))).all()
        assert len(open_now) == OPEN
        assert {each.status for each in open_now} == {Status.OPEN, Status.WAITING}
        assert len({each.stage for each in open_now}) == 3
        assert any(each.high_risk for each in open_now)
        assert any(each.owner_id is None for each in open_now)
        dues = session.scalars(select(Clock.due_at).where(Clock.state == ClockState.RUNNING)).all()
        assert any(due < BEGINS for due in dues)
        assert any(BEGINS < due < BEGINS + HOUR for due in dues)
        roles = Counter(session.scalars(select(Person.role)))
        assert roles == {Role.AGENT: 30 + STANDBY, Role.TEAM_LEAD: 3, Role.SUPERVISOR: 2, Role.MANAGER: 1}
        load = read_load(session, now=BEGINS)
        assert {load.level(place) for place in range(len(load))} >= {LoadLevel.UNDER, LoadLevel.OVER}
        assert any(load.is_owed_rest(place, now=BEGINS) for place in range(len(load)))
        # Whose shift is a later one, who is on standby, and the one who did not come.
        later = Shift.pattern.in_(("late", "night")), Shift.starts_at.between(BEGINS, BEGINS + 13 * HOUR)
        coming = session.scalars(select(func.count()).where(*later)).one()
        assert states(demo)[AgentState.OFF] == coming + STANDBY + 1


def test_its_history_feeds_the_forecast_and_the_figures(demo: Demo) -> None:
    today = cut_day(BEGINS.astimezone(demo.zone).date(), demo.zone, 30)
    with demo.database.read() as session:
        day = read_arrivals(session, today, now=BEGINS)
        kpis = read_kpis(session, zone=demo.zone, now=BEGINS)
    assert day.forecast is not None
    assert day.accuracy is not None
    assert 400 < day.forecast.mean.sum() < 1_000
    assert day.counts.sum() > 20
    assert kpis.sla_today is not None
    assert 0.85 < kpis.sla_today < 1
    assert kpis.first_response_p50 is not None
    assert kpis.first_response_p50 < HOUR


def test_every_deadline_of_the_past_is_what_the_rules_make_it(demo: Demo) -> None:
    rulebook = Rulebook()
    with demo.database.read() as session:
        times = rulebook.in_force(session, "default").times
        clocks = session.scalars(select(Clock).where(Clock.id % 41 == 0)).all()
        assert {clock.target for clock in clocks} == {*_PROMISED, Target.STAGE}
        for clock in clocks:
            assert clock.due_at == Deadline(clock.started_at, clock.measure, clock.amount, times).due
            if clock.state not in LIVE:
                assert clock.stopped_at is not None
                assert (clock.state is ClockState.MET) == (clock.stopped_at <= clock.due_at)


def test_the_sweep_finds_nothing_to_catch_up_with_at_the_beginning(demo: Demo) -> None:
    with demo.database.read() as session:
        owed = session.scalars(select(func.count()).where(Clock.next_step_at < BEGINS)).one()
        running = session.scalars(select(func.count()).where(Clock.next_step_at >= BEGINS)).one()
    assert owed == 0
    assert running > OPEN // 2


def test_two_minutes_show_a_surge_a_late_complaint_and_an_escalation_and_nothing_leaves(played: Demo) -> None:
    with played.database.read() as session:
        surge = session.scalars(select(Alert).where(Alert.kind == AlertKind.SURGE)).first()
        assert surge is not None
        assert BEGINS < surge.raised_at < BEGINS + HOUR
        assert session.scalars(select(func.count()).where(Notification.sent_at > BEGINS)).one() > 10
        assert set(session.scalars(select(Notification.channel))) == {INBOX}
        breached = select(Escalation.step).where(Escalation.raised_at > BEGINS, Escalation.step == "breach")
        assert session.scalars(breached).first() == "breach"
        story = read_story(session, played.supervisor, since=BEGINS)
    assert story.surge is not None
    assert (story.surge.growth or 0) > 0.1
    assert story.late is not None
    assert story.climbed is not None
    roles = [told.role for told in story.climbed.told]
    assert roles == [Role.AGENT, Role.TEAM_LEAD, Role.SUPERVISOR, Role.MANAGER]
    assert story.given_at is None


def test_people_work_through_the_services_and_leave_their_names(played: Demo) -> None:
    with played.database.read() as session:
        since = TicketEvent.at > BEGINS
        kinds = Counter(session.scalars(select(TicketEvent.kind).where(since)))
        assert {"recorded", "answered", "assigned", "waiting", "resolved", "closed"} <= set(kinds)
        doers = select(TicketEvent.person_id).where(since, TicketEvent.kind.in_(("answered", "resolved")))
        agents_ = set(session.scalars(select(Person.id).where(Person.role.in_((Role.AGENT, Role.TEAM_LEAD)))))
        assert set(session.scalars(doers)) <= agents_
        came = session.scalars(select(func.count()).where(Ticket.received_at > BEGINS)).one()
        assert kinds["recorded"] == came
        # A ticket that is done has no clock running but those of what is owed until it is closed.
        stray = select(func.count()).where(
            Clock.ticket_id == Ticket.id,
            Ticket.status.in_((Status.RESOLVED, Status.CLOSED)),
            Clock.state.in_(LIVE),
            Clock.target.not_in((Target.FOLLOW_UP, Target.TASK, Target.APPROVAL)),
        )
        assert session.scalars(stray).one() == 0
    assert states(played)[AgentState.HANDLING] > 5


def test_nobody_works_for_the_agent_who_did_not_come_until_it_is_late(demo: Demo, played: Demo) -> None:
    with demo.database.read() as session:
        absent = absent_of(session)
        theirs = session.scalars(select(Ticket.id).where(Ticket.owner_id == absent)).all()
    with played.database.read() as session:
        now_with = set(session.scalars(select(Ticket.owner_id).where(Ticket.id.in_(theirs))))
        late = session.scalars(
            select(Clock.ticket_id).where(Clock.ticket_id.in_(theirs), Clock.due_at < BEGINS + TWO_MINUTES)
        ).all()
    assert theirs
    assert set(late) == set(theirs)
    assert absent not in now_with


def test_a_state_that_a_person_sets_stands(demo: Demo) -> None:
    demo.play_to(BEGINS + 2 * MINUTE)
    with demo.database.write() as session:
        ready = select(AgentStateSpan.person_id).where(
            AgentStateSpan.state == AgentState.HANDLING, AgentStateSpan.ended_at.is_(None)
        )
        chosen = session.scalars(ready).first()
        assert chosen is not None
        set_state(session, chosen, AgentState.TRAINING, now=BEGINS + 2 * MINUTE)
    demo.play_to(BEGINS + 15 * MINUTE)
    with demo.database.read() as session:
        now_at = select(AgentStateSpan).where(AgentStateSpan.person_id == chosen, AgentStateSpan.ended_at.is_(None))
        span = session.scalars(now_at).one()
    assert (span.state, span.started_at) == (AgentState.TRAINING, BEGINS + 2 * MINUTE)


def test_complaints_that_a_person_gives_away_are_handled_by_whom_they_were_given_to(demo: Demo) -> None:
    demo.play_to(BEGINS + MINUTE)
    with demo.database.write() as session:
        load = read_load(session, now=BEGINS + MINUTE)
        on = [int(load.ids[place]) for place, role in enumerate(load.role) if role is Role.AGENT and load.is_on(place)]
        givers, takers = on[::2], on[1::2]
        owned = select(Ticket.id).where(Ticket.owner_id.in_(givers), Ticket.status == Status.OPEN)
        given = dict(zip(session.scalars(owned.order_by(Ticket.id)), takers * 20, strict=False))
        for ticket, taker in given.items():
            assign(session, [ticket], taker, person_id=demo.supervisor, now=BEGINS + MINUTE)
    demo.play_to(BEGINS + 45 * MINUTE)
    with demo.database.read() as session:
        done = select(TicketEvent.ticket_id, TicketEvent.person_id).where(
            TicketEvent.ticket_id.in_(given), TicketEvent.kind == "resolved", TicketEvent.at > BEGINS + MINUTE
        )
        doers = session.execute(done).all()
        story = read_story(session, demo.supervisor, since=BEGINS)
    # What is late by then is with a team lead.
    assert any(person == given[ticket] for ticket, person in doers)
    assert not {person for _, person in doers} & set(givers)
    assert story.given_at == BEGINS + MINUTE


def test_where_a_transaction_is_refused_nothing_of_it_happened_and_people_go_on(
    demo: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    demo.play_to(BEGINS + 5 * MINUTE)
    before = contents(demo)

    def refuse(*_: object, **__: object) -> None:
        raise NotPossibleError("{number} has moved on.", number="FW-1")

    with monkeypatch.context() as patch:
        patch.setattr(agents, "happen", refuse)
        with pytest.raises(DomainError):
            demo.play_to(BEGINS + 10 * MINUTE)
    assert contents(demo) == before
    demo.play_to(BEGINS + 15 * MINUTE)
    assert contents(demo)["ticket_event"][0] != before["ticket_event"][0]


def test_a_kept_file_is_played_on_from_where_it_was_left(demo: Demo) -> None:
    assert demo.database.file is not None
    demo.play_to(BEGINS + 10 * MINUTE)
    before = contents(demo)
    demo.database.close()
    again = open_demo(demo.database.file, seed=SEED, language=Language.CHINESE, now=EVENING)
    assert again.reached == BEGINS + 10 * MINUTE
    assert contents(again) == before
    again.play_to(BEGINS + 20 * MINUTE)
    with again.database.read() as session:
        latest = session.scalars(select(Ticket).order_by(Ticket.id.desc()).limit(1)).one()
    assert latest.received_at > BEGINS + 10 * MINUTE
    # In the language in which it was begun.
    assert latest.title.isascii() or "“" in latest.title
    again.database.close()


def test_a_database_with_real_work_is_never_played_on(sqlite_database: Database) -> None:
    assert sqlite_database.file is not None
    size = sqlite_database.file.stat().st_size
    with pytest.raises(DemoError, match="real work"):
        open_demo(sqlite_database.file, seed=1, now=EVENING)
    assert sqlite_database.file.stat().st_size == size


@pytest.mark.long
def test_a_floor_on_postgresql_is_made_and_played_the_same(postgresql_database: Database, demo: Demo) -> None:
    shared = open_demo(postgresql_database, seed=SEED, open_tickets=OPEN, language=Language.ENGLISH, now=EVENING)
    shared.play_to(BEGINS + 3 * MINUTE)
    demo.play_to(BEGINS + 3 * MINUTE)
    columns = Ticket.received_at, Ticket.title, Ticket.status
    found = []
    for each in (shared, demo):
        with each.database.read() as session:
            found.append(session.execute(select(*columns).order_by(Ticket.id.desc()).limit(500)).all())
    assert found[0] == found[1]


def test_both_languages_say_the_same_things() -> None:
    chinese, english = load_words(Language.CHINESE), load_words(Language.ENGLISH)
    assert set(chinese.queues) == set(english.queues)
    assert set(chinese.kinds) == set(english.kinds)
    told = [(each.kind, each.high_risk, each.surge) for each in chinese.subjects]
    assert told == [(each.kind, each.high_risk, each.surge) for each in english.subjects]
    for words in (chinese, english):
        assert len(set(words.names())) > 200
        for subject in words.subjects:
            for sentence in (*subject.titles, *subject.descriptions):
                assert 0 < len(sentence.format(product="p" * 20, amount=1_500, days=14)) <= 200


@pytest.mark.long
def test_a_whole_day_ends_with_all_but_the_night_shift_at_home_and_begins_again(demo: Demo) -> None:
    evening, morning = BEGINS + 13 * HOUR, BEGINS + 24 * HOUR
    demo.play_to(evening)
    with demo.database.read() as session:
        not_off = select(AgentStateSpan.person_id).where(
            AgentStateSpan.state != AgentState.OFF, AgentStateSpan.ended_at.is_(None)
        )
        nights = select(Shift.person_id).where(Shift.pattern == "night", Shift.starts_at.between(BEGINS, evening))
        assert set(session.scalars(not_off)) == set(session.scalars(nights))
    demo.play_to(morning)
    at_work = states(demo)
    assert sum(at_work.values()) - at_work[AgentState.OFF] > 22
    with demo.database.read() as session:
        kpis = read_kpis(session, zone=demo.zone, now=morning)
        sources = set(session.scalars(select(Ticket.source).where(Ticket.received_at > BEGINS)))
    assert kpis.open < 4 * OPEN
    assert {Source.TELEPHONE, Source.CHAT, Source.WEB_FORM} <= sources


def test_surges_are_judged_before_anything_is_written(demo: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
    judged, writes = list[bool](), list[None]()
    write, judge_day = demo.database.write, surge.judge

    @contextmanager
    def writing() -> Iterator[Session]:
        writes.append(None)
        with write() as session:
            yield session
        writes.pop()

    def judging(*given: Any) -> surge.Surge:
        judged.append(bool(writes))
        return judge_day(*given)

    monkeypatch.setattr(demo.database, "write", writing)
    monkeypatch.setattr(surge, "judge", judging)
    demo.play_to(BEGINS + timedelta(minutes=2))
    assert judged
    assert not any(judged)
