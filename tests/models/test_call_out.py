"""What may follow what in the call of one person, as a table."""

import pytest

from app.models.activation import CallOutState as State
from app.models.call_out import FOLLOWS, CallOutMove, after

_MOVES = ["call", "accept", "decline", "time_out", "come_on", "release", "withdraw"]
# One line a state; in it what each of the moves above leads to, and a dot where it cannot be made.
TABLE = {
    #            call     accept     decline    time_out   come_on  release    withdraw
    "proposed":  "called  .          .          .          .        .          withdrawn",
    "called":    ".       accepted   declined   timed_out  on       .          withdrawn",
    "accepted":  ".       .          declined   .          on       .          withdrawn",
    "declined":  "called  .          .          .          .        .          .",
    "timed_out": "called  accepted   .          .          .        .          .",
    "on":        ".       .          .          .          .        released   .",
    "released":  "called  .          .          .          .        .          .",
    "withdrawn": "called  .          .          .          .        .          .",
}  # fmt: skip


@pytest.mark.parametrize(
    ("state", "move", "leads_to"),
    [(state, move, to) for state, row in TABLE.items() for move, to in zip(_MOVES, row.split(), strict=True)],
)
def test_a_call_goes_as_the_table_says(state: str, move: str, leads_to: str) -> None:
    found = after(State(state), CallOutMove(move))
    assert found == (None if leads_to == "." else State(leads_to))


def test_the_table_speaks_of_every_state_and_every_move() -> None:
    assert set(FOLLOWS) == set(State) == {State(state) for state in TABLE}
    assert set(CallOutMove) == {CallOutMove(move) for move in _MOVES}
