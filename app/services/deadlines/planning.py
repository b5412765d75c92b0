"""Works out when a clock is due, and for what the sweep has to look at it next."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.deadline import Deadline, Owed
from app.models.sla import Clock, ClockState, Pause
from app.services.deadlines.raised import Raised, raised_of
from app.services.deadlines.rulebook import Rulebook


class Past(NamedTuple):
    """What a clock has gone through: its ended pauses in their order, and the steps that were raised."""

    pauses: Sequence[tuple[datetime, datetime]]
    raised: Raised


def deadline_of(session: Session, rulebook: Rulebook, clock: Clock) -> Deadline:
    """Return the deadline as the clock's frozen versions and its ledger of ended pauses make it."""
    return deadline_with(session, rulebook, clock, pauses_of(session, [clock.id])[clock.id])


def pauses_of(session: Session, clock_ids: Collection[int]) -> defaultdict[int, list[tuple[datetime, datetime]]]:
    """Return the ended pauses in their order, by clock."""
    rows = session.execute(
        select(Pause.clock_id, Pause.started_at, Pause.ended_at)
        .where(Pause.clock_id.in_(clock_ids), Pause.ended_at.is_not(None))
        .order_by(Pause.started_at)
    )
    pauses: defaultdict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    for clock_id, started, ended in rows:
        if ended is not None:
            pauses[clock_id].append((started, ended))
    return pauses


def plan(session: Session, rulebook: Rulebook, clock: Clock, past: Past | None = None) -> None:
    """Set when the sweep has to look at a clock: for its next step, or for the end of its longest pause.

    A step that was raised is never owed again; only a running, armed clock owes one. Its `past` is read where nobody
    has read it yet.
    """
    clock.next_step_at = clock.next_step = None
    if clock.quarantined is not None:
        return
    if clock.state is ClockState.PAUSED:
        clock.next_step_at = open_pauses(session, [clock])[0].resumes_at
    elif clock.state is ClockState.RUNNING and clock.armed:
        ladder = rulebook.policy(session, clock.policy_version_id).ladder(clock.target, clock.fast_lane)
        pauses, raised = past or pasts_of(session, [clock.id])[clock.id]
        deadline = deadline_with(session, rulebook, clock, pauses)
        owe(clock, deadline.next_owed(raised.left(ladder, deadline.due), raised.last))


def pasts_of(session: Session, clock_ids: Collection[int]) -> dict[int, Past]:
    """Return what clocks have gone through."""
    pauses, raised = pauses_of(session, clock_ids), raised_of(session, clock_ids)
    return {id_: Past(pauses[id_], raised[id_]) for id_ in clock_ids}


def owe(clock: Clock, owed: Owed | None) -> None:
    """Let a clock owe a step next, or none."""
    clock.next_step_at = owed.at if owed else None
    clock.next_step = owed.step.key if owed else None


def deadline_with(
    session: Session, rulebook: Rulebook, clock: Clock, pauses: Sequence[tuple[datetime, datetime]]
) -> Deadline:
    """Return the deadline as the clock's frozen versions make it, with pauses that have been read."""
    return Deadline(
        clock.started_at,
        clock.measure,
        clock.amount,
        rulebook.times(session, clock.calendar_version_id),
        counting=clock.counting,
        recorded_due_at=clock.recorded_due_at,
        pauses=pauses,
        fast_lane=clock.fast_lane,
    )


def open_pauses(session: Session, clocks: Iterable[Clock]) -> Sequence[Pause]:
    """Return the pauses of clocks that have not ended."""
    ids = [clock.id for clock in clocks]
    if not ids:
        return ()
    return session.scalars(select(Pause).where(Pause.clock_id.in_(ids), Pause.ended_at.is_(None))).all()
