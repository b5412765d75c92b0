"""How far the versions that were published have really been off (实际偏差): against what came, by how far ahead."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

# The stretches of days ahead that are told apart, and of how many of the last days.
AHEAD_OF = ((1, 1), (2, 3), (4, 7), (8, 14))
LATELY = (7, 28)
_WEEK = 7
# Where so many were expected and nothing came, the day was not recorded.
_RECORDED_FROM = 20.0


@dataclass(frozen=True)
class Missed:
    """The weighted absolute percentage errors of `days` forecasts of days that are over; None where there were none.

    `naive` is that of the last same weekday that was over when the forecast was made.
    """

    error: float | None
    naive: float | None
    days: int


@dataclass(frozen=True)
class MissedRow:
    """What was missed by forecasts made so many days ahead (1: on the day's eve), for each number of last days."""

    id: int
    ahead: tuple[int, int]
    lately: Mapping[int, Missed]


def missed(said: Mapping[date, Sequence[float]], came: Mapping[date, float], today: date) -> tuple[MissedRow, ...]:
    """Judge versions, given by their first day with what each expected of its days, by what came on days."""
    return tuple(
        MissedRow(place, ahead, {days: _judge(said, came, today, ahead, days) for days in LATELY})
        for place, ahead in enumerate(AHEAD_OF)
    )


def _judge(
    said: Mapping[date, Sequence[float]],
    came: Mapping[date, float],
    today: date,
    ahead: tuple[int, int],
    lately: int,
) -> Missed:
    total = error = naive = known = 0.0
    judged = 0
    for first, means in said.items():
        for lead in range(ahead[0], min(ahead[1], len(means)) + 1):
            day = first + timedelta(lead - 1)
            if not today - timedelta(lately) <= day < today or day not in came:
                continue
            count, mean = came[day], means[lead - 1]
            if not count and mean >= _RECORDED_FROM:
                continue
            judged += 1
            total += count
            error += abs(count - mean)
            before = day - timedelta(_WEEK if lead <= _WEEK else 2 * _WEEK)
            if before in came:
                naive += abs(count - came[before])
                known += count
    return Missed(error / total if total else None, naive / known if known else None, judged)
