"""The people of the demo floor who are called for help: most say yes, some no, some do not hear it; then they come."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from functools import cache, partial
from random import Random
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.models.activation import Activation, CallOut, CallOutState
from app.services.demo.agenda import Agenda
from app.services.floor.activation.answering import answer, come_on
from app.services.floor.activation.refusals import ActivationError

# Of those who are called so many say yes and so many no; the others do not notice.
_YES, _NO = 0.72, 0.14
# Seconds until they answer, and by tier until they are there: who is at home needs the way.
_ANSWER_AFTER = (15, 150)
_THERE_AFTER: Mapping[int, tuple[int, int]] = {1: (40, 180), 2: (900, 2_100), 3: (60, 300)}
# By what they answer.
_VIA = "console"


class Called:
    """Plans what people do who are called, as soon as they are."""

    def __init__(self, agenda: Agenda, rng: Random) -> None:
        self._agenda, self._rng = agenda, rng
        self._known: set[tuple[int, CallOutState, datetime | None]] = set()

    def look_around(self, session: Session, at: datetime) -> None:
        """See who has been called, and who has said yes, since the last time."""
        for id_, person_id, state, called_at, tier in session.execute(_waiting()):
            if (id_, state, called_at) in self._known:
                continue
            self._known.add((id_, state, called_at))
            chance = self._rng.random()
            if state is CallOutState.ACCEPTED:
                self._agenda.add(self._later(at, _THERE_AFTER[tier]), partial(_come, id_, person_id))
            elif chance < _YES + _NO:
                self._agenda.add(self._later(at, _ANSWER_AFTER), partial(_answer, id_, person_id, chance < _YES))

    def _later(self, at: datetime, seconds: tuple[int, int]) -> datetime:
        return at + timedelta(seconds=self._rng.uniform(*seconds))


def read_helpers(session: Session) -> dict[int, frozenset[int]]:
    """Return who is on as backup now, with the queue that they help in; for the whole floor it is none."""
    return {
        person: frozenset() if queue is None else frozenset({queue}) for person, queue in session.execute(_helping())
    }


def _answer(call_out_id: int, person_id: int, accepts: bool, session: Session, at: datetime) -> None:
    # Somebody at a console may have answered for them, or let them go.
    with suppress(ActivationError):
        answer(session, call_out_id, accepts, via=_VIA, by=person_id, now=at)


def _come(call_out_id: int, person_id: int, session: Session, at: datetime) -> None:
    with suppress(ActivationError):
        come_on(session, call_out_id, by=person_id, now=at)


# Made once: that takes longer than reading.
@cache
def _waiting() -> Select[*tuple[Any, ...]]:
    waiting = CallOut.state.in_((CallOutState.CALLED, CallOutState.ACCEPTED))
    columns = (CallOut.id, CallOut.person_id, CallOut.state, CallOut.called_at, CallOut.tier)
    return select(*columns).where(waiting).order_by(CallOut.id)


@cache
def _helping() -> Select[int, int | None]:
    helping = select(CallOut.person_id, Activation.queue_id).join(Activation, Activation.id == CallOut.activation_id)
    return helping.where(CallOut.state == CallOutState.ON, Activation.drill.is_(False))
