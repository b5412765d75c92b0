"""Does actions on tickets off the GUI thread, says what was done, and takes it back where a person wants that."""

from collections.abc import Callable
from datetime import datetime

import shiboken6
from PySide6.QtCore import QT_TRANSLATE_NOOP, QObject
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.services.database import DatabaseLostError
from app.services.deadlines.waits import WAITING_FOR_CUSTOMER
from app.services.handling.actions import Action, Done, undo
from app.views.i18n import Sentence, number
from app.views.pane import Desk
from app.views.tasks import Refused

# Does the action in the session, for the person of this id, at this instant.
Work = Callable[[Session, int | None, datetime], Done]

# The sentence for one ticket, and that for many.
_DONE = {
    Action.ASSIGN: (
        str(QT_TRANSLATE_NOOP("Actions", "{number} assigned to {owner}")),
        str(QT_TRANSLATE_NOOP("Actions", "{count} complaints assigned to {owner}")),
    ),
    Action.RAISE_PRIORITY: (
        str(QT_TRANSLATE_NOOP("Actions", "Priority of {number} raised")),
        str(QT_TRANSLATE_NOOP("Actions", "Priority of {count} complaints raised")),
    ),
    Action.WAIT: (
        str(QT_TRANSLATE_NOOP("Actions", "{number} waits for the customer")),
        str(QT_TRANSLATE_NOOP("Actions", "{count} complaints wait for the customer")),
    ),
    Action.GO_ON: (
        str(QT_TRANSLATE_NOOP("Actions", "{number} goes on")),
        str(QT_TRANSLATE_NOOP("Actions", "{count} complaints go on")),
    ),
    Action.ENTER_STAGE: (
        str(QT_TRANSLATE_NOOP("Actions", "{number} is in another stage now")),
        str(QT_TRANSLATE_NOOP("Actions", "{count} complaints are in another stage now")),
    ),
    Action.WITHDRAW: (
        str(QT_TRANSLATE_NOOP("Actions", "{number} withdrawn by the customer")),
        str(QT_TRANSLATE_NOOP("Actions", "{count} complaints withdrawn by their customers")),
    ),
    Action.SPAM: (
        str(QT_TRANSLATE_NOOP("Actions", "{number} marked as no complaint")),
        str(QT_TRANSLATE_NOOP("Actions", "{count} marked as no complaints")),
    ),
}
_GIVEN_BACK = (
    str(QT_TRANSLATE_NOOP("Actions", "{number} given back: nobody owns it now")),
    str(QT_TRANSLATE_NOOP("Actions", "{count} complaints given back: nobody owns them now")),
)


_WAITS = (
    str(QT_TRANSLATE_NOOP("Actions", "{number} waits: {reason}")),
    str(QT_TRANSLATE_NOOP("Actions", "{count} complaints wait: {reason}")),
)


def act(
    desk: Desk,
    owner: QObject,
    work: Work,
    then: Callable[[Done], None] | None = None,
    refused: Refused | None = None,
) -> None:
    """Do an action in a transaction of its own; what is done is said with an undo, even if the owner is gone by then.

    Without `refused` a refusal is shown above the panes.
    """
    person_id = desk.me()

    def write() -> Done:
        with desk.database.write() as session:
            return work(session, person_id, desk.now())

    def say(done: Done) -> None:
        offer(desk, done)
        if then and shiboken6.isValid(owner):
            then(done)

    def refuse(refusal: DomainError) -> None:
        if refused and shiboken6.isValid(owner):
            refused(refusal)
        elif not isinstance(refusal, DatabaseLostError):
            desk.notices.refuse(refusal)

    desk.tasks.run(desk.notices, write, say, refused=refuse)


def said(done: Done) -> Sentence:
    """Put into words what an action did."""
    one, many = _words(done)
    values = {"number": done.tickets[0].number, "count": number(len(done.tickets)), "owner": done.owner}
    if done.reason:
        from app.views.ticket_words import reason  # late: most panes that act show no case

        values["reason"] = reason(done.reason)
    sentence = Sentence("Actions", one if len(done.tickets) == 1 else many, **values)
    if not done.skipped:
        return sentence
    return Sentence("Actions", "{done}, {skipped} left out", done=sentence, skipped=number(len(done.skipped)))


def offer(desk: Desk, done: Done) -> None:
    """Say what was done, and offer to take it back."""
    desk.notices.change(said(done), lambda: _take_back(desk, done))


def _take_back(desk: Desk, done: Done) -> None:
    person_id = desk.me()

    def write() -> None:
        with desk.database.write() as session:
            undo(session, desk.rulebook, done, person_id=person_id, now=desk.now())

    def refuse(refusal: DomainError) -> None:
        if isinstance(refusal, DatabaseLostError):
            # Nothing has happened: it can still be taken back when the database is there again.
            offer(desk, done)
        else:
            desk.notices.refuse(refusal)

    def say(_: None) -> None:
        desk.notices.change(Sentence("Actions", "Undone: {done}", done=said(done)))

    desk.tasks.run(desk.notices, write, say, refused=refuse)


def _words(done: Done) -> tuple[str, str]:
    """Return the sentence for one ticket and that for many."""
    if done.action is Action.ASSIGN and not done.owner:
        return _GIVEN_BACK
    if done.reason not in ("", WAITING_FOR_CUSTOMER):
        return _WAITS
    return _DONE[done.action]
