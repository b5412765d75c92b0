"""The rules of the desk as text: scores, words of high risk, limits, follow-up; checked while typed, put in force."""

from PySide6.QtCore import QSize, QTimer
from PySide6.QtWidgets import QLabel, QMessageBox, QPushButton, QWidget

from app.errors import DomainError
from app.models.desk_rules import read_desk_rules
from app.models.policy import PolicyError
from app.services.handling.new_desk_rules import DeskRulesText, PutInForce, desk_rules_text, put_in_force
from app.views.dialog import Dialog, Menu
from app.views.i18n import Sentence, number
from app.views.notice import Banner
from app.views.pane import Desk
from app.views.rules.toml_editor import TomlEditor
from app.views.theme import Mark
from app.views.ticket_words import Place

_SIZE = QSize(860, 680)
# From the last key to the look at the text.
_PAUSE_MS = 300


class DeskRulesEditor(Dialog):
    """Shows the version in force; another text is put in force as a whole, and judges what is open at once."""

    title = "Rules of the desk"
    in_menu = True
    menu = Menu.SETTINGS
    position = 43

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._found: DeskRulesText | None = None
        self._problem: DomainError | None = None
        self.about, self.said = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self.editor, self.banner = TomlEditor(), Banner("alert", Mark.SOON, Mark.SOON_BACK)
        self.show_line, self.apply, self.leave = QPushButton(), QPushButton(), QPushButton()
        self._wait = QTimer(self, interval=_PAUSE_MS, singleShot=True)
        self._wait.timeout.connect(self.check)
        for button in (self.show_line, self.apply, self.leave):
            button.setAutoDefault(False)
        parts = self.about, self.editor, self.said, self.banner
        self.lay_out(*parts, grows=self.editor, left=[self.show_line], right=[self.leave, self.apply])
        self.apply.setDefault(False)
        self.editor.textChanged.connect(self._wait.start)
        self.show_line.clicked.connect(self._go)
        self.apply.clicked.connect(self._ask)
        self.leave.clicked.connect(self.reject)
        self.resize(_SIZE)
        self.retranslate()
        desk.tasks.run(self, self._read, self._come)

    def retranslate(self) -> None:
        """Put the words in the language."""
        super().retranslate()
        self.editor.setAccessibleName(self.heading())
        self.show_line.setText(self.tr("&Show the line"))
        self.apply.setText(self.tr("&Put in force …"))
        self.leave.setText(self.tr("Close"))
        self._say()

    def reject(self) -> None:
        """Leave; a text that is not in force is asked about first."""
        if not self._differs():
            super().reject()
            return
        question = self._question(self.tr("What you have written is not in force, and is lost when you leave."))
        leave = question.addButton(self.tr("&Leave"), QMessageBox.ButtonRole.DestructiveRole)
        question.setDefaultButton(question.addButton(self.tr("&Stay"), QMessageBox.ButtonRole.RejectRole))
        leave.clicked.connect(lambda: self.done(0))
        question.open()

    def check(self) -> None:
        """Look at the text, and mark the line with the first problem."""
        try:
            read_desk_rules(self.editor.toPlainText())
            self._problem = None
        except PolicyError as problem:
            self._problem = problem
        self.editor.mark(self._line())
        self._say()

    def _read(self) -> DeskRulesText:
        with self.desk.database.read() as session:
            return desk_rules_text(session, self.desk.me())

    def _come(self, found: DeskRulesText) -> None:
        self._found = found
        self.editor.setReadOnly(not found.may_change)
        self.editor.setPlainText(found.text)
        self._wait.stop()
        self.check()

    def _differs(self) -> bool:
        return self._found is not None and self.editor.toPlainText() != self._found.text

    def _line(self) -> int | None:
        return (self._problem.line or 1) if isinstance(self._problem, PolicyError) else None

    def _say(self) -> None:
        found = self._found
        if found is not None:
            place = Place(self.desk.now(), self.desk.zone)
            self.about.setText(
                self.tr("Version {version}, in force since {since}.").format(
                    version=found.number, since=place.instant(found.since)
                )
                + ("" if found.may_change else " " + self.tr("Managers and administrators change it."))
            )
        problem = self._problem
        self.said.setText(
            self.tr("Line {line}: {reason}").format(line=self._line(), reason=Sentence.of(problem))
            if problem
            else self.tr("It can be put in force.")
            if self._differs()
            else self.tr("This is what is in force.")
        )
        self.show_line.setEnabled(problem is not None)
        self.apply.setEnabled(problem is None and self._differs() and found is not None and found.may_change)

    def _go(self) -> None:
        if (line := self._line()) is not None:
            self.editor.go_to(line)

    def _question(self, text: str) -> QMessageBox:
        return QMessageBox(QMessageBox.Icon.Question, self.heading(), text, parent=self)

    def _ask(self) -> None:
        self.check()
        if not self.apply.isEnabled():
            return
        question = self._question(
            self.tr(
                "All complaints that are not closed are judged by the new rules at once; "
                "those of high risk go the fast lane."
            )
        )
        go = question.addButton(self.tr("&Put in force"), QMessageBox.ButtonRole.AcceptRole)
        question.setDefaultButton(question.addButton(self.tr("&Leave it"), QMessageBox.ButtonRole.RejectRole))
        go.clicked.connect(self._apply)
        question.open()

    def _apply(self) -> None:
        desk, text, person_id, rulebook = self.desk, self.editor.toPlainText(), self.desk.me(), self.desk.rulebook
        self.banner.hide()
        self.apply.setEnabled(False)

        def work() -> PutInForce:
            with desk.database.write() as session:
                return put_in_force(session, rulebook, text, person_id=person_id, now=desk.now())

        def done(put: PutInForce) -> None:
            said = Sentence(
                "DeskRulesEditor",
                "The rules of the desk are in force as version {version}; of high risk only now: {risky}",
                version=put.number,
                risky=number(put.risky),
            )
            desk.notices.change(said)
            self._found = None
            self.accept()

        def refused(refusal: DomainError) -> None:
            self.banner.tell(Sentence.of(refusal))
            self._say()

        desk.tasks.run(self, work, done, refused=refused)
