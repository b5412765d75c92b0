"""Whom and what the names of a telephone system mean: those of the floor, and those that people have said it uses."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.floor import Queue
from app.models.people import AgentState, Person, Role
from app.services.decisions import Matter, decide, last_decision
from app.services.intake.agents import agents_called
from app.services.intake.feeds.events import LONGEST_NAME, Known

# More names than this nobody has said one by one.
_MOST = 5_000
_DECIDERS = (Role.SUPERVISOR, Role.MANAGER, Role.ADMINISTRATOR)


class FeedNameError(DomainError):
    """A name of the feed that cannot be given a meaning."""


class Naming(StrEnum):
    """What a name is the name of: the field of an event."""

    AGENT = "agent"
    QUEUE = "queue"
    STATE = "state"


def read_known(session: Session) -> Known:
    """Read what every name means; a name of the floor's own wins over what somebody has said of it."""
    said = said_names(session)
    agents = agents_called(session)
    people = set(agents.values())
    queues = {name: id_ for id_, name in session.execute(select(Queue.id, Queue.name))}
    there = set(queues.values())
    return Known(
        {name.casefold(): id_ for name, id_ in said[Naming.AGENT].items() if id_ in people} | agents,
        {name: id_ for name, id_ in said[Naming.QUEUE].items() if id_ in there} | queues,
        {name.casefold(): AgentState(word) for name, word in said[Naming.STATE].items()}
        | {state.value: state for state in AgentState},
    )


def said_names(session: Session) -> dict[Naming, dict[str, Any]]:
    """Return what people have said of names: an identity, or the word of a state."""
    last = last_decision(session, Matter.FEED_NAMES)
    value: Mapping[str, Any] = last.value if last else {}
    return {naming: dict(value.get(naming, {})) for naming in Naming}


def say_name(
    session: Session, naming: Naming, name: str, means: int | AgentState | None, *, by: int | None, now: datetime
) -> None:
    """Let a name mean a person, a queue or a state from now on; None: nothing any more.

    Events that were refused are not recorded by it: the sender sends them again. Raises `FeedNameError`.
    """
    if not may_say_names(session, by):
        raise FeedNameError("Only supervisors, managers and administrators say what names of the event feed mean.")
    if not 0 < len(name) <= LONGEST_NAME:
        raise FeedNameError("A name has 1 to {longest} characters.", longest=LONGEST_NAME)
    said = said_names(session)
    said[naming].pop(name, None)
    if means is not None:
        if naming is not Naming.STATE and session.get(Person if naming is Naming.AGENT else Queue, means) is None:
            raise FeedNameError("What “{name}” should mean is not there any more.", name=name)
        said[naming][name] = means
    if sum(map(len, said.values())) > _MOST:
        raise FeedNameError("More than {most} names cannot be said one by one.", most=_MOST)
    decide(session, Matter.FEED_NAMES, {naming.value: theirs for naming, theirs in said.items()}, by=by, now=now)


def may_say_names(session: Session, person_id: int | None) -> bool:
    """Say whether somebody may give names a meaning."""
    return session.scalar(select(Person.role).where(Person.id == person_id, Person.active)) in _DECIDERS
