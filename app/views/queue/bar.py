"""What stands above the queue: a new complaint, its views, the search, the groups and the columns."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QPushButton, QWidget

from app.views.dialogs.save_view import SaveView
from app.views.field_words import CONTEXT
from app.views.i18n import Sentence, Translated
from app.views.pane import Desk
from app.views.queue.chip import ChoiceMenu
from app.views.queue.view_columns import places_of, put_columns
from app.views.queue.views import BUILT_IN, QueueView, SavedViews, built_in_name
from app.views.table.model import TableModel
from app.views.table.view import TableView
from app.views.theme import GAP, icon

_LEAST_FIELD = 120
_LEAVING = (Qt.Key.Key_Escape.value,)
_GOING_DOWN = (Qt.Key.Key_Down.value, Qt.Key.Key_Return.value, Qt.Key.Key_Enter.value)


class SearchField(QLineEdit):
    """A search that Esc clears and then leaves, and from which Down and Enter lead to what was found (`left`)."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Clear, leave, or type."""
        if event.key() in _LEAVING and self.text():
            self.clear()
        elif event.key() in _LEAVING or event.key() in _GOING_DOWN:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class QueueBar(Translated, QWidget):
    """Tells `chosen` views; grouping and columns it changes in the table itself, and tells that they are `rearranged`.

    It is told how the queue is looked at by `show_seen`.
    """

    chosen = Signal(object)
    rearranged = Signal()

    def __init__(self, desk: Desk, saved: SavedViews, view: TableView, table: TableModel) -> None:
        super().__init__()
        self._desk, self._saved, self._view, self._table = desk, saved, view, table
        self._seen = BUILT_IN[0]
        self._standard = places_of(view, table)
        self.field = SearchField(clearButtonEnabled=True)
        self.field.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.field.setMinimumWidth(_LEAST_FIELD)
        self.views, self.groups, self.columns = self._button(QMenu), self._button(QMenu), self._button(ChoiceMenu)
        self.new = QPushButton(icon("add"), "")
        self.new.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.new.clicked.connect(self._record)
        self._forgettable = QMenu(self.views)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(self.new)
        row.addWidget(self.views)
        row.addWidget(self.field, 1)
        row.addWidget(self.groups)
        row.addWidget(self.columns)
        self._menu(self.views).aboutToShow.connect(self._fill_views)
        self._menu(self.groups).aboutToShow.connect(self._fill_groups)
        self._menu(self.columns).aboutToShow.connect(self._fill_columns)
        self.retranslate()

    def retranslate(self) -> None:
        """Put the buttons in the language, each with what is chosen in it."""
        self.field.setPlaceholderText(self.tr("Search (Ctrl+F)"))
        self.field.setAccessibleName(self.tr("Search"))
        self.new.setText(self.tr("New"))
        self.new.setToolTip(self.tr("New complaint (F2)"))
        self.new.setAccessibleName(self.tr("New complaint"))
        self.views.setToolTip(self.tr("Views: saved ways to look at the queue"))
        self.groups.setToolTip(self.tr("Group the complaints"))
        self.columns.setText(self.tr("Columns"))
        self.columns.setToolTip(self.tr("Choose the columns"))
        for button in (self.views, self.groups, self.columns):
            button.setAccessibleName(button.toolTip())
            # They are filled when they are opened.
            self._menu(button)
        self._forgettable.clear()
        self._forgettable.setTitle(self.tr("Delete"))
        self.show_seen(self._seen)

    def show_seen(self, seen: QueueView) -> None:
        """Say on the buttons which view and which group is seen."""
        self._seen = seen
        names = (name for view, name in self._named_views() if view.like(seen))
        self.views.setText(next(names, self.tr("Views")))
        self.groups.setText(self._title(seen.group) if seen.group else self.tr("Group"))

    def _record(self) -> None:
        # Nothing is recorded before the first paint.
        from app.views.dialogs.record import RecordComplaint

        form = RecordComplaint(self._desk, self.window())
        form.open()

    def _button(self, kind: type[QMenu]) -> QPushButton:
        button = QPushButton()
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setMenu(kind(button))
        return button

    def _menu(self, button: QPushButton) -> QMenu:
        menu = button.menu()
        assert menu, "every button has one"
        menu.clear()
        return menu

    def _named_views(self) -> list[tuple[QueueView, str]]:
        return [(each, built_in_name(each)) for each in BUILT_IN] + [(each, each.name) for each in self._saved.views]

    def _fill_views(self) -> None:
        menu, me = self._menu(self.views), self._desk.me()
        for place, (view, name) in enumerate(self._named_views()):
            if place == len(BUILT_IN):
                menu.addSeparator()
            action = _entry(menu, name, view.like(self._seen), partial(self.chosen.emit, view))
            action.setEnabled(not view.mine or me is not None)
        menu.addSeparator()
        menu.addAction(self.tr("Save as …"), self._ask_name)
        if self._saved.views:
            self._forgettable.clear()
            menu.addMenu(self._forgettable)
            for view in self._saved.views:
                self._forgettable.addAction(view.name.replace("&", "&&"), partial(self._forget, view))

    def _fill_groups(self) -> None:
        menu, grouped_by = self._menu(self.groups), self._table.grouped_by()
        _entry(menu, self.tr("No groups"), grouped_by is None, partial(self._group, None))
        menu.addSeparator()
        for column in self._table.columns:
            if column.group:
                _entry(menu, self._title(column.key), column.key == grouped_by, partial(self._group, column.key))
        if grouped_by:
            menu.addSeparator()
            menu.addAction(self.tr("Collapse all"), partial(self._view.collapse_all, True))
            menu.addAction(self.tr("Expand all"), partial(self._view.collapse_all, False))

    def _fill_columns(self) -> None:
        menu, header = self._menu(self.columns), self._view.horizontalHeader()
        only = header.count() - header.hiddenSectionCount() == 1
        for place in range(header.count()):
            column = header.logicalIndex(place)
            shown = not header.isSectionHidden(column)
            title = self._title(self._table.columns[column].key)
            action = _entry(menu, title, shown, partial(self._turn_column, column))
            # A table without columns shows no way back.
            action.setEnabled(not (shown and only))
        menu.addSeparator()
        menu.addAction(self.tr("As at first"), self._reset_columns)

    def _title(self, key: str) -> str:
        titles = (column.title for column in self._table.columns if column.key == key)
        return str(Sentence(CONTEXT, next(titles)))

    def _group(self, key: str | None) -> None:
        self._table.group(key)
        self.rearranged.emit()

    def _turn_column(self, column: int) -> None:
        header = self._view.horizontalHeader()
        header.setSectionHidden(column, not header.isSectionHidden(column))
        self._view.fit()
        self.rearranged.emit()

    def _reset_columns(self) -> None:
        put_columns(self._view, self._table, self._standard)
        self.rearranged.emit()

    def _ask_name(self) -> None:
        names = [view.name for view in self._saved.views]
        proposed = next((view.name for view in self._saved.views if view.like(self._seen)), "")
        question = SaveView(self._desk, self.window(), names, proposed)
        question.named.connect(self._save)
        question.open()

    def _save(self, name: str) -> None:
        # The widths are those of now: nobody tells when somebody drags them.
        self._saved.save(replace(self._seen, name=name, columns=places_of(self._view, self._table)))
        self.show_seen(self._seen)

    def _forget(self, view: QueueView) -> None:
        self._saved.forget(view.name)
        self.show_seen(self._seen)
        sentence = Sentence("QueueViews", "View “{name}” deleted", name=view.name)
        self._desk.notices.change(sentence, lambda: self._bring_back(view))

    def _bring_back(self, view: QueueView) -> None:
        self._saved.save(view)
        self.show_seen(self._seen)


def _entry(menu: QMenu, text: str, chosen: bool, choose: Callable[[], None]) -> QAction:
    action = menu.addAction(text.replace("&", "&&"))
    action.setCheckable(True)
    action.setChecked(chosen)
    action.triggered.connect(lambda _=False: choose())
    return action
