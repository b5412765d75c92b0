"""A whole activation: begun with the people that a lead has picked, made larger, stood down, ended."""

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.activation import BOUND, TIERS, Activation, ActivationState, CallOut, CallOutState
from app.models.floor import Queue
from app.models.people import Person
from app.services.alerts import AlertError, act
from app.services.floor.activation.calling import (
    already_called,
    bound_in,
    call,
    fill,
    hold_calls,
    send_back,
    withdraw,
)
from app.services.floor.activation.candidates import Candidate, read_candidates
from app.services.floor.activation.clear import Clear, usual_clear
from app.services.floor.activation.record import Happened, record, sentence_of
from app.services.floor.activation.refusals import ActivationError, AlreadyCalledError, QuotaError, require_lead
from app.services.staffing.tier_rules import Rule, read_rules

LONGEST_REASON = 400
# So many of each tier are kept beside those who were picked: who is next when somebody says no.
_KEPT = 30


def activate(
    session: Session,
    queue_id: int | None,
    chosen: Sequence[tuple[int, int]],
    *,
    by: int | None,
    reason: str = "",
    action: str = "",
    alert_id: int | None = None,
    wanted: Mapping[int, int] | None = None,
    promised: Mapping[str, Any] | None = None,
    clear: Clear | None = None,
    drill: bool = False,
    tells: bool | None = None,
    now: datetime,
) -> int:
    """Call these people (id and tier) for a queue, or for the whole floor (None); return the activation's identity.

    `wanted` is the head count by tier, those who are chosen where it is not given: the next ones in rank are called by
    themselves when somebody says no, or does not answer. Of the chosen, whom somebody else has called meanwhile is left
    out and written down; `ActivationError` where nobody is left, where another activation runs for the queue, where it
    would be more than the quota, and for who does not lead (as in what follows). The alert, if there is one, is acted
    on in the words of `action`. A drill gives way to what is real.
    """
    require_lead(session, by)
    hold_calls(session)
    _make_room(session, queue_id, drill=drill, by=by, now=now)
    rules, candidates = read_rules(session, queue_id), read_candidates(session, queue_id, drill=drill, now=now)
    wanted = dict(wanted) if wanted is not None else dict(Counter(tier for _, tier in chosen))
    _require_quota(wanted, rules)
    activation = Activation(
        queue_id=queue_id,
        alert_id=alert_id,
        reason=reason[:LONGEST_REASON],
        drill=drill,
        tells=not drill if tells is None else tells,
        wanted={str(tier): wanted.get(tier, 0) for tier in TIERS},
        promised=dict(promised) if promised is not None else None,
        clear=asdict(clear or usual_clear(session, queue_id, alert_id, drill=drill, now=now)),
        started_at=now,
        started_by_id=by,
    )
    session.add(activation)
    session.flush()
    record(session, activation.id, Happened.BEGUN, by=by, now=now, drill=drill, wanted=activation.wanted)
    _call_chosen(session, activation, chosen, candidates, rules, by=by, now=now)
    fill(session, activation, rules.values(), now=now)
    if alert_id is not None and action and not drill:
        # Another lead may have said before what is done about it.
        with suppress(AlertError):
            act(session, alert_id, action, person_id=by, now=now)
    session.flush()
    return activation.id


def call_more(
    session: Session, activation_id: int, chosen: Sequence[tuple[int, int]], *, by: int | None, now: datetime
) -> None:
    """Call more people for an activation that runs, as `activate` does; one that is stood down begins anew."""
    activation = _held(session, activation_id, by=by)
    rules = read_rules(session, activation.queue_id)
    more = Counter(tier for _, tier in chosen)
    wanted = {tier: bound_in(session, activation.id, tier) + more[tier] for tier in TIERS if more[tier]}
    _require_quota(wanted, rules)
    activation.wanted = activation.wanted | {str(tier): count for tier, count in wanted.items()}
    activation.state, activation.clear_since = ActivationState.ACTIVE, None
    record(session, activation.id, Happened.WANTED, by=by, now=now, wanted=activation.wanted)
    candidates = read_candidates(session, activation.queue_id, drill=activation.drill, now=now)
    _call_chosen(session, activation, chosen, candidates, rules, by=by, now=now)
    session.flush()


def want(session: Session, activation_id: int, tier: int, count: int, *, by: int | None, now: datetime) -> int:
    """Change the head count of a tier: the next in rank are called, nobody is sent back; return how many were called.

    One that is stood down begins anew. Raises `ActivationError`.
    """
    activation = _held(session, activation_id, by=by)
    rules = read_rules(session, activation.queue_id)
    _require_quota({tier: count}, rules)
    activation.wanted = activation.wanted | {str(tier): count}
    activation.state, activation.clear_since = ActivationState.ACTIVE, None
    record(session, activation.id, Happened.WANTED, by=by, now=now, wanted=activation.wanted)
    # Of a tier that was not wanted before nobody is ranked yet, and who stands by may have changed.
    candidates = read_candidates(session, activation.queue_id, drill=activation.drill, now=now)
    _propose(session, activation, {}, candidates, by)
    called = fill(session, activation, [rules[tier]], now=now)
    session.flush()
    return called


def stand_down(session: Session, activation_id: int, *, by: int | None, releases: bool = False, now: datetime) -> None:
    """Call nobody any more, and tell who is on the way that they are not needed; who is on is released one by one.

    With `releases` all of them are sent back at once. It ends when the last of them is released. Raises
    `ActivationError`.
    """
    send_home(session, _held(session, activation_id, by=by), by=by, releases=releases, now=now)


def send_home(session: Session, activation: Activation, *, by: int | None, releases: bool, now: datetime) -> None:
    """Do so for who holds the calls; `by` None is the clock."""
    if activation.state is ActivationState.ACTIVE:
        activation.state = ActivationState.STANDING_DOWN
        record(session, activation.id, Happened.STANDING_DOWN, by=by, now=now)
    for call_out in _bound_people(session, activation.id):
        if call_out.state is not CallOutState.ON:
            withdraw(session, call_out, by=by, now=now)
        elif releases:
            send_back(session, activation, call_out, by=by, now=now)
    end_if_over(session, activation, by=by, now=now)
    session.flush()


def keep_on(session: Session, activation_id: int, *, by: int | None, now: datetime) -> None:
    """Go on although it could be stood down; it is proposed again when the clear level has held as long once more."""
    activation = _held(session, activation_id, by=by)
    activation.state, activation.clear_since = ActivationState.ACTIVE, None
    activation.clear = activation.clear | {"proposed_at": None}
    record(session, activation.id, Happened.BUSY_AGAIN, by=by, now=now)
    session.flush()


def end_if_over(session: Session, activation: Activation, *, by: int | None, now: datetime) -> bool:
    """End an activation that is stood down and of which nobody is left; say whether it is ended."""
    if activation.state is not ActivationState.STANDING_DOWN or bound_in(session, activation.id):
        return False
    activation.state, activation.ended_at, activation.ended_by_id = ActivationState.ENDED, now, by
    record(session, activation.id, Happened.ENDED, by=by, now=now)
    session.flush()
    return True


def _make_room(session: Session, queue_id: int | None, *, drill: bool, by: int | None, now: datetime) -> None:
    """See that none runs for the queue; a drill ends where something real begins."""
    same = Activation.queue_id.is_(None) if queue_id is None else Activation.queue_id == queue_id
    running = session.scalars(
        select(Activation).where(same, Activation.ended_at.is_(None)).execution_options(populate_existing=True)
    ).first()
    if running is None:
        return
    if running.drill and not drill:
        send_home(session, running, by=by, releases=True, now=now)
        return
    raise ActivationError(
        "{person} has begun an activation for {queue} {minutes} min ago: call more people there.",
        person=session.scalar(select(Person.name).where(Person.id == running.started_by_id)) or "Floorwatch",
        queue=session.scalar(select(Queue.name).where(Queue.id == queue_id)) or "*",
        minutes=max((now - running.started_at) // timedelta(minutes=1), 0),
    )


def _call_chosen(
    session: Session,
    activation: Activation,
    chosen: Sequence[tuple[int, int]],
    candidates: Sequence[Candidate],
    rules: Mapping[int, Rule],
    *,
    by: int | None,
    now: datetime,
) -> None:
    """Put the ranked people on record, and call the chosen ones of them; raises `ActivationError` for none at all."""
    call_outs = _propose(session, activation, dict(chosen), candidates, by)
    refusals: list[ActivationError] = []
    for person_id, tier in sorted(chosen):
        try:
            # Who counts in another tier than a moment ago would be called beside the one who is wanted there.
            if person_id not in call_outs or call_outs[person_id].tier != tier:
                raise _not_there(session, person_id, now=now)
            call(session, activation, call_outs[person_id], rules[tier], by=by, now=now)
        except QuotaError:
            raise
        except ActivationError as refusal:
            refusals.append(refusal)
            record(session, activation.id, Happened.TAKEN, by=by, now=now, person_id=person_id, **sentence_of(refusal))
    if refusals and len(refusals) == len(chosen):
        raise refusals[0]


def _propose(
    session: Session, activation: Activation, chosen: Mapping[int, int], candidates: Sequence[Candidate], by: int | None
) -> dict[int, CallOut]:
    """Write down who is ranked in the tiers that are wanted; return the call of each by person.

    Who calls goes on leading: the clock calls nobody away from that.
    """
    known = {
        each.person_id: each for each in session.scalars(select(CallOut).where(CallOut.activation_id == activation.id))
    }
    kept: Counter[int] = Counter()
    for each in candidates:
        is_next = activation.wanted[str(each.tier)] and kept[each.tier] < _KEPT and each.person_id != by
        if not (is_next or each.person_id in chosen):
            continue
        kept[each.tier] += 1
        call_out = known.setdefault(
            each.person_id, CallOut(activation_id=activation.id, person_id=each.person_id, state=CallOutState.PROPOSED)
        )
        call_out.tier, call_out.rank, call_out.donor_queue_id = each.tier, kept[each.tier], each.donor_queue_id
        call_out.score = {
            "total": each.total,
            "parts": dict(each.parts),
            "productive_minutes": each.productive_after // timedelta(minutes=1),
            "hourly_cost": each.hourly_cost,
            "level": each.level,
            "worked_minutes": each.worked_minutes,
            "weekly_minutes": each.weekly_minutes,
            "rest_debt_minutes": each.rest_debt_minutes,
        }
        session.add(call_out)
    session.flush()
    return {
        person_id: each for person_id, each in known.items() if any(one.person_id == person_id for one in candidates)
    }


def _not_there(session: Session, person_id: int, *, now: datetime) -> ActivationError:
    """Say why somebody who was chosen is no candidate any more."""
    bound = select(CallOut.id).where(CallOut.person_id == person_id, CallOut.state.in_(BOUND))
    if session.scalars(bound).first() is not None:
        return already_called(session, person_id, now=now)
    name = session.scalar(select(Person.name).where(Person.id == person_id))
    return AlreadyCalledError("{name} cannot be called any more: look at the list again.", name=name)


def _require_quota(wanted: Mapping[int, int], rules: Mapping[int, Rule]) -> None:
    for tier, count in wanted.items():
        if tier not in rules or not 0 <= count <= rules[tier].quota:
            quota = rules[tier].quota if tier in rules else 0
            raise QuotaError("Tier {tier} gives at most {quota} people at once.", tier=tier, quota=quota)


def _held(session: Session, activation_id: int, *, by: int | None) -> Activation:
    """Hold the calls of an activation that runs, for a lead."""
    require_lead(session, by)
    hold_calls(session)
    activation = session.get(Activation, activation_id, populate_existing=True)
    if activation is None or activation.ended_at is not None:
        raise ActivationError("This activation is over.")
    return activation


def _bound_people(session: Session, activation_id: int) -> Sequence[CallOut]:
    bound = select(CallOut).where(CallOut.activation_id == activation_id, CallOut.state.in_(BOUND))
    return session.scalars(bound.order_by(CallOut.person_id)).all()
