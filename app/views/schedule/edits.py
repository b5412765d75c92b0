"""Writes the schedule off the GUI thread, says what was written, and takes it back where a person wants that."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from PySide6.QtCore import QT_TRANSLATE_NOOP
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.services.database import DatabaseLostError
from app.services.staffing.roster.board import Cell, set_pattern
from app.services.staffing.roster.problem import Pattern
from app.services.staffing.roster.shifts import ShiftRow
from app.services.staffing.roster.writing import (
    ShiftChange,
    extend_shift,
    require_schedule_rights,
    swap_shifts,
    undo_shifts,
)
from app.views.i18n import Sentence, number
from app.views.pane import Desk
from app.views.schedule.look import said_day, said_span
from app.views.tasks import Refused

_SET = str(QT_TRANSLATE_NOOP("Schedule", "{pattern} for {name} on {day}"))
_SET_MANY = str(QT_TRANSLATE_NOOP("Schedule", "{pattern} set {count} times"))
_CLEARED = str(QT_TRANSLATE_NOOP("Schedule", "No shift any more for {name} on {day}"))
_CLEARED_MANY = str(QT_TRANSLATE_NOOP("Schedule", "{count} shifts taken away"))
_MOVED = str(QT_TRANSLATE_NOOP("Schedule", "{name} works {span} on {day}"))
_SWAPPED = str(QT_TRANSLATE_NOOP("Schedule", "{name} and {other} have swapped"))


class ScheduleEdits:
    """What a person does to the schedule, each in a transaction of its own and with an undo."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def set(self, cells: Sequence[Cell], pattern: Pattern) -> None:
        """Let people work a pattern on their days."""
        self.write(
            lambda session, by: set_pattern(session, cells, pattern.code, by=by, now=self._desk.now()),
            lambda change: _said(self._desk, change.after, _SET, _SET_MANY, pattern=pattern.name),
        )

    def clear(self, cells: Sequence[Cell]) -> None:
        """Take the shifts of people's days away."""
        self.write(
            lambda session, by: set_pattern(session, cells, None, by=by, now=self._desk.now()),
            lambda change: _said(self._desk, change.before, _CLEARED, _CLEARED_MANY),
        )

    def extend(self, row: ShiftRow, by_minutes: int) -> None:
        """Let a shift end so many minutes later, or earlier."""
        until, zone = row.ends_at + timedelta(minutes=by_minutes), self._desk.zone
        self.write(
            lambda session, by: extend_shift(session, row.id, until, by=by, version=row.version, now=self._desk.now()),
            lambda change: Sentence(
                "Schedule",
                _MOVED,
                name=row.name,
                span=said_span(row.starts_at, until, zone),
                day=said_day(row.starts_at.astimezone(zone).date()),
            ),
        )

    def swap(self, first: ShiftRow, second: ShiftRow) -> None:
        """Let two people take each other's shift."""
        self.write(
            lambda session, by: swap_shifts(
                session,
                first.id,
                second.id,
                by=by,
                versions=(first.version, second.version),
                now=self._desk.now(),
            ),
            lambda change: Sentence("Schedule", _SWAPPED, name=first.name, other=second.name),
        )

    def write(
        self,
        work: Callable[[Session, int | None], ShiftChange],
        said: Callable[[ShiftChange], Sentence],
        done: Callable[[], None] | None = None,
        refused: Refused | None = None,
    ) -> None:
        """Do it for who sits here; what was done is said with an undo."""
        by, desk = self._desk.me(), self._desk

        def write() -> ShiftChange:
            with desk.database.write() as session:
                require_schedule_rights(session, by)
                return work(session, by)

        def then(change: ShiftChange) -> None:
            if change.before or change.after:
                self._offer(said(change), change)
            if done is not None:
                done()

        desk.tasks.run(desk.notices, write, then, refused=refused)

    def _offer(self, said: Sentence, change: ShiftChange) -> None:
        self._desk.notices.change(said, lambda: self._take_back(said, change))

    def _take_back(self, said: Sentence, change: ShiftChange) -> None:
        by, desk = self._desk.me(), self._desk

        def write() -> None:
            with desk.database.write() as session:
                undo_shifts(session, change, by=by, now=desk.now())

        def refuse(refusal: DomainError) -> None:
            if isinstance(refusal, DatabaseLostError):
                # Nothing has happened: it can still be taken back when the database is there again.
                self._offer(said, change)
            else:
                desk.notices.refuse(refusal)

        desk.tasks.run(
            desk.notices,
            write,
            lambda _: desk.notices.change(Sentence("Actions", "Undone: {done}", done=said)),
            refused=refuse,
        )


def _said(desk: Desk, rows: Sequence[ShiftRow], one: str, many: str, **values: object) -> Sentence:
    if len(rows) == 1:
        day = said_day(rows[0].starts_at.astimezone(desk.zone).date())
        return Sentence("Schedule", one, name=rows[0].name, day=day, **values)
    return Sentence("Schedule", many, count=number(len(rows)), **values)
