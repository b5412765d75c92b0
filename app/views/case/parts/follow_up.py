"""The follow-up of a case: the call that is owed, in place, the tries there were and what the customer thinks."""

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from sqlalchemy.orm import Session

from app.models.ticket import Status
from app.services.handling.call_list import FollowUpView, read_follow_up
from app.services.handling.case import Case
from app.views import ticket_words as words
from app.views.case.part import CasePart
from app.views.follow_up.form import FollowUpForm
from app.views.follow_up.words import OUTCOMES, reason_word, score_word
from app.views.pane import Desk
from app.views.ticket_words import Place


class FollowUpPart(CasePart):
    """The form of the call while one is owed, and below it what is on record."""

    title = "Follow-up"
    icon = "telephone"
    position = 90
    shows: ClassVar[frozenset[str]] = frozenset({"DeskRulesVersion"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._view: FollowUpView | None = None
        self.form, self.state = FollowUpForm(desk), QLabel(wordWrap=True)
        self.record = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.record.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.lay_out(self.state, self.form, self.record)
        self._show()

    def forget(self) -> None:
        """Show no call of the case before any more."""
        self._view = None
        self._show()

    def reading(self, case: Case) -> Callable[[Session], FollowUpView | None]:
        """Read the follow-up of a case."""
        desk, now = self.desk, self.desk.now()

        def read(session: Session) -> FollowUpView | None:
            return read_follow_up(session, case.id, desk.zone, desk.rulebook.desk(session).follow_up.reasons, now=now)

        return read

    def take(self, found: FollowUpView | None) -> None:
        """Show what was read."""
        self._view = found
        self._show()

    def count(self) -> int | None:
        """Return that a call is owed."""
        return 1 if self._view and self._view.owed else None

    def retranslate(self) -> None:
        """Put the words in the language; the form hears of it itself."""
        self._show()

    def _show(self) -> None:
        view, case, place = self._view, self.case, self.place
        self.form.setVisible(bool(view and view.owed))
        self.state.setVisible(not (view and view.owed))
        self.form.show_call(view.owed if view else None, view.reasons if view else ())
        if view is None or case is None or place is None:
            self.state.setText("")
            self.record.setText("")
            return
        if view.done_at:
            done = self.tr("The follow-up was done {when}.")
            self.state.setText(done.format(when=place.instant(view.done_at)))
        elif case.status in (Status.OPEN, Status.WAITING):
            self.state.setText(self.tr("A follow-up is owed once the complaint is resolved."))
        else:
            self.state.setText(self.tr("No follow-up is owed."))
        self.record.setText("\n\n".join(self._lines(view, place)))

    def _lines(self, view: FollowUpView, place: Place) -> list[str]:
        """Say surveys and tries, the newest first."""
        said = []
        for survey in view.surveys:
            head = [place.instant(survey.at), words.source(survey.source), survey.person]
            points = [score_word(survey.score), reason_word(survey.reason) if survey.reason else ""]
            if survey.reopened:
                points.append("▲ " + self.tr("reopened the complaint"))
            said.append((survey.at, head, points, survey.comment))
        said += [
            (each.at, [place.instant(each.at), each.person], [str(OUTCOMES[each.outcome])], each.note)
            for each in view.tries
        ]
        said.sort(key=lambda line: line[0], reverse=True)
        return [
            "\n".join(filter(None, (" · ".join(filter(None, head)), " · ".join(filter(None, points)), text)))
            for _, head, points, text in said
        ]
