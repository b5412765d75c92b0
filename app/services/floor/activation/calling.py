"""The calls themselves: whom, who is next, when the time to answer is over, when somebody is not needed.

Whoever changes a call holds all of them until the transaction ends: calls are rare, and nobody is called twice.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.models.activation import BOUND, Activation, ActivationEvent, ActivationState, CallOut, CallOutState
from app.models.call_out import CallOutMove, after
from app.models.floor import Floor
from app.models.people import Absence, Person
from app.services.floor.activation.record import Happened, record
from app.services.floor.activation.refusals import ActivationError, AlreadyCalledError, QuotaError
from app.services.floor.activation.write_back import is_not_coming, went
from app.services.staffing.tier_rules import Rule, read_rules

# As long as nobody writes it with a keyboard: no letter is taken for another one.
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_TOKEN = 8
_MINUTE = timedelta(minutes=1)


def hold_calls(session: Session, *, waits: bool = True) -> bool:
    """Let nobody else change a call until the transaction ends; without waiting, say whether it could be had."""
    floor = select(Floor.id).order_by(Floor.id).limit(1)
    held = session.scalars(floor.with_for_update(key_share=True, skip_locked=not waits)).first()
    return held is not None or session.scalars(floor).first() is None


def make_move(
    session: Session, call_out: CallOut, move: CallOutMove, *, by: int | None, now: datetime, **details: object
) -> None:
    """Bring a call into the state that a move leads to, and write it down; raises `ActivationError`."""
    state = after(call_out.state, move)
    if state is None:
        name = session.scalar(select(Person.name).where(Person.id == call_out.person_id))
        raise ActivationError("This is not possible now: somebody has changed the call of {name} meanwhile.", name=name)
    call_out.state = state
    record(session, call_out.activation_id, Happened(state), call_out_id=call_out.id, by=by, now=now, **details)


def call(
    session: Session, activation: Activation, call_out: CallOut, rule: Rule, *, by: int | None, now: datetime
) -> None:
    """Call a person; raises `AlreadyCalledError` where somebody else has, and `QuotaError`.

    Who only takes part in a drill is really needed, and leaves it.
    """
    held_by = bound_call(session, call_out.person_id)
    if held_by is not None and not activation.drill and session.get_one(Activation, held_by.activation_id).drill:
        withdraw(session, held_by, by=by, now=now, gave_way=True)
        session.flush()
        held_by = None
    if held_by is not None:
        raise already_called(session, call_out.person_id, now=now)
    if at_once(session, activation, rule) >= rule.quota:
        raise QuotaError("Tier {tier} gives at most {quota} people at once.", tier=rule.tier, quota=rule.quota)
    try:
        with session.begin_nested():
            make_move(session, call_out, CallOutMove.CALL, by=by, now=now, minutes=rule.timeout_minutes)
            call_out.token = "".join(secrets.choice(_LETTERS) for _ in range(_TOKEN))
            call_out.called_at, call_out.told_at = now, None if activation.tells else now
            call_out.answer_by = now + timedelta(minutes=rule.timeout_minutes)
            call_out.answered_at = call_out.on_at = call_out.released_at = call_out.rest_owed_minutes = None
            call_out.shift_id = None
            session.flush()
    except IntegrityError:
        # Before there is a floor nobody holds the calls; the index over bound people has the last word.
        raise already_called(session, call_out.person_id, now=now) from None


def already_called(session: Session, person_id: int, *, now: datetime) -> AlreadyCalledError:
    """Say who has called a person, and when."""
    found = session.execute(
        select(CallOut.called_at, ActivationEvent.person_id)
        .join(ActivationEvent, ActivationEvent.call_out_id == CallOut.id)
        .where(CallOut.person_id == person_id, CallOut.state.in_(BOUND), ActivationEvent.kind == Happened.CALLED)
        .order_by(ActivationEvent.id.desc())
    ).first()
    called_at, by = found or (now, None)
    names = dict(iter(session.execute(select(Person.id, Person.name).where(Person.id.in_({person_id, by})))))
    return AlreadyCalledError(
        "{name} was called by {person} {minutes} min ago.",
        name=names[person_id],
        person=names.get(by or 0) or "Floorwatch",
        minutes=max((now - (called_at or now)) // _MINUTE, 0),
    )


def send_back(session: Session, activation: Activation, call_out: CallOut, *, by: int | None, now: datetime) -> None:
    """Release somebody who is on, with the rest that they are owed; raises `ActivationError`."""
    rule = read_rules(session, activation.queue_id)[call_out.tier]
    # A clock that was set back owes nobody less than nothing.
    hours = max((now - (call_out.on_at or now)) / timedelta(hours=1), 0.0)
    call_out.released_at, call_out.rest_owed_minutes = now, round(hours * rule.rest_per_hour)
    make_move(session, call_out, CallOutMove.RELEASE, by=by, now=now, rest_owed_minutes=call_out.rest_owed_minutes)
    went(session, activation, call_out, now=now)
    session.flush()


def withdraw(session: Session, call_out: CallOut, *, by: int | None, now: datetime, **details: object) -> None:
    """Tell somebody who was called, or has said yes, that they are not needed; raises `ActivationError`.

    Who is on in a drill is sent back from it.
    """
    activation = session.get_one(Activation, call_out.activation_id)
    if call_out.state is CallOutState.ON:
        send_back(session, activation, call_out, by=by, now=now)
        return
    make_move(session, call_out, CallOutMove.WITHDRAW, by=by, now=now, **details)
    # Only who has been told of the call has to be told of its end.
    call_out.told_at = None if activation.tells and call_out.told_at else now
    is_not_coming(session, activation, call_out, now=now)
    session.flush()


def let_go_of(session: Session, activation: Activation, *, now: datetime) -> None:
    """Take out of an activation who works here no more, so that the next one is called."""
    for call_out in session.scalars(
        select(CallOut)
        .join(Person, Person.id == CallOut.person_id)
        .where(CallOut.activation_id == activation.id, CallOut.state.in_(BOUND), Person.active.is_(False))
        .order_by(CallOut.person_id)
    ).all():
        withdraw(session, call_out, by=None, now=now)


def time_out(session: Session, activation: Activation, *, now: datetime) -> None:
    """Give up waiting for those whose time to answer is over, also where the machine slept meanwhile.

    Where the clock was set back, nobody is waited for longer than their whole time from now on.
    """
    called = (CallOut.activation_id == activation.id, CallOut.state == CallOutState.CALLED)
    for call_out in session.scalars(select(CallOut).where(*called, CallOut.called_at > now)).all():
        if call_out.called_at and call_out.answer_by:
            call_out.answer_by, call_out.called_at = now + (call_out.answer_by - call_out.called_at), now
    session.flush()
    for call_out in session.scalars(
        select(CallOut).where(*called, CallOut.answer_by <= now).order_by(CallOut.person_id)
    ).all():
        make_move(session, call_out, CallOutMove.TIME_OUT, by=None, now=now)
    session.flush()


def fill(session: Session, activation: Activation, rules: Iterable[Rule], *, now: datetime) -> int:
    """Call the next ones in rank of each tier until as many as wanted are bound; return how many were called.

    Never above the quota. Who is away or was called by somebody else meanwhile is passed over.
    """
    if activation.state is not ActivationState.ACTIVE:
        return 0
    return sum(_fill_tier(session, activation, rule, now=now) for rule in rules)


def _fill_tier(session: Session, activation: Activation, rule: Rule, *, now: datetime) -> int:
    missing = int(activation.wanted.get(str(rule.tier), 0)) - bound_in(session, activation.id, rule.tier)
    room = rule.quota - at_once(session, activation, rule)
    if min(missing, room) <= 0:
        return 0
    away = select(Absence.person_id).where(
        Absence.started_at <= now, or_(Absence.ended_at.is_(None), Absence.ended_at > now)
    )
    taken = select(CallOut.person_id).where(CallOut.state.in_(BOUND))
    if not activation.drill:
        taken = taken.join(Activation, Activation.id == CallOut.activation_id).where(Activation.drill.is_(False))
    following = (
        select(CallOut)
        .join(Person, Person.id == CallOut.person_id)
        .where(
            CallOut.activation_id == activation.id,
            CallOut.tier == rule.tier,
            CallOut.state == CallOutState.PROPOSED,
            Person.active,
            CallOut.person_id.not_in(away),
            CallOut.person_id.not_in(taken),
        )
        .order_by(CallOut.rank)
        .limit(min(missing, room))
    )
    called = 0
    for call_out in session.scalars(following).all():
        call(session, activation, call_out, rule, by=None, now=now)
        called += 1
    if called < min(missing, room) and not _is_known_exhausted(session, activation.id, rule.tier):
        record(session, activation.id, Happened.EXHAUSTED, now=now, tier=rule.tier, missing=missing - called)
        session.flush()
    return called


def bound_in(session: Session, activation_id: int, tier: int | None = None) -> int:
    """Return how many are called, coming or on in an activation, of a tier or of all."""
    bound = (
        select(func.count())
        .select_from(CallOut)
        .where(CallOut.activation_id == activation_id, CallOut.state.in_(BOUND))
    )
    return session.scalars(bound if tier is None else bound.where(CallOut.tier == tier)).one()


def at_once(session: Session, activation: Activation, rule: Rule) -> int:
    """Return how many of a tier are bound where its quota counts: for a queue's own rule there, else on the floor.

    Drills are counted by themselves.
    """
    bound = (
        select(func.count())
        .select_from(CallOut)
        .join(Activation, Activation.id == CallOut.activation_id)
        .where(CallOut.tier == rule.tier, CallOut.state.in_(BOUND), Activation.drill == activation.drill)
    )
    return session.scalars(bound if rule.queue_id is None else bound.where(Activation.id == activation.id)).one()


def _is_known_exhausted(session: Session, activation_id: int, tier: int) -> bool:
    """Say whether it is on record since the last call that nobody is left."""
    kinds = (Happened.EXHAUSTED, Happened.CALLED, Happened.WANTED)
    last = session.scalars(
        select(ActivationEvent)
        .where(ActivationEvent.activation_id == activation_id, ActivationEvent.kind.in_(kinds))
        .order_by(ActivationEvent.id.desc())
    )
    for event in last:
        if event.kind != Happened.EXHAUSTED:
            return False
        if (event.details or {}).get("tier") == tier:
            return True
    return False


def bound_call(session: Session, person_id: int) -> CallOut | None:
    bound = select(CallOut).where(CallOut.person_id == person_id, CallOut.state.in_(BOUND))
    return session.scalars(bound.execution_options(populate_existing=True)).first()
