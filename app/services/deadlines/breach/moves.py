"""When due times have moved: by pauses that ended, by extensions and by new rules; before that they were others."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.models.approval import Extension
from app.models.deadline import Deadline
from app.models.rule_change import ClockRevision, RuleChange
from app.models.sla import Clock, Measure, Pause
from app.services.deadlines.rulebook import Rulebook


class _Rules(NamedTuple):
    """What a due time is made of, beside the pauses."""

    measure: Measure | None
    amount: int | None
    counting: str
    calendar_version_id: int


class _Revision(NamedTuple):
    """New rules for a clock: what it had before, from when to when they held, and the due time that they gave."""

    at: datetime
    undone_at: datetime | None
    before: _Rules
    due_after: datetime


class _Extension(NamedTuple):
    """More time for a clock, from when on; until then it had the amount before."""

    at: datetime
    amount_before: int


def due_times(
    session: Session, rulebook: Rulebook, asked: ColumnElement[bool]
) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """Yield for those of the clocks whose due time has moved since when they were due when, in seconds since 1970.

    The first entry of a clock holds from its start on.
    """
    pauses = _by_clock(
        session.execute(
            select(Pause.clock_id, Pause.started_at, Pause.ended_at)
            .join(Clock, Clock.id == Pause.clock_id)
            .where(asked, Pause.ended_at.is_not(None))
            .order_by(Pause.started_at)
        )
    )
    extensions = _by_clock(
        session.execute(
            select(Extension.clock_id, Extension.in_force_at, Extension.amount_before)
            .join(Clock, Clock.id == Extension.clock_id)
            .where(asked, Extension.in_force_at.is_not(None))
            .order_by(Extension.in_force_at, Extension.id)
        )
    )
    revisions = _by_clock(_revisions(session, asked))
    moved = sorted(pauses.keys() | extensions.keys() | revisions.keys())
    for clock in session.scalars(select(Clock).where(Clock.id.in_(moved))) if moved else ():
        of_clock = _Moved(
            clock,
            pauses[clock.id],
            [_Extension(*each) for each in extensions[clock.id]],
            [_Revision(*each) for each in revisions[clock.id]],
        )
        yield clock.id, of_clock.due_times(session, rulebook)


def _by_clock(rows: Iterable[Any]) -> dict[int, list[tuple[Any, ...]]]:
    found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for clock_id, *row in rows:
        found[clock_id].append(tuple(row))
    return found


def _revisions(session: Session, asked: ColumnElement[bool]) -> Iterator[tuple[Any, ...]]:
    rows = session.execute(
        select(ClockRevision, RuleChange.at, RuleChange.undone_at)
        .join(RuleChange, RuleChange.id == ClockRevision.rule_change_id)
        .join(Clock, Clock.id == ClockRevision.clock_id)
        .where(asked)
        .order_by(RuleChange.at, ClockRevision.id)
    )
    for revision, at, undone_at in rows:
        before = _Rules(revision.measure, revision.amount, revision.counting, revision.calendar_version_id)
        yield revision.clock_id, at, undone_at, before, revision.due_after


class _Moved:
    """One clock whose due time has moved, and what has moved it."""

    def __init__(
        self,
        clock: Clock,
        pauses: list[tuple[Any, ...]],
        extensions: list[_Extension],
        revisions: list[_Revision],
    ) -> None:
        self._clock, self._pauses, self._extensions, self._revisions = clock, pauses, extensions, revisions

    def due_times(self, session: Session, rulebook: Rulebook) -> list[tuple[int, int]]:
        """Return since when it was due when, the start first."""
        instants = {end for _, end in self._pauses} | {each.at for each in self._extensions}
        instants |= {at for each in self._revisions for at in (each.at, each.undone_at) if at is not None}
        since = [self._clock.started_at, *sorted(at for at in instants if at > self._clock.started_at)]
        return [(int(at.timestamp()), int(self._due(session, rulebook, at).timestamp())) for at in since]

    def _due(self, session: Session, rulebook: Rulebook, at: datetime) -> datetime:
        """Return the due time as it was at an instant."""
        undone = [each for each in self._revisions if each.undone_at is not None and each.at <= at < each.undone_at]
        if undone:
            return undone[-1].due_after
        clock = self._clock
        later = next((each for each in self._revisions if each.at > at), None)
        rules = _Rules(clock.measure, clock.amount, clock.counting, clock.calendar_version_id)
        rules = later.before if later else rules
        extended = next((each for each in self._extensions if each.at > at), None)
        if extended and not (later and later.at < extended.at):
            rules = rules._replace(amount=extended.amount_before)
        deadline = Deadline(
            clock.started_at,
            rules.measure,
            rules.amount,
            rulebook.times(session, rules.calendar_version_id),
            counting=rules.counting,
            recorded_due_at=clock.recorded_due_at,
            pauses=[(started, ended) for started, ended in self._pauses if ended <= at],
            fast_lane=clock.fast_lane,
        )
        return deadline.due
