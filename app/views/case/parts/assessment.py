"""What a case is assessed as: its score with every part, its risk with what was found, its category and tags."""

from collections.abc import Callable
from datetime import datetime
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLayout, QPushButton, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from app.models.ticket import Ticket
from app.services.assessment.present import Assessment, read_assessment
from app.services.assessment.suggest import CategorySuggestion
from app.services.assessment.tags import put_on, take_off
from app.services.handling.case import Case
from app.services.handling.category_edits import change_category
from app.services.handling.timeline import unchanged
from app.views.case.assessment_words import risk_reasons
from app.views.case.part import CasePart
from app.views.case.score_bars import ScoreBars
from app.views.dialogs.pick_category import PickCategory
from app.views.dialogs.say_assessment import SayRisk, SayScore
from app.views.flow import Flow
from app.views.i18n import QT_TRANSLATE_NOOP, Sentence, percent
from app.views.intake.tag_row import Tags
from app.views.pane import Desk
from app.views.theme import GAP, PAD, ROOM, Mark, Symbol, icon, scaled_font

_SUGGESTED = 3
_CATEGORY = "Ctrl+G"
_Work = Callable[[Session, Ticket, int | None, datetime], None]


class AssessmentPart(CasePart):
    """Shows the assessment of a case and lets a person say otherwise; suggestions come when they are worked out."""

    title = "Assessment"
    icon = "score"
    position = 20
    shows: ClassVar[frozenset[str]] = frozenset({"Category", "Tag", "Customer"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.found: Assessment | None = None
        # None as long as it is not known what past complaints suggest.
        self._suggested: tuple[CategorySuggestion, ...] | None = None
        self.headings = [QLabel() for _ in range(4)]
        self.bars, self.tags = ScoreBars(desk), Tags()
        self.set, self.back = QPushButton(), QPushButton()
        self.sign, self.state, self.reasons = Symbol("check", Mark.FINE), QLabel(), QLabel(wordWrap=True)
        self.turn = QPushButton()
        self.category, self.change, self.hint = QLabel(wordWrap=True), QPushButton(), QLabel(wordWrap=True)
        self.suggestions = [QPushButton() for _ in range(_SUGGESTED)]
        self._offered = QWidget()
        self._lay_out()
        self._listen()
        self.retranslate()

    def forget(self) -> None:
        """Suggest nothing, and let nothing be changed, before this one is read."""
        self._suggested = None
        self.found = None
        self._show()

    def reading(self, case: Case) -> Callable[[Session], Assessment]:
        """Read what a case is assessed as; what it is suggested to be follows."""
        self._suggest(case)
        rulebook = self.desk.rulebook
        return lambda session: read_assessment(session, rulebook, case.id)

    def take(self, found: Assessment) -> None:
        """Show what was read."""
        self.found = found
        self._show()

    def retranslate(self) -> None:
        """Put the words in the language."""
        titles = self.tr("Priority score"), self.tr("High risk"), self.tr("Category"), self.tr("Tags")
        for heading, title in zip(self.headings, titles, strict=True):
            heading.setText(title)
        self.set.setText(self.tr("&Set another score …"))
        self.back.setText(self.tr("Take &back …"))
        self.back.setToolTip(self.tr("Let the score be worked out again"))
        self.change.setText(self.tr("Change cate&gory …"))
        keys = QKeySequence(_CATEGORY).toString(QKeySequence.SequenceFormat.NativeText)
        self.change.setToolTip(keys)
        self._show()

    def _lay_out(self) -> None:
        for heading in self.headings:
            heading.setFont(scaled_font(heading, 1.0, bold=True))
        self.hint.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        for plain in (self.reasons, self.category, self.state):
            plain.setTextFormat(Qt.TextFormat.PlainText)
            plain.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.set.setIcon(icon("raise"))
        self.back.setIcon(icon("undo"))
        self.turn.setIcon(icon("alert"))
        offered = Flow(self._offered)
        for button in self.suggestions:
            button.setIcon(icon("check"))
            offered.addWidget(button)
        sections: tuple[tuple[QWidget | QLayout, ...], ...] = (
            (self.bars, _row(self.set, self.back)),
            (_row(self.sign, self.state), self.reasons, _row(self.turn)),
            (self.category, self.hint, self._offered, _row(self.change)),
            (self.tags,),
        )
        groups = []
        for place, (heading, parts) in enumerate(zip(self.headings, sections, strict=True)):
            column = QVBoxLayout()
            column.setContentsMargins(0, ROOM if place else 0, 0, 0)
            column.setSpacing(GAP)
            column.addWidget(heading)
            for part in parts:
                if isinstance(part, QLayout):
                    column.addLayout(part)
                else:
                    column.addWidget(part)
            groups.append(column)
        self.lay_out(*groups)

    def _listen(self) -> None:
        self.set.clicked.connect(lambda: self._ask(SayScore))
        self.back.clicked.connect(lambda: self._ask(SayScore, back=True))
        self.turn.clicked.connect(lambda: self._ask(SayRisk))
        self.change.clicked.connect(self._pick)
        self.tags.put.connect(self._put)
        self.tags.taken.connect(self._take)
        for place, button in enumerate(self.suggestions):
            button.clicked.connect(lambda _=False, place=place: self._choose((self._suggested or ())[place].id))
        self.add_key(_CATEGORY, self._pick)

    def _suggest(self, case: Case) -> None:
        """Ask what others like it were."""

        def show(found: tuple[CategorySuggestion, ...]) -> None:
            if self.case and self.case.id == case.id:
                self._suggested = found
                self._show()

        self.desk.suggestions.ask(self, case.title, f"{case.description}\n{case.demand}", show)

    def _show(self) -> None:
        found = self.found
        self.setEnabled(found is not None)
        if found is None:
            return
        self.bars.show_assessment(found)
        self.back.setVisible(found.score_set is not None)
        self.sign.change("alert" if found.high_risk else "check", Mark.LATE if found.high_risk else Mark.FINE)
        self.state.setText(
            self.tr("Of high risk: it goes the fast lane") if found.high_risk else self.tr("No high risk is known")
        )
        reasons = "\n".join(risk_reasons(found))
        self.reasons.setText(reasons)
        self.reasons.setVisible(bool(reasons))
        self.turn.setText(self.tr("&No high risk …") if found.high_risk else self.tr("Mark as &high risk …"))
        self.category.setText(found.category or self.tr("No category yet"))
        self._offer(found)
        self.tags.show_tags(found.tags, [each.name for each in found.all_tags if each.name not in found.tags])

    def _offer(self, found: Assessment) -> None:
        """Offer the categories that are suggested, unless the likeliest is the one that it has."""
        likely = self._suggested or ()
        agreed = bool(likely) and likely[0].id == found.category_id
        offered = () if agreed else tuple(each for each in likely if each.id != found.category_id)
        for button, each in zip(self.suggestions, (*likely, None, None, None), strict=False):
            button.setVisible(each is not None and each in offered)
            if each:
                name = each.path.rpartition(" / ")[2].replace("&", "&&")
                button.setText(f"{name} {percent(each.sure, 0)}")
                button.setToolTip(self.tr("{path}: so sure are past complaints like it").format(path=each.path))
        self._offered.setVisible(bool(offered))
        self.hint.setText(
            self.tr("Past complaints like it are of this category, too.")
            if agreed
            else self.tr("Suggested by past complaints like it:")
            if offered
            else self.tr("Past complaints suggest nothing: too few are like it.")
            if self._suggested is not None
            else self.tr("It is being learned from past complaints: what they suggest comes by itself.")
        )

    def _ask(self, form: type[SayScore] | type[SayRisk], **more: bool) -> None:
        if self.case and self.found:
            form(self.desk, self, self.case, self.found, **more).open()

    def _pick(self) -> None:
        if self.found:
            chosen = self.found.category_id
            asked = PickCategory(self.desk, self, chosen=chosen, suggested=self._suggested or ())
            asked.taken.connect(self._choose)
            asked.open()

    def _choose(self, category_id: int | None) -> None:
        rulebook = self.desk.rulebook
        self._do(
            lambda session, ticket, person_id, now: change_category(
                session, rulebook, ticket, category_id, person_id=person_id, now=now
            ),
            QT_TRANSLATE_NOOP("AssessmentPart", "{number} has another category"),
        )

    def _put(self, name: str) -> None:
        def work(session: Session, ticket: Ticket, person_id: int | None, now: datetime) -> None:
            put_on(session, [ticket], name, person_id=person_id, now=now)

        self._do(work, QT_TRANSLATE_NOOP("AssessmentPart", "{number} has another tag"))

    def _take(self, name: str) -> None:
        def work(session: Session, ticket: Ticket, person_id: int | None, now: datetime) -> None:
            take_off(session, ticket, name, person_id=person_id, now=now)

        self._do(work, QT_TRANSLATE_NOOP("AssessmentPart", "{number} has a tag less"))

    def _do(self, work: _Work, said: str) -> None:
        """Change the case in a thread, unless somebody else was quicker."""
        if self.case is None:
            return
        case, now = self.case, self.desk.now

        def change(session: Session, person_id: int | None) -> None:
            ticket = unchanged(session, case.id, case.seen, person_id=person_id)
            work(session, ticket, person_id, now())

        self.do(change, Sentence("AssessmentPart", said, number=case.number))


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(PAD)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch()
    return row
