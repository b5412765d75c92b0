"""The shift patterns of the floor in a table: names, times, breaks and trainings, as clock times."""

import re
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from app.errors import DomainError
from app.models.people import AgentState
from app.services.staffing.roster.preferences import PatternError, write_patterns
from app.services.staffing.roster.problem import DAY_MINUTES, Interruption, Pattern
from app.services.staffing.roster.reading import read_patterns
from app.views.dialog import Dialog
from app.views.i18n import Sentence
from app.views.nothing import Nothing
from app.views.notice import Banner
from app.views.pane import Desk
from app.views.theme import Mark

_SIZE, _COLUMN = QSize(760, 400), 150
_NAME, _STARTS, _ENDS, _BREAKS, _TRAININGS = range(5)
_CODE = Qt.ItemDataRole.UserRole
_TIME = re.compile(r"\s*(\d{1,2}):?(\d{2})\s*")
_HELD = re.compile(r"\s*(\d{1,2}):(\d{2})\s+(\d{1,3})\s*")


class ShiftPatterns(Dialog):
    """What is edited is written when it is saved; a pattern that goes stays in the shifts that were worked in it."""

    title = "Shift patterns"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.table, self.about = QTableWidget(0, 5), QLabel(wordWrap=True)
        self.banner = Banner("alert", Mark.SOON, Mark.SOON_BACK)
        self.add, self.remove = QPushButton(), QPushButton()
        self.leave, self.save = QPushButton(), QPushButton()
        self.nothing = Nothing(self.table)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.verticalHeader().hide()
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        # A night has the most breaks.
        header.setSectionResizeMode(_BREAKS, QHeaderView.ResizeMode.Stretch)
        for column in (_NAME, _TRAININGS):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            self.table.setColumnWidth(column, _COLUMN)
        self.lay_out(
            self.about,
            self.table,
            self.banner,
            grows=self.table,
            left=[self.add, self.remove],
            right=[self.leave, self.save],
        )
        self.add.clicked.connect(self._add)
        self.remove.clicked.connect(self._remove)
        self.leave.clicked.connect(self.reject)
        self.save.clicked.connect(self._save)
        self.resize(_SIZE)
        self.retranslate()
        desk.tasks.run(self, self._read, self._show, refused=self._refuse)

    def retranslate(self) -> None:
        """Put the words in the language; what was typed stays."""
        super().retranslate()
        self.table.setHorizontalHeaderLabels(
            [self.tr("Name"), self.tr("From"), self.tr("To"), self.tr("Breaks"), self.tr("Trainings")]
        )
        self.table.setAccessibleName(self.heading())
        self.nothing.say(self.tr("No shift pattern yet. Add one: schedules are written with them."))
        self.about.setText(
            self.tr(
                "Breaks and trainings are clock times with their minutes, like 12:00 60, 15:30 15. "
                "A shift that ends earlier than it begins ends on the next day."
            )
        )
        self.add.setText(self.tr("&Add"))
        self.remove.setText(self.tr("&Remove"))
        self.leave.setText(self.tr("Cancel"))
        self.save.setText(self.tr("&Save"))

    def patterns(self) -> list[Pattern]:
        """Return what stands in the table; raises `PatternError` where something cannot be read."""
        return [self._pattern(row) for row in range(self.table.rowCount())]

    def _read(self) -> tuple[Pattern, ...]:
        with self.desk.database.read() as session:
            return read_patterns(session)

    def _show(self, patterns: Sequence[Pattern]) -> None:
        self.table.setRowCount(0)
        for each in patterns:
            self._append(each)
        self.table.setCurrentCell(0, _NAME)

    def _append(self, pattern: Pattern) -> None:
        row = self.table.rowCount()
        self.table.insertRow(row)
        texts = (
            pattern.name,
            _clock(pattern.starts),
            _clock(pattern.starts + pattern.minutes),
            _held(pattern, AgentState.BREAK),
            _held(pattern, AgentState.TRAINING),
        )
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            item.setData(_CODE, pattern.code)
            self.table.setItem(row, column, item)

    def _add(self) -> None:
        meal = (Interruption(AgentState.BREAK, 240, 60),)
        self._append(Pattern("", self.tr("New shift"), 9 * 60, 540, meal))
        self.table.setCurrentCell(self.table.rowCount() - 1, _NAME)
        self.table.edit(self.table.model().index(self.table.rowCount() - 1, _NAME))

    def _remove(self) -> None:
        if (row := self.table.currentRow()) >= 0:
            self.table.removeRow(row)

    def _pattern(self, row: int) -> Pattern:
        def text(column: int) -> str:
            return str(self.table.model().index(row, column).data() or "").strip()

        name, starts = text(_NAME), _minutes(text(_STARTS))
        span = (_minutes(text(_ENDS)) - starts) % DAY_MINUTES or DAY_MINUTES
        held = [
            Interruption(kind, (_minutes(f"{hour}:{minute}") - starts) % DAY_MINUTES, int(length))
            for column, kind in ((_BREAKS, AgentState.BREAK), (_TRAININGS, AgentState.TRAINING))
            for hour, minute, length in _parts(text(column))
        ]
        code = str(self.table.model().index(row, _NAME).data(_CODE) or "")
        plain = Pattern(code, name, starts, span)
        return replace(plain, activities=tuple(sorted(held, key=lambda each: each.after)))

    def _save(self) -> None:
        desk, by = self.desk, self.desk.me()
        try:
            patterns = self.patterns()
        except PatternError as refusal:
            self._refuse(refusal)
            return

        def work() -> None:
            with desk.database.write() as session:
                write_patterns(session, patterns, by=by, now=desk.now())

        self.save.setEnabled(False)
        desk.tasks.run(self, work, self._saved, refused=self._refuse)

    def _saved(self, _: None) -> None:
        self.desk.notices.change(Sentence("ShiftPatterns", "The shift patterns are saved"))
        self.accept()

    def _refuse(self, refusal: DomainError) -> None:
        self.save.setEnabled(True)
        self.banner.tell(Sentence.of(refusal))


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


def _held(pattern: Pattern, kind: AgentState) -> str:
    held = (each for each in pattern.activities if each.kind is kind)
    return ", ".join(f"{_clock(pattern.starts + each.after)} {each.minutes}" for each in held)


def _minutes(text: str) -> int:
    found = _TIME.fullmatch(text)
    if found is None or int(found[1]) > 24 or int(found[2]) > 59:
        raise PatternError("{text} is no time; write it like 08:30.", text=text or "–")
    return (int(found[1]) * 60 + int(found[2])) % DAY_MINUTES


def _parts(text: str) -> list[tuple[str, str, str]]:
    parts = [part for part in re.split(r"[,，;；]", text) if part.strip()]
    found = [_HELD.fullmatch(part) for part in parts]
    for part, match in zip(parts, found, strict=True):
        if match is None:
            raise PatternError("{text} is no break; write it like 12:00 60.", text=part.strip())
    return [(match[1], match[2], match[3]) for match in found if match is not None]
