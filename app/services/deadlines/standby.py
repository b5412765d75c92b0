"""Proposes to call standby staff (备班) where a step of a ladder says that those who are here do not suffice."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.models.alert import Alert, AlertKind

# An alert names no more complaints; it counts them all.
_NAMED = 20


class LateTicket(NamedTuple):
    """The complaint for which help is needed, and its deadline."""

    id: int
    number: str
    due_at: datetime


def propose_standby(session: Session, tickets: Sequence[LateTicket], *, now: datetime) -> None:
    """Raise the alert that proposes standby, or add complaints to the one that waits for an answer.

    Its details are the `count` of complaints, `tickets` with id, number and due (ISO format) of the first of them, and
    of the very first ticket_id, number and due.
    """
    alert = _waiting(session)
    if alert is None:
        try:
            with session.begin_nested():
                session.add(Alert(kind=AlertKind.STANDBY, details=_with({}, tickets), raised_at=now))
                session.flush()
            return
        except IntegrityError:
            # Another sweep has raised it at the same moment.
            alert = _waiting(session)
            if alert is None:
                raise
    alert.details, alert.cleared_at = _with(alert.details, tickets), None
    session.flush()


def _waiting(session: Session) -> Alert | None:
    waiting = select(Alert).where(Alert.kind == AlertKind.STANDBY, Alert.subject == "", Alert.resolved_at.is_(None))
    return session.scalars(waiting.with_for_update().execution_options(populate_existing=True)).first()


def _with(details: dict[str, Any], tickets: Sequence[LateTicket]) -> dict[str, Any]:
    named: list[dict[str, Any]] = list(details.get("tickets", ()))
    known = {each["id"] for each in named}
    new = {each.id: each for each in tickets if each.id not in known}
    named += [{"id": each.id, "number": each.number, "due": each.due_at.isoformat()} for each in new.values()]
    first = {"ticket_id": named[0]["id"], "number": named[0]["number"], "due": named[0]["due"]}
    return {"count": details.get("count", 0) + len(new), **first, "tickets": named[:_NAMED]}
