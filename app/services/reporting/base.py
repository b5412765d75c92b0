"""What a report is, what days it is about, and how one is found and written."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import ClassVar
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.discovery import subclasses
from app.errors import DomainError
from app.models.floor import Floor
from app.models.people import Language
from app.services.bilingual import Bilingual
from app.services.reporting import reports
from app.services.reporting.sheets import Progress, Sheet

_YEARS = range(1970, 2200)


class ReportError(DomainError):
    """A report that cannot be made as asked."""


@dataclass(frozen=True)
class Period:
    """The days from `first` up to, and without, `end`, as the wall clocks of `zone` count days."""

    first: date
    end: date
    zone: ZoneInfo

    def __post_init__(self) -> None:
        """Raise ReportError for a period without days or out of all reason."""
        if not self.first < self.end:
            raise ReportError("The period is empty: {first} does not lie before {end}.", first=self.first, end=self.end)
        if self.first.year not in _YEARS or self.end.year not in _YEARS:
            raise ReportError("A report covers days from {first} to {last}.", first=_YEARS[0], last=_YEARS[-1])

    @property
    def start_at(self) -> datetime:
        """The first instant of the period, in UTC."""
        return self.day_starts(self.first)

    @property
    def end_at(self) -> datetime:
        """The first instant after the period, in UTC."""
        return self.day_starts(self.end)

    def day_starts(self, day: date) -> datetime:
        """Return the instant at which a day begins, in UTC."""
        return datetime.combine(day, time(), self.zone).astimezone(UTC)

    def day_of(self, instant: datetime) -> date:
        """Return the day on which an instant falls."""
        return instant.astimezone(self.zone).date()


class Report(ABC):
    """One kind of report; each is a file in `reports/` and nothing else needs to know of it."""

    name: ClassVar[str]
    title: ClassVar[Bilingual]
    # Its place among the others, where they are offered.
    position: ClassVar[int] = 100

    @abstractmethod
    def sheets(self, session: Session, period: Period, language: Language, *, now: datetime) -> Sequence[Sheet]:
        """Return the tabs in order; rows of a long one are an iterator that reads from `session` as it is written."""


def known_reports() -> dict[str, Report]:
    """Return the reports of the registry by name, in the order in which they are offered."""
    kinds = sorted(subclasses(reports, Report), key=lambda kind: (kind.position, kind.name))  # type: ignore[type-abstract]
    return {kind.name: kind() for kind in kinds}


def floor_zone(session: Session) -> ZoneInfo:
    """Return the zone whose days the floor counts: UTC before there is a floor; raises `ReportError` if they differ."""
    zones = session.scalars(select(Floor.zone).distinct().order_by(Floor.zone)).all()
    if len(zones) > 1:
        raise ReportError("The floors are in different zones ({zones}); name the one to use.", zones=", ".join(zones))
    return ZoneInfo(zones[0] if zones else "UTC")


def heading_lines(period: Period, now: datetime) -> list[Bilingual]:
    """The lines that stand under every report's title: which days, made when, in which zone."""
    last = period.end - timedelta(days=1)
    made = f"{now.astimezone(period.zone):%Y-%m-%d %H:%M}"
    zone = period.zone.key
    return [
        Bilingual(
            f"收到日期：{period.first} 至 {last}（含首尾；即 {period.end} 00:00 之前）",
            f"Received from {period.first} to {last}, both days included (before {period.end} 00:00)",
        ),
        Bilingual(f"生成时间：{made}    时区：{zone}", f"Generated {made}    Time zone: {zone}"),
    ]


def write_report(
    session: Session,
    report: Report,
    period: Period,
    language: Language,
    path: Path,
    *,
    progress: Progress = lambda done, total: None,
    cancelled: Callable[[], bool] = lambda: False,
    now: datetime,
) -> None:
    """Make a report and write it as a workbook; raises the refusals of `Book.write` and of the report."""
    # Late: the parts of openpyxl take a third of a second, and the command line asks only which reports there are.
    from app.services.reporting.workbook import Book

    book = Book(report.title, report.sheets(session, period, language, now=now), language, period.zone, now)
    book.write(path, progress=progress, cancelled=cancelled)
