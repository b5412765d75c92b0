"""What comes back each year: proposed from one year, foreseen from two, by the date or by the Spring Festival."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from sqlalchemy import insert, select

from app.models.floor import Floor, Queue
from app.models.forecast import ContactInterval, EventKind, FloorEvent, Repeats
from app.services.database import Database
from app.services.staffing.forecast.learning import Learned
from app.services.staffing.forecast.yearly import Years, learn_yearly, spring_festivals
from tests.services.staffing.forecast.floors import DAY, HOUR, MONDAY, SHANGHAI, make

TODAY = date(2026, 10, 20)
DOUBLE_11 = date(2026, 11, 11)
WEEK = np.array([300.0, 280, 270, 280, 290, 150, 120])


def foreseen(days: int, *peaks: date, today: date = TODAY, seed: int = 1, missing: int = 0) -> list[Learned]:
    """What is foreseen after so many days, the first ones missing, with two and a half times as much on some."""
    first = today - timedelta(days)
    dice = np.random.default_rng(seed)
    dates = [first + timedelta(place) for place in range(days)]
    means = [WEEK[day.weekday()] * (2.5 if day in peaks else 1.0) for day in dates]
    totals = dice.poisson(np.array(means) * dice.gamma(100, 0.01, days)).astype(float)
    totals[:missing] = np.nan
    ever = np.ones(days + 60, np.bool_)
    festivals = spring_festivals(range(first.year, today.year + 2), SHANGHAI)
    return list(learn_yearly(Years(first, totals, ever, ever, festivals), today))


def last(year: int, day: date = DOUBLE_11) -> date:
    """The same date of another year."""
    return day.replace(year=year)


@pytest.mark.parametrize("seed", range(3))
def test_years_of_ordinary_days_foretell_nothing(seed: int) -> None:
    assert foreseen(1000, seed=seed) == []


def test_what_stood_out_once_is_proposed_and_nothing_more() -> None:
    (found,) = foreseen(400, last(2025), last(2025) + timedelta(1))
    assert (found.first, found.last, found.repeats) == (DOUBLE_11, DOUBLE_11 + timedelta(1), Repeats.YEARLY)
    assert (found.kind, found.samples, found.sure) == (EventKind.OTHER, 1, False)
    assert found.factor == pytest.approx(2.5, rel=0.2)


def test_what_stood_out_in_two_years_is_foreseen() -> None:
    (found,) = foreseen(800, last(2025), last(2024))
    assert (found.first, found.last, found.samples, found.sure) == (DOUBLE_11, DOUBLE_11, 2, True)


def test_what_did_not_come_again_is_not_foreseen_unless_that_year_is_not_known() -> None:
    assert foreseen(800, last(2025)) == []
    (found,) = foreseen(800, last(2025), missing=200)
    assert not found.sure


def test_it_is_looked_for_in_time_and_stays_until_it_is_over() -> None:
    peaks = last(2025), last(2025) + timedelta(1)
    assert foreseen(500, *peaks, today=date(2026, 9, 1)) == []
    for day in (date(2026, 9, 13), DOUBLE_11, DOUBLE_11 + timedelta(3)):
        assert [each.first for each in foreseen(600, *peaks, today=day)] == [DOUBLE_11]
    assert foreseen(500, *peaks, today=date(2026, 12, 24)) == []


def test_the_days_around_the_spring_festival_move_with_it() -> None:
    festivals = spring_festivals([2024, 2025, 2026], SHANGHAI)
    assert festivals == {2024: date(2024, 2, 10), 2025: date(2025, 1, 29), 2026: date(2026, 2, 17)}
    before = [festivals[year] - timedelta(8) for year in (2025, 2024)]
    (found,) = foreseen(800, *before, today=date(2026, 1, 5))
    assert (found.first, found.repeats, found.samples) == (date(2026, 2, 9), Repeats.NEVER, 2)
    assert spring_festivals([2026], ZoneInfo("Europe/Berlin")) == {}


def test_a_night_proposes_what_came_a_year_ago(database: Database) -> None:
    """It is switched off, and counts for nothing."""
    peak = date(2025, 3, 20)
    with database.write() as session:
        session.add(floor := Floor(name="一楼", zone="Asia/Shanghai"))
        session.flush()
        session.add(queue := Queue(name="账单", floor_id=floor.id))
        session.flush()
        row = {"queue_id": queue.id, "minutes": 30, "answered": 0}
        days = [MONDAY - back * DAY + 9 * HOUR for back in range(1, 400)]
        # Chance, so that not every difference stands out.
        dice = np.random.default_rng(1)
        counts = [int(dice.poisson(300 if at.date() == peak else 100)) for at in days]
        session.execute(
            insert(ContactInterval),
            [row | {"starts_at": at, "offered": count} for at, count in zip(days, counts, strict=True)],
        )
    plain = make(database, MONDAY)[0].parameters["factors"]
    with database.write() as session:
        event = session.scalars(select(FloorEvent).where(FloorEvent.repeats == Repeats.YEARLY)).one()
        assert (event.starts_on, event.active, event.learned, event.samples) == (date(2026, 3, 20), False, True, 1)
        assert plain[10:] == [1.0] * 4
