"""The choice of a category: letters narrow the list, Enter takes the line that is marked."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QWidget

from app.services.assessment.categories import CategoryRow, CategoryTree, read_tree
from app.services.assessment.suggest import CategorySuggestion
from app.views.dialog import Dialog
from app.views.i18n import percent
from app.views.notice import Banner
from app.views.pane import Desk
from app.views.picking import Pick, Picker, matches
from app.views.theme import Mark, icon

_SIZE = QSize(560, 460)


class PickCategory(Dialog):
    """Lists the categories in use, those that are suggested first; `taken` tells the identity, None for no category."""

    title = "Choose a category"
    taken = Signal(object)

    def __init__(
        self,
        desk: Desk,
        parent: QWidget,
        *,
        chosen: int | None = None,
        suggested: Sequence[CategorySuggestion] = (),
    ) -> None:
        super().__init__(desk, parent)
        self._chosen, self._suggested = chosen, {each.id: each for each in suggested}
        self._rows: tuple[CategoryRow, ...] | None = None
        self.picker, self.banner = Picker(), Banner("alert", Mark.SOON, Mark.SOON_BACK)
        self.lay_out(self.banner, self.picker, grows=self.picker)
        self.resize(_SIZE)
        self.picker.typed.connect(self._show)
        self.picker.taken.connect(self._take)
        self.picker.setFocus()
        self.retranslate()
        desk.tasks.run(self, self._read, self._come)

    def retranslate(self) -> None:
        """Put the words in the language."""
        super().retranslate()
        self.picker.field.setPlaceholderText(self.tr("Words of the category"))
        self.picker.field.setAccessibleName(self.tr("Words of the category"))
        self._show()

    def _read(self) -> CategoryTree:
        with self.desk.database.read() as session:
            return read_tree(session, None)

    def _come(self, found: CategoryTree) -> None:
        self._rows = tuple(each for each in found.rows if each.active)
        self._show()

    def _show(self, _: str = "") -> None:
        if self._rows is None:
            self.picker.show_picks((), "")
            return
        typed = self.picker.field.text()
        fitting = [each for each in self._rows if matches(each.path, typed)]
        order = {id_: place for place, id_ in enumerate(self._suggested)}
        fitting.sort(key=lambda each: order.get(each.id, len(order)))
        picks = [Pick(each.path, self._detail(each), each.id, _icon(each)) for each in fitting]
        if self._chosen is not None and not typed:
            picks.append(Pick(self.tr("No category"), "", None))
        otherwise = (
            self.tr("No category is called so.")
            if self._rows
            else self.tr("There is no category yet. “Categories” in the menu makes some, or imports them.")
        )
        self.picker.show_picks(picks, otherwise)

    def _detail(self, row: CategoryRow) -> str:
        if row.id == self._chosen:
            return self.tr("as it is now")
        found = self._suggested.get(row.id)
        return self.tr("suggested, {sure}").format(sure=percent(found.sure, 0)) if found else ""

    def _take(self, category_id: int | None) -> None:
        if category_id != self._chosen:
            self.taken.emit(category_id)
        self.accept()


def _icon(row: CategoryRow) -> QIcon | None:
    return icon("alert", Mark.LATE) if row.risky else None
