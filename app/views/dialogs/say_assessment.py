"""The forms in which a person says what a score or a risk is instead, or that it is as it was worked out, and why."""

from datetime import datetime

from PySide6.QtWidgets import QLabel, QSpinBox, QWidget
from sqlalchemy.orm import Session

from app.services.assessment.present import Assessment
from app.services.handling.actions import Done
from app.services.handling.case import Case
from app.services.handling.reassess import say_risk, say_score
from app.services.handling.timeline import unchanged
from app.views.case.reason_form import ReasonForm
from app.views.dialog import Dialog
from app.views.i18n import Sentence
from app.views.pane import Desk


class SayScore(ReasonForm, Dialog):
    """Puts another score in the place of the one that was worked out, or takes that back."""

    title = "Priority score"

    def __init__(self, desk: Desk, parent: QWidget, case: Case, found: Assessment, *, back: bool = False) -> None:
        super().__init__(desk, parent, case, found)
        self.back = back
        self.spin, self.of = QSpinBox(maximum=100), QLabel()
        self.of.setBuddy(self.spin)
        self.spin.setValue(found.score(desk.now()))
        for place, widget in enumerate((self.of, self.spin)):
            self.fields.insertWidget(place, widget)
            widget.setHidden(back)
        self.order(self.spin, self.reason)
        (self.reason if back else self.spin).setFocus()
        self.spin.selectAll()
        self.retranslate()
        self.check()

    def work(self, session: Session, person_id: int | None, now: datetime) -> Done | None:
        """Put it on record, unless somebody else was quicker."""
        ticket = unchanged(session, self.case.id, self.seen, person_id=person_id)
        score = None if self.back else self.spin.value()
        say_score(session, ticket, score, self.text(), person_id=person_id, now=now)
        return None

    def said(self) -> Sentence:
        """Say that it has been done."""
        if self.back:
            return Sentence("Assessment", "{number}: the score is worked out again", number=self.case.number)
        return Sentence(
            "Assessment", "{number} has the score {score}", number=self.case.number, score=self.spin.value()
        )

    def retranslate(self) -> None:
        """Put the form in the language."""
        super().retranslate()
        self.of.setText(self.tr("Sc&ore, from 0 to 100"))
        self.ok.setText(self.tr("&Take back") if self.back else self.tr("&Set the score"))


class SayRisk(ReasonForm, Dialog):
    """Says that a complaint is, or is not, of high risk."""

    title = "High risk"

    def __init__(self, desk: Desk, parent: QWidget, case: Case, found: Assessment) -> None:
        super().__init__(desk, parent, case, found)
        self.consequence = QLabel(wordWrap=True)
        self.fields.insertWidget(0, self.consequence)
        self.reason.setFocus()
        self.retranslate()
        self.check()

    def work(self, session: Session, person_id: int | None, now: datetime) -> Done | None:
        """Put it on record, unless somebody else was quicker."""
        ticket = unchanged(session, self.case.id, self.seen, person_id=person_id)
        to = not self.found.high_risk
        say_risk(session, self.desk.rulebook, ticket, to, self.text(), person_id=person_id, now=now)
        return None

    def said(self) -> Sentence:
        """Say that it has been done."""
        return (
            Sentence("Assessment", "{number} is not of high risk any more", number=self.case.number)
            if self.found.high_risk
            else Sentence("Assessment", "{number} is of high risk", number=self.case.number)
        )

    def retranslate(self) -> None:
        """Put the form in the language."""
        super().retranslate()
        if self.found.high_risk:
            self.consequence.setText(
                self.tr(
                    "It leaves the fast lane: its deadlines are those of any other complaint. What is found later "
                    "brings it back."
                )
            )
            self.ok.setText(self.tr("&No high risk"))
        else:
            self.consequence.setText(
                self.tr("It goes the fast lane: shorter deadlines, and who has to know is told at once, day and night.")
            )
            self.ok.setText(self.tr("Mark as &high risk"))
