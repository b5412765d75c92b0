"""The everyday changes of a calendar without its text: closed hours, holidays, days worked, each with a name."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QDateTime, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDateTimeEdit,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.services.deadlines.calendar_edits import close_day, close_from, forget_day, work_on
from app.views.i18n import LANGUAGES, Sentence, Translated, language_of_now
from app.views.instant_field import within_reason
from app.views.theme import GAP, PAD, icon, scaled_font
from app.views.ticket_words import Place

_LONGEST_NAME = 60


class DayKind(StrEnum):
    """What is said of a date beside the weekly hours and the public holidays."""

    CLOSED_HOURS = "breaks"
    CLOSED = "closed"
    WORKED = "working"
    # The hours of one date; written in the text only.
    SHIFT = "shifts"


_KINDS: Mapping[DayKind, Sentence] = {
    DayKind.CLOSED_HOURS: Sentence("RuleDays", "closed"),
    DayKind.CLOSED: Sentence("RuleDays", "closed all day"),
    DayKind.WORKED: Sentence("RuleDays", "worked"),
    DayKind.SHIFT: Sentence("RuleDays", "open"),
}


@dataclass(frozen=True)
class OwnDay:
    """One date of which the calendar's text says something; `name` is in the languages in which it has one."""

    day: date
    kind: DayKind
    hours: tuple[str, ...]
    name: Mapping[str, str]


@dataclass(frozen=True)
class Addition:
    """What somebody wants to add: from when to when by the wall clock of the calendar, and what it is called.

    `names` are by language: of both there is one, or none at all.
    """

    kind: DayKind
    since: datetime
    until: datetime
    names: Mapping[str, str]


def own_days(calendar: Mapping[str, Any]) -> tuple[OwnDay, ...]:
    """Return what a parsed calendar text that holds says of single dates, in their order."""
    names = calendar.get("names", {})
    found = []
    for kind in DayKind:
        said = calendar.get(kind, ())
        for each in said:
            day = each if isinstance(each, date) else date.fromisoformat(each)
            hours = tuple(said[each]) if isinstance(said, dict) else ()
            found.append(OwnDay(day, kind, hours, names.get(day.isoformat(), {})))
    return tuple(sorted(found, key=lambda each: (each.day, each.kind)))


class CalendarDays(Translated, QWidget):
    """A form that adds a closure, a holiday or a working day, over a list of those there are; `added`, `removed`."""

    added = Signal(object)
    removed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._days: tuple[OwnDay, ...] = ()
        self._place: Place | None = None
        self._may_change = False
        self.kind, self.since, self.until = QComboBox(), QDateTimeEdit(), QDateTimeEdit()
        within_reason(self.since, self.until)
        # The reasons of a deadline are read in either language.
        self.names = {language: QLineEdit(maxLength=_LONGEST_NAME) for language in LANGUAGES}
        self.add, self.remove = QPushButton(icon("check"), ""), QPushButton(icon("cancel"), "")
        self.heading, self.to, self.list, self.nothing = QLabel(), QLabel(), QListWidget(), QLabel(wordWrap=True)
        self._labels = [QLabel() for _ in range(3)]
        self._lay_out()
        self.kind.currentIndexChanged.connect(self._check)
        self.since.dateTimeChanged.connect(self._keep_order)
        self.list.currentRowChanged.connect(self._check)
        self.add.clicked.connect(self._add)
        self.remove.clicked.connect(lambda: self.removed.emit(self._days[self.list.currentRow()]))
        self.retranslate()

    def show_days(self, days: tuple[OwnDay, ...], place: Place, *, may_change: bool) -> None:
        """Show the dates of a calendar; the form begins with today."""
        if self._place is None:
            today = place.now.astimezone(place.zone).replace(minute=0, second=0, microsecond=0)
            for edit in (self.since, self.until):
                edit.setDateTime(_to_qt(today))
        self._days, self._place, self._may_change = days, place, may_change
        self.retranslate()

    def retranslate(self) -> None:
        """Put the words in the language; what is typed and chosen stays."""
        words = (self.tr("&What:"), self.tr("&From:"), self.tr("&Called:"))
        for label, word in zip(self._labels, words, strict=True):
            label.setText(word)
        chosen = max(self.kind.currentIndex(), 0)
        self.kind.blockSignals(True)
        self.kind.clear()
        for text, kind in (
            (self.tr("Closed for some hours"), DayKind.CLOSED_HOURS),
            (self.tr("Closed all day, a holiday"), DayKind.CLOSED),
            (self.tr("Worked, a day otherwise off"), DayKind.WORKED),
        ):
            self.kind.addItem(text, kind)
        self.kind.setCurrentIndex(chosen)
        self.kind.blockSignals(False)
        self.kind.setAccessibleName(self.tr("What"))
        self.since.setAccessibleName(self.tr("From"))
        self.until.setAccessibleName(self.tr("Until"))
        called = {"zh": self.tr("in Chinese: 台风"), "en": self.tr("in English: Typhoon")}
        for language, field in self.names.items():
            field.setPlaceholderText(called[language])
            field.setAccessibleName(f"{self.tr('Called')} {called[language]}")
            field.setToolTip(self.tr("It explains deadlines later. Where one is empty, both languages show the other."))
        self.to.setText(self.tr("until"))
        self.add.setText(self.tr("&Add to the draft"))
        self.remove.setText(self.tr("&Remove from the draft"))
        self.heading.setText(self.tr("Own days of this calendar"))
        self.list.setAccessibleName(self.heading.text())
        self.nothing.setText(self.tr("None yet: weekly hours and public holidays alone say when it is open."))
        self._fill()

    def _lay_out(self) -> None:
        self.heading.setFont(scaled_font(self.heading, 1.0, bold=True))
        span, called, form = QHBoxLayout(), QHBoxLayout(), QFormLayout()
        called.setSpacing(GAP)
        for widget in (*self.names.values(), self.add):
            called.addWidget(widget)
        span.setSpacing(GAP)
        for widget in (self.since, self.to, self.until):
            span.addWidget(widget)
        span.addStretch()
        for edit in (self.since, self.until):
            edit.setCalendarPopup(True)
        form.setSpacing(GAP)
        form.setHorizontalSpacing(PAD)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self._labels[0], self.kind)
        form.addRow(self._labels[1], span)
        form.addRow(self._labels[2], called)
        first = next(iter(self.names.values()))
        for label, field in zip(self._labels, (self.kind, self.since, first), strict=True):
            label.setBuddy(field)
        # On a small screen the examples below need the room.
        self.list.setMinimumHeight(2 * self.list.fontMetrics().lineSpacing())
        column = QVBoxLayout(self)
        column.setContentsMargins(PAD, PAD, PAD, PAD)
        column.setSpacing(PAD)
        column.addLayout(form)
        column.addWidget(self.heading)
        column.addWidget(self.list, 1)
        column.addWidget(self.nothing)
        column.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignLeft)

    def _fill(self) -> None:
        row = self.list.currentRow()
        self.list.clear()
        for each in self._days:
            # Without items of our own: Qt frees them by the dozen, which the binding does not always survive.
            self.list.addItem(self._said(each))
        self.list.setCurrentRow(min(max(row, 0), len(self._days) - 1))
        self.list.setVisible(bool(self._days))
        self.nothing.setVisible(not self._days)
        self._check()

    def _said(self, own: OwnDay) -> str:
        assert self._place, "days come with their place"
        said = " ".join((self._place.day(own.day), *own.hours, str(_KINDS[own.kind])))
        name = own.name.get(language_of_now(), "")
        return f"{said} · {name}" if name else said

    def _check(self) -> None:
        hours = self.kind.currentData() == DayKind.CLOSED_HOURS
        worked = self.kind.currentData() == DayKind.WORKED
        for edit in (self.since, self.until):
            edit.setDisplayFormat("yyyy-MM-dd HH:mm" if hours else "yyyy-MM-dd")
        for widget in (self.to, self.until):
            widget.setVisible(not worked)
        for field in (self.kind, self.since, self.until, *self.names.values(), self.add):
            field.setEnabled(self._may_change)
        self.remove.setEnabled(self._may_change and self.list.currentRow() >= 0)
        self.remove.setVisible(bool(self._days))

    def _keep_order(self) -> None:
        if self.until.dateTime() < self.since.dateTime():
            self.until.setDateTime(self.since.dateTime())

    def _add(self) -> None:
        since, until = _from_qt(self.since.dateTime()), _from_qt(self.until.dateTime())
        written = {language: field.text().strip() for language, field in self.names.items()}
        either = next(filter(None, written.values()), "")
        names = {language: name or either for language, name in written.items()} if either else {}
        self.added.emit(Addition(DayKind(self.kind.currentData()), since, until, names))
        for field in self.names.values():
            field.clear()


def _to_qt(at: datetime) -> QDateTime:
    return QDateTime.fromString(at.strftime("%Y-%m-%dT%H:%M:%S"), Qt.DateFormat.ISODate)


def _from_qt(at: QDateTime) -> datetime:
    return datetime.fromisoformat(at.toString("yyyy-MM-ddTHH:mm:ss"))


def with_day(text: str, addition: Addition) -> str:
    """Return the text of a calendar with an addition; raises `CalendarError` where nothing lies in its span."""
    names = addition.names or None
    zone = ZoneInfo(tomllib.loads(text)["zone"])
    if addition.kind is DayKind.CLOSED_HOURS:
        return close_from(text, addition.since.replace(tzinfo=zone), addition.until.replace(tzinfo=zone), names)
    if addition.kind is DayKind.WORKED:
        return work_on(text, addition.since.date(), names)
    for ordinal in range(addition.since.toordinal(), addition.until.toordinal() + 1):
        text = close_day(text, date.fromordinal(ordinal), names)
    return text


def without_day(text: str, own: OwnDay) -> str:
    """Return the text of a calendar that says nothing of a date any more."""
    return forget_day(text, own.day)
