"""Says in words how arrivals stand, for the arrivals pane and for the alert."""

from datetime import datetime, tzinfo

from PySide6.QtCore import QLocale

from app.services.floor.surge import CLEARED_BELOW, CLEARED_OVER, Surge
from app.services.floor.surge_causes import Shares
from app.services.pulse import SurgeState
from app.views.i18n import Sentence, listed, number, percent, time_of_day
from app.views.theme import Mark

# A cause with a smaller share is none to act on.
_NAMED_FROM = 0.05
# From so much more work per person on, hands are short although arrivals are calm.
_STRAINED_FROM = 0.25


def headline(surge: Surge) -> tuple[str, Mark, str]:
    """Return a symbol, its mark, and the state in a few words."""
    growth = "" if surge.growth is None else signed_percent(surge.growth)
    match surge.state:
        case SurgeState.SURGE:
            return "surge", Mark.LATE, str(Sentence("Surge", "SURGE {growth}", growth=growth)).strip()
        case SurgeState.MISSED_FORECAST:
            return "clock", Mark.SOON, str(Sentence("Surge", "Busier than planned {growth}", growth=growth)).strip()
        case SurgeState.CALM if surge.expected is None:
            return "wait", Mark.QUIET, str(Sentence("Surge", "No forecast yet"))
        case SurgeState.CALM if strain := _strain(surge):
            words = Sentence("Surge", "Hands are short {growth}", growth=signed_percent(strain))
            return "agents", Mark.SOON, str(words)
        case SurgeState.CALM:
            return "check", Mark.FINE, str(Sentence("Surge", "Calm"))


def reason(surge: Surge, zone: tzinfo) -> str:
    """Return the numbers that a state rests on, its causes, and when it is over."""
    count, minutes = number(surge.count), number(surge.minutes)
    if surge.expected is None:
        words = "{count} arrivals in the last {minutes} min. A forecast comes with the first whole day like this one."
        return str(Sentence("Surge", words, count=count, minutes=minutes))
    expected = amount(surge.expected)
    match surge.state:
        case SurgeState.SURGE if surge.since:
            said = [surge_in_words(surge.count, surge.expected, surge.minutes, surge.since, zone)]
            said += [causes(surge.shares), *_behind(surge.shares)] if surge.shares else []
            said += [over_when(surge.clear)] if surge.clear else []
            return " ".join(said)
        case SurgeState.MISSED_FORECAST:
            words = "{count} arrivals today against {expected} planned by now: more all day, but no sudden rise."
            said = [str(Sentence("Surge", words, count=count, expected=expected))]
            return " ".join([*said, *(_behind(surge.shares) if surge.shares else [])])
    words = "{count} arrivals in the last {minutes} min against {expected} expected."
    said = [str(Sentence("Surge", words, count=count, minutes=minutes, expected=expected))]
    if surge.shares and (strain := _strain(surge)):
        words = "But the work per person is {growth} above the usual."
        said += [str(Sentence("Surge", words, growth=percent(strain, 0))), causes(surge.shares), *_behind(surge.shares)]
    return " ".join(said)


def causes(shares: Shares) -> str:
    """Say by which shares more contacts, longer ones and missing people made the work per person grow."""
    parts = (shares.volume, shares.handling, shares.people)
    whole = [round(each * 100) for each in parts]
    # What rounding adds or takes is that of the largest.
    whole[parts.index(max(parts))] += 100 - sum(whole)
    volume, handling, people = (percent(each / 100, 0) for each in whole)
    said = (
        Sentence("Surge", "{share} more contacts", share=volume),
        Sentence("Surge", "{share} longer handling", share=handling),
        Sentence("Surge", "{share} missing people", share=people),
    )
    named = [str(words) for share, words in zip(parts, said, strict=True) if share >= _NAMED_FROM]
    return str(Sentence("Surge", "Cause: {causes}.", causes=listed(named)))


def _strain(surge: Surge) -> float | None:
    """Return by which share work per person has grown, where that is much."""
    growth = surge.shares.growth if surge.shares else None
    return growth if growth is not None and growth >= _STRAINED_FROM else None


def over_when(clear: int) -> str:
    """Say below what a surge is over."""
    words = "Over when fewer than {count} come in {minutes} min."
    return str(Sentence("Surge", words, count=number(clear), minutes=number(CLEARED_OVER)))


def _behind(shares: Shares) -> list[str]:
    """Return the numbers behind longer handling and missing people, where these are causes."""
    said = []
    if shares.handling >= _NAMED_FROM and shares.handle_seconds and shares.usual_seconds:
        values = {"now": number(round(shares.handle_seconds)), "usual": number(round(shares.usual_seconds))}
        said.append(str(Sentence("Surge", "A contact takes {now} s, usually {usual} s.", **values)))
    if shares.people >= _NAMED_FROM and shares.scheduled is not None and shares.working is not None:
        values = {"working": number(shares.working), "scheduled": number(shares.scheduled)}
        said.append(str(Sentence("Surge", "{working} work, {scheduled} are scheduled.", **values)))
    return said


def surge_in_words(count: int, expected: float, minutes: int, since: datetime, zone: tzinfo) -> str:
    """Say what a surge is: its growth, since when, and the counts."""
    growth = count / expected - 1 if expected else None
    values = {
        "count": number(count),
        "expected": amount(expected),
        "minutes": number(minutes),
        "since": time_of_day(since, zone),
    }
    if growth is None:
        return str(Sentence("Surge", "{count} arrivals since {since}, where none were expected.", **values))
    if growth < CLEARED_BELOW:
        words = "Arrivals come back to the forecast: {count} against {expected} in {minutes} min, surge since {since}."
        return str(Sentence("Surge", words, **values))
    words = "Arrivals {growth} above forecast since {since}: {count} against {expected} in {minutes} min."
    return str(Sentence("Surge", words, growth=percent(growth, 0), **values))


def signed_percent(growth: float) -> str:
    """Write by which share something is above or below."""
    return f"{'+' if growth >= 0 else ''}{percent(growth, 0)}"


def amount(value: float) -> str:
    """Write an average: with one place where it is small."""
    return QLocale().toString(value, "f", 0 if value >= 10 else 1)
