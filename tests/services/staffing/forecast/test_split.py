"""The split by source and category, and what published versions have missed: by hand, as laws, and on databases."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select, update

from app.models.floor import Queue
from app.models.forecast import Counted, ForecastVersion
from app.models.ticket import Category, Source, Ticket
from app.services.database import Database
from app.services.staffing.forecast.missed import missed
from app.services.staffing.forecast.present import read_forecast
from app.services.staffing.forecast.split import By, judge, shares_of, split_days
from tests.services.staffing.forecast.floors import DAY, HOUR, MONDAY, SHANGHAI, make

TODAY = date(2026, 3, 2)
BERLIN = ZoneInfo("Europe/Berlin")


@given(st.lists(st.lists(st.integers(0, 10_000), min_size=3, max_size=3), min_size=1, max_size=40), st.integers(0, 6))
def test_shares_are_shares(days: list[list[int]], weekday: int) -> None:
    weekdays = [place % 7 for place in range(len(days))]
    shares = shares_of(np.array(days, float), weekdays, weekday)
    assert shares.sum() == pytest.approx(1.0)
    assert (shares >= 0).all()


def test_what_moves_is_followed_and_what_only_one_weekday_brings_is_its_own() -> None:
    weekdays = [place % 7 for place in range(84)]
    moved = np.array([[900.0, 100.0]] * 56 + [[500.0, 500.0]] * 28)
    assert shares_of(moved, weekdays, 0)[0] == pytest.approx(0.7, abs=0.08)
    sundays = np.array([[100.0, 900.0] if day == 6 else [900.0, 100.0] for day in weekdays])
    assert shares_of(sundays, weekdays, 6)[0] == pytest.approx(0.1, abs=0.03)
    assert shares_of(sundays, weekdays, 5)[0] == pytest.approx(0.9, abs=0.03)
    few = np.array([[1.0, 1.0] if day == 6 else [9.0, 1.0] for day in weekdays])
    assert shares_of(few, weekdays, 6)[0] > 0.75


def test_days_are_judged_by_what_was_known_on_their_eve() -> None:
    counts = np.tile([30.0, 10.0], (28, 1))
    counts[27] = [60.0, 60.0]
    came, said, week_ago = judge(counts, 0, {27: 80.0})
    assert came.shape == said.shape == week_ago.shape == (14, 2)
    assert said[-1] == pytest.approx([60.0, 20.0])
    assert said[:-1] == pytest.approx(np.tile([30.0, 10.0], (13, 1)))
    for days in (0, 1, 14):
        assert judge(counts[:days], 0, {})[0].shape == (0, 2)


def test_a_day_that_was_not_recorded_is_not_judged_and_judges_none() -> None:
    counts = np.tile([30.0, 10.0], (28, 1))
    counts[20] = 0.0
    came, said, week_ago = judge(counts, 0, {}, [20])
    assert np.isnan(came).any(axis=1).tolist() == [place == 6 for place in range(14)]
    assert np.isnan(week_ago).any(axis=1).tolist() == [place == 13 for place in range(14)]
    assert said == pytest.approx(np.tile([30.0, 10.0], (14, 1)))


def test_complaints_are_split_by_source_and_category(database: Database, queues: list[int]) -> None:
    with database.write() as session:
        session.add(Category(name="Money", path="Money"))
        session.flush()
        id_ = session.scalars(select(Category.id)).one()
        session.execute(update(Ticket).where(Ticket.id % 3 == 0).values(source=Source.CHAT, category_id=id_))
    make(database, MONDAY)
    with database.read() as session:
        sources, categories, by_queue = (
            read_forecast(session, queues[0], Counted.COMPLAINTS, SHANGHAI, by=by, now=MONDAY)
            for by in (By.SOURCE, By.CATEGORY, By.QUEUE)
        )
        contacts = read_forecast(session, None, Counted.CONTACTS, SHANGHAI, by=By.SOURCE, now=MONDAY).split
        nothing = read_forecast(session, queues[1], Counted.COMPLAINTS, SHANGHAI, by=By.SOURCE, now=MONDAY).split
    assert [part.source for part in sources.split.parts] == [Source.TELEPHONE, Source.CHAT]
    assert [part.name for part in categories.split.parts] == [None, "Money"]
    for split in (sources.split, categories.split):
        assert [part.came for part in split.parts] == [252, 126]
        assert [part.week for part in split.parts] == pytest.approx([252, 126], abs=3)
        assert sum(part.all for part in split.parts) == pytest.approx(sum(row.mean or 0 for row in sources.days[7:]))
        assert split.judged == 20
        assert split.error == pytest.approx(0, abs=0.02)
    assert [(part.name, part.came) for part in by_queue.split.parts] == [("账单", 378)]
    assert by_queue.split.parts[0].week == pytest.approx(378, abs=3)
    assert (contacts.by, [part.name for part in contacts.parts]) == (By.QUEUE, ["物流"])
    assert contacts.parts[0].came == 7 * 180
    assert nothing.parts == ()


def test_a_clock_change_moves_no_complaint_into_another_day(database: Database, queues: list[int]) -> None:
    # Half past midnight and half past eleven in the evening, around the night of 29 March.
    days = [date(2026, 3, 20) + timedelta(place) for place in range(18)]
    ticket = {"source": Source.LETTER, "title": "t", "queue_id": queues[1]}
    times = [
        datetime(day.year, day.month, day.day, hour, 30, tzinfo=BERLIN).astimezone(UTC)
        for day in days
        for hour in (0, 23)
    ]
    now = datetime(2026, 4, 7, 9, tzinfo=BERLIN)
    with database.write() as session:
        session.execute(insert(Ticket), [ticket | {"received_at": at, "recorded_at": at} for at in times])
        split = split_days(session, By.SOURCE, queues[1], {date(2026, 4, 7): 2.0}, {}, BERLIN, now=now)
    assert [(part.source, part.came, part.first) for part in split.parts] == [(Source.LETTER, 14, 2.0)]
    assert (split.error, split.naive) == (0.0, 0.0)


def test_misses_are_told_by_how_far_ahead_they_were_said() -> None:
    came = {TODAY - timedelta(back): 100.0 for back in range(1, 43)}
    came[TODAY - timedelta(1)] = 130.0
    said = {TODAY - timedelta(2): [90.0] + [120.0] * 13, TODAY - timedelta(20): [100.0] * 14}
    eve, days, week, far = missed(said, came, TODAY)
    assert eve.lately[7].error == pytest.approx(0.1)
    assert (eve.lately[7].days, eve.lately[28].days) == (1, 2)
    assert eve.lately[28].error == pytest.approx(0.05)
    assert days.lately[7].error == pytest.approx(10 / 130)
    assert days.lately[7].naive == pytest.approx(30 / 130)
    assert week.lately[7] == missed({}, {}, TODAY)[0].lately[7]
    assert (far.lately[7].days, far.lately[28].error) == (1, 0.0)


def test_a_day_that_was_not_recorded_was_not_missed() -> None:
    said = {TODAY - timedelta(1): [100.0]}
    assert missed(said, {TODAY - timedelta(1): 0.0}, TODAY)[0].lately[7].days == 0
    assert missed({TODAY - timedelta(1): [3.0]}, {TODAY - timedelta(1): 0.0}, TODAY)[0].lately[7].days == 1


def test_the_screen_is_told_what_the_published_versions_missed(database: Database, queues: list[int]) -> None:
    made = make(database, MONDAY)
    with database.write() as session:
        queue = session.get_one(Queue, queues[0])
        ticket = {"source": Source.CHAT, "title": "t", "queue_id": queue.id}
        times = [MONDAY + 8 * HOUR + place * timedelta(minutes=1) for place in range(108)]
        session.execute(insert(Ticket), [ticket | {"received_at": at, "recorded_at": at} for at in times])
        assert len(session.scalars(select(ForecastVersion)).all()) == len(made)
    with database.read() as session:
        rows = read_forecast(session, queues[0], Counted.COMPLAINTS, SHANGHAI, now=MONDAY + DAY).missed
    assert rows[0].lately[7].error == pytest.approx(0.5, abs=0.01)
    assert rows[0].lately[7].naive == pytest.approx(0.5)
    assert [row.lately[28].days for row in rows] == [1, 0, 0, 0]
