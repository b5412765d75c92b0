"""Versions: made each night for every queue, re-based in the day, never lost; and what is expected follows them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from sqlalchemy import func, insert, select

from app.models.floor import Floor, Queue
from app.models.forecast import ContactInterval, Counted, EventKind, FloorEvent, ForecastKind, ForecastVersion
from app.models.ticket import Source, Ticket
from app.services.database import Database
from app.services.floor.arrivals import read_arrivals
from app.services.staffing.forecast import expected
from app.services.staffing.forecast.day import cut_day
from app.services.staffing.forecast.history import count_arrivals, read_days
from app.services.staffing.forecast.models import AHEAD
from app.services.staffing.forecast.recorded import MINUTES
from tests.services.staffing.forecast.floors import DAY, HOUR, MONDAY, SHANGHAI, add_complaints, make

BERLIN = ZoneInfo("Europe/Berlin")


def day_of(
    database: Database, queue: int | None, day: date, now: datetime, counted: Counted = Counted.COMPLAINTS
) -> list[float]:
    """What is expected of the hours of a day."""
    with database.read() as session:
        found = expected(session, queue, cut_day(day, SHANGHAI, 30), counted=counted, now=now)
    assert found
    return [round(float(each), 1) for each in found.mean.reshape(-1, 2).sum(axis=1)]


OFFICE = [0.0] * 9 + [6.0] * 9 + [0.0] * 6


def test_a_night_makes_a_version_for_the_floor_and_each_queue(database: Database, queues: list[int]) -> None:
    made = make(database, MONDAY)
    found = {(each.counted, each.queue_id) for each in made}
    complaints, contacts = Counted.COMPLAINTS, Counted.CONTACTS
    assert found == {(complaints, None), (complaints, queues[0]), (contacts, None), (contacts, queues[1])}
    for each in made:
        assert (each.kind, each.first_day, each.days) == (ForecastKind.AHEAD, date(2026, 3, 2), AHEAD)
        assert {len(each.expected[name]) for name in ("mean", "low", "high")} == {AHEAD * 24 * 60 // MINUTES}
        assert set(each.accuracy["wape"]) == {"1", "7"}
    assert make(database, MONDAY + 30 * timedelta(minutes=1)) == []


def test_what_is_expected_comes_from_the_newest_version(database: Database, queues: list[int]) -> None:
    make(database, MONDAY)
    for day in (0, 5, 13):
        found = day_of(database, queues[0], date(2026, 3, 2) + day * DAY, MONDAY)
        assert found == pytest.approx(OFFICE, abs=0.6)
    contacts = day_of(database, queues[1], date(2026, 3, 3), MONDAY, Counted.CONTACTS)
    assert contacts == pytest.approx([each * 20 / 6 for each in OFFICE], abs=2)
    # Beyond its last day, and of a queue that it does not know, the average of comparable days answers.
    assert day_of(database, None, date(2026, 3, 16), MONDAY) == pytest.approx(OFFICE, abs=1.1)
    with database.read() as session:
        assert expected(session, queues[1], cut_day(date(2026, 3, 3), SHANGHAI, 30), now=MONDAY) is None


def test_a_day_that_has_begun_is_rebased_and_becomes_a_version_where_it_moved(
    database: Database, queues: list[int]
) -> None:
    make(database, MONDAY)
    noon = MONDAY + 11 * HOUR
    with database.write() as session:
        add_complaints(session, queues[0], MONDAY, 1, minutes=4)
    assert day_of(database, queues[0], date(2026, 3, 2), noon)[17] > 7.5
    made = make(database, noon)
    assert {(each.kind, each.days) for each in made} == {(ForecastKind.INTRADAY, 1)}
    assert {each.queue_id for each in made if each.counted is Counted.COMPLAINTS} == {None, queues[0]}
    assert make(database, noon + HOUR / 2) == []
    # What was expected in the morning is still there, and says what it said.
    with database.read() as session:
        morning = read_arrivals(session, cut_day(date(2026, 3, 2), SHANGHAI, 30), queue_id=queues[0], now=noon)
        assert session.scalars(select(func.count()).select_from(ForecastVersion)).one() == 4 + len(made)
    assert morning.plan
    assert morning.forecast
    assert morning.plan.mean.sum() == pytest.approx(54, abs=3)
    assert morning.forecast.mean[34] > morning.plan.mean[34] * 1.2
    assert morning.learned_from == 4
    # The next night begins anew.
    assert {each.kind for each in make(database, MONDAY + DAY)} == {ForecastKind.AHEAD}


def test_an_event_that_is_entered_counts_at_once_and_one_that_was_known_only_once(
    database: Database, queues: list[int]
) -> None:
    tuesday = date(2026, 3, 3)
    promotion = FloorEvent(
        name="促销", kind=EventKind.PROMOTION, starts_on=tuesday, ends_on=tuesday, factor=1.5, plan={}
    )
    make(database, MONDAY)
    usual = sum(day_of(database, queues[0], tuesday, MONDAY))
    with database.write() as session:
        session.add(promotion)
    assert sum(day_of(database, queues[0], tuesday, MONDAY)) == pytest.approx(usual * 1.5, rel=0.02)
    next_night = MONDAY + DAY
    with database.write() as session:
        add_complaints(session, queues[0], MONDAY, 1)
    make(database, next_night)
    assert sum(day_of(database, queues[0], tuesday, next_night)) == pytest.approx(usual * 1.5, rel=0.02)


def test_with_less_than_a_fortnight_there_is_no_version(database: Database) -> None:
    with database.write() as session:
        floor = Floor(name="一楼", zone="Asia/Shanghai")
        session.add(floor)
        session.flush()
        queue = Queue(name="账单", floor_id=floor.id)
        session.add(queue)
        session.flush()
        add_complaints(session, queue.id, MONDAY - 14 * DAY, 14)
    assert make(database, MONDAY) == []
    assert day_of(database, None, date(2026, 3, 2), MONDAY) == pytest.approx(OFFICE, abs=1.1)
    # An empty Monday would be a gap, and no day more.
    assert make(database, MONDAY + DAY) == []
    with database.write() as session:
        add_complaints(session, queue.id, MONDAY, 1)
    assert make(database, MONDAY + DAY) != []


def test_both_ways_of_counting_agree_on_days_with_a_clock_change(database: Database) -> None:
    with database.write() as session:
        floor = Floor(name="一楼", zone="Europe/Berlin")
        session.add(floor)
        session.flush()
        queue = Queue(name="账单", floor_id=floor.id)
        session.add(queue)
        session.flush()
        midnight = datetime(2026, 10, 24, tzinfo=BERLIN).astimezone(UTC)
        quarter = timedelta(minutes=15)
        rows = [{"starts_at": midnight + place * quarter, "offered": place % 7} for place in range(73 * 4)]
        more = {"queue_id": queue.id, "minutes": 15, "answered": 0}
        session.execute(insert(ContactInterval), [row | more for row in rows])
        ticket = {"source": Source.TELEPHONE, "title": "t", "queue_id": queue.id}
        received = [row["starts_at"] for row in rows for _ in range(int(row["offered"]))]  # type: ignore[call-overload]
        session.execute(insert(Ticket), [ticket | {"received_at": at, "recorded_at": at} for at in received])
    days = [date(2026, 10, 24) + place * DAY for place in range(3)]
    with database.read() as session:
        for counted in Counted:
            read = read_days(session, counted, days, BERLIN, 15)
            assert list(read) == [None, queue.id]
            assert read[None].tolist() == read[queue.id].tolist()
            autumn = cut_day(days[1], BERLIN, 15)
            alone = count_arrivals(session, counted, autumn, queue.id)
            assert len(alone) == 100
            assert alone.sum() == sum(place % 7 for place in range(96, 196))
            assert read[None][1, 4:20].tolist() != np.zeros(16).tolist()
            assert read[None][0].sum() == sum(place % 7 for place in range(96))
