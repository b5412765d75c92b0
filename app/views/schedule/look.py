"""How a schedule looks: a colour and a letter for each pattern, and the words for shifts, rules and wishes."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo

from PySide6.QtCore import QT_TRANSLATE_NOOP, QDate
from PySide6.QtGui import QColor, QGuiApplication, QPalette

from app.models.people import AgentState
from app.models.roster import ShiftKind, Wish
from app.services.staffing.roster.problem import Pattern, Rule
from app.services.staffing.roster.shifts import ShiftRow
from app.services.staffing.roster.violations import Violation
from app.views.i18n import Sentence, duration, locale, number, time_of_day

# Far enough apart to be told, also by those who see red and green alike; the letter says it anyway.
_HUES = (212, 42, 282, 168, 12, 330, 92, 248)
_KINDS = {
    ShiftKind.STANDBY: str(QT_TRANSLATE_NOOP("Schedule", "Standby")),
    ShiftKind.TRAINING: str(QT_TRANSLATE_NOOP("Schedule", "Training")),
    ShiftKind.WORK: str(QT_TRANSLATE_NOOP("Schedule", "Shift")),
}
_ACTIVITIES = {
    AgentState.BREAK: str(QT_TRANSLATE_NOOP("Schedule", "break")),
    AgentState.TRAINING: str(QT_TRANSLATE_NOOP("Schedule", "training")),
}
_WISHES = {
    Wish.UNAVAILABLE: str(QT_TRANSLATE_NOOP("Schedule", "cannot")),
    Wish.AVOID: str(QT_TRANSLATE_NOOP("Schedule", "would rather not")),
    Wish.PREFER: str(QT_TRANSLATE_NOOP("Schedule", "would like to")),
}
WISH_SIGNS = {Wish.UNAVAILABLE: "✕", Wish.AVOID: "▽", Wish.PREFER: "△"}
_RULES = {
    Rule.AVAILABILITY: str(QT_TRANSLATE_NOOP("Schedule", "availability")),
    Rule.SKILLS: str(QT_TRANSLATE_NOOP("Schedule", "skills")),
    Rule.REST: str(QT_TRANSLATE_NOOP("Schedule", "rest between shifts")),
    Rule.DAYS_IN_A_ROW: str(QT_TRANSLATE_NOOP("Schedule", "days in a row")),
    Rule.NIGHTS_IN_A_ROW: str(QT_TRANSLATE_NOOP("Schedule", "nights in a row")),
    Rule.WEEKLY_HOURS: str(QT_TRANSLATE_NOOP("Schedule", "hours a week")),
    Rule.CONTINUOUS_WORK: str(QT_TRANSLATE_NOOP("Schedule", "longest work without a break")),
    Rule.LEAST_COVER: str(QT_TRANSLATE_NOOP("Schedule", "least cover")),
    Rule.LEAST_WEEKLY: str(QT_TRANSLATE_NOOP("Schedule", "least hours a week")),
    Rule.TRAININGS: str(QT_TRANSLATE_NOOP("Schedule", "trainings")),
}
_BROKEN = {
    Rule.AVAILABILITY: str(QT_TRANSLATE_NOOP("Schedule", "{name} cannot work on {day}, or is away")),
    Rule.SKILLS: str(QT_TRANSLATE_NOOP("Schedule", "{name} does not serve the queue of the shift on {day}")),
    Rule.REST: str(QT_TRANSLATE_NOOP("Schedule", "{name} rests {found} before the shift on {day}; {allowed} are due")),
    Rule.DAYS_IN_A_ROW: str(
        QT_TRANSLATE_NOOP("Schedule", "{name} works day {found} in a row on {day}; at most {allowed}")
    ),
    Rule.NIGHTS_IN_A_ROW: str(
        QT_TRANSLATE_NOOP("Schedule", "{name} works night {found} in a row on {day}; at most {allowed}")
    ),
    Rule.WEEKLY_HOURS: str(
        QT_TRANSLATE_NOOP("Schedule", "{name} works {found} h in the week until {day}; {allowed} h are agreed")
    ),
    Rule.CONTINUOUS_WORK: str(
        QT_TRANSLATE_NOOP("Schedule", "{name} works {found} without a break on {day}; at most {allowed}")
    ),
}
_NOTABLE = 0.05
# Their figures are counts; of the others they are minutes.
_COUNTED = (Rule.DAYS_IN_A_ROW, Rule.NIGHTS_IN_A_ROW)


def letters(patterns: Sequence[Pattern]) -> dict[str, str]:
    """Return a letter for each pattern: the first of its name, or a digit too where several begin alike."""
    found: dict[str, str] = {}
    for each in patterns:
        first = each.name[:1].upper()
        same = sum(letter[:1] == first for letter in found.values())
        found[each.code] = f"{first}{same + 1}" if same else first
    return found


def fills(patterns: Sequence[Pattern]) -> dict[str, QColor]:
    """Return the ground of each pattern's cells in the palette of now; text is read on all of them."""
    dark = QGuiApplication.palette().color(QPalette.ColorRole.Window).lightness() < 128
    return {
        each.code: QColor.fromHsl(_HUES[place % len(_HUES)], 110 if dark else 170, 68 if dark else 218)
        for place, each in enumerate(patterns)
    }


def stronger(fill: QColor) -> QColor:
    """Return the colour of the edge of a ground."""
    return fill.darker(150) if fill.lightness() > 128 else fill.lighter(180)


def said_day(day: date) -> str:
    """Write a day with its weekday, in short."""
    return locale().toString(QDate(day.year, day.month, day.day), "ddd d MMM" if not _chinese() else "M月d日 ddd")


def said_week(first: date, last: date) -> str:
    """Write from when to when days are shown."""
    return f"{said_day(first)} – {said_day(last)}"


def short_day(day: date) -> tuple[str, str]:
    """Write a weekday and a day of the month for the head of a column."""
    at = QDate(day.year, day.month, day.day)
    weekday = locale().toString(at, "ddd")
    return weekday.removeprefix("周") if _chinese() else weekday, f"{day.day}" if day.day > 1 else f"{day.month}/1"


def said_kind(kind: ShiftKind) -> str:
    """Return the word for a kind of shift."""
    return str(Sentence("Schedule", _KINDS[kind]))


def said_wish(wish: Wish) -> str:
    """Return the words for a wish."""
    return str(Sentence("Schedule", _WISHES[wish]))


def said_rule(rule: Rule) -> str:
    """Return the words for a rule."""
    return str(Sentence("Schedule", _RULES[rule]))


def said_activity(kind: AgentState) -> str:
    """Return the word for a break or a training."""
    return str(Sentence("Schedule", _ACTIVITIES[kind]))


def said_span(starts_at: datetime, ends_at: datetime, zone: tzinfo) -> str:
    """Write from when to when something lasts."""
    return f"{time_of_day(starts_at, zone)}–{time_of_day(ends_at, zone)}"


def said_shift(row: ShiftRow, patterns: Mapping[str, Pattern], zone: tzinfo) -> str:
    """Say a shift with its times and what interrupts it."""
    pattern = patterns.get(row.pattern or "")
    name = pattern.name if pattern else said_kind(row.kind)
    held = "".join(
        f" · {said_activity(each.kind)} {said_span(each.starts_at, each.ends_at, zone)}" for each in row.activities
    )
    return f"{name} {said_span(row.starts_at, row.ends_at, zone)}{held}" + (f" · {row.note}" if row.note else "")


def said_hours(hours: float) -> str:
    """Write hours, or points, with one place where they are not whole."""
    return locale().toString(float(hours), "f", 0 if abs(hours - round(hours)) < _NOTABLE else 1)


def said_violation(broken: Violation) -> str:
    """Say a rule that is broken, of whom, when and by how much."""
    if broken.rule in _COUNTED:
        values = {name: number(value) for name, value in broken.values.items()}
    elif broken.rule is Rule.WEEKLY_HOURS:
        values = {name: said_hours(value / 60) for name, value in broken.values.items()}
    else:
        values = {name: _said_minutes(value) for name, value in broken.values.items()}
    return str(Sentence("Schedule", _BROKEN[broken.rule], name=broken.name, day=said_day(broken.day), **values))


def _chinese() -> bool:
    return locale().name().startswith("zh")


def _said_minutes(minutes: int) -> str:
    if minutes:
        return duration(timedelta(minutes=minutes))
    return str(Sentence("Duration", "{minutes} min", minutes=number(0)))
