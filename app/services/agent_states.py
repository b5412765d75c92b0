"""Sets what agents do now (坐席状态), and takes it back; spans of one person never overlap."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.people import AgentState, AgentStateSpan, Person, StateSource


class StateError(DomainError):
    """A state that cannot be set, or not be taken back."""


@dataclass(frozen=True)
class StateChange:
    """What `set_state` did: the spans it ended (None: the state was unknown) and began, so that it can be undone."""

    person_id: int
    name: str
    before: AgentState | None
    ended_id: int | None
    begun_id: int


def set_state(
    session: Session,
    person_id: int,
    state: AgentState,
    *,
    source: StateSource = StateSource.CONSOLE,
    now: datetime,
) -> StateChange | None:
    """Let a person be in a state from now on; None where they are in it already. Raises `StateError`.

    Two consoles that set it at once follow one another, and the later one stays.
    """
    name = lock_states(session, person_id)
    present = _present(session, person_id)
    if present and present.state is state:
        return None
    if present:
        # Spans never overlap, even where the clock of another console is ahead of this one's.
        now = present.ended_at = max(now, present.started_at)
        # The next one may only be written after this one has ended.
        session.flush()
    begun = AgentStateSpan(person_id=person_id, state=state, started_at=now, source=source)
    session.add(begun)
    session.flush()
    before, ended_id = (present.state, present.id) if present else (None, None)
    return StateChange(person_id, name, before, ended_id, begun.id)


def undo_state(session: Session, change: StateChange) -> None:
    """Take a change of state back as though it had never been; raises `StateError` where others followed it."""
    lock_states(session, change.person_id)
    present = _present(session, change.person_id)
    if present is None or present.id != change.begun_id:
        raise StateError("Not undone, because the state of {name} has changed since.", name=change.name)
    session.delete(present)
    session.flush()
    if change.ended_id is not None:
        session.get_one(AgentStateSpan, change.ended_id, populate_existing=True).ended_at = None
        session.flush()


def lock_states(session: Session, person_id: int) -> str:
    """Let nobody else change the state of a person until the transaction ends; return their name."""
    statement = select(Person.name).where(Person.id == person_id, Person.active).with_for_update(key_share=True)
    name = session.scalars(statement).first()
    if name is None:
        raise StateError("This person does not work here any more.")
    return name


def _present(session: Session, person_id: int) -> AgentStateSpan | None:
    statement = select(AgentStateSpan).where(AgentStateSpan.person_id == person_id, AgentStateSpan.ended_at.is_(None))
    return session.scalars(statement.execution_options(populate_existing=True)).first()
