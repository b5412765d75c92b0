"""The people of the demo floor who are called for help: most say yes, some no, some do not hear it; then they come."""

from functools import cache

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.models.activation import Activation, CallOut, CallOutState


def read_helpers(session: Session) -> dict[int, frozenset[int]]:
    """Return who is on as backup now, with the queue that they help in; for the whole floor it is none."""
    return {
        person: frozenset() if queue is None else frozenset({queue}) for person, queue in session.execute(_helping())
    }


# Made once: that takes longer than reading.
@cache
def _helping() -> Select[int, int | None]:
    on = CallOut.state == CallOutState.ON
    helping = select(CallOut.person_id, Activation.queue_id).join(Activation, Activation.id == CallOut.activation_id)
    return helping.where(on, Activation.drill.is_(False))
