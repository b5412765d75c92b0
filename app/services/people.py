"""Who works here: adding people, finding them, what they carry and serve, letting them go."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.floor import Floor, Queue
from app.models.people import EMAIL_ADDRESS, AgentState, Language, Person, QueueMember, Role, Team
from app.services.agent_states import set_state

_LONGEST_NAME = 100
# Nobody carries more complaints than this; a larger figure is a slip of the finger.
MOST_CARRIED = 1_000


class PeopleError(DomainError):
    """A person that cannot be added or found as asked."""


@dataclass(frozen=True)
class PersonRow:
    """Somebody who works here, as screens list them; the team's name is empty where they have none."""

    id: int
    name: str
    role: Role
    team: str


def add_person(
    session: Session, name: str, role: Role, *, email: str | None, team: str | None, language: Language
) -> Person:
    """Add a person, and their team where it is new; somebody known only from imported history starts to work here.

    Raises `PeopleError`.
    """
    name, team = proper_name(name), None if team is None else proper_name(team)
    if email is not None and not EMAIL_ADDRESS.fullmatch(email):
        raise PeopleError("{email} is not an e-mail address.", email=email)
    known = session.scalars(select(Person).where(Person.name == name)).first()
    if known is not None and known.active:
        raise PeopleError("There is already somebody called {name}.", name=name)
    person = known or Person(name=name)
    person.role, person.email, person.language, person.active = role, email, language, True
    person.team_id = _team(session, team).id if team else None
    session.add(person)
    session.flush()
    return person


def set_capacity(session: Session, name: str, capacity: int) -> Person:
    """Say how many open complaints a person can carry; 0: none. Raises `PeopleError`."""
    person = person_here(session, name)
    if not 0 <= capacity <= MOST_CARRIED:
        raise PeopleError(
            "A person carries 0 to {most} complaints, not {capacity}.", most=MOST_CARRIED, capacity=capacity
        )
    person.capacity = capacity
    return person


def set_queues(session: Session, name: str, queues: Collection[str]) -> list[str]:
    """Let a person serve these queues and no others; return the names of those that are new. Raises `PeopleError`.

    A queue that is not known yet is made, as a team is: nothing else makes one before the first ticket that needs it.
    """
    person = person_here(session, name)
    wanted = {proper_name(queue) for queue in queues}
    found = {queue.name: queue for queue in session.scalars(select(Queue).where(Queue.name.in_(wanted)))}
    made = [Queue(name=queue, floor_id=_floor(session).id) for queue in sorted(wanted - set(found))]
    session.add_all(made)
    session.flush()
    ids = {queue.id for queue in (*found.values(), *made)}
    membership = session.scalars(select(QueueMember).where(QueueMember.person_id == person.id))
    served = {member.queue_id: member for member in membership}
    for queue_id in served.keys() - ids:
        session.delete(served[queue_id])
    session.add_all(QueueMember(person_id=person.id, queue_id=queue_id) for queue_id in sorted(ids - served.keys()))
    session.flush()
    return [queue.name for queue in made]


def queues_of(session: Session, person: Person) -> set[str]:
    """Return the names of the queues that a person serves."""
    served = select(Queue.name).join(QueueMember, QueueMember.queue_id == Queue.id)
    return set(session.scalars(served.where(QueueMember.person_id == person.id)))


def set_team(session: Session, person: Person, name: str) -> bool:
    """Let a person report with a team, which is made where it is new; return whether that is another one."""
    before, team = person.team_id, _team(session, name)
    person.team_id = team.id
    return before != team.id


def let_go(session: Session, name: str, *, now: datetime) -> Person:
    """Let a person neither hear nor own anything new; what they did stays on record. Raises `PeopleError`."""
    person = person_here(session, name)
    # Who comes back one day has not been at work all the time.
    set_state(session, person.id, AgentState.OFF, now=now)
    person.active = False
    return person


def everybody(session: Session) -> list[tuple[Person, str | None]]:
    """Return the active people with the name of their team, by role and name."""
    statement = select(Person, Team.name).outerjoin(Team, Team.id == Person.team_id).where(Person.active)
    rows = [(person, team) for person, team in session.execute(statement)]
    return sorted(rows, key=lambda row: (list(Role).index(row[0].role), row[0].name))


def queues_served(session: Session) -> dict[int, list[str]]:
    """Return the names of the queues that each person serves, in order."""
    served: dict[int, list[str]] = {}
    rows = select(QueueMember.person_id, Queue.name).join(Queue, Queue.id == QueueMember.queue_id).order_by(Queue.name)
    for person_id, queue in session.execute(rows):
        served.setdefault(person_id, []).append(queue)
    return served


def people_here(session: Session) -> tuple[PersonRow, ...]:
    """Return the active people for a screen, by role and name."""
    return tuple(PersonRow(person.id, person.name, person.role, team or "") for person, team in everybody(session))


def proper_name(text: str) -> str:
    """Return a name that a list can show in one line, on either database; raises `PeopleError`."""
    name = text.strip()
    if not 0 < len(name) <= _LONGEST_NAME:
        raise PeopleError(
            "A name has 1 to {longest} characters, not {length}.", longest=_LONGEST_NAME, length=len(name)
        )
    if not name.isprintable():
        raise PeopleError("A name is written in one line of plain characters, not {name}.", name=ascii(name))
    return name


def person_here(session: Session, name: str) -> Person:
    """Return the active person of a name; raises `PeopleError`."""
    person = session.scalars(select(Person).where(Person.name == name, Person.active)).first()
    if person is None:
        raise PeopleError("Nobody called {name} works here.", name=name)
    return person


def team_named(session: Session, name: str) -> Team:
    """Return the team of a name; raises `PeopleError`."""
    team = session.scalars(select(Team).where(Team.name == name)).first()
    if team is None:
        raise PeopleError("There is no team called {name}.", name=name)
    return team


def _floor(session: Session) -> Floor:
    return session.scalars(select(Floor).order_by(Floor.id).limit(1)).one()


def _team(session: Session, name: str) -> Team:
    team = session.scalars(select(Team).where(Team.name == name)).first()
    if team is None:
        team = Team(name=name, floor_id=_floor(session).id)
        session.add(team)
        session.flush()
    return team
