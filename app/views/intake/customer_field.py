"""Who complains: found while a number, a name or an order is typed, or taken down as somebody new, in one place."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from app.services.intake.customers import (
    LONGEST_EMAIL,
    LONGEST_NAME,
    LONGEST_TELEPHONE,
    FoundCustomer,
    digits_of,
    find_customers,
)
from app.views.elided import ElidedLabel
from app.views.i18n import Translated
from app.views.pane import Desk
from app.views.picking import Pick, Picker
from app.views.theme import GAP, icon

# So long nothing is typed before somebody is looked for.
_PAUSE_MS = 120
_LINES = 4


class CustomerField(Translated, QWidget):
    """One of three: a search, somebody who is known (`chosen`), or fields for somebody new (`is_new`).

    `changed` tells that it is another one now, `settled` that the keyboard can go on to what they say.
    """

    changed = Signal()
    settled = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.chosen: FoundCustomer | None = None
        self.is_new = False
        # What the list answers, and whether the first line is to be taken as soon as it answers what is typed.
        self._answered: str | None = None
        self._wants_first = False
        self.picker, self.who = Picker(), ElidedLabel()
        self.name, self.telephone, self.email = QLineEdit(), QLineEdit(), QLineEdit()
        self.another = QToolButton(autoRaise=True)
        self._known, self._new, self._pause = QWidget(), QWidget(), QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._lay_out()
        self._pause.timeout.connect(self._look)
        self.picker.typed.connect(self._type)
        self.picker.taken.connect(self._take)
        self.picker.field.returnPressed.connect(self._want_first)
        self.another.clicked.connect(self.search_again)
        for field in self.fields():
            field.textEdited.connect(lambda _: self.changed.emit())
            # What is not known of somebody new is left out.
            field.returnPressed.connect(self.settled)
        self.setFocusProxy(self.picker)
        self.retranslate()
        self._show()

    def retranslate(self) -> None:
        """Put the words in the language."""
        sought = self.tr("Telephone, name, e-mail or order")
        self.picker.field.setPlaceholderText(sought)
        self.picker.field.setAccessibleName(sought)
        self.picker.list.setAccessibleName(self.tr("Customers found"))
        for field, text in zip(self.fields(), (self.tr("Name"), self.tr("Telephone"), self.tr("E-mail")), strict=True):
            field.setPlaceholderText(text)
            field.setAccessibleName(text)
        self.another.setText(self.tr("A&nother one"))
        self.another.setToolTip(self.tr("Look for another customer"))
        self._show()
        if self._answered is not None:
            self._look()

    def fields(self) -> tuple[QLineEdit, QLineEdit, QLineEdit]:
        """Return the fields of somebody new."""
        return self.name, self.telephone, self.email

    def is_open(self) -> bool:
        """Say whether something is typed of which nobody has said who it is."""
        return bool(self.picker.field.text().strip()) and not self.chosen and not self.is_new

    def is_empty(self) -> bool:
        """Say whether nothing at all has been entered."""
        typed = self.picker.field.text(), *(field.text() for field in self.fields())
        return self.chosen is None and not any(map(str.strip, typed))

    def choose(self, found: FoundCustomer) -> None:
        """Let it be somebody who is known."""
        self.chosen, self.is_new = found, False
        self._show()
        self.changed.emit()

    def texts(self) -> dict[str, str]:
        """Return what says who it is, in words: what is sought, or the fields of somebody new."""
        if self.is_new:
            names = ("name", "telephone", "email")
            return {name: field.text() for name, field in zip(names, self.fields(), strict=True)}
        known = self.chosen
        return {"sought": (known.telephone or known.email or known.name) if known else self.picker.field.text()}

    def show_texts(self, texts: Mapping[str, str]) -> None:
        """Show what `texts` gave; somebody who was found has to be chosen again."""
        self.is_new = "sought" not in texts
        self.picker.field.setText(texts.get("sought", ""))
        for name, field in zip(("name", "telephone", "email"), self.fields(), strict=True):
            field.setText(texts.get(name, ""))
        self._show()
        if not self.is_new:
            self._look()

    def search_again(self) -> None:
        """Go back to the search; what was typed for it is there to be changed."""
        self.chosen, self.is_new = None, False
        self._show()
        self.picker.field.setFocus()
        self.picker.field.selectAll()
        self.changed.emit()
        self._look()

    def _lay_out(self) -> None:
        list_ = self.picker.list
        list_.setMaximumHeight(_LINES * (list_.fontMetrics().height() + 2 * GAP) + GAP)
        self.picker.field.setMaxLength(LONGEST_EMAIL)
        self.picker.nothing.hide()
        self.who.setForegroundRole(QPalette.ColorRole.WindowText)
        self.another.setIcon(icon("search"))
        self.another.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        for field, longest in zip(self.fields(), (LONGEST_NAME, LONGEST_TELEPHONE, LONGEST_EMAIL), strict=True):
            field.setMaxLength(longest)
        known, new = QHBoxLayout(self._known), QHBoxLayout(self._new)
        known.addWidget(self.who, 1)
        for field in self.fields():
            new.addWidget(field, 1)
        row = QHBoxLayout()
        for each in (known, new, row):
            each.setContentsMargins(0, 0, 0, 0)
            each.setSpacing(GAP)
        row.addWidget(self._known, 1)
        row.addWidget(self._new, 1)
        row.addWidget(self.another)
        # What is over of the height is for what happened.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.picker)
        column.addLayout(row)

    def _show(self) -> None:
        """Show one of the three."""
        searches = self.chosen is None and not self.is_new
        self.picker.setVisible(searches)
        self.picker.list.setVisible(searches and bool(self.picker.field.text().strip()))
        self.picker.nothing.hide()
        self._known.setVisible(self.chosen is not None)
        self._new.setVisible(self.is_new)
        self.another.setVisible(not searches)
        self.setFocusProxy(self.picker if searches else self.name if self.is_new else self.another)
        if self.chosen:
            risk = self.tr("high risk") if self.chosen.high_risk else ""
            row = self.chosen
            self.who.say(" · ".join(filter(None, (row.name, row.level, risk, row.telephone, row.email))))

    def _type(self, text: str) -> None:
        self._wants_first = False
        if text.strip():
            self._pause.start()
        else:
            self._pause.stop()
            self._answered = None
            self.picker.list.hide()
        self.changed.emit()

    def _look(self) -> None:
        typed, desk = self.picker.field.text(), self._desk
        if not typed.strip():
            return

        def work() -> tuple[FoundCustomer, ...]:
            with desk.database.read() as session:
                return find_customers(session, typed)

        def show(found: tuple[FoundCustomer, ...]) -> None:
            # An answer to what is no longer asked comes too late.
            if typed != self.picker.field.text() or self.chosen or self.is_new:
                return
            self._answered = typed
            new = Pick(self.tr("New customer: {typed}").format(typed=typed.strip()), "", None, icon("add"))
            self.picker.show_picks([*map(_pick, found), new], "")
            if self._wants_first:
                self.picker.take()

        desk.tasks.read(self, work, show)

    def _want_first(self) -> None:
        """Take who is found as soon as the search has caught up with the fingers."""
        if self._answered != self.picker.field.text() and self.picker.field.text().strip():
            self._wants_first = True
            self._pause.stop()
            self._look()

    def _take(self, found: FoundCustomer | None) -> None:
        # What is marked may answer what was typed before.
        if self._answered != self.picker.field.text():
            return
        typed, self._wants_first = self.picker.field.text().strip(), False
        self.chosen, self.is_new = found, found is None
        if self.is_new:
            field = self.telephone if digits_of(typed) else self.email if "@" in typed else self.name
            for each in self.fields():
                each.setText(typed if each is field else "")
        self._show()
        self.changed.emit()
        if self.is_new:
            next(field for field in self.fields() if not field.text()).setFocus()
        else:
            self.settled.emit()


def _pick(row: FoundCustomer) -> Pick:
    words = " · ".join(filter(None, (row.name, row.level)))
    return Pick(words, row.by or row.telephone or row.email, row, icon("alert") if row.high_risk else icon("person"))
