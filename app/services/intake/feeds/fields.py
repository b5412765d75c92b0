"""What another system says of a complaint, as columns of it: they follow as long as nobody has changed them here."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.floor import Queue
from app.models.texts import visible
from app.models.ticket import Category, Priority, Ticket
from app.services.handling.register import LONGEST_TITLE
from app.services.intake.feeds.item import Item

# No complaint is older: what says so does not know its time.
_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
_LONGEST_TEXT, _LONGEST_PRODUCT = 200_000, 200


def believed(said: datetime | None, now: datetime) -> datetime:
    """Return when it was received: clocks of others may be ahead, and some know no time at all."""
    return said if said is not None and _EARLIEST <= said <= now else now


def fields_of(session: Session, item: Item) -> dict[str, Any]:
    """Return the columns that follow the origin; None where it says nothing that we understand."""
    text = text_of(item.text)
    title = " ".join(text_of(item.title).split()) or text.partition("\n")[0] or item.key
    return {
        "title": title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…",
        "description": text,
        "product": " ".join(text_of(item.product).split())[:_LONGEST_PRODUCT] or None,
        "demand": text_of(item.demand) or None,
        "emotion": item.emotion,
        "priority": item.priority,
        "category_id": _category(session, item.category),
        "queue_id": session.scalar(select(Queue.id).where(Queue.name == visible(item.queue).strip()).limit(1)),
    }


def text_of(given: str) -> str:
    """Return a text as it is kept here: what can be seen of it, and not without end."""
    text = visible(given).replace("\r\n", "\n").strip()
    return text if len(text) <= _LONGEST_TEXT else f"{text[: _LONGEST_TEXT - 1]}…"


def _category(session: Session, named: str) -> int | None:
    """Return the category of a path, or of a name that only one has."""
    if not (named := visible(named).strip()):
        return None
    statement = select(Category.id, Category.path).where(
        Category.active, (Category.path == named) | (func.lower(Category.name) == named.lower())
    )
    rows = session.execute(statement.limit(3)).all()
    exact = [id_ for id_, path in rows if path == named]
    return exact[0] if exact else rows[0][0] if len(rows) == 1 else None


def change(
    session: Session, ticket: Ticket, item: Item, kept: dict[str, Any], left: dict[str, Any]
) -> dict[str, list[Any]]:
    """Let the fields follow that are as their origin left them; return what changed, and add to `left` what did not."""
    changes = {}
    for name, value in fields_of(session, item).items():
        before, wanted = _as_json(getattr(ticket, name)), _as_json(value)
        if value is None or wanted in (before, kept.get(name)):
            left.pop(name, None)
        elif before == kept.get(name):
            setattr(ticket, name, value)
            changes[name] = [before, wanted]
            kept[name] = wanted
        else:
            left[name] = wanted
    return changes


def plain(fields: dict[str, Any]) -> dict[str, Any]:
    """Return columns as JSON holds them."""
    return {name: _as_json(value) for name, value in fields.items()}


def _as_json(value: Any) -> Any:
    return value.value if isinstance(value, Priority) else value
