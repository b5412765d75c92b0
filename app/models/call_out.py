"""What may follow what in the call of one person (呼叫应答), written once."""

from collections.abc import Mapping
from enum import StrEnum

from app.models.activation import CallOutState as State


class CallOutMove(StrEnum):
    """What happens to the call of a person."""

    CALL = "call"
    ACCEPT = "accept"
    DECLINE = "decline"
    TIME_OUT = "time_out"
    COME_ON = "come_on"
    RELEASE = "release"
    WITHDRAW = "withdraw"


_Move = CallOutMove

# What is not written here cannot happen. Who has let the time pass may still say yes, as long as they are needed; and
# whoever is called again of those who said no, or have gone, is called by a lead, never by the clock.
FOLLOWS: Mapping[State, Mapping[CallOutMove, State]] = {
    State.PROPOSED: {_Move.CALL: State.CALLED, _Move.WITHDRAW: State.WITHDRAWN},
    State.CALLED: {
        _Move.ACCEPT: State.ACCEPTED,
        _Move.DECLINE: State.DECLINED,
        _Move.TIME_OUT: State.TIMED_OUT,
        _Move.COME_ON: State.ON,
        _Move.WITHDRAW: State.WITHDRAWN,
    },
    State.ACCEPTED: {
        _Move.COME_ON: State.ON,
        # They have said yes, and cannot after all.
        _Move.DECLINE: State.DECLINED,
        _Move.WITHDRAW: State.WITHDRAWN,
    },
    State.DECLINED: {_Move.CALL: State.CALLED},
    State.TIMED_OUT: {_Move.CALL: State.CALLED, _Move.ACCEPT: State.ACCEPTED},
    State.ON: {_Move.RELEASE: State.RELEASED},
    State.RELEASED: {_Move.CALL: State.CALLED},
    State.WITHDRAWN: {_Move.CALL: State.CALLED},
}


def after(state: State, move: CallOutMove) -> State | None:
    """Return the state that a move leads to; None where it cannot be made."""
    return FOLLOWS[state].get(move)
