"""Finds complaints by number or words of their title, and people by name, as somebody types."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.models.ticket import Status, Ticket
from app.services.people import PersonRow, people_here

# A number is the identity and so much more (see `Ticket.number`); no complaint has more digits than this.
_PREFIX, _BEFORE_FIRST, _MOST_DIGITS = "FW-", 1_000_000, 12
# No title is longer. What was pasted by mistake would be too much for the database to look for.
_LONGEST = 400


@dataclass(frozen=True)
class FoundTicket:
    """A complaint that was found, open or not."""

    id: int
    number: str
    title: str
    status: Status


@dataclass(frozen=True)
class Found:
    """What was found: complaints, the newest first, and people who work here."""

    tickets: tuple[FoundTicket, ...] = ()
    people: tuple[PersonRow, ...] = ()


def find(session: Session, typed: str, *, limit: int = 20) -> Found:
    """Return the complaints whose number begins so, or else whose title holds every word, and people by name.

    Upper and lower case are the same, in any alphabet; nothing typed finds nothing.
    """
    words = typed.split()
    if not words or sum(map(len, words)) > _LONGEST:
        return Found()
    columns = select(Ticket.id, Ticket.number, Ticket.title, Ticket.status).order_by(Ticket.id.desc()).limit(limit)
    numbered = _number_begins(words)
    rows = session.execute(columns.where(numbered)).all() if numbered is not None else []
    if not rows:
        rows = session.execute(columns.where(*(_holds(Ticket.title, word) for word in words))).all()
    people = (person for person in people_here(session) if _in_name(person, words))
    return Found(tuple(FoundTicket(*row) for row in rows), tuple(people)[:limit])


def _number_begins(words: list[str]) -> ColumnElement[bool] | None:
    """Return which identities have a number that begins so; None where it is no number.

    Ranges of identities instead of a pattern, which no index serves on both databases.
    """
    digits = words[0].upper().removeprefix(_PREFIX)
    if len(words) > 1 or not (digits.isascii() and digits.isdigit()) or digits[0] == "0" or len(digits) > _MOST_DIGITS:
        return None
    sizes = range(max(len(str(_BEFORE_FIRST)), len(digits)), _MOST_DIGITS + 1)
    tens = [10 ** (size - len(digits)) for size in sizes]
    begin = int(digits)
    return or_(*(Ticket.id.between(begin * ten - _BEFORE_FIRST, (begin + 1) * ten - 1 - _BEFORE_FIRST) for ten in tens))


def _holds(column: InstrumentedAttribute[str], word: str) -> ColumnElement[bool]:
    # SQLite folds ASCII only, so letters beyond it are looked for in each of their cases.
    cases = {word, word.lower(), word.upper(), word.capitalize()} if not word.isascii() else {word}
    return or_(*(column.icontains(each, autoescape=True) for each in sorted(cases)))


def _in_name(person: PersonRow, words: list[str]) -> bool:
    name = person.name.casefold()
    return all(word.casefold() in name for word in words)
