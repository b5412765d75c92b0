"""How levelling is said: why a ticket moves, what keeps others, what was moved; and how moves are taken back."""

from PySide6.QtCore import QT_TRANSLATE_NOOP

from app.errors import DomainError
from app.models.effort import WHOLE
from app.services.database import DatabaseLostError
from app.services.floor.levelling import Levelled, undo
from app.services.floor.levelling_problem import Because, Kept, Levelling, Move, Stays
from app.views.i18n import Sentence, listed, number
from app.views.load.columns import points as in_complaints
from app.views.pane import Desk

CONTEXT = "Levelling"
# Of more tickets a sentence names only the first ones.
_NAMED = 5
_KEPT = {
    Kept.FIRST_HANDLER: str(QT_TRANSLATE_NOOP("Levelling", "{count} they answered first themselves")),
    Kept.NOBODY_SKILLED: str(QT_TRANSLATE_NOOP("Levelling", "{count} nobody else has the skill for")),
    Kept.NOBODY_SPEAKS: str(QT_TRANSLATE_NOOP("Levelling", "{count} nobody else has the customer's language for")),
    Kept.NOBODY_NOW: str(QT_TRANSLATE_NOOP("Levelling", "{count} of which those who could are away or owe a rest")),
    Kept.NO_ROOM: str(QT_TRANSLATE_NOOP("Levelling", "{count} nobody who could has room for")),
}


def points(effort: int) -> str:
    """Write an effort that is given in hundredths."""
    return in_complaints(effort / WHOLE)


def why(move: Move) -> str:
    """Say why a ticket is to move."""
    if move.to_first:
        text = str(QT_TRANSLATE_NOOP("Levelling", "back to its first handler"))
    elif move.because is Because.AWAY:
        text = str(QT_TRANSLATE_NOOP("Levelling", "owner away when due"))
    else:
        text = str(QT_TRANSLATE_NOOP("Levelling", "owner over the limit"))
    return str(Sentence(CONTEXT, text))


def stays(each: Stays, name: str) -> str:
    """Say what somebody keeps who carries too much or is away, and what keeps it there."""
    if each.over:
        text = str(QT_TRANSLATE_NOOP("Levelling", "{name} stays {over} over: {reasons}"))
    else:
        text = str(QT_TRANSLATE_NOOP("Levelling", "{name} is away, and keeps what is due: {reasons}"))
    reasons = "; ".join(str(Sentence(CONTEXT, _KEPT[kept], count=number(count))) for kept, count in each.why.items())
    return str(Sentence(CONTEXT, text, name=name, over=points(each.over), reasons=reasons or "–"))


def summary(levelling: Levelling, left_out: int) -> str:
    """Say how much is to move, and whether less would not do."""
    if not levelling.moves:
        if levelling.stays:
            text = str(QT_TRANSLATE_NOOP("Levelling", "Nothing can be moved."))
        else:
            text = str(QT_TRANSLATE_NOOP("Levelling", "Nobody carries too much: there is nothing to move."))
    elif levelling.proven:
        text = str(QT_TRANSLATE_NOOP("Levelling", "Moves: {count}; it cannot be done with fewer."))
    else:
        text = str(QT_TRANSLATE_NOOP("Levelling", "Moves: {count}; perhaps a few less would do."))
    said = str(Sentence(CONTEXT, text, count=number(len(levelling.moves))))
    if left_out:
        without = str(QT_TRANSLATE_NOOP("Levelling", "{count} left out."))
        said = f"{said} {Sentence(CONTEXT, without, count=number(left_out))}"
    return said


def offer(desk: Desk, levelled: Levelled) -> None:
    """Say what was moved and what was not, and offer to take it back."""
    desk.notices.change(_done(levelled), lambda: _take_back(desk, levelled))


def _take_back(desk: Desk, levelled: Levelled) -> None:
    person_id = desk.me()

    def write() -> None:
        with desk.database.write() as session:
            undo(session, desk.rulebook, levelled, person_id=person_id, now=desk.now())

    def refuse(refusal: DomainError) -> None:
        if isinstance(refusal, DatabaseLostError):
            # Nothing has happened: it can still be taken back when the database is there again.
            offer(desk, levelled)
        else:
            desk.notices.refuse(refusal)

    def say(_: None) -> None:
        desk.notices.change(Sentence("Actions", "Undone: {done}", done=_done(levelled)))

    desk.tasks.run(desk.notices, write, say, refused=refuse)


def _done(levelled: Levelled) -> Sentence:
    counts = {"count": number(len(levelled.done.tickets)), "people": number(levelled.people)}
    if not levelled.refused:
        text = str(QT_TRANSLATE_NOOP("Levelling", "{count} complaints moved to {people} people"))
        return Sentence(CONTEXT, text, **counts)
    text = str(
        QT_TRANSLATE_NOOP(
            "Levelling", "{count} complaints moved to {people} people; not moved, because changed since: {numbers}"
        )
    )
    numbers = listed(move.number for move in levelled.refused[:_NAMED])
    return Sentence(CONTEXT, text, **counts, numbers=numbers + (" …" if len(levelled.refused) > _NAMED else ""))
