"""The telephone of the demo floor: how many call, by the profile of a call centre, and what was made of it so far."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from app.models.erlang import erlang_a, load_of
from app.models.forecast import ContactInterval
from app.services.bulk import BulkInsert
from app.services.demo.profiles import Profile
from app.services.staffing.contacts import IntervalRow

CONTACTS = "call_centre"
MINUTES = 15
DAYS = 56
# Which queue gets how much of it; and how long callers have patience, and within how many seconds they are to be
# answered: nobody has measured that for us.
_SHARES = {"payment": 0.42, "goods": 0.34, "service": 0.24}
PATIENCE, WITHIN = 180, 20
# The profile's week is Israel's: on Fridays hardly anybody calls after noon, and on Saturdays nobody. Of ours, a day on
# which nobody works is like its Friday.
_LAST_WORKED, _NOT_WORKED = 3, 4
# So many times as many calls as that call centre had: what the people of this floor can answer beside complaints.
_AS_MANY = 1.0
# As many agents answer as a usual quarter of an hour keeps busy to this share, and one more.
_BUSY = 0.85
_HANDLING_VARIES = 0.08
_QUARTER = timedelta(minutes=MINUTES)
_Amounts = NDArray[np.float64]
_Growth = Callable[[date], float]


class Contacts:
    """Counts the calls of each quarter of an hour, with the days' own ups and downs; `growth` tells foreseen days."""

    def __init__(
        self,
        profiles: dict[str, Profile],
        zone: ZoneInfo,
        is_working_day: Callable[[int], bool],
        queues: Mapping[str, int],
        seed: int,
    ) -> None:
        profile = profiles[CONTACTS]
        assert profile.arrivals, "the call centre's file tells arrivals"
        assert profile.handling, "the call centre's file tells handling times"
        self.queues, self.handling = queues, profile.handling
        self._zone, self._is_working_day = zone, is_working_day
        self._day_spread, parts = profile.arrivals.day_spread, profile.arrivals.minutes // MINUTES
        self._means = np.repeat(np.array(profile.arrivals.means) * _AS_MANY / parts, parts, axis=1)
        self._handle = float(np.mean([profile.handling.at(share) for share in np.linspace(0.005, 0.995, 100)]))
        self._numbers = np.random.default_rng(seed)

    def write_past(self, session: Session, growth: _Growth, *, now: datetime) -> None:
        """Write what came in the weeks before, up to the last quarter of an hour that is over."""
        today = now.astimezone(self._zone).date()
        rows: list[IntervalRow] = []
        for back in range(DAYS, -1, -1):
            day = today - timedelta(days=back)
            spread = self._day_spread
            level = growth(day) * (self._numbers.gamma(spread**-2, spread**2) if back else 1.0)
            midnight = datetime.combine(day, time(), self._zone).astimezone(UTC)
            usual = self._of_day(day)
            starts = [midnight + place * _QUARTER for place in range(len(usual))]
            for key, share in _SHARES.items():
                rows += self._counted(self.queues[key], starts, usual * share, level)
        past = [row for row in rows if row.offered and row.starts_at + _QUARTER <= now]
        BulkInsert(session.connection(), ContactInterval, IntervalRow._fields)(past)

    def usual(self, at: datetime) -> dict[str, float]:
        """Return how many call each queue in a quarter of an hour, at an instant of a usual day."""
        local = at.astimezone(self._zone)
        usual = float(self._of_day(local.date())[(local.hour * 60 + local.minute) // MINUTES])
        return {key: usual * share for key, share in _SHARES.items()}

    def _of_day(self, day: date) -> _Amounts:
        worked = self._is_working_day(day.toordinal())
        found: _Amounts = self._means[min(day.weekday(), _LAST_WORKED) if worked else _NOT_WORKED]
        return found

    def _counted(self, queue_id: int, starts: list[datetime], usual: _Amounts, level: float) -> list[IntervalRow]:
        """Draw who called, who was answered in time and who hung up, where a usual day's agents answer."""
        numbers, an_hour = self._numbers, 60 / MINUTES
        offered = numbers.poisson(usual * level)
        handle = self._handle * numbers.normal(1, _HANDLING_VARIES, len(usual)).clip(0.7, 1.4)
        agents = np.ceil(load_of(usual * an_hour, self._handle) / _BUSY) + 1
        met = erlang_a(offered * an_hour, handle, PATIENCE, agents, WITHIN)
        abandoned = numbers.binomial(offered, met.abandonment)
        share_early = np.divide(
            met.early_abandonment, met.abandonment, where=met.abandonment > 0, out=np.zeros(len(usual))
        )
        early = numbers.binomial(abandoned, share_early.clip(0, 1))
        answered = offered - abandoned
        in_time = np.minimum(numbers.binomial(offered, met.service_level), answered)
        columns = (offered, answered, abandoned, in_time, early, answered * handle, offered * met.average_wait)
        counts = zip(*(column.astype(np.int64).tolist() for column in columns), strict=True)
        return [IntervalRow(queue_id, start, MINUTES, *each) for start, each in zip(starts, counts, strict=True)]
