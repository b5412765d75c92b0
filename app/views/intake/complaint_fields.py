"""The fields of a new complaint, and what stands in them."""

from collections.abc import Mapping
from datetime import datetime, tzinfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QWidget,
)

from app.models.words import Emotion, Source
from app.services.handling.register import LONGEST_TITLE
from app.services.intake.correct import Recorded
from app.services.intake.customers import OrderRow
from app.services.intake.record import LONGEST_PRODUCT, MOST_AFFECTED, Choices, NewComplaint, RecordError
from app.services.intake.said_times import SaidTimeError, read_time
from app.views.field_words import SOURCE_WORDS
from app.views.i18n import Sentence, Translated, date_word
from app.views.intake.category_field import CategoryField
from app.views.intake.customer_field import CustomerField
from app.views.pane import Desk
from app.views.theme import GAP, PAD, ROOM
from app.views.ticket_words import EMOTIONS

_LINES = {"description": 7, "demand": 3}
# What a draft keeps beside the long texts; whose it is and where it goes is chosen again from what there is then.
_LINE_FIELDS, _WORD_FIELDS = ("title", "received", "product"), ("source", "emotion")


class ComplaintFields(Translated, QWidget):
    """Who complains and of what on the left, how it came and where it goes on the right.

    `retyped` tells that what a complaint is about reads otherwise now, `edited` that anything was entered, `mistaken`
    why a field cannot be understood.
    """

    retyped = Signal()
    edited = Signal()
    mistaken = Signal(object)

    def __init__(self, desk: Desk, source: Source) -> None:
        super().__init__()
        self._desk = desk
        self._choices = Choices()
        self._orders: tuple[OrderRow, ...] = ()
        self.customer = CustomerField(desk)
        self.title, self.received, self.product = QLineEdit(), QLineEdit(), QLineEdit()
        self.description, self.demand = QPlainTextEdit(), QPlainTextEdit()
        self.source, self.emotion, self.order = QComboBox(), QComboBox(), QComboBox()
        self.category, self.queue = CategoryField(), QComboBox()
        self.affected, self.mine = QSpinBox(), QCheckBox()
        # Takes the category that is suggested; shown by whoever knows one.
        self.suggested = QPushButton(flat=True, autoDefault=False)
        self.left, self.right = QFormLayout(), QFormLayout()
        self.labels: dict[str, QLabel] = {}
        self._prepare()
        self._lay_out()
        self._listen()
        self.retranslate()
        self.source.setCurrentIndex(self.source.findData(source))

    def retranslate(self) -> None:
        """Put the words in the language; what was entered stays."""
        words = {
            "customer": self.tr("&Customer"),
            "title": self.tr("&Title"),
            "description": self.tr("What &happened"),
            "demand": self.tr("&Demand"),
            "source": self.tr("Came b&y"),
            "received": self.tr("R&eceived"),
            "emotion": self.tr("E&motion"),
            "affected": self.tr("&Affected"),
            "order": self.tr("&Order"),
            "product": self.tr("&Product"),
            "category": self.tr("Cate&gory"),
            "queue": self.tr("&Queue"),
        }
        for name, word in words.items():
            self.labels[name].setText(word)
        self.title.setPlaceholderText(self.tr("In one line"))
        self.demand.setPlaceholderText(self.tr("What the customer wants"))
        self.received.setPlaceholderText(self.tr("now"))
        self.received.setToolTip(self.tr("A date and time in any form, “yesterday 9:30”, “20 min ago”; empty: now"))
        self.affected.setToolTip(self.tr("How many people the same thing has happened to, as far as is known"))
        self.mine.setText(self.tr("I &look after it"))
        line = self.category.lineEdit()
        assert line, "it can be written in"
        line.setPlaceholderText(self.tr("Type a part of it"))
        _put(self.source, [(str(Sentence("Worklist", SOURCE_WORDS[each])), each) for each in Source])
        _put(self.emotion, [(self.tr("not known"), None), *((str(word), each) for each, word in EMOTIONS.items())])
        self.offer(self._choices)
        self.offer_orders(self._orders)

    def offer(self, choices: Choices) -> None:
        """Offer the categories and queues that there are."""
        self._choices = choices
        self.category.offer(choices.categories)
        _put(self.queue, [(self.tr("none yet"), None), *((name, id_) for id_, name in choices.queues)])

    def offer_orders(self, orders: tuple[OrderRow, ...]) -> None:
        """Offer what the customer bought."""
        self._orders = orders
        zone = self._desk.zone
        said = (
            " · ".join(
                filter(
                    None,
                    (
                        row.number,
                        row.product,
                        date_word(row.ordered_at.astimezone(zone).date()) if row.ordered_at else "",
                    ),
                )
            )
            for row in orders
        )
        nothing = self.tr("none") if orders else self.tr("none on record")
        _put(self.order, [(nothing, None), *zip(said, (row.id for row in orders), strict=True)])
        self.order.setEnabled(bool(orders))

    def show_record(self, recorded: Recorded, orders: tuple[OrderRow, ...]) -> None:
        """Show what is on record of a complaint; how and when it came, and whose it is, is not for this form."""
        was = recorded.new
        if recorded.customer:
            self.customer.choose(recorded.customer)
        self.title.setText(was.title)
        self.description.setPlainText(was.description)
        self.demand.setPlainText(was.demand)
        self.affected.setValue(was.affected)
        self.offer_orders(orders)
        for box, value in ((self.emotion, was.emotion), (self.order, was.order_id), (self.queue, was.queue_id)):
            box.setCurrentIndex(max(box.findData(value), 0))
        self.product.setText(was.product)
        # One that is retired, or has become a branch, is no choice of a new complaint.
        if self.category.findText(recorded.category) < 0:
            self.category.addItem(recorded.category, was.category_id)
        self.category.setCurrentText(recorded.category)
        self.source.setCurrentIndex(self.source.findData(was.source))
        assert was.received_at, "what is on record has come"
        self.received.setText(f"{was.received_at.astimezone(self._desk.zone):%Y-%m-%d %H:%M}")
        for field in (self.source, self.received):
            field.setEnabled(False)
        for needless in (self.mine, self.suggested):
            self.right.setRowVisible(needless, False)

    def choose_category(self, category_id: int) -> None:
        """Choose a category that is suggested, if it can be chosen."""
        if (place := self.category.findData(category_id)) >= 0:
            self.category.setCurrentIndex(place)

    def texts(self) -> dict[str, str]:
        """Return what was entered, in words, so that it can be shown again in another form."""
        lines = {name: getattr(self, name).text() for name in _LINE_FIELDS}
        long = {name: getattr(self, name).toPlainText() for name in _LINES}
        chosen = {name: str(getattr(self, name).currentData() or "") for name in _WORD_FIELDS}
        return self.customer.texts() | lines | long | chosen | {"affected": str(self.affected.value())}

    def show_texts(self, texts: Mapping[str, str]) -> None:
        """Show what `texts` gave."""
        self.customer.show_texts(texts)
        for name in _LINE_FIELDS:
            getattr(self, name).setText(texts.get(name, ""))
        for name in _LINES:
            getattr(self, name).setPlainText(texts.get(name, ""))
        for name in _WORD_FIELDS:
            box: QComboBox = getattr(self, name)
            words = [str(box.itemData(place) or "") for place in range(box.count())]
            if (word := texts.get(name, "")) in words:
                box.setCurrentIndex(words.index(word))
        self.affected.setValue(int(said) if (said := texts.get("affected", "")).isdecimal() else 1)

    def is_empty(self) -> bool:
        """Say whether nothing has been entered that would be missed."""
        texts = self.title.text(), self.description.toPlainText(), self.demand.toPlainText(), self.product.text()
        return self.customer.is_empty() and not any(map(str.strip, texts))

    def new_complaint(self, files: tuple[tuple[str, bytes], ...]) -> NewComplaint:
        """Return what stands in the fields; raises `RecordError` and `SaidTimeError`."""
        customer = self.customer
        if customer.is_open():
            typed = customer.picker.field.text().strip()
            customer.setFocus()
            raise RecordError(
                "Choose who “{typed}” is: Enter takes the line that is marked, be it a new customer.", typed=typed
            )
        self.category.tidy()
        category = self.category.currentText().strip()
        place = self.category.findText(category)
        if place < 0:
            self.category.setFocus()
            raise RecordError("There is no category “{category}”: choose one from the list.", category=category)
        received = self.received.text().strip()
        name, telephone, email = (field.text() if customer.is_new else "" for field in customer.fields())
        return NewComplaint(
            title=self.title.text(),
            # Qt gives back a plain text.
            source=Source(self.source.currentData()),
            received_at=_instant(received, self._desk.zone, self._desk.now()) if received else None,
            description=self.description.toPlainText(),
            demand=self.demand.toPlainText(),
            emotion=Emotion(emotion) if (emotion := self.emotion.currentData()) else None,
            affected=self.affected.value(),
            product=self.product.text(),
            customer_id=customer.chosen.id if customer.chosen else None,
            name=name,
            telephone=telephone,
            email=email,
            order_id=self.order.currentData(),
            category_id=self.category.itemData(place),
            queue_id=self.queue.currentData(),
            mine=self.mine.isChecked(),
            files=files,
        )

    def _prepare(self) -> None:
        self.title.setMaxLength(LONGEST_TITLE)
        self.product.setMaxLength(LONGEST_PRODUCT)
        self.affected.setRange(1, MOST_AFFECTED)
        for name, lines in _LINES.items():
            text: QPlainTextEdit = getattr(self, name)
            text.setTabChangesFocus(True)
            text.setMinimumHeight(lines * text.fontMetrics().lineSpacing() + PAD)
        # The room that is over is for what happened.
        self.demand.setMaximumHeight(2 * self.demand.minimumHeight())
        for box in (self.source, self.emotion, self.order, self.category, self.queue):
            # Long names do not widen the window.
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(18)
        self.suggested.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        me = self._desk.me()
        self.mine.setChecked(me is not None)
        self.mine.setVisible(me is not None)

    def _lay_out(self) -> None:
        sides = {
            self.left: ("customer", "title", "description", "demand"),
            self.right: (
                "source",
                "received",
                "emotion",
                "affected",
                "order",
                "product",
                "category",
                "suggested",
                "queue",
            ),
        }
        for side, names in sides.items():
            side.setContentsMargins(0, 0, 0, 0)
            side.setVerticalSpacing(PAD)
            side.setHorizontalSpacing(PAD)
            side.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
            for name in names:
                self.labels[name] = label = QLabel()
                field: QWidget = getattr(self, name)
                label.setBuddy(field)
                label.setContentsMargins(0, GAP, 0, 0)
                label.setAlignment(Qt.AlignmentFlag.AlignTop)
                side.addRow(label, field)
        self.right.addRow(QLabel(), self.mine)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(ROOM)
        row.addLayout(self.left, 3)
        row.addLayout(self.right, 2)

    def _listen(self) -> None:
        self.customer.settled.connect(self.title.setFocus)
        self.title.textChanged.connect(self.retyped)
        self.description.textChanged.connect(self.retyped)
        self.order.currentIndexChanged.connect(self._take_product)
        self.received.editingFinished.connect(self._tidy_time)
        for told in (
            self.retyped,
            self.customer.changed,
            self.customer.picker.typed,
            self.demand.textChanged,
            self.product.textChanged,
            self.received.textChanged,
            self.source.currentIndexChanged,
            self.emotion.currentIndexChanged,
            self.affected.valueChanged,
        ):
            told.connect(lambda *_: self.edited.emit())

    def _take_product(self) -> None:
        bought = next((row.product for row in self._orders if row.id == self.order.currentData()), "")
        if bought and self.product.text().strip() in {"", *(row.product for row in self._orders)}:
            self.product.setText(bought)

    def _tidy_time(self) -> None:
        """Show how a time was understood, or say that it was not."""
        if said := self.received.text().strip():
            try:
                at = _instant(said, self._desk.zone, self._desk.now())
            except SaidTimeError as error:
                self.mistaken.emit(error)
            else:
                self.received.setText(f"{at.astimezone(self._desk.zone):%Y-%m-%d %H:%M}")


def _instant(said: str, zone: tzinfo, now: datetime) -> datetime:
    at = read_time(said, zone, now=now)
    # Shown to the minute, the present one would lie before now, and no clock would know that the call goes on.
    return now if at.replace(second=0, microsecond=0) == now.replace(second=0, microsecond=0) else at


def _put(box: QComboBox, choices: list[tuple[str, object]]) -> None:
    """Put choices into a box; what was chosen stays chosen if it is still there."""
    before = box.currentData()
    box.blockSignals(True)
    box.clear()
    for text, data in choices:
        box.addItem(text, data)
    box.setCurrentIndex(max(box.findData(before), 0))
    box.blockSignals(False)
