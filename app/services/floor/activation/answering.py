"""What people say and do who were called: a yes or a no, coming on, going back; by themselves or by a lead for them."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.models.activation import Activation, ActivationState, CallOut, CallOutState
from app.models.call_out import CallOutMove, after
from app.models.people import Person
from app.services.floor.activation.calling import (
    already_called,
    at_once,
    bound_call,
    bound_in,
    fill,
    hold_calls,
    make_move,
    send_back,
)
from app.services.floor.activation.refusals import (
    AnsweredError,
    NotNeededError,
    UnknownCallError,
    require_called,
    require_lead,
)
from app.services.floor.activation.write_back import came_on, is_coming, is_not_coming
from app.services.staffing.tier_rules import Rule, read_rules


def answer(
    session: Session, which: int | str, accepted: bool, *, via: str, by: int | None, now: datetime
) -> CallOutState:
    """Take the answer to a call, named by its identity or its token; return where it stands.

    `by` is the person who was called, or a lead who answers for them: it is on record who did. Who says no after a yes
    is let go; who says yes too late is taken as long as they are needed. After a no the next one is called at once.
    Raises `UnknownCallError`, `AnsweredError`, `NotNeededError`, and `ActivationError` for anybody else's answer.
    """
    hold_calls(session)
    named = CallOut.id == which if isinstance(which, int) else CallOut.token == which.upper()
    call_out = session.scalars(select(CallOut).where(named).execution_options(populate_existing=True)).first()
    if call_out is None:
        raise UnknownCallError("There is no such call.")
    require_called(session, call_out.person_id, by)
    activation = session.get_one(Activation, call_out.activation_id, populate_existing=True)
    rules = read_rules(session, activation.queue_id)
    _require_open(session, activation, call_out, accepted, rules[call_out.tier], now=now)
    move = CallOutMove.ACCEPT if accepted else CallOutMove.DECLINE
    try:
        with session.begin_nested():
            make_move(session, call_out, move, by=by, now=now, via=via)
            call_out.answered_at = now
            session.flush()
    except IntegrityError:
        raise already_called(session, call_out.person_id, now=now) from None
    if accepted:
        is_coming(session, activation, call_out, now=now)
    else:
        is_not_coming(session, activation, call_out, now=now)
        fill(session, activation, rules.values(), now=now)
    session.flush()
    return call_out.state


def come_on(session: Session, call_out_id: int, *, by: int | None, now: datetime) -> None:
    """Let a person who was called be at work, as they or a lead say; raises `ActivationError`."""
    activation, call_out = _held(session, call_out_id)
    require_called(session, call_out.person_id, by)
    make_move(session, call_out, CallOutMove.COME_ON, by=by, now=now)
    call_out.answered_at, call_out.on_at = call_out.answered_at or now, now
    came_on(session, activation, call_out, now=now)
    session.flush()


def release(session: Session, call_out_id: int, *, by: int | None, now: datetime) -> None:
    """Send a person back, with the rest that they are owed, as a lead says; raises `ActivationError`."""
    require_lead(session, by)
    activation, call_out = _held(session, call_out_id)
    send_back(session, activation, call_out, by=by, now=now)


def _held(session: Session, call_out_id: int) -> tuple[Activation, CallOut]:
    hold_calls(session)
    call_out = session.get(CallOut, call_out_id, populate_existing=True)
    if call_out is None:
        raise UnknownCallError("There is no such call.")
    return session.get_one(Activation, call_out.activation_id, populate_existing=True), call_out


def _require_open(
    session: Session, activation: Activation, call_out: CallOut, accepted: bool, rule: Rule, *, now: datetime
) -> None:
    """Refuse an answer that was given before, or that comes when nobody waits for it."""
    name, is_here = session.execute(select(Person.name, Person.active).where(Person.id == call_out.person_id)).one()
    same = (CallOutState.ACCEPTED, CallOutState.ON) if accepted else (CallOutState.DECLINED,)
    if call_out.state in same:
        raise AnsweredError("{name} has answered already.", name=name)
    is_over = call_out.state in (CallOutState.WITHDRAWN, CallOutState.RELEASED)
    if activation.ended_at is not None or is_over or not is_here:
        raise NotNeededError("{name} is not needed any more.", name=name)
    if call_out.state is CallOutState.TIMED_OUT:
        wanted = int(activation.wanted.get(str(call_out.tier), 0))
        is_full = bound_in(session, activation.id, call_out.tier) >= wanted
        if not accepted or is_full or activation.state is not ActivationState.ACTIVE:
            raise NotNeededError("{name} is not needed any more.", name=name)
        if at_once(session, activation, rule) >= rule.quota:
            raise NotNeededError("{name} is not needed any more.", name=name)
        if bound_call(session, call_out.person_id) is not None:
            raise already_called(session, call_out.person_id, now=now)
    elif after(call_out.state, CallOutMove.ACCEPT if accepted else CallOutMove.DECLINE) is None:
        raise AnsweredError("{name} has answered already.", name=name)
