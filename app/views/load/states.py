"""Sets what people do now, off the GUI thread: says what was set, and takes it back where a person wants that."""

from collections.abc import Sequence

from PySide6.QtCore import QT_TRANSLATE_NOOP

from app.errors import DomainError
from app.models.people import AgentState
from app.services.agent_states import StateChange, set_state, undo_state
from app.services.database import DatabaseLostError
from app.views.i18n import Sentence, number
from app.views.load.agent_states import state_word
from app.views.pane import Desk

_ONE = str(QT_TRANSLATE_NOOP("Load", "{name} is now: {state}"))
_MANY = str(QT_TRANSLATE_NOOP("Load", "{count} people are now: {state}"))


def let_be(desk: Desk, people: Sequence[int], state: AgentState) -> None:
    """Let people be in a state from now on, all in one transaction; those who are in it already stay so."""

    def write() -> list[StateChange]:
        with desk.database.write() as session:
            # In the order of their identity, so that two consoles do not wait for each other for ever.
            changes = [set_state(session, person_id, state, now=desk.now()) for person_id in sorted(people)]
        return [change for change in changes if change]

    def then(changes: list[StateChange]) -> None:
        if changes:
            _offer(desk, changes, state)

    desk.tasks.run(desk.notices, write, then)


def _offer(desk: Desk, changes: Sequence[StateChange], state: AgentState) -> None:
    desk.notices.change(_said(changes, state), lambda: _take_back(desk, changes, state))


def _take_back(desk: Desk, changes: Sequence[StateChange], state: AgentState) -> None:
    def write() -> None:
        with desk.database.write() as session:
            for change in changes:
                undo_state(session, change)

    def then(_: None) -> None:
        desk.notices.change(Sentence("Actions", "Undone: {done}", done=_said(changes, state)))

    def refuse(refusal: DomainError) -> None:
        if isinstance(refusal, DatabaseLostError):
            # Nothing has happened: it can still be taken back when the database is there again.
            _offer(desk, changes, state)
        else:
            desk.notices.refuse(refusal)

    desk.tasks.run(desk.notices, write, then, refused=refuse)


def _said(changes: Sequence[StateChange], state: AgentState) -> Sentence:
    if len(changes) == 1:
        return Sentence("Load", _ONE, name=changes[0].name, state=state_word(state))
    return Sentence("Load", _MANY, count=number(len(changes)), state=state_word(state))
