"""The states of one person as a line of spans, into which what is told late or twice goes where it belongs.

Whatever the order in which events arrive, the line comes out the same. So an event that changes nothing is remembered
(`told`): what is told later of an earlier instant lasts only until then.
"""

from bisect import bisect_right, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.models.people import AgentState, StateSource


@dataclass
class Span:
    """A stretch in one state; `id` is that of its row, None while it has none."""

    id: int | None
    state: AgentState
    source: StateSource
    started_at: datetime
    ended_at: datetime | None


class Timeline:
    """The spans of a person from some instant on, in order; `begun` are the new ones."""

    def __init__(self, spans: Sequence[Span], told: Iterable[datetime]) -> None:
        self._spans = list(spans)
        self._told = sorted(set(told))
        self.begun: list[Span] = []

    def tell(self, at: datetime, state: AgentState, source: StateSource) -> None:
        """Let the person be in a state from an instant on, until what is known of later instants."""
        place = bisect_right(self._spans, at, key=_begin_of) - 1
        span = self._spans[place] if place >= 0 else None
        following = self._spans[place + 1] if place + 1 < len(self._spans) else None
        if span is None or (span.ended_at is not None and span.ended_at <= at):
            self._begin(place + 1, at, following.started_at if following else None, state, source, following)
        elif span.state is not state:
            self._interrupt(place, at, state, source)
        insort(self._told, at)

    def _interrupt(self, place: int, at: datetime, state: AgentState, source: StateSource) -> None:
        """Let another state begin within a span."""
        span, before = self._spans[place], self._spans[place].state
        ended_at = span.ended_at
        # The state of the span was told again of this instant: so it had come back by then.
        later = bisect_right(self._told, at)
        again = self._told[later] if later < len(self._told) else None
        if again is not None and ended_at is not None and again >= ended_at:
            again = None
        following = self._spans[place + 1] if again is None and place + 1 < len(self._spans) else None
        if span.started_at == at:
            # Of what is told of one instant, the last word holds.
            span.state, span.source, span.ended_at = state, source, again or ended_at
        else:
            span.ended_at = at
            self._begin(place + 1, at, again or ended_at, state, source, following)
        if again is not None:
            self._begin(place + 1 + (span.started_at != at), again, ended_at, before, source, None)

    def _begin(
        self,
        place: int,
        at: datetime,
        until: datetime | None,
        state: AgentState,
        source: StateSource,
        following: Span | None,
    ) -> None:
        if following is not None and following.state is state and following.started_at == until:
            following.started_at = at
            return
        span = Span(None, state, source, at, until)
        self._spans.insert(place, span)
        self.begun.append(span)


def _begin_of(span: Span) -> datetime:
    return span.started_at
