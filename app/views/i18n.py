"""Chinese and English, switched while running: texts, numbers, times and refusals in the person's language."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta, tzinfo
from functools import cache
from pathlib import Path

from PySide6.QtCore import (
    QCoreApplication,
    QDate,
    QEvent,
    QLibraryInfo,
    QLocale,
    QObject,
    QTime,
    QTranslator,
    Signal,
)

from app.errors import DomainError

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "translations"
# The languages in their own names, with the locale of their dates and numbers.
LANGUAGES = {"zh": ("中文", "zh_CN"), "en": ("English", "en_GB")}
REFUSALS = "DomainError"
_LANGUAGE_CHANGE = QEvent.Type.LanguageChange
# The language of a text that is written for somebody else; None is that of the screen.
_SPOKEN: ContextVar[str | None] = ContextVar("spoken", default=None)


def QT_TRANSLATE_NOOP(context: str, source: str) -> str:  # noqa: N802 - by this name lupdate finds the texts
    """Mark a text that is translated where it is shown; Qt's own says that it returns an object."""
    return source


class Sentence:
    """A text with its values, put into words each time it is shown, so that it follows the language."""

    def __init__(self, context: str, source: str, **values: object) -> None:
        self.context = context
        self.source = source
        self.values = values

    @classmethod
    def of(cls, refusal: DomainError) -> "Sentence":
        """Say a refusal of the services."""
        return cls(REFUSALS, refusal.sentence, **refusal.values)

    def __str__(self) -> str:
        return _translated(self.context, self.source).format(**self.values)


class Translated:
    """Comes before a QWidget among the bases: calls `retranslate` when the language has changed."""

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Put the texts anew and let Qt do the rest."""
        if event.type() == _LANGUAGE_CHANGE:
            self.retranslate()
        super().changeEvent(event)  # type: ignore[misc]  # the QWidget's

    def retranslate(self) -> None:
        """Set every text of this widget from its source."""
        raise NotImplementedError


class Language(QObject):
    """The language of the program; every widget hears of a switch by its `changeEvent`."""

    switched = Signal(str)

    def __init__(self, application: QCoreApplication) -> None:
        super().__init__(application)
        self._application = application
        self._translators: list[QTranslator] = []
        self.code = "en"

    def switch(self, code: str) -> None:
        """Change to a language of `LANGUAGES`."""
        self.code = code
        QLocale.setDefault(QLocale(LANGUAGES[code][1]))
        for translator in self._translators:
            self._application.removeTranslator(translator)
        self._translators = [] if code == "en" else [self._of_qt(), self._of_floorwatch(code)]
        for translator in self._translators:
            self._application.installTranslator(translator)
        self.switched.emit(code)

    def _of_qt(self) -> QTranslator:
        translator = QTranslator(self)
        # Qt's own buttons; where the package lacks them they stay English, and all else works.
        translator.load(QLocale(), "qtbase", "_", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
        return translator

    def _of_floorwatch(self, code: str) -> QTranslator:
        translator = QTranslator(self)
        if not translator.load(f"floorwatch_{code}", str(FOLDER)):
            raise FileNotFoundError(FOLDER / f"floorwatch_{code}.qm")
        return translator


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Put every `Sentence`, number and time of the block in a language of `LANGUAGES`, whatever the screen's is."""
    before = _SPOKEN.set(code)
    try:
        yield
    finally:
        _SPOKEN.reset(before)


def _translated(context: str, source: str) -> str:
    code = _SPOKEN.get()
    if code is None:
        return QCoreApplication.translate(context, source)
    return source if code == "en" else _translator_of(code).translate(context, source) or source


@cache
def _translator_of(code: str) -> QTranslator:
    translator = QTranslator()
    translator.load(f"floorwatch_{code}", str(FOLDER))
    return translator


def named(name: object, what: object) -> str:
    """Put a name before something, with the colon of the language."""
    return str(Sentence("Case", "{name}: {what}", name=name, what=what))


def listed(items: Iterable[object]) -> str:
    """List things of a kind, with the comma of the language."""
    return str(Sentence("Case", ", ")).join(map(str, items))


def aside(what: str) -> str:
    """Put something in brackets behind a word; nothing where it is empty."""
    return str(Sentence("Case", " ({what})", what=what)) if what else ""


def locale() -> QLocale:
    """Return how dates and numbers are written: as the language that is spoken does."""
    code = _SPOKEN.get()
    return QLocale(LANGUAGES[code][1]) if code else QLocale()


def language_of_system() -> str:
    """Return the language that a person who has not chosen yet most likely reads."""
    return "zh" if QLocale.system().language() == QLocale.Language.Chinese else "en"


def language_of_now() -> str:
    """Return the language that is switched on, as a key of `LANGUAGES`."""
    return "zh" if locale().language() == QLocale.Language.Chinese else "en"


def number(value: int) -> str:
    """Write a count in the language's way."""
    return locale().toString(value)


def percent(share: float, places: int = 1) -> str:
    """Write a share (1 is all) in percent."""
    return locale().toString(share * 100, "f", places) + "%"


def duration(span: timedelta) -> str:
    """Write a span as people say it: its largest unit, and the next one if there is any of it."""
    seconds = int(span.total_seconds())
    days, hours, minutes = seconds // 86_400, seconds // 3_600 % 24, seconds // 60 % 60
    if days and hours:
        return str(Sentence("Duration", "{days} d {hours} h", days=days, hours=hours))
    if days:
        return str(Sentence("Duration", "{days} d", days=days))
    if hours and minutes:
        return str(Sentence("Duration", "{hours} h {minutes} min", hours=hours, minutes=minutes))
    if hours:
        return str(Sentence("Duration", "{hours} h", hours=hours))
    if minutes and seconds % 60:
        return str(Sentence("Duration", "{minutes} min {seconds} s", minutes=minutes, seconds=seconds % 60))
    if minutes:
        return str(Sentence("Duration", "{minutes} min", minutes=minutes))
    return str(Sentence("Duration", "{seconds} s", seconds=seconds))


def time_of_day(instant: datetime, zone: tzinfo, *, seconds: bool = False) -> str:
    """Write the wall time of an instant in a zone, on 24 hours as floors count."""
    local = instant.astimezone(zone)
    return locale().toString(QTime(local.hour, local.minute, local.second), "HH:mm:ss" if seconds else "HH:mm")


def date_word(day: date, *, year: bool = True) -> str:
    """Write a date, the month as nobody can take it for the day; without its `year` where it is that of now."""
    pattern = Sentence("Date", "d MMM yyyy") if year else Sentence("Date", "d MMM")
    return locale().toString(QDate(day.year, day.month, day.day), str(pattern))


def date_and_time(instant: datetime, zone: tzinfo) -> str:
    """Write the date and wall time of an instant in a zone."""
    local = instant.astimezone(zone)
    return f"{date_word(local.date())} {local:%H:%M}"
