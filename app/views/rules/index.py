"""The rules in force and their changes: which version, what they govern, and undoing the last change."""

import numpy as np
from PySide6.QtCore import QT_TRANSLATE_NOOP, Qt, Signal
from PySide6.QtWidgets import QLabel, QListWidget, QPushButton, QSplitter, QVBoxLayout, QWidget

from app.models.rule_change import RuleKind
from app.services.deadlines.rule_list import ChangeRow, RuleList, RuleRow
from app.views.i18n import Sentence, Translated, aside, number
from app.views.rules.words import KINDS, called
from app.views.table.column import RIGHT, Column, Group, Moment, Records
from app.views.table.model import TableModel
from app.views.table.view import TableView
from app.views.theme import GAP, PAD, icon, scaled_font
from app.views.ticket_words import Place

CONTEXT = "Rules"
_RULES = "application/x-floorwatch-rules"
_KINDS = list(RuleKind)
# Of the rules and of their changes.
_HEIGHTS = [400, 240]


def rule_in_words(row: RuleRow, place: Place) -> str:
    """Say which version of a rule is in force, since when, by whom, and how many open deadlines it governs."""
    since = place.instant(row.since)
    said = Sentence("Rules", "Version {version}, in force since {since}", version=row.version, since=since)
    if row.by:
        said = Sentence(
            "Rules",
            "Version {version}, in force since {since}, by {person}",
            version=row.version,
            since=since,
            person=row.by,
        )
    governs = str(Sentence("Rules", "open deadlines under it: {count}", count=number(row.clocks)))
    drafted = "" if row.drafted_by is None else _drafted(row.drafted_by)
    return " · ".join(filter(None, (str(said), governs, drafted)))


def _drafted(person: str) -> str:
    return str(Sentence("Rules", "draft by {person}", person=person) if person else Sentence("Rules", "draft"))


def _name(rows: Records, slot: int, moment: Moment) -> str:
    row = rows.rows[slot]
    name = called(row.name, row.code)
    return name if row.drafted_by is None else f"✎ {name}"


def _tip(rows: Records, slot: int, moment: Moment) -> str:
    row = rows.rows[slot]
    return f"{called(row.name, row.code)}{aside(row.code)}\n{rule_in_words(row, Place(moment.now, moment.zone))}"


_COLUMNS = (
    Column(
        "name",
        str(QT_TRANSLATE_NOOP("Rules", "Rules in force")),
        14,
        _name,
        lambda rows: [called(each.name, each.code).casefold() for each in rows.rows],
        tip=_tip,
        group=Group(
            lambda rows, moment: np.array([_KINDS.index(each.kind) for each in rows.rows], np.int64),
            lambda place: str(KINDS[_KINDS[place]]),
        ),
    ),
    Column(
        "version",
        str(QT_TRANSLATE_NOOP("Rules", "Version")),
        6,
        lambda rows, slot, moment: str(rows.rows[slot].version),
        lambda rows: np.array([each.version for each in rows.rows], np.int64),
        alignment=RIGHT,
        tip=_tip,
    ),
    Column(
        "clocks",
        str(QT_TRANSLATE_NOOP("Rules", "Open")),
        6,
        lambda rows, slot, moment: number(rows.rows[slot].clocks),
        lambda rows: -np.array([each.clocks for each in rows.rows], np.int64),
        alignment=RIGHT,
        tip=_tip,
    ),
)


class RuleIndex(Translated, QWidget):
    """The list of rules over the history of changes; `chosen` tells of another rule, `undo` of the change to undo."""

    chosen = Signal(object)
    undo = Signal(object)

    def __init__(self, place: Place) -> None:
        super().__init__()
        self._place = place
        self._ids: dict[tuple[RuleKind, str], int] = {}
        self.found = RuleList()
        self.model = TableModel(
            _COLUMNS, self._table(()), Moment(place.now, place.zone), context=CONTEXT, mime_type=_RULES, parent=self
        )
        self.table = TableView(self.model, sorted_by="name", wide="name")
        self.heading, self.history, self.nothing = QLabel(), QListWidget(), QLabel(wordWrap=True)
        self.take_back = QPushButton(icon("undo"), "")
        self._lay_out()
        self.table.selectionModel().selectionChanged.connect(self._tell)
        self.history.currentRowChanged.connect(self._check)
        self.take_back.clicked.connect(lambda: self.undo.emit(self.found.changes[self.history.currentRow()]))
        self.retranslate()

    def show_rules(self, found: RuleList, place: Place) -> None:
        """Show the rules as they are now; the one that is chosen stays, or else the first one is."""
        before = self.current()
        self._place, self.found = place, found
        self.table.tick(Moment(place.now, place.zone))
        self.model.set_rows(self._table(found.rules))
        if self.model.grouped_by() is None:
            self.model.group("name")
        if before is None and found.rules:
            used = max(found.rules, key=lambda each: (each.kind is RuleKind.POLICY, each.clocks))
            self.choose(used.kind, used.code)
        else:
            self._tell()
        self._fill()

    def current(self) -> RuleRow | None:
        """Return the rule that is chosen."""
        chosen = self.table.selected_ids()
        return next((each for each in self.found.rules if [self._ids[each.kind, each.code]] == chosen), None)

    def choose(self, kind: RuleKind, code: str) -> None:
        """Choose a rule."""
        self.table.select_ids([self._ids[kind, code]])

    def retranslate(self) -> None:
        """Put the words in the language; the table hears of it itself."""
        self.table.setAccessibleName(self.tr("Rules in force"))
        self.heading.setText(self.tr("Changes"))
        self.history.setAccessibleName(self.tr("Changes"))
        self.take_back.setText(self.tr("&Undo the last change …"))
        self.nothing.setText(
            self.tr("Nobody has changed rules here yet. Choose some above, edit a copy, and look at its effect.")
        )
        self._fill()

    def _table(self, rules: tuple[RuleRow, ...]) -> Records:
        return Records(
            rules,
            lambda row: f"{row.code} {' '.join(row.name.values())}",
            lambda row: self._ids.setdefault((row.kind, row.code), len(self._ids) + 1),
        )

    def _lay_out(self) -> None:
        self.table.setDragEnabled(False)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.setSelectionMode(TableView.SelectionMode.SingleSelection)
        self.heading.setFont(scaled_font(self, 1.0, bold=True))
        self.history.setWordWrap(True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(0, PAD, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.heading)
        column.addWidget(self.history, 1)
        column.addWidget(self.nothing, 1)
        column.addWidget(self.take_back)
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.setChildrenCollapsible(False)
        halves.addWidget(self.table)
        halves.addWidget(below)
        halves.setSizes(_HEIGHTS)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(halves)

    def _tell(self) -> None:
        self.chosen.emit(self.current())

    def _fill(self) -> None:
        row = self.history.currentRow()
        self.history.clear()
        for each in self.found.changes:
            # Without items of our own: Qt frees them by the dozen, which the binding does not always survive.
            self.history.addItem(self._said(each))
        self.history.setCurrentRow(min(max(row, 0), len(self.found.changes) - 1))
        self.history.setVisible(bool(self.found.changes))
        self.nothing.setVisible(not self.found.changes)
        self._check()

    def _said(self, change: ChangeRow) -> str:
        moved = Sentence("Rules", "deadlines moved: {count}", count=number(change.moved))
        said = f"{self._place.instant(change.at)} · {change.code} {change.version} · {moved}"
        lines = [said, " · ".join(filter(None, (change.reason, change.by)))]
        if change.undone_at:
            undone = Sentence("Rules", "undone {at}", at=self._place.instant(change.undone_at))
            lines.append("↶ " + " · ".join(filter(None, (str(undone), change.undone_by))))
        return "\n".join(lines)

    def _check(self) -> None:
        row = self.history.currentRow()
        last = 0 <= row < len(self.found.changes) and self.found.changes[row].last
        self.take_back.setVisible(bool(self.found.changes))
        self.take_back.setEnabled(last and self.found.may_change)
