"""Rest (休息): when one is due, and how many minutes of it somebody is owed.

The Health and Safety Laboratory's study of call centres (HSE, LAC 94/2): at least 15 minutes away from screen and
telephone in two hours, as a rest or as other work.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

# So after two hours one is due; what is shorter than ten minutes is a pause at the desk that the body does not count.
REST_OWED_AFTER = timedelta(hours=2)
REST_AT_LEAST = timedelta(minutes=10)
REST = timedelta(minutes=15)
# No shift is longer: what was before it says nothing about the present work.
LONGEST_SHIFT = timedelta(hours=16)
_MINUTE = timedelta(minutes=1)

# When a stretch of work began and ended; None: it goes on.
Stretch = tuple[datetime, datetime | None]


@dataclass(frozen=True)
class Promised:
    """Minutes of rest that somebody is owed beside those of their work, since an instant: for having helped."""

    at: datetime
    minutes: int


def continuous_since(stretches: Sequence[Stretch]) -> datetime | None:
    """Return when the present work began, shorter pauses included; None where the last stretch has ended."""
    if not stretches or stretches[-1][1] is not None:
        return None
    since = stretches[-1][0]
    for begun, ended in reversed(stretches[:-1]):
        if ended is None or since - ended >= REST_AT_LEAST:
            break
        since = begun
    return since


def rest_debt(stretches: Sequence[Stretch], promised: Sequence[Promised] = (), *, now: datetime) -> int:
    """Return how many minutes of rest somebody is owed: a quarter of an hour for each two hours of work, and what was
    promised, less the rests that they have taken since.

    `stretches` are their work of this shift, in order.
    """
    owed = timedelta()
    left = sorted(promised, key=lambda each: each.at)
    for begun, ended, rate in _parts(stretches, now):
        at = begun
        while left and left[0].at < ended:
            then = max(left[0].at, at)
            owed = max(owed + rate * (then - at), timedelta()) + left.pop(0).minutes * _MINUTE
            at = then
        owed = max(owed + rate * (ended - at), timedelta())
    return (owed + sum((each.minutes * _MINUTE for each in left), timedelta())) // _MINUTE


def _parts(stretches: Sequence[Stretch], now: datetime) -> Iterator[tuple[datetime, datetime, float]]:
    """Yield the stretches and the gaps after them, each with what a minute of it adds to what is owed."""
    for place, (begun, ended) in enumerate(stretches):
        until = min(ended or now, now)
        begun = max(begun, now - LONGEST_SHIFT)
        if until > begun:
            yield begun, until, REST / REST_OWED_AFTER
        following = stretches[place + 1][0] if place + 1 < len(stretches) else now
        if ended is not None and following > until:
            yield until, following, -1.0 if following - until >= REST_AT_LEAST else 0.0
