"""What is owed over channels to people who are called, or not needed any more; `Alarm` carries it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.models.activation import Activation, CallOut, CallOutState
from app.models.channel import ChannelAddress
from app.models.escalation import AlarmCall, Delivery
from app.models.floor import Queue
from app.models.people import Person
from app.services.deadlines.channels.base import Channel
from app.services.deadlines.message import Called
from app.services.pulse import floor_zone

_TOLD = (CallOutState.CALLED, CallOutState.WITHDRAWN)
_WENT_OUT = (Delivery.SENT, Delivery.SENDING, Delivery.UNKNOWN)


def record_calls(session: Session, channels: Sequence[Channel], *, now: datetime) -> None:
    """Owe a message over every way by which a person is reached alone, to all who are to be told and are not yet."""
    untold = (
        select(CallOut)
        .join(Activation, Activation.id == CallOut.activation_id)
        .where(CallOut.state.in_(_TOLD), CallOut.told_at.is_(None), Activation.tells)
        .order_by(CallOut.id)
    )
    for call_out in session.scalars(untold.with_for_update(of=CallOut, skip_locked=True)).all():
        call_out.told_at = now
        # What waits to leave still is not worded by the state that it was owed for.
        session.execute(
            update(AlarmCall)
            .where(AlarmCall.call_out_id == call_out.id, AlarmCall.state == Delivery.PENDING)
            .values(state=Delivery.WITHDRAWN, next_attempt_at=None)
        )
        if call_out.state is CallOutState.WITHDRAWN and not _was_told(session, call_out.id):
            continue
        person = session.get_one(Person, call_out.person_id)
        session.add_all(
            AlarmCall(
                call_out_id=call_out.id,
                person_id=person.id,
                channel=channel,
                address_id=address_id,
                next_attempt_at=now,
            )
            for channel, address_id in _ways(session, person, channels)
        )
    session.flush()


def is_to_be_told(session: Session, call_out_id: int) -> bool:
    """Say whether the message of a call is needed still: who has answered meanwhile knows."""
    return session.get_one(CallOut, call_out_id, populate_existing=True).state in _TOLD


def told_of(session: Session, call_out_id: int, *, by_reply: bool) -> Called:
    """Return what the message of a call says, as it stands now."""
    call_out = session.get_one(CallOut, call_out_id)
    activation = session.get_one(Activation, call_out.activation_id)
    return Called(
        token=call_out.token or "",
        queue=session.scalar(select(Queue.name).where(Queue.id == activation.queue_id)),
        by=session.scalar(select(Person.name).where(Person.id == activation.started_by_id)),
        answer_by=call_out.answer_by or activation.started_at,
        productive_minutes=int(call_out.score.get("productive_minutes", 0)),
        drill=activation.drill,
        off=call_out.state is CallOutState.WITHDRAWN,
        by_reply=by_reply,
        zone=floor_zone(session),
    )


def _was_told(session: Session, call_out_id: int) -> bool:
    told = select(AlarmCall.id).where(AlarmCall.call_out_id == call_out_id, AlarmCall.state.in_(_WENT_OUT))
    return session.scalars(told.limit(1)).first() is not None


def _ways(session: Session, person: Person, channels: Sequence[Channel]) -> list[tuple[str, int | None]]:
    """Return the channels that reach a person alone, and the address where it is kept here."""
    ready = {channel.name for channel in channels if channel.keeps_addresses}
    kept = session.scalars(
        select(ChannelAddress).where(ChannelAddress.active, ChannelAddress.person_id == person.id)
    ).all()
    return [
        *((channel.name, None) for channel in channels if channel.reaches(person)),
        *((each.channel, each.id) for each in kept if each.channel in ready),
    ]
