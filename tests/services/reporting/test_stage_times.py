"""How long each stage takes, who hands over, what comes back and what waits: by hand, and against a slow reading."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.models.people import Language, Role
from app.models.sla import Clock, ClockState, LifeEvent, Measure, Target
from app.models.stage import StageSpan
from app.models.ticket import Category, Status, Ticket, TicketEvent
from app.services.database import Database
from app.services.handling.actions import assign
from app.services.handling.events import happen, merge
from app.services.handling.stages import enter_stage, read_stages
from app.services.reporting.base import Period, known_reports, write_report
from app.services.reporting.stage_sheets import DEFINITIONS
from app.services.reporting.stage_times import By, Limit, Spread, StageTimes, read_stage_times
from tests.builders import MONDAY, new_ticket, open_floor, person, policy
from tests.services.reporting.books import cells
from tests.services.reporting.history import add_clock, add_ticket

ZONE = ZoneInfo("Asia/Shanghai")
HOUR = timedelta(hours=1)
NEVER = datetime.max.replace(tzinfo=UTC)
TODAY = Period(date(2026, 3, 2), date(2026, 3, 3), ZONE)
MARCH = Period(date(2026, 3, 1), date(2026, 4, 1), ZONE)
STAGES = ("intake", "handling", "reply")
# Of the first two stages agents answer, of the last one the lead.
RULES = [
    {"target": "stage", "name": "intake", "amount": "2h", "measure": "opening_hours", "role": "agent"},
    {"target": "stage", "name": "handling", "amount": "1d", "measure": "working_days", "role": "agent"},
    {"target": "stage", "name": "reply", "amount": "4h", "measure": "opening_hours", "role": "team_lead"},
]
Stretch = tuple[str, int | None, float, float | None]  # stage, owner, hours from Monday 10:00 to hours


class Floor:
    """A floor whose policy has three stages."""

    def __init__(self, database: Database) -> None:
        self.database = database
        specification = policy()
        specification["targets"] += RULES
        self.rulebook = open_floor(database, specification)
        with database.read() as session:
            self.agent, self.lead = (person(session, role).id for role in (Role.AGENT, Role.TEAM_LEAD))

    def passes(self, *stretches: Stretch, status: Status = Status.OPEN, category: str = "") -> int:
        """Let a complaint have passed through stages."""
        with self.database.write() as session:
            category_id = None
            if category:
                found = session.scalars(select(Category.id).where(Category.path == category)).first()
                category_id = found or _added(session, Category(name=category, path=category))
            ticket = add_ticket(session, status=status, category_id=category_id, stage=stretches[-1][0])
            add_spans(session, ticket.id, stretches)
            return ticket.id

    def read(self, period: Period = TODAY, by: By = By.STAGE, *, now: datetime = MONDAY + 8 * HOUR) -> list[StageTimes]:
        with self.database.read() as session:
            return list(read_stage_times(session, self.rulebook, period, by, now=now))

    def row(self, stage: str, period: Period = TODAY, *, now: datetime = MONDAY + 8 * HOUR) -> StageTimes:
        return next(row for row in self.read(period, now=now) if row.stage == stage)


@pytest.fixture
def floor(database: Database) -> Floor:
    return Floor(database)


def _added(session: Session, row: Category) -> int:
    session.add(row)
    session.flush()
    return row.id


def add_spans(session: Session, ticket_id: int, stretches: Sequence[Stretch]) -> None:
    rows = [
        {
            "ticket_id": ticket_id,
            "stage": stage,
            "person_id": owner,
            "started_at": MONDAY + since * HOUR,
            "ended_at": None if until is None else MONDAY + until * HOUR,
        }
        for stage, owner, since, until in stretches
    ]
    session.execute(insert(StageSpan), rows)


def test_on_a_floor_without_complaints_nothing_is_read(floor: Floor) -> None:
    assert floor.read() == []


def test_a_stage_takes_what_its_visits_took_in_opening_hours_and_round_the_clock(floor: Floor) -> None:
    # Over the lunch break from 12 to 13 o'clock; the last one is still there and tells no time yet.
    for until in (1.0, 4.0, 1.5):
        floor.passes(("intake", floor.agent, 0, until), ("handling", floor.agent, until, None))
    floor.passes(("intake", floor.agent, 0, None))
    row = floor.row("intake")
    assert (row.entered, row.left, row.waiting) == (4, 3, 1)
    assert row.opening == Spread(5_400, 3 * 3_600)
    assert row.natural == Spread(5_400, 4 * 3_600)
    assert (row.limits, row.roles) == ((Limit(7_200, Measure.OPENING_HOURS),), (Role.AGENT,))
    assert [each.stage for each in floor.read()] == ["intake", "handling"]
    assert floor.row("handling").opening is None


def test_half_and_nine_in_ten_took_no_longer_than_it_says(floor: Floor) -> None:
    for minutes in range(10, 110, 10):
        floor.passes(("intake", floor.agent, 0, minutes / 60), ("handling", None, minutes / 60, None))
    assert floor.row("intake").natural == Spread(50 * 60, 90 * 60)


def test_a_return_from_a_later_stage_is_one_wherever_it_skips(floor: Floor) -> None:
    floor.passes(
        ("intake", floor.agent, 0, 1),
        ("handling", floor.agent, 1, 2),
        ("intake", floor.agent, 2, 3),
        ("reply", floor.agent, 3, 4),
        ("handling", floor.agent, 4, None),
    )
    rows = {row.stage: row for row in floor.read()}
    assert {stage: row.sent_back for stage, row in rows.items()} == {"intake": 1, "handling": 1, "reply": 0}
    assert {stage: row.entered for stage, row in rows.items()} == {"intake": 2, "handling": 2, "reply": 1}
    # From the agents' stage to the lead's, and back.
    assert {stage: row.role_changes for stage, row in rows.items()} == {"intake": 0, "handling": 1, "reply": 1}


def test_a_hand_over_counts_where_it_ends_and_to_take_what_nobody_had_is_none(floor: Floor) -> None:
    floor.passes(
        ("intake", None, 0, 1),
        ("intake", floor.agent, 1, 2),
        ("intake", None, 2, 3),
        ("intake", floor.lead, 3, 4),
        ("handling", floor.agent, 4, None),
    )
    floor.passes(("intake", floor.lead, 0, None))
    assert {row.stage: row.hand_overs for row in floor.read()} == {"intake": 1, "handling": 1}


def test_what_happened_before_and_after_the_period_is_not_counted_but_what_waits_now_is(floor: Floor) -> None:
    floor.passes(("intake", floor.agent, -72, -48), ("handling", floor.lead, -48, None))
    long_ago = floor.passes(("intake", floor.agent, -90, None))
    floor.passes(("intake", floor.agent, -96, -90), status=Status.CLOSED)
    rows = {row.stage: row for row in floor.read()}
    assert {(row.entered, row.left, row.hand_overs, row.waiting) for row in rows.values()} == {(0, 0, 0, 1)}
    assert (rows["intake"].oldest_id, rows["intake"].oldest_since) == (long_ago, MONDAY - 90 * HOUR)
    month = {row.stage: row for row in floor.read(Period(date(2026, 2, 1), date(2026, 3, 1), ZONE))}
    assert (month["intake"].entered, month["intake"].left, month["handling"].hand_overs) == (3, 2, 1)


def test_a_limit_is_decided_once_when_it_is_met_or_passes(floor: Floor) -> None:
    with floor.database.write() as session:
        # Met, met at the last moment, left too late, still there too late, still there in time, standing still, undone.
        for state, stopped in (
            (ClockState.MET, 1),
            (ClockState.MET, 4),
            (ClockState.BREACHED, 5),
            (ClockState.RUNNING, None),
            (ClockState.PAUSED, None),
            (ClockState.CANCELLED, 5),
        ):
            ticket = add_ticket(session)
            add_spans(session, ticket.id, [("intake", None, 0, stopped)])
            add_clock(session, ticket, state, stopped=stopped, target=Target.STAGE, subject="intake")
        ticket = add_ticket(session)
        add_clock(session, ticket, ClockState.RUNNING, due=9, target=Target.STAGE, subject="intake")
    row = floor.row("intake")
    assert (row.decided, row.late, row.late_share) == (4, 2, 0.5)
    tomorrow = Period(date(2026, 3, 3), date(2026, 3, 4), ZONE)
    assert (floor.row("intake", tomorrow).decided, floor.row("intake", tomorrow).late_share) == (0, None)


def test_complaints_are_told_apart_by_their_category(floor: Floor) -> None:
    for hours, category in ((1, "Billing"), (2, "Delivery"), (3, "Delivery"), (4, "")):
        floor.passes(("intake", None, 0, hours), ("handling", None, hours, None), category=category)
    rows = [(row.group, row.stage, row.left) for row in floor.read(by=By.CATEGORY)]
    assert rows == [
        ("", "intake", 1),
        ("", "handling", 0),
        ("Billing", "intake", 1),
        ("Billing", "handling", 0),
        ("Delivery", "intake", 2),
        ("Delivery", "handling", 0),
    ]
    assert [row.group for row in floor.read(by=By.QUEUE)] == ["", ""]


def test_a_reopened_complaint_goes_on_with_its_visit_and_a_merged_one_is_in_no_stage(floor: Floor) -> None:
    first, second = (new_ticket(floor.database, floor.rulebook) for _ in range(2))
    with floor.database.write() as session:
        tickets = [session.get_one(Ticket, each.id) for each in (first, second)]
        merge(session, floor.rulebook, *tickets, now=MONDAY + HOUR)
        happen(session, floor.rulebook, tickets[1], LifeEvent.RESOLVED, now=MONDAY + 2 * HOUR)
    row = floor.row("intake")
    assert (row.entered, row.left, row.waiting, row.natural) == (2, 2, 0, Spread(3_600, 7_200))
    # The limit of the one that was merged has no result.
    assert (row.decided, row.late) == (1, 0)
    with floor.database.write() as session:
        ticket = session.get_one(Ticket, second.id)
        happen(session, floor.rulebook, ticket, LifeEvent.REOPENED, now=MONDAY + 4 * HOUR)
        enter_stage(session, floor.rulebook, ticket, "handling", person_id=None, now=MONDAY + 5 * HOUR)
    row = floor.row("intake")
    # Two hours, and one after it was reopened: from 14:00 to 15:00.
    assert (row.entered, row.left, row.waiting, row.natural) == (2, 2, 0, Spread(3_600, 3 * 3_600))


def test_the_report_says_it_with_the_definitions_below(floor: Floor, tmp_path: Path) -> None:
    for hours in (1, 2, 4):
        floor.passes(("intake", floor.agent, 0, hours), ("reply", floor.lead, hours, None), category="Billing")
    out = tmp_path / "out.xlsx"
    with floor.database.read() as session:
        report = known_reports()["sla"]
        write_report(session, report, TODAY, Language.ENGLISH, out, now=MONDAY + 8 * HOUR)
    heading, intake, reply, *below = cells(out, 5)[4:]
    said = dict(zip(heading, intake, strict=True))
    assert said == {
        "Stage": "Intake",
        "Answers for it": "Agent",
        "Limit": "2:00 opening hours",
        "Entered": 3,
        "Left": 3,
        "Median, opening hours": 2 * HOUR,
        "P90, opening hours": 3 * HOUR,
        "Median, natural time": 2 * HOUR,
        "P90, natural time": 4 * HOUR,
        "Limits decided": 0,
        "Over the limit": 0,
        "Share over the limit": None,
        "Hand-overs": 0,
        "Changes of role": 0,
        "Sent back": 0,
        "In it now": 0,
        "Oldest since": None,
    }
    assert (reply[0], reply[12], reply[13], reply[15]) == ("Reply", 3, 3, 3)
    assert reply[16] == datetime.fromisoformat("2026-03-02 11:00")
    definitions = [row[0] for row in below if row[0]]
    assert definitions == [each.en for each in DEFINITIONS]
    assert [row[:2] for row in cells(out, 6)[5:7]] == [["Billing", "Intake"], ["Billing", "Reply"]]


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in (1, 2))])
def test_the_visits_of_random_lives_add_up_to_them_as_the_strip_of_each_case_does(floor: Floor, seed: int) -> None:
    rng = Random(seed)
    ids = [new_ticket(floor.database, floor.rulebook, now=MONDAY + rng.randrange(120) * HOUR / 60).id for _ in range(6)]
    now = MONDAY + 2 * HOUR
    for _ in range(40):
        now += timedelta(minutes=rng.randrange(1, 60))
        with floor.database.write() as session:
            _something_happens(session, floor, session.get_one(Ticket, rng.choice(ids)), rng, now)
    rows = floor.read(MARCH, now=now)
    with floor.database.read() as session:
        tickets = session.scalars(select(Ticket).where(Ticket.id.in_(ids))).all()
        strips = [row for each in tickets for row in read_stages(session, floor.rulebook, each, now=now)]
    told: Counter[str] = Counter()
    for strip in strips:
        told[f"{strip.stage} visits"] += strip.visits
        told[f"{strip.stage} hand_overs"] += strip.hand_overs
        told[f"{strip.stage} now"] += strip.current
    ours = Counter({f"{row.stage} visits": row.entered for row in rows})
    ours.update({f"{row.stage} hand_overs": row.hand_overs for row in rows})
    ours.update({f"{row.stage} now": row.waiting for row in rows})
    assert +ours == +told
    with floor.database.write() as session:
        for each in session.scalars(select(Ticket).where(Ticket.id.in_(ids), Ticket.status == Status.OPEN)):
            happen(session, floor.rulebook, each, LifeEvent.RESOLVED, now=now)
    with floor.database.read() as session:
        visits = [visit for id_ in ids for visit in _visits(session, id_)]
        assert sum((took for _, took in visits), timedelta()) == sum((_life(session, id_) for id_ in ids), timedelta())
        clocks = session.scalars(select(Clock).where(Clock.target == Target.STAGE)).all()
    for row in floor.read(MARCH, now=now):
        took = sorted(took for stage, took in visits if stage == row.stage)
        assert row.left == row.entered == len(took)
        assert row.natural is not None
        seconds = [timedelta(seconds=each) for each in row.natural]
        # The tenth of them that took longest takes no longer than these.
        assert seconds == [took[(len(took) - 1) // 2], took[len(took) - len(took) // 10 - 1]]
        theirs = [each for each in clocks if each.subject == row.stage]
        assert (row.decided, row.late) == (len(theirs), sum((each.stopped_at or now) > each.due_at for each in theirs))


def _something_happens(session: Session, floor: Floor, ticket: Ticket, rng: Random, now: datetime) -> None:
    if ticket.status is Status.RESOLVED:
        happen(session, floor.rulebook, ticket, LifeEvent.REOPENED, now=now)
    elif rng.random() < 0.15:
        happen(session, floor.rulebook, ticket, LifeEvent.RESOLVED, now=now)
    elif rng.random() < 0.5:
        others = [stage for stage in STAGES if stage != ticket.stage]
        enter_stage(session, floor.rulebook, ticket, rng.choice(others), person_id=None, now=now)
    else:
        owners = [each for each in (None, floor.agent, floor.lead) if each != ticket.owner_id]
        assign(session, [ticket.id], rng.choice(owners), person_id=None, now=now)


def _visits(session: Session, ticket_id: int) -> Iterator[tuple[str, timedelta]]:
    """Each visit of a complaint that is done, one stretch after the other."""
    spans = session.scalars(
        select(StageSpan).where(StageSpan.ticket_id == ticket_id).order_by(StageSpan.started_at, StageSpan.id)
    ).all()
    for stage, stretches in groupby(spans, key=lambda span: span.stage):
        yield stage, sum(((each.ended_at or NEVER) - each.started_at for each in stretches), timedelta())


def _life(session: Session, ticket_id: int) -> timedelta:
    """How long a complaint that is done was open, by its events."""
    ends = [LifeEvent.RESOLVED.value]
    begins = [LifeEvent.RECORDED.value, LifeEvent.REOPENED.value]
    events = select(TicketEvent.at, TicketEvent.kind).where(TicketEvent.ticket_id == ticket_id)
    found = session.execute(events).all()
    return sum((at - MONDAY for at, kind in found if kind in ends), timedelta()) - sum(
        (at - MONDAY for at, kind in found if kind in begins), timedelta()
    )
