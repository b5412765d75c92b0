"""Foreseeable events: on which days they fall, what history teaches of them, and that people have the last word."""

from datetime import date, timedelta

import numpy as np
import pytest
from sqlalchemy import select

from app.models.floor import Floor, Queue
from app.models.forecast import EventKind, FloorEvent, Repeats
from app.services.database import Database
from app.services.staffing.forecast.day import Amounts
from app.services.staffing.forecast.event_edits import read_events
from app.services.staffing.forecast.events import factor_on, falls_on, learn_rows, with_learned
from app.services.staffing.forecast.learning import Learned, learn_events, look_at
from app.services.staffing.forecast.queue_learning import learn_of_queue

FIRST = date(2025, 9, 1)  # a Monday
WEEK = np.array([300.0, 280, 270, 280, 290, 90, 60])
LENGTH = 180


@pytest.mark.parametrize(
    ("first", "last", "repeats", "day", "falls"),
    [
        ("2026-03-02", "2026-03-04", Repeats.NEVER, "2026-03-04", True),
        ("2026-03-02", "2026-03-04", Repeats.NEVER, "2026-03-05", False),
        ("2026-01-10", "2026-01-10", Repeats.MONTHLY, "2026-04-10", True),
        ("2026-01-10", "2026-01-10", Repeats.MONTHLY, "2026-04-11", False),
        # the last two days of any month
        ("2026-01-30", "2026-01-31", Repeats.MONTHLY, "2026-02-27", True),
        ("2026-01-30", "2026-01-31", Repeats.MONTHLY, "2026-02-28", True),
        ("2026-01-30", "2026-01-31", Repeats.MONTHLY, "2026-02-26", False),
        ("2026-02-27", "2026-02-28", Repeats.MONTHLY, "2026-03-31", True),
        ("2026-02-27", "2026-02-28", Repeats.MONTHLY, "2026-03-28", False),
        # from one month into the next
        ("2026-01-28", "2026-02-03", Repeats.MONTHLY, "2026-05-02", True),
        ("2026-01-28", "2026-02-03", Repeats.MONTHLY, "2026-05-05", False),
        ("2025-12-24", "2026-01-02", Repeats.YEARLY, "2027-01-01", True),
        ("2025-12-24", "2026-01-02", Repeats.YEARLY, "2027-12-24", True),
        ("2025-12-24", "2026-01-02", Repeats.YEARLY, "2027-12-23", False),
        ("2024-02-29", "2024-02-29", Repeats.YEARLY, "2026-02-28", True),
    ],
)
def test_an_event_falls_on_its_days(first: str, last: str, repeats: Repeats, day: str, falls: bool) -> None:
    days = [date.fromisoformat(each) for each in (first, last, day)]
    assert falls_on(days[0], days[1], repeats, days[2]) is falls


def history(seed: int = 1, **factors: float) -> Amounts:
    """Half a year of counts, multiplied on the days named d1, d-1 (of the month) or as in d2026_01_05."""
    counts = np.zeros(LENGTH)
    dice = np.random.default_rng(seed)
    for place in range(LENGTH):
        day = FIRST + timedelta(place)
        last = (day + timedelta(1)).day == 1
        names = (f"d{day.day}", "dlast" if last else "", f"d{day.isoformat().replace('-', '_')}")
        factor = np.prod([factors.get(name, 1.0) for name in names])
        counts[place] = dice.poisson(WEEK[day.weekday()] * factor * dice.gamma(100, 0.01))
    return counts


def learned(counts: Amounts, holidays: tuple[date, ...] = ()) -> dict[tuple[EventKind, date], Learned]:
    """What history teaches on a floor that works from Monday to Friday but for its holidays."""
    days = [FIRST + timedelta(place) for place in range(LENGTH + 60)]
    usually = np.array([day.weekday() < 5 for day in days])
    worked = usually & np.array([day not in holidays for day in days])
    seen = look_at(FIRST, counts, worked, usually)
    return {(each.kind, each.first): each for each in learn_events(seen)} if seen else {}


@pytest.mark.parametrize("seed", range(5))
def test_days_that_differ_by_chance_alone_teach_hardly_anything(seed: int) -> None:
    assert all(abs(each.factor - 1) < 0.2 for each in learned(history(seed)).values())


def test_the_start_of_months_is_found_and_drawn_towards_nothing() -> None:
    found = learned(history(d1=1.5, d2=1.5))
    (start,) = [each for (kind, _), each in found.items() if kind is EventKind.MONTH_START]
    assert (start.repeats, start.samples, start.first.day, start.last.day) == (Repeats.MONTHLY, 6, 1, 2)
    assert 1.3 < start.factor < 1.5


def test_a_billing_day_is_found_by_its_number() -> None:
    found = learned(history(d15=1.6))
    (bill,) = [each for (kind, _), each in found.items() if kind is EventKind.BILLING]
    assert (bill.first.day, bill.last.day, bill.repeats) == (15, 15, Repeats.MONTHLY)
    assert 1.3 < bill.factor < 1.6


def test_an_outlier_is_an_event_of_its_day() -> None:
    found = learned(history(d2025_11_18=3.0))
    outlier = found[EventKind.OTHER, date(2025, 11, 18)]
    assert (outlier.repeats, outlier.samples) == (Repeats.NEVER, 1)
    assert outlier.factor == pytest.approx(3.0, rel=0.25)


def test_a_holiday_is_like_a_rest_day_until_history_says_otherwise() -> None:
    national = tuple(date(2025, 10, day) for day in range(1, 9))
    to_come = date(2026, 4, 6)
    rest = float(WEEK[5:].mean() / WEEK[0])
    unknown = learned(history()[:20], (to_come,))
    assert unknown == {}
    counts = history(1, **{f"d2025_10_{day:02}": 0.5 for day in (1, 2, 3, 6, 7, 8)})
    found = learned(counts, (*national, to_come))
    assert found[EventKind.HOLIDAY, to_come].samples == 6
    assert found[EventKind.HOLIDAY, to_come].factor == pytest.approx(0.5, abs=0.1)
    untold = learned(history(), (to_come,))
    assert untold[EventKind.HOLIDAY, to_come].factor == pytest.approx(rest, abs=0.05)


def of_queue(counts: Amounts, floor: Amounts, holidays: tuple[date, ...] = ()) -> dict[tuple[EventKind, date], Learned]:
    """What a queue has of its own, beside what history teaches of the floor."""
    days = [FIRST + timedelta(place) for place in range(LENGTH + 60)]
    usually = np.array([day.weekday() < 5 for day in days])
    worked = usually & np.array([day not in holidays for day in days])
    whole, own = (look_at(FIRST, each, worked, usually) for each in (floor, counts))
    assert whole
    assert own
    return {(each.kind, each.first): each for each in learn_of_queue(own, 4, whole, learn_events(whole))}


@pytest.mark.parametrize("seed", range(5))
def test_a_queue_that_is_like_the_floor_has_nothing_of_its_own(seed: int) -> None:
    floor = history(seed, d1=1.5, d2=1.5)
    part = np.random.default_rng(seed).binomial(floor.astype(int), 0.25).astype(float)
    assert of_queue(part, floor) == {}


def test_a_queue_that_differs_from_the_floor_has_a_factor_between_both() -> None:
    floor = history(1, d1=1.5, d2=1.5, d15=1.6)
    found = of_queue(history(2, d1=2.5, d2=2.5, d15=1.6, d21=2.0), floor)
    (start,) = [each for (kind, _), each in found.items() if kind is EventKind.MONTH_START]
    assert (start.queue_id, start.samples, start.repeats) == (4, 6, Repeats.MONTHLY)
    assert 2.0 < start.factor < 2.5
    # What the floor does not have at all.
    (bill,) = [each for (kind, _), each in found.items() if kind is EventKind.BILLING]
    assert (bill.first.day, bill.queue_id) == (21, 4)


def test_the_holidays_of_a_queue_are_learned_together() -> None:
    holidays = tuple(date(2025, month, day) for month, day in ((10, 1), (10, 2), (10, 8), (11, 12), (12, 10)))
    half = {f"d{day.isoformat().replace('-', '_')}": 0.5 for day in holidays}
    busy = dict.fromkeys(half, 1.0)
    found = of_queue(history(2, **busy), history(1, **half), holidays)
    assert {each.kind for each in found.values()} == {EventKind.HOLIDAY}
    assert len(found) == 4
    assert all(0.7 < each.factor < 1.05 for each in found.values())
    assert of_queue(history(3, **half), history(1, **half), holidays) == {}


def event(**fields: object) -> FloorEvent:
    """An event of one Monday for the whole floor, unless told otherwise."""
    monday = date(2026, 3, 2)
    given = {"name": "促销", "kind": EventKind.PROMOTION, "starts_on": monday, "ends_on": monday, "factor": 1.3}
    return FloorEvent(**(given | {"plan": {}} | fields))


def test_the_strongest_active_event_of_a_day_counts(database: Database) -> None:
    with database.write() as session:
        floor = Floor(name="一楼", zone="Asia/Shanghai")
        session.add(floor)
        session.flush()
        queue = Queue(name="账单", floor_id=floor.id)
        session.add(queue)
        session.flush()
        outage = event(kind=EventKind.OUTAGE, factor=0.5, queue_id=queue.id)
        session.add_all([event(), outage, event(factor=9.0, active=False)])
        wanted = queue.id
    with database.read() as session:
        monday = date(2026, 3, 2)
        assert factor_on(session, None, monday) == 1.3
        assert factor_on(session, wanted, monday) == 0.5
        assert factor_on(session, wanted, monday + timedelta(1)) == 1.0


def test_what_a_queue_has_of_its_own_goes_before_the_same_event_of_the_floor(database: Database) -> None:
    with database.write() as session:
        floor = Floor(name="一楼", zone="Asia/Shanghai")
        session.add(floor)
        session.flush()
        queues = [Queue(name=name, floor_id=floor.id) for name in ("账单", "物流")]
        session.add_all(queues)
        session.flush()
        mine, other = (each.id for each in queues)
        session.add_all([event(factor=1.6), event(factor=1.1, queue_id=mine)])
    monday = date(2026, 3, 2)
    with database.write() as session:
        assert [factor_on(session, each, monday) for each in (None, mine, other)] == [1.6, 1.1, 1.6]
        session.scalars(select(FloorEvent).where(FloorEvent.queue_id == mine)).one().active = False
        session.flush()
        assert factor_on(session, mine, monday) == 1.6


def test_learned_events_follow_history_and_edited_ones_stay(database: Database) -> None:
    day = date(2026, 3, 1)
    starts = Learned(EventKind.MONTH_START, day, day + timedelta(1), Repeats.MONTHLY, 1.25, 4)
    outlier = Learned(EventKind.OTHER, day, day, Repeats.NEVER, 2.0, 1)

    def learn(*found: Learned) -> list[tuple[EventKind, float, int, bool]]:
        with database.write() as session:
            foretold = with_learned(read_events(session), found)
            learn_rows(session, found)
            session.flush()
            rows = session.scalars(select(FloorEvent).order_by(FloorEvent.kind)).all()
            # What a forecast is made with is what will be on record.
            assert sorted((row.kind, row.factor) for row in foretold) == sorted((row.kind, row.factor) for row in rows)
            return [(row.kind, row.factor, row.samples, row.learned) for row in rows]

    assert len(learn(starts, outlier)) == 2
    # A month later, and the outlier is too long ago.
    april = Learned(EventKind.MONTH_START, date(2026, 4, 1), date(2026, 4, 2), Repeats.MONTHLY, 1.3, 5)
    assert learn(april) == [(EventKind.MONTH_START, 1.3, 5, True)]
    with database.write() as session:
        row = session.scalars(select(FloorEvent)).one()
        row.factor, row.learned = 1.1, False
    assert learn(starts) == [(EventKind.MONTH_START, 1.1, 5, False)]
    assert learn() == [(EventKind.MONTH_START, 1.1, 5, False)]


def test_a_day_of_nobody_and_one_of_millions_are_learned_as_a_person_might_enter_them(database: Database) -> None:
    outage, flood = date(2026, 2, 3), date(2026, 2, 4)
    found = [
        Learned(EventKind.OTHER, day, day, Repeats.NEVER, factor, 1) for day, factor in ((outage, 2e-4), (flood, 5e6))
    ]
    with database.write() as session:
        learn_rows(session, found)
        assert [factor_on(session, None, day) for day in (outage, flood)] == [0.01, 100.0]
