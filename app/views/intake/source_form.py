"""The form of one source: its kind, its name, the fields that its kind declares, its secret, which is never shown."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)

from app.models.people import Language
from app.services.intake.feeds.source import Field, FieldKind, Source, kinds
from app.services.intake.feeds.source_list import SourceRow
from app.views.i18n import Translated, language_of_now
from app.views.theme import GAP, PAD, icon

# The rows of kind and name.
_ALWAYS = 2


class SourceForm(Translated, QWidget):
    """Edits a source, or a new one; `changed` tells that something was typed or chosen."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._row: SourceRow | None = None
        self._labels: dict[str, QLabel] = {}
        self.kind, self.name, self.secret = QComboBox(), QLineEdit(), QLineEdit()
        self.edits: dict[str, QWidget] = {}
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setSpacing(GAP)
        self._form.setHorizontalSpacing(PAD)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._secret_label, self._kind_label, self._name_label = QLabel(), QLabel(), QLabel()
        for label, edit in ((self._kind_label, self.kind), (self._name_label, self.name)):
            label.setBuddy(edit)
            self._form.addRow(label, edit)
        for word, each in kinds().items():
            self.kind.addItem(each.title.en, word)
        self.kind.activated.connect(lambda: self._build(None))
        self.name.textChanged.connect(self.changed)
        self.retranslate()

    def retranslate(self) -> None:
        """Put the words in the language; what is typed and chosen stays."""
        self._kind_label.setText(self.tr("Kind"))
        self._name_label.setText(self.tr("Name"))
        self.name.setPlaceholderText(self.tr("as people call it; it stays"))
        self.kind.setAccessibleName(self.tr("Kind"))
        language = _language()
        for place in range(self.kind.count()):
            self.kind.setItemText(place, kinds()[self.kind.itemData(place)].title.of(language))
        for field in self._made().offered() if self.edits else ():
            self._word(field, language)
        self._word_secret(language)

    def show_source(self, row: SourceRow | None) -> None:
        """Show a source, or what a new one begins with."""
        self._row = row
        self.kind.setCurrentIndex(max(self.kind.findData(row.kind if row else "mailbox"), 0))
        self.kind.setEnabled(row is None)
        self.name.setText(row.name if row else "")
        self.name.setReadOnly(row is not None)
        self._build(row)

    def given(self) -> tuple[str, str, dict[str, Any], str]:
        """Return kind, name, values and secret as they are typed; the secret is empty where it stays as it is."""
        values = {name: _value(edit) for name, edit in self.edits.items()}
        return self.kind.currentData(), self.name.text().strip(), values, self.secret.text()

    def is_whole(self) -> bool:
        """Say whether everything that is needed is there."""
        kind, name, values, secret = self.given()
        made = kinds()[kind]
        needs_secret = made.secret is not None and not (self._row and self._row.has_secret)
        filled = all(values.get(field.name) for field in made.fields if field.needed)
        return bool(name and filled and (secret or not needs_secret))

    def _made(self) -> type[Source]:
        return kinds()[self.kind.currentData()]

    def _build(self, row: SourceRow | None) -> None:
        """Make the fields of the kind, with what stands in them; the secret comes after what has to be there."""
        self._clear()
        made = self._made()
        fields = made.offered()
        last_needed = max((place for place, field in enumerate(fields) if field.needed), default=0)
        stops: list[QWidget] = [self.name]
        for place, field in enumerate(fields):
            edit = self._edit_of(field, row.values.get(field.name, field.first) if row else field.first)
            self._labels[field.name], self.edits[field.name] = QLabel(), edit
            label = self._labels[field.name]
            label.setBuddy(edit)
            if isinstance(edit, QCheckBox):
                self._form.addRow(edit)
            else:
                self._form.addRow(label, self._with_browse(edit) if field.kind is FieldKind.FOLDER else edit)
            stops += [edit, self.browse] if field.kind is FieldKind.FOLDER else [edit]
            if place == last_needed and made.secret is not None:
                self._add_secret()
                stops.append(self.secret)
        # Made anew, the fields would follow on the buttons below them.
        for before, after in pairwise(stops):
            self.setTabOrder(before, after)
        self.retranslate()
        self.changed.emit()

    def _clear(self) -> None:
        """Take the fields away that are there; Qt lets go of them when it is back at its loop."""
        while self._form.rowCount() > _ALWAYS:
            row = self._form.takeRow(_ALWAYS)
            for item in (row.labelItem, row.fieldItem):
                if item is not None and (widget := item.widget()) is not None:
                    widget.setParent(None)
                    widget.deleteLater()
        self._labels, self.edits = {}, {}
        self._secret_label, self.secret = QLabel(), QLineEdit()

    def _add_secret(self) -> None:
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.secret.textChanged.connect(self.changed)
        self._secret_label.setBuddy(self.secret)
        self._form.addRow(self._secret_label, self.secret)

    def _edit_of(self, field: Field, value: Any) -> QWidget:
        if field.kind is FieldKind.SWITCH:
            box = QCheckBox()
            box.setChecked(bool(value))
            box.toggled.connect(self.changed)
            return box
        if field.kind is FieldKind.NUMBER:
            spin = QSpinBox()
            spin.setRange(field.least, field.most)
            spin.setValue(int(value))
            spin.valueChanged.connect(self.changed)
            return spin
        if field.kind is FieldKind.CHOICE:
            choice = QComboBox()
            choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            for word, title in field.choices:
                choice.addItem(title.en, word)
            choice.setCurrentIndex(max(choice.findData(value), 0))
            choice.currentIndexChanged.connect(self.changed)
            return choice
        line = QLineEdit(str(value))
        line.textChanged.connect(self.changed)
        return line

    def _with_browse(self, edit: QWidget) -> QWidget:
        holder, row = QWidget(), QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        holder.setLayout(row)
        self.browse = QPushButton(icon("folder"), "")
        self.browse.clicked.connect(self._choose_folder)
        row.addWidget(edit, 1)
        row.addWidget(self.browse)
        return holder

    def _choose_folder(self) -> None:
        edit = self.edits["folder"]
        assert isinstance(edit, QLineEdit)
        dialog = QFileDialog(self, self.tr("Folder to watch"), edit.text())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(edit.setText)
        dialog.open()

    def _word(self, field: Field, language: Language) -> None:
        edit, label, title = self.edits[field.name], self._labels[field.name], field.title.of(language)
        label.setText(title)
        edit.setAccessibleName(title)
        hint = field.hint.of(language)
        edit.setToolTip(hint)
        if isinstance(edit, QCheckBox):
            edit.setText(title)
        elif isinstance(edit, QLineEdit):
            edit.setPlaceholderText(hint)
        elif isinstance(edit, QSpinBox) and field.least == 0:
            # What nothing means.
            edit.setSpecialValueText(hint)
        elif isinstance(edit, QComboBox):
            for place, (_, choice) in enumerate(field.choices):
                edit.setItemText(place, choice.of(language))
        if field.kind is FieldKind.FOLDER:
            self.browse.setText(self.tr("C&hoose …"))

    def _word_secret(self, language: Language) -> None:
        if (title := self._made().secret) is None:
            return
        self._secret_label.setText(title.of(language))
        self.secret.setAccessibleName(title.of(language))
        kept = self._row is not None and self._row.has_secret
        self.secret.setPlaceholderText(self.tr("kept; type a new one to replace it") if kept else "")


def in_language(values: Mapping[str, object], kind: str) -> dict[str, object]:
    """Return the values of a refusal, with the name of a field in the language of now."""
    made = kinds()[kind]
    titles = [*(field.title for field in made.fields), *([made.secret] if made.secret else [])]
    said = {title.en: title.of(_language()) for title in titles}
    return {name: said.get(str(value), value) if name == "field" else value for name, value in values.items()}


def _language() -> Language:
    return Language(language_of_now())


def _value(edit: QWidget) -> Any:
    match edit:
        case QCheckBox():
            return edit.isChecked()
        case QSpinBox():
            return edit.value()
        case QComboBox():
            return edit.currentData()
        case QLineEdit():
            return edit.text()
    raise TypeError(edit)
