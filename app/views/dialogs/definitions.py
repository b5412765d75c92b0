"""By what the floor is judged: the formula of the service level, its threshold and aim, each with a worked example."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.errors import DomainError
from app.models.floor import ServiceLevelFormula
from app.models.people import Language
from app.services.staffing.service_level import (
    LONGEST_THRESHOLD,
    Defined,
    ServiceLevelRule,
    define_service_level,
    read_definition,
)
from app.views.bridge import Changes
from app.views.dialog import Dialog, Menu
from app.views.i18n import QT_TRANSLATE_NOOP, Sentence, date_and_time, language_of_now, percent
from app.views.notice import Banner
from app.views.pane import Desk
from app.views.theme import GAP, PAD, ROOM, Mark

_WIDTH = 720
_NAMES: Mapping[ServiceLevelFormula, str] = {
    ServiceLevelFormula.ANSWERED_OF_OFFERED: QT_TRANSLATE_NOOP("Definitions", "Of all offered"),
    ServiceLevelFormula.ANSWERED_OF_ANSWERED: QT_TRANSLATE_NOOP("Definitions", "Of those answered"),
    ServiceLevelFormula.WITHOUT_EARLY_ABANDONED: QT_TRANSLATE_NOOP("Definitions", "Early hang-ups left out"),
    ServiceLevelFormula.WITH_EARLY_ABANDONED: QT_TRANSLATE_NOOP("Definitions", "Early hang-ups count as served"),
}
# Offered, answered, of these in time, hung up, of these within the threshold.
_EXAMPLE = (100, 82, 70, 18, 5)
_CONCERNED = {"Floor", "ContactInterval"}


class Definitions(Dialog):
    """Four formulas beside each other: what each counts, what the example gives, what the last weeks would be."""

    title = "Service level …"
    in_menu = True
    menu = Menu.SETTINGS
    position = 55

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._defined: Defined | None = None
        self.banner = Banner("alert", Mark.SOON, Mark.SOON_BACK)
        self.within, self.aim = QSpinBox(), QDoubleSpinBox()
        self.formulas = {formula: QRadioButton() for formula in ServiceLevelFormula}
        self._words = {formula: QLabel(wordWrap=True) for formula in ServiceLevelFormula}
        self._examples = {formula: QLabel() for formula in ServiceLevelFormula}
        self._lately = {formula: QLabel() for formula in ServiceLevelFormula}
        self._headings = [QLabel() for _ in range(4)]
        self._labels = [QLabel(), QLabel()]
        self.example, self.printed, self.set_by, self.about = (QLabel(wordWrap=True) for _ in range(4))
        self.leave, self.save = QPushButton(), QPushButton()
        self._lay_out()
        self.within.valueChanged.connect(lambda _: self._show())
        self.aim.valueChanged.connect(lambda _: self._show())
        self._group.buttonClicked.connect(lambda _: self._show())
        self.leave.clicked.connect(self.reject)
        self.save.clicked.connect(self._save)
        self.setMinimumWidth(_WIDTH)
        self._choose(ServiceLevelRule())
        self.retranslate()
        self._read()

    def retranslate(self) -> None:
        """Put the words in the language; what was chosen stays."""
        super().retranslate()
        for label, text in zip(self._labels, (self.tr("Answered &within"), self.tr("&Aim")), strict=True):
            label.setText(text)
        self.within.setAccessibleName(self.tr("Threshold in seconds"))
        self.aim.setAccessibleName(self.tr("Aim in percent"))
        self.within.setSuffix(self.tr(" s"))
        self.aim.setSuffix("%")
        words = (self.tr("What counts"), self.tr("Formula"), self.tr("Example"), self.tr("Last 28 days"))
        for label, text in zip(self._headings, words, strict=True):
            label.setText(text)
        for formula, button in self.formulas.items():
            button.setText(self.tr(_NAMES[formula]))
        self.about.setText(
            self.tr(
                "Every screen and every report that shows a service level prints this sentence. Who was in time is "
                "counted when contacts come in: a new threshold holds for those from now on."
            )
        )
        self.leave.setText(self.tr("Cancel"))
        self.save.setText(self.tr("&Save"))
        self._show()

    def hear(self, changes: Changes | None) -> None:
        """Read anew what lately came to; what somebody is choosing stays."""
        if changes is None or _CONCERNED & set(changes):
            self._read()

    def chosen(self) -> ServiceLevelRule:
        """Return the rule as it stands in the fields."""
        formula = next(formula for formula, button in self.formulas.items() if button.isChecked())
        version = self._defined.rule.version if self._defined else 0
        return ServiceLevelRule(formula, self.within.value(), round(self.aim.value() / 100, 4), version)

    def _lay_out(self) -> None:
        self.within.setRange(1, LONGEST_THRESHOLD)
        self.aim.setRange(1, 99)
        self.aim.setDecimals(1)
        self._group = QButtonGroup(self)
        fields = QHBoxLayout()
        fields.setSpacing(GAP)
        for label, field in zip(self._labels, (self.within, self.aim), strict=True):
            label.setBuddy(field)
            fields.addWidget(label)
            fields.addWidget(field)
            fields.addSpacing(ROOM)
        fields.addStretch()
        grid = QGridLayout()
        grid.setHorizontalSpacing(ROOM)
        grid.setVerticalSpacing(PAD)
        grid.setColumnStretch(1, 1)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for column, heading in enumerate(self._headings):
            heading.setEnabled(False)
            grid.addWidget(heading, 0, column, right if column > 1 else Qt.AlignmentFlag.AlignLeft)
        for row, (formula, button) in enumerate(self.formulas.items(), 1):
            self._group.addButton(button)
            grid.addWidget(button, row, 0)
            grid.addWidget(self._words[formula], row, 1)
            grid.addWidget(self._examples[formula], row, 2, right)
            grid.addWidget(self._lately[formula], row, 3, right)
        bold = self.printed.font()
        bold.setBold(True)
        self.printed.setFont(bold)
        self.printed.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        said = QVBoxLayout()
        said.setSpacing(GAP)
        for label in (self.example, self.printed, self.set_by):
            said.addWidget(label)
        self.lay_out(fields, grid, said, self.about, self.banner, right=[self.leave, self.save])

    def _read(self) -> None:
        desk, by = self.desk, self.desk.me()

        def work() -> Defined:
            with desk.database.read() as session:
                return read_definition(session, by=by, now=desk.now())

        desk.tasks.read(self, work, self._come, refused=self._refused)

    def _come(self, defined: Defined) -> None:
        seen = self._defined.rule if self._defined else None
        if seen is None or self.chosen() == seen:
            self._defined = defined
            self._choose(defined.rule)
        else:
            # What somebody has begun to change is theirs: if another one has saved meanwhile, saving will say so.
            before = self._defined
            assert before, "something was seen"
            self._defined = replace(defined, rule=seen, set_at=before.set_at, set_by=before.set_by)
        self._show()

    def _choose(self, rule: ServiceLevelRule) -> None:
        for field, value in ((self.within, rule.within), (self.aim, rule.aim * 100)):
            field.blockSignals(True)
            field.setValue(value)  # type: ignore[arg-type]  # whole seconds
            field.blockSignals(False)
        self.formulas[rule.formula].setChecked(True)

    def _show(self) -> None:
        """Show what the chosen threshold and aim mean in each formula."""
        rule, language = self.chosen(), Language(language_of_now())
        for formula in ServiceLevelFormula:
            each = replace(rule, formula=formula)
            self._words[formula].setText(each.formula_words.of(language))
            self._examples[formula].setText(percent(float(each.share(*map(np.float64, _EXAMPLE)))))
            level = self._defined.lately[formula] if self._defined else None
            self._lately[formula].setText("–" if level is None else percent(level))
        offered, answered, in_time, lost, early = _EXAMPLE
        self.example.setText(
            self.tr(
                "Example: {offered} offered; {answered} answered, {in_time} of them within {within} s; {lost} hung up, "
                "{early} of them within {within} s."
            ).format(offered=offered, answered=answered, in_time=in_time, lost=lost, early=early, within=rule.within)
        )
        self.printed.setText(rule.sentence.of(language))
        self.set_by.setText(self._who_set_it())
        may = self._defined is not None and self._defined.may_change
        self.save.setEnabled(may)
        self.save.setToolTip("" if may else self.tr("Supervisors, managers and administrators define it."))

    def _who_set_it(self) -> str:
        """Say who set the definition in force and when, and what it is where something else stands in the fields."""
        defined = self._defined
        if defined is None:
            return ""
        in_force = ""
        if self.chosen() != defined.rule:
            in_force = self.tr("In force: {sentence}").format(
                sentence=defined.rule.sentence.of(Language(language_of_now()))
            )
        if defined.set_at is None:
            return in_force or self.tr("As it was at first, or set before that was put on record.")
        at = date_and_time(defined.set_at, self.desk.zone)
        by = self.tr("Set by {person} on {at}.") if defined.set_by else self.tr("Set on {at}.")
        return " ".join(filter(None, (in_force, by.format(person=defined.set_by, at=at))))

    def _save(self) -> None:
        assert self._defined
        old, new, by, desk = self._defined.rule, self.chosen(), self.desk.me(), self.desk
        self.save.setEnabled(False)

        def saved(_: None) -> None:
            said = Sentence("Definitions", "The service level is defined anew")
            desk.notices.change(said, lambda: _take_back(desk, replace(old, version=new.version + 1), by))
            self.accept()

        desk.tasks.run(self, lambda: _define(desk, new, by), saved, refused=self._refused)

    def _refused(self, refusal: DomainError) -> None:
        self._show()
        self.banner.tell(Sentence.of(refusal))


def _define(desk: Desk, rule: ServiceLevelRule, by: int | None) -> None:
    with desk.database.write() as session:
        define_service_level(session, rule, by=by, now=desk.now())


def _take_back(desk: Desk, rule: ServiceLevelRule, by: int | None) -> None:
    """Define the service level as it was, unless the floor's row has moved on."""
    said = Sentence("Definitions", "The service level is defined as before")
    desk.tasks.run(
        desk.notices, lambda: _define(desk, rule, by), lambda _: desk.notices.change(said), refused=desk.notices.refuse
    )
