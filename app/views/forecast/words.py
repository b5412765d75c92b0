"""What the forecast's models, counts, events and errors are called on a screen."""

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import QLocale

from app.models.forecast import Counted, EventKind, ForecastKind, Repeats
from app.services.staffing.forecast.event_edits import EventRow
from app.services.staffing.forecast.split import By, PartRow
from app.views.field_words import SOURCE_WORDS
from app.views.i18n import QT_TRANSLATE_NOOP, Sentence, date_word, listed, locale, number, percent

CONTEXT = "Forecast"
# So many stretches of days are named.
_NAMED = 4
_COUNTED: Mapping[Counted, str] = {
    Counted.COMPLAINTS: QT_TRANSLATE_NOOP("Forecast", "Complaints"),
    Counted.CONTACTS: QT_TRANSLATE_NOOP("Forecast", "Contacts"),
}
_MODELS: Mapping[str, str] = {
    "average": QT_TRANSLATE_NOOP("Forecast", "Same weekdays"),
    "holt_winters": QT_TRANSLATE_NOOP("Forecast", "Holt-Winters"),
    "regression": QT_TRANSLATE_NOOP("Forecast", "Regression"),
    "combined": QT_TRANSLATE_NOOP("Forecast", "All together"),
    "naive": QT_TRANSLATE_NOOP("Forecast", "Last week"),
}
_KINDS: Mapping[EventKind, str] = {
    EventKind.MONTH_END: QT_TRANSLATE_NOOP("Forecast", "End of month"),
    EventKind.MONTH_START: QT_TRANSLATE_NOOP("Forecast", "Start of month"),
    EventKind.BILLING: QT_TRANSLATE_NOOP("Forecast", "Billing"),
    EventKind.PROMOTION: QT_TRANSLATE_NOOP("Forecast", "Promotion"),
    EventKind.OUTAGE: QT_TRANSLATE_NOOP("Forecast", "Outage"),
    EventKind.HOLIDAY: QT_TRANSLATE_NOOP("Forecast", "Holiday"),
    EventKind.OTHER: QT_TRANSLATE_NOOP("Forecast", "Other"),
}
_REPEATS: Mapping[Repeats, str] = {
    Repeats.NEVER: QT_TRANSLATE_NOOP("Forecast", "Once"),
    Repeats.MONTHLY: QT_TRANSLATE_NOOP("Forecast", "Each month"),
    Repeats.YEARLY: QT_TRANSLATE_NOOP("Forecast", "Each year"),
}
_MADE: Mapping[ForecastKind, str] = {
    ForecastKind.AHEAD: QT_TRANSLATE_NOOP("Forecast", "Ahead"),
    ForecastKind.INTRADAY: QT_TRANSLATE_NOOP("Forecast", "During the day"),
}

_BY: Mapping[By, str] = {
    By.QUEUE: QT_TRANSLATE_NOOP("Forecast", "By queue"),
    By.SOURCE: QT_TRANSLATE_NOOP("Forecast", "By source"),
    By.CATEGORY: QT_TRANSLATE_NOOP("Forecast", "By category"),
}


def by_word(by: By) -> str:
    """Return what a forecast is split by."""
    return _said(_BY[by])


def part_word(row: PartRow) -> str:
    """Return the name of a part of the forecast."""
    if row.source is not None:
        return str(Sentence("Worklist", SOURCE_WORDS[row.source]))
    return str(Sentence("Forecast", "Without category")) if row.name is None else row.name


def ahead_word(ahead: tuple[int, int]) -> str:
    """Return how many days ahead a forecast was made."""
    first, last = ahead
    return number(first) if first == last else f"{number(first)}–{number(last)}"


def counted_word(counted: Counted) -> str:
    """Return what is counted."""
    return _said(_COUNTED[counted])


def model_word(name: str) -> str:
    """Return the name of a model, or of the naive forecast."""
    return _said(_MODELS[name])


def kind_word(kind: EventKind) -> str:
    """Return the name of a kind of event."""
    return _said(_KINDS[kind])


def repeats_word(repeats: Repeats) -> str:
    """Return how often an event comes back."""
    return _said(_REPEATS[repeats])


def made_word(kind: ForecastKind) -> str:
    """Return whether a version looks ahead or was made during its day."""
    return _said(_MADE[kind])


def queue_word(name: str | None) -> str:
    """Return the name of a queue, or that it is the whole floor."""
    return str(Sentence("Forecast", "Whole floor")) if name is None else name


def error(figure: float | None) -> str:
    """Write a percentage error."""
    return "–" if figure is None else percent(figure)


def days_word(days: Sequence[date]) -> str:
    """Name days in their order, those in a row as one, the latest first; of many only so many."""
    rows: list[list[date]] = []
    for day in days:
        if rows and (day - rows[-1][-1]).days == 1:
            rows[-1].append(day)
        else:
            rows.append([day])
    rows.reverse()
    named = listed(
        "–".join(dict.fromkeys(date_word(each, year=False) for each in (row[0], row[-1]))) for row in rows[:_NAMED]
    )
    left = sum(map(len, rows[_NAMED:]))
    return (
        str(Sentence("Forecast", "{days} and {count} days before", days=named, count=number(left))) if left else named
    )


def weekday_word(day: date) -> str:
    """Write a weekday in the language's short way."""
    return locale().dayName(day.isoweekday(), QLocale.FormatType.ShortFormat)


def change_word(factor: float) -> str:
    """Write by how much a factor changes: +30 %."""
    return f"{round((factor - 1) * 100):+d}%".replace("-", "−")


def name_of(event: EventRow) -> str:
    """Return what an event is called: by its kind where nobody has named it."""
    if not event.name and event.kind is EventKind.HOLIDAY and event.factor > 1:
        return str(Sentence("Forecast", "Rest day worked"))
    return event.name or kind_word(event.kind)


def source_word(event: EventRow) -> str:
    """Return where the factor of an event is from."""
    if event.learned and not event.active:
        if event.samples == 1:
            return str(Sentence("Forecast", "Proposed: seen once"))
        return str(Sentence("Forecast", "Proposed: seen in {count} years", count=number(event.samples)))
    if event.learned:
        return str(Sentence("Forecast", "Learned from {count} samples", count=number(event.samples)))
    if event.samples:
        return str(Sentence("Forecast", "Learned, then edited"))
    return str(Sentence("Forecast", "Entered"))


def _said(source: str) -> str:
    return str(Sentence(CONTEXT, source))
