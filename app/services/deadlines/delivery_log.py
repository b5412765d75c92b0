"""The record of what has left the house, and what waits to: the newest messages, in columns for a table."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from app.models.channel import ChannelAddress
from app.models.escalation import Delivery, Escalation, Notification
from app.models.people import Person
from app.models.policy import Step
from app.models.sla import Clock, Target
from app.models.ticket import Ticket
from app.services.deadlines.delivery import WAITS_FOR_A_PERSON
from app.services.deadlines.outbox import INBOX
from app.services.deadlines.rulebook import Rulebook

# More than anybody reads; what waits for a person is asked for by itself.
MOST = 500
_LEFT = (Notification.channel != INBOX, Notification.carried_by_id.is_(None))


class Carried(NamedTuple):
    """A complaint of which a message of another one tells too."""

    ticket_id: int
    number: str


@dataclass(frozen=True)
class DeliveryLog:
    """Messages as they left in columns, the newest first; times in seconds since 1970, 0 for none.

    `to` is a person's name, or what people call the address of a group. `carried` are the other complaints of a flood
    or of a digest that left in one. `waiting` counts those that only a person can decide about, also where they are not
    listed.
    """

    ids: NDArray[np.int64]
    searched: list[str]
    ticket_id: list[int]
    number: list[str]
    carried: list[tuple[Carried, ...]]
    target: list[Target]
    step: list[Step | None]
    step_key: list[str]
    occurrence: list[int]
    channel: list[str]
    to: list[str]
    state: list[Delivery]
    attempts: NDArray[np.int64]
    raised_at: NDArray[np.int64]
    sent_at: NDArray[np.int64]
    next_at: NDArray[np.int64]
    last_error: list[str]
    waiting: int

    def waits(self, slot: int) -> bool:
        """Say whether a message waits for a person's decision."""
        return self.state[slot] in WAITS_FOR_A_PERSON


def no_messages() -> DeliveryLog:
    """Return a log in which nothing stands."""
    return _in_columns([], {}, [], 0)


def read_delivery_log(session: Session, rulebook: Rulebook, states: Collection[Delivery] = ()) -> DeliveryLog:
    """Read the newest messages over channels, only those of some states if they are named."""
    statement = (
        select(
            Notification,
            Escalation.step,
            Escalation.occurrence,
            Escalation.raised_at,
            Clock.target,
            Clock.policy_version_id,
            Ticket.id.label("ticket_id"),
            Ticket.number,
            func.coalesce(Person.name, ChannelAddress.label, "").label("to"),
        )
        .join(Escalation, Escalation.id == Notification.escalation_id)
        .join(Clock, Clock.id == Escalation.clock_id)
        .join(Ticket, Ticket.id == Clock.ticket_id)
        .outerjoin(Person, Person.id == Notification.person_id)
        .outerjoin(ChannelAddress, ChannelAddress.id == Notification.address_id)
        .where(*_LEFT)
        .order_by(Notification.id.desc())
        .limit(MOST)
    )
    if states:
        statement = statement.where(Notification.state.in_(states))
    rows = session.execute(statement).all()
    steps = [
        rulebook.policy(session, row.policy_version_id).step(row.target, row.Notification.fast_lane, row.step)
        for row in rows
    ]
    waiting = select(func.count()).where(*_LEFT, Notification.state.in_(WAITS_FOR_A_PERSON))
    carried = _carried(session, [row.Notification.id for row in rows])
    return _in_columns(rows, carried, steps, session.scalar(waiting) or 0)


def _carried(session: Session, message_ids: Collection[int]) -> dict[int, tuple[Carried, ...]]:
    statement = (
        select(Notification.carried_by_id, Ticket.id, Ticket.number)
        .join(Escalation, Escalation.id == Notification.escalation_id)
        .join(Clock, Clock.id == Escalation.clock_id)
        .join(Ticket, Ticket.id == Clock.ticket_id)
        .where(Notification.carried_by_id.in_(message_ids))
        .order_by(Escalation.due_at, Notification.id)
    )
    found: defaultdict[int | None, list[Carried]] = defaultdict(list)
    for carrier, ticket_id, number in session.execute(statement):
        found[carrier].append(Carried(ticket_id, number))
    return {carrier: tuple(each) for carrier, each in found.items() if carrier is not None}


def _in_columns(
    rows: Collection[Row[*tuple[Any, ...]]],
    carried: Mapping[int, tuple[Carried, ...]],
    steps: list[Step | None],
    waiting: int,
) -> DeliveryLog:
    messages: list[Notification] = [row.Notification for row in rows]
    with_it = [carried.get(each.id, ()) for each in messages]
    numbers = [" ".join([row.number, *(each.number for each in more)]) for row, more in zip(rows, with_it, strict=True)]
    return DeliveryLog(
        ids=np.array([each.id for each in messages], np.int64),
        searched=[
            f"{number} {row.to} {row.Notification.last_error or ''}".casefold()
            for row, number in zip(rows, numbers, strict=True)
        ],
        ticket_id=[row.ticket_id for row in rows],
        number=[row.number for row in rows],
        carried=with_it,
        target=[row.target for row in rows],
        step=steps,
        step_key=[row.step for row in rows],
        occurrence=[row.occurrence for row in rows],
        channel=[each.channel for each in messages],
        to=[row.to for row in rows],
        state=[each.state for each in messages],
        attempts=np.array([each.attempts for each in messages], np.int64),
        raised_at=_seconds([row.raised_at for row in rows]),
        sent_at=_seconds([each.sent_at for each in messages]),
        next_at=_seconds([each.next_attempt_at for each in messages]),
        last_error=[each.last_error or "" for each in messages],
        waiting=waiting,
    )


def _seconds(instants: list[Any]) -> NDArray[np.int64]:
    return np.array([int(at.timestamp()) if at else 0 for at in instants], np.int64)
