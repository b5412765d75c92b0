"""The what-if in words: its figures, the intervals they lie in, and what a mix of help changes."""

from collections.abc import Mapping
from datetime import timedelta

from PySide6.QtCore import QCoreApplication

from app.services.floor.whatif.outcome import Figure, Outcome
from app.views.i18n import QT_TRANSLATE_NOOP, Sentence, duration, listed, locale, number, percent

NOTHING = "—"
# The figures in the order of the rows, and what each is.
FIGURES: Mapping[str, tuple[str, str]] = {
    "service_level": (
        QT_TRANSLATE_NOOP("WhatIf", "Service level"),
        QT_TRANSLATE_NOOP("WhatIf", "Contacts that are answered in time, by the definition below."),
    ),
    "late": (
        QT_TRANSLATE_NOOP("WhatIf", "Late complaints"),
        QT_TRANSLATE_NOOP(
            "WhatIf", "Deadlines of complaints that pass unmet in these hours; what is late already is said beside it."
        ),
    ),
    "occupancy": (
        QT_TRANSLATE_NOOP("WhatIf", "Occupancy"),
        QT_TRANSLATE_NOOP("WhatIf", "Share of their time here that people spend on contacts and complaints."),
    ),
    "waiting": (
        QT_TRANSLATE_NOOP("WhatIf", "Waiting"),
        QT_TRANSLATE_NOOP("WhatIf", "Mean wait of a contact, whether it is answered or given up."),
    ),
}
# Shares of 1; the others are counts and seconds.
SHARES = ("service_level", "occupancy")
# More is worse.
_FEWER_IS_BETTER = ("late", "waiting", "occupancy")
# Of that many queues that give people the cost is said one by one.
_SAID = 2


def value(name: str, figure: Figure | None) -> str:
    """Write what is expected of a figure."""
    return NOTHING if figure is None else _amount(name, figure.value)


def interval(name: str, figure: Figure | None) -> str:
    """Write between what a figure is expected; nothing where that is one number."""
    if figure is None:
        return ""
    low, high = (_amount(name, each) for each in _within(name, figure.low, figure.high))
    if low == high:
        return ""
    # The sign is said once.
    return f"{low.removesuffix('%') if name in SHARES else low}–{high}"


def change(name: str, figure: Figure | None) -> str:
    """Write what a mix changes, and within which bounds, by sign: `+12 pts (+8 … +15)`."""
    if figure is None:
        return ""
    said, low, high = (_signed(name, each) for each in (figure.value, figure.low, figure.high))
    if not said:
        return str(Sentence("WhatIf", "unchanged"))
    bounds = "" if low == said == high else f" ({low or '±0'} … {high or '±0'})"
    unit = str(Sentence("WhatIf", "{points} pts", points=said)) if name in SHARES else said
    return unit + bounds


def whole(name: str, figure: Figure | None, against: Figure | None) -> str:
    """Say a figure in sentences: how sure it is, what single runs are like, and what help changes."""
    if figure is None:
        return str(Sentence("WhatIf", "Nothing of this kind is expected here in these hours."))
    low, high = (_amount(name, each) for each in _within(name, figure.low, figure.high))
    least, most = (_amount(name, each) for each in figure.usual)
    said = [
        Sentence(
            "WhatIf",
            "Expected: {value}, with 95% certainty from {low} to {high}.",
            value=value(name, figure),
            low=low,
            high=high,
        ),
        Sentence("WhatIf", "In eight of ten runs from {least} to {most}.", least=least, most=most),
    ]
    if against is not None:
        said.append(Sentence("WhatIf", "Against no help: {change}.", change=change(name, against)))
    return "\n".join(map(str, said))


def further(figure: Figure | None) -> str:
    """Say for how much longer what is late already stays undone; nothing where nothing is late."""
    if figure is None:
        return ""
    more = duration(timedelta(minutes=round(figure.value / 60)))
    return "\n" + str(Sentence("WhatIf", "What is late already takes {duration} more, on average.", duration=more))


def is_better(name: str, against: Figure | None) -> bool | None:
    """Say whether a change is for the better; None where chance may have made it, or it is too small to be said."""
    if against is None or not against.is_clear or not _signed(name, against.value):
        return None
    return (against.value < 0) == (name in _FEWER_IS_BETTER)


def cost(donors: Mapping[str, Outcome]) -> tuple[str, str]:
    """Say what help costs the queues that give people, by their names: the worst in short, and all of them."""
    if not donors:
        return NOTHING, str(Sentence("WhatIf", "No queue gives people."))
    lines = [str(Sentence("WhatIf", "{queue}: {cost}", queue=name, cost=_cost(each))) for name, each in donors.items()]
    short = lines[:_SAID]
    if len(lines) > _SAID:
        short.append(str(Sentence("WhatIf", "and {count} more", count=number(len(lines) - _SAID))))
    return "\n".join(short), "\n".join(lines)


def tiers(count: int) -> str:
    """Name the help of the first so many tiers."""
    names = (
        QT_TRANSLATE_NOOP("WhatIf", "No help"),
        QT_TRANSLATE_NOOP("WhatIf", "Tier 1"),
        QT_TRANSLATE_NOOP("WhatIf", "Tiers 1 + 2"),
        QT_TRANSLATE_NOOP("WhatIf", "Tiers 1 + 2 + 3"),
    )
    return QCoreApplication.translate("WhatIf", names[count])


def most_costly_first(changes: Mapping[str, Outcome]) -> dict[str, Outcome]:
    """Return what it costs each donor, those who lose most first."""

    def loss(each: Outcome) -> float:
        level = -each.service_level.value if each.service_level else 0.0
        return level + (each.late.value if each.late else 0.0) / 10

    return dict(sorted(changes.items(), key=lambda item: -loss(item[1])))


def _cost(found: Outcome) -> str:
    """Say what one queue loses, beyond what chance may make of it."""
    level, late = (
        _signed(name, figure.value) if figure is not None and figure.is_clear else ""
        for name, figure in (("service_level", found.service_level), ("late", found.late))
    )
    parts = [str(Sentence("WhatIf", "{points} pts", points=level))] if level else []
    if late:
        parts.append(str(Sentence("WhatIf", "{count} late", count=late)))
    return listed(parts) or str(Sentence("WhatIf", "no clear cost"))


def _within(name: str, low: float, high: float) -> tuple[float, float]:
    """Keep an interval to what can be: no share is above all, and nothing below none."""
    return max(low, 0.0), min(high, 1.0) if name in SHARES else max(high, 0.0)


def _amount(name: str, found: float) -> str:
    if name in SHARES:
        return percent(found, 0)
    if name == "waiting":
        return duration(timedelta(seconds=round(found)))
    return locale().toString(found, "f", 0 if found >= 10 else 1)


def _signed(name: str, found: float) -> str:
    """Write a difference with its sign, shares in points; nothing where it rounds to nothing."""
    size = abs(found) * (100 if name in SHARES else 1)
    places = 0 if name != "late" or size >= 10 else 1
    if not round(size, places):
        return ""
    amount = _amount(name, size) if name == "waiting" else locale().toString(size, "f", places)
    return f"{'+' if found > 0 else '−'}{amount}"
