"""What happened in an activation, written down where it happens and never changed."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.activation import ActivationEvent


class Happened(StrEnum):
    """The kinds of `ActivationEvent`; what became of a call is called as the state that it led to."""

    BEGUN = "begun"
    CALLED = "called"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    TIMED_OUT = "timed_out"
    ON = "on"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"
    # Another lead was first.
    TAKEN = "taken"
    # Nobody of a tier is left to be called.
    EXHAUSTED = "exhausted"
    WANTED = "wanted"
    CLEAR = "clear"
    BUSY_AGAIN = "busy_again"
    PROPOSED = "stand_down_proposed"
    STANDING_DOWN = "standing_down"
    # Schedule or state could not be written; help goes on without.
    NOT_WRITTEN = "not_written"
    # A mailed answer that changed nothing.
    REPLY = "reply"
    ENDED = "ended"


def record(
    session: Session,
    activation_id: int,
    kind: Happened,
    *,
    call_out_id: int | None = None,
    by: int | None = None,
    now: datetime,
    **details: Any,
) -> None:
    """Add to what happened; `by` is who did it, None the clock or a reply."""
    session.add(
        ActivationEvent(
            activation_id=activation_id,
            call_out_id=call_out_id,
            at=now,
            kind=kind,
            person_id=by,
            details=details or None,
        )
    )


def sentence_of(refusal: DomainError) -> dict[str, Any]:
    """Return a refusal as details that a screen can say in its language."""
    return {"sentence": refusal.sentence, "values": {name: str(value) for name, value in refusal.values.items()}}
