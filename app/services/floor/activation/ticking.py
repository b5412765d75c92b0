"""What goes on by itself in activations: time that is over, the next one in rank, the end when it is calm again."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.activation import BOUND, Activation, ActivationState, CallOut
from app.models.calendar import BusinessCalendar
from app.models.people import Person
from app.services.floor.activation.calling import fill, hold_calls, let_go_of, time_out
from app.services.floor.activation.clear import Clear, follow, measure
from app.services.floor.activation.record import Happened, record
from app.services.floor.activation.running import end_if_over, send_home
from app.services.floor.arrivals import History
from app.services.staffing.tier_rules import read_rules


def tick(
    session: Session,
    *,
    calendar: BusinessCalendar | None = None,
    history: History | None = None,
    now: datetime,
) -> None:
    """Bring every activation that runs up to now. Where somebody changes a call just now, the next tick does it."""
    if session.scalars(select(Activation.id).where(Activation.ended_at.is_(None)).limit(1)).first() is None:
        return
    if not hold_calls(session, waits=False):
        return
    # Everybody who may be sent back, in one order: others lock people in the order of their identity as well.
    bound = select(CallOut.person_id).where(CallOut.state.in_(BOUND))
    people = select(Person.id).where(Person.id.in_(bound)).order_by(Person.id)
    session.execute(people.with_for_update(key_share=True)).all()
    running = select(Activation).where(Activation.ended_at.is_(None)).order_by(Activation.id)
    for activation in session.scalars(running.execution_options(populate_existing=True)).all():
        let_go_of(session, activation, now=now)
        time_out(session, activation, now=now)
        fill(session, activation, read_rules(session, activation.queue_id).values(), now=now)
        _look_at_level(session, activation, calendar=calendar, history=history, now=now)
        end_if_over(session, activation, by=None, now=now)
    session.flush()


def _look_at_level(
    session: Session,
    activation: Activation,
    *,
    calendar: BusinessCalendar | None,
    history: History | None,
    now: datetime,
) -> None:
    """Let the minutes run in which the clear level holds; when they are over, propose to stand down, or do so."""
    if activation.state is not ActivationState.ACTIVE:
        return
    clear = Clear.of(activation.clear)
    value = measure(
        session, clear, activation.queue_id, activation.started_at, calendar=calendar, history=history, now=now
    )
    since, holds = follow(clear, activation.clear_since, value, now=now)
    if since != activation.clear_since:
        kind = Happened.CLEAR if since else Happened.BUSY_AGAIN
        record(session, activation.id, kind, now=now, measured=clear.measured, value=value)
        activation.clear_since = since
        if since is None and clear.proposed_at:
            activation.clear = activation.clear | {"proposed_at": None}
            clear = replace(clear, proposed_at=None)
    if not holds:
        return
    if clear.automatic:
        send_home(session, activation, by=None, releases=True, now=now)
    elif clear.proposed_at is None:
        activation.clear = activation.clear | {"proposed_at": now.isoformat()}
        record(session, activation.id, Happened.PROPOSED, now=now, minutes=clear.minutes)
