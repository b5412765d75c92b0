"""A day at the complaint desk, done by people through the real panes and dialogs; nothing is written behind them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid
from sqlalchemy import select

from app.errors import DomainError
from app.models.follow_up import CallOutcome
from app.models.people import Role
from app.models.sla import LifeEvent
from app.models.ticket import Source, Status, Ticket
from app.services.database import Database
from app.services.handling.case import Case
from app.services.handling.events import happen
from app.services.handling.loop import NotClosedError
from app.views.case.form import Form
from app.views.case.part import CasePart
from app.views.case.parts.compensation import CompensationPart
from app.views.case.parts.customer import CustomerPart
from app.views.case.parts.tasks import Tasks as TasksPart
from app.views.dialog import Dialog
from app.views.dialogs.ask_department import AskDepartment
from app.views.dialogs.awaited import Awaited
from app.views.dialogs.close_case import CloseCase
from app.views.dialogs.merge import Merge
from app.views.dialogs.offer import Offer
from app.views.dialogs.promise import MakePromise
from app.views.dialogs.record import RecordComplaint
from app.views.dialogs.split_case import SplitCase
from app.views.dialogs.task_words import ANSWER, TaskWords
from app.views.dialogs.tell import Tell
from app.views.pane import Pane
from app.views.panes.case import CasePane
from app.views.panes.follow_up import FollowUpPane
from app.views.panes.tasks import TasksPane
from app.views.task_card import ACCEPT
from app.views.tasks import Tasks
from tests.builders import MONDAY, open_floor, person
from tests.views.desks import desk_on
from tests.views.walk import texts

_Dialog = TypeVar("_Dialog", bound=Dialog)
_Part = TypeVar("_Part", bound=CasePart)
_STEP = timedelta(minutes=1)


class DeskDay:
    """The console of a desk: who sits there changes, and each deed takes a minute."""

    def __init__(self, qtbot: QtBot, tasks: Tasks, database: Database, folder: Path) -> None:
        self.qtbot, self.tasks, self.database = qtbot, tasks, database
        self.rulebook = open_floor(database)
        self.now: datetime = MONDAY
        with database.read() as session:
            self.people = {role: person(session, role).id for role in Role}
        self.sits = Role.AGENT
        self.desk = desk_on(database, tasks, folder, now=lambda: self.now, me=lambda: self.people[self.sits])
        self.case, self.tasks_pane, self.calls = CasePane(self.desk), TasksPane(self.desk), FollowUpPane(self.desk)
        for pane in (self.case, self.tasks_pane, self.calls):
            pane.resize(1200, 800)
            qtbot.addWidget(pane)
            pane.show()
        self.settle()

    def settle(self) -> None:
        """Wait until all that was begun has come."""
        self.qtbot.waitUntil(lambda: not self.tasks.busy(), timeout=10_000)
        QCoreApplication.processEvents()

    def hear(self, *panes: Pane) -> None:
        """Let panes hear that something has changed, as the feed does."""
        for pane in panes or (self.case,):
            pane.hear(None)
        self.settle()
        # Those that rest between two readings.
        for reader in (self.tasks_pane.reader, self.calls.reader):
            reader.ask(hurried=True)
        self.settle()

    def ticket(self, ticket_id: int) -> Ticket:
        """A complaint as it is on record."""
        with self.database.read() as session:
            return session.scalars(select(Ticket).where(Ticket.id == ticket_id)).one()

    def shown(self) -> Case:
        """The case that is on the screen."""
        self.settle()
        assert self.case.case
        return self.case.case

    def look(self, ticket_id: int) -> Case:
        """Open a case."""
        self.desk.requests.case.emit(ticket_id)
        return self.shown()

    def record(self, source: Source, customer: str, title: str, text: str = "") -> int:
        """Take a complaint down; the customer is found by what is typed, or is new."""
        dialog = RecordComplaint(self.desk)
        self.qtbot.addWidget(dialog)
        dialog.show()
        self.settle()
        fields = dialog.fields
        fields.source.setCurrentIndex(fields.source.findData(source))
        fields.customer.picker.field.setText(customer)
        fields.customer.picker.field.returnPressed.emit()
        self.settle()
        fields.title.setText(title)
        fields.description.setPlainText(text)
        fields.demand.setPlainText("尽快处理")
        dialog.ok.click()
        self.qtbot.waitUntil(lambda: not dialog.isVisible() or not dialog.banner.isHidden())
        assert not dialog.isVisible(), [*texts(dialog)]
        self.now += _STEP
        return self.shown().id

    def dialog(self, kind: type[_Dialog]) -> _Dialog:
        """The dialog of a kind that is open."""
        self.settle()
        windows: list[QWidget] = [self.case, self.tasks_pane, self.calls]
        return next(each for window in windows for each in window.findChildren(kind) if each.isVisible())

    def act(self, name: str, kind: type[_Dialog]) -> _Dialog:
        """Open the form of an action on the case by its key's action."""
        self.case.bar.actions_of_keys[name].trigger()
        return self.dialog(kind)

    def send(self, form: Form) -> None:
        """Send a form, and see that it was done."""
        assert form.ok.isEnabled(), f"{type(form).__name__} is not ready"
        form.ok.click()
        self.settle()
        assert not (isValid(form) and form.isVisible()), [*texts(form)]
        self.now += _STEP
        self.hear()

    def tell(self, name: str, *texts: str) -> None:
        """Tell what was done, in the form of an action."""
        form = self.act(name, Tell)
        for edit, text in zip(form.texts.values(), texts, strict=False):
            edit.setPlainText(text)
        self.send(form)

    def part(self, kind: type[_Part]) -> _Part:
        """Turn to a page of the case."""
        self.case.aside.choose(kind)
        self.hear()
        found = self.case.aside.parts[kind]
        assert isinstance(found, kind)
        return found

    def ask_and_answer(self, department: str, question: str, answer: str) -> Callable[[], None]:
        """Ask a department; return how its contact answers and the desk accepts that."""
        self.part(TasksPart).ask.click()
        form = self.dialog(AskDepartment)
        form.department.setCurrentText(department)
        form.what.setText(question)
        form.question.setPlainText(question)
        self.send(form)

        def go_on() -> None:
            self.hear(self.tasks_pane)
            row = next(row for row in self.tasks_pane._rows if row.ticket_id == self.shown().id)
            self.tasks_pane.table.select_ids([row.id])
            self.tasks_pane.actions_of[ANSWER].trigger()
            words = self.dialog(TaskWords)
            words.text.setPlainText(answer)
            self.send(words)
            self.hear(self.tasks_pane)
            self.tasks_pane.table.select_ids([row.id])
            self.tasks_pane.actions_of[ACCEPT].trigger()
            self.hear()

        return go_on

    def offer(self, amount: float, reason: str) -> None:
        """Offer the customer something."""
        self.part(CompensationPart).offer.click()
        form = self.dialog(Offer)
        form.amount.setValue(amount)
        form.reason.setPlainText(reason)
        self.settle()
        self.send(form)

    def decide(self, role: Role) -> None:
        """Let somebody else grant what awaits their decision about the case."""
        self.sits = role
        dialog = Awaited(self.desk, self.case)
        self.qtbot.addWidget(dialog)
        dialog.show()
        self.settle()
        dialog.grant.click()
        self.settle()
        dialog.accept()
        self.sits = Role.AGENT
        self.now += _STEP
        self.hear()

    def pay(self) -> None:
        """Put on record that the customer has what was granted."""
        self.part(CompensationPart).pay.click()
        self.settle()
        self.hear()

    def promise(self, text: str) -> Callable[[], None]:
        """Promise the customer something; return how it is said to be kept."""
        self.part(CustomerPart).promise.click()
        form = self.dialog(MakePromise)
        form.text.setPlainText(text)
        form.ok.click()
        self.settle()
        self.hear()

        def keep() -> None:
            document = self.part(CustomerPart).document
            link = next(each for each in document.toHtml().split('"') if each.startswith("kept:"))
            document.anchorClicked.emit(QUrl(link))
            self.settle()
            self.hear()

        return keep

    def resolve(self, result: str = "已为客户处理完毕") -> None:
        """Tell the customer the result."""
        self.tell("resolve", result)

    def call(self, score: int | None, outcome: CallOutcome = CallOutcome.REACHED) -> None:
        """Make the follow-up call of the case, with what the customer thinks."""
        ticket_id = self.shown().id
        self.hear(self.calls)
        row = next(row for row in self.calls._rows if row.ticket_id == ticket_id)
        self.calls.table.select_ids([row.id])
        self.calls.form.outcomes[outcome].click()
        if score is not None:
            self.calls.form.scores[score].click()
            self.calls.form.record.click()
        self.settle()
        self.now += _STEP
        self.hear()

    def refuses_to_close(self) -> set[str]:
        """See that the case is not closed by any road; return which needs are open."""
        ticket_id = self.shown().id
        with self.database.write() as session:
            try:
                happen(session, self.rulebook, session.get_one(Ticket, ticket_id), LifeEvent.CLOSED, now=self.now)
            except NotClosedError as refusal:
                found = {point.loop.value for point in refusal.points}
                session.rollback()
            except DomainError:
                # What is not resolved has no end to speak of.
                session.rollback()
                assert not self.case.bar.actions_of_keys["close"].isEnabled()
                return set()
        form = self.act("close", CloseCase)
        assert not form.ok.isEnabled()
        assert len(form.leads) >= len(found)
        form.reject()
        return found

    def close(self, cause: str = "流程") -> None:
        """Close the case with its root cause."""
        form = self.act("close", CloseCase)
        form.cause.setCurrentText(cause)
        self.send(form)
        assert self.shown().status is Status.CLOSED

    def merge_into(self, other: int) -> None:
        """Merge the case into another one."""
        form = self.act("merge", Merge)
        form.picker.field.setText(self.ticket(other).number)
        self.settle()
        form.picker.take()
        self.send(form)

    def split(self, title: str) -> int:
        """Make a part of the case a complaint of its own, which is shown then."""
        form = self.act("split", SplitCase)
        form.name.setText(title)
        self.send(form)
        return self.shown().id
