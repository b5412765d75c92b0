"""Suggestions of a category: much is learned by the worker process, and who asked meanwhile is answered after it."""

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from app.errors import DatabaseLostError, DomainError
from app.models.people import Role
from app.models.ticket import Ticket
from app.services.assessment import suggest
from app.services.assessment.categories import add_category
from app.services.database import Database
from app.services.handling.category_edits import change_category
from app.views.pane import Desk
from app.views.tasks import Task, Tasks
from tests.builders import MONDAY, new_ticket, open_floor, person
from tests.views.desks import desk_on

FEES, DAMAGE = ("手续费太高", "手续费不合理", "多收手续费"), ("快递破损", "包裹摔坏了", "快递摔坏")


@pytest.fixture
def desk(database: Database, tasks: Tasks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk of a floor on which six complaints are much to learn."""
    rulebook = open_floor(database)
    with database.write() as session:
        by = person(session, Role.MANAGER).id
        fees, damage = (add_category(session, name, None, by=by).id for name in ("Fees", "Damage"))
    for category_id, titles in ((fees, FEES), (damage, DAMAGE)):
        for title in titles:
            new_ticket(database, rulebook, title=title, category_id=category_id)
    monkeypatch.setattr(suggest, "_AT_ONCE", 5)
    return desk_on(database, tasks, tmp_path)


def test_who_asks_while_it_is_learned_is_answered_after_it(qtbot: QtBot, desk: Desk) -> None:
    begun: list[Task] = []
    desk.tasks.started.connect(begun.append)
    said: dict[str, list[str]] = {}
    one, other = QObject(), QObject()

    def ask(owner: QObject, name: str, title: str) -> None:
        desk.suggestions.ask(owner, title, "", lambda found: said.update({name: [each.path for each in found]}))

    ask(one, "before", "包裹")
    ask(one, "one", "手续费太高")
    ask(other, "other", "包裹摔坏")
    qtbot.waitUntil(lambda: {"one", "other"} <= set(said))
    assert (said["one"][0], said["other"][0], len(begun)) == ("Fees", "Damage", 1)


def test_what_was_asked_last_is_answered_although_it_was_read_first(
    qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()
    has_much, learn, addresses = suggest.Learned.has_much_to_learn, desk.suggestions._learn, list[str]()

    def first_waits(learned: suggest.Learned, session: Session) -> bool:
        if not begun.is_set():
            begun.set()
            assert go_on.wait(30)
        return has_much(learned, session)

    monkeypatch.setattr(suggest.Learned, "has_much_to_learn", first_waits)
    monkeypatch.setattr(desk.suggestions, "_learn", addresses.append)
    owner, said = QObject(), list[str]()
    desk.suggestions.ask(owner, "包裹", "", lambda _: said.append("older"))
    assert begun.wait(30)
    desk.suggestions.ask(owner, "手续费太高", "", lambda _: said.append("newer"))
    qtbot.waitUntil(lambda: len(addresses) == 1)
    go_on.set()
    qtbot.waitUntil(lambda: len(addresses) == 2)
    learn(addresses[0])
    qtbot.waitUntil(lambda: bool(said))
    assert said == ["newer"]


def test_what_happens_afterwards_is_followed_without_the_worker(qtbot: QtBot, desk: Desk, database: Database) -> None:
    said: list[str] = []
    owner = QObject()

    def ask() -> str:
        said.clear()
        desk.suggestions.ask(owner, "手续费太高", "", lambda found: said.extend(each.path for each in found))
        qtbot.waitUntil(lambda: bool(said))
        return said[0]

    assert ask() == "Fees"
    begun: list[Task] = []
    desk.tasks.started.connect(begun.append)
    with database.write() as session:
        categories = {each.title: each.category_id for each in session.query(Ticket)}
        for ticket in session.query(Ticket).filter(Ticket.title.in_(FEES)):
            change_category(session, desk.rulebook, ticket, categories[DAMAGE[0]], person_id=None, now=MONDAY)
        for ticket in session.query(Ticket).filter(Ticket.title.in_(DAMAGE[:2])):
            change_category(session, desk.rulebook, ticket, categories[FEES[0]], person_id=None, now=MONDAY)
    assert (ask(), begun) == ("Damage", [])


def test_after_a_loss_the_next_who_asks_begins_it_again(
    qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, said = QObject(), list[str]()
    learn = suggest.learn_apart
    monkeypatch.setattr(suggest, "learn_apart", lost)
    with qtbot.waitSignal(desk.tasks.lost):
        desk.suggestions.ask(owner, "手续费太高", "", lambda found: said.extend(each.path for each in found))
    monkeypatch.setattr(suggest, "learn_apart", learn)
    desk.suggestions.ask(owner, "手续费太高", "", lambda found: said.extend(each.path for each in found))
    qtbot.waitUntil(lambda: bool(said))
    assert said[0] == "Fees"


def test_who_waits_for_what_cannot_be_learned_is_answered_with_nothing(
    qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, said = QObject(), list[object]()
    monkeypatch.setattr(suggest, "learn_apart", refused)
    desk.suggestions.ask(owner, "手续费太高", "", said.append)
    qtbot.waitUntil(lambda: said == [()])


def refused(_: str, *, progress: object) -> None:
    """Refuse, as the worker process may."""
    raise DomainError("It cannot be learned.")


def lost(_: str, *, progress: object) -> None:
    """Find no database, as the worker process may."""
    raise DatabaseLostError("The database is gone.")
