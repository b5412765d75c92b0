"""Who works here: adding people, finding them, letting them go."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.floor import Floor
from app.models.people import EMAIL_ADDRESS, Language, Person, Role, Team

_LONGEST_NAME = 100


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
    name, team = _name(name), None if team is None else _name(team)
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


def let_go(session: Session, name: str) -> Person:
    """Let a person neither hear nor own anything new; what they did stays on record. Raises `PeopleError`."""
    person = session.scalars(select(Person).where(Person.name == name, Person.active)).first()
    if person is None:
        raise PeopleError("Nobody called {name} works here.", name=name)
    person.active = False
    return person


def everybody(session: Session) -> list[tuple[Person, str | None]]:
    """Return the active people with the name of their team, by role and name."""
    statement = select(Person, Team.name).outerjoin(Team, Team.id == Person.team_id).where(Person.active)
    rows = [(person, team) for person, team in session.execute(statement)]
    return sorted(rows, key=lambda row: (list(Role).index(row[0].role), row[0].name))


def people_here(session: Session) -> tuple[PersonRow, ...]:
    """Return the active people for a screen, by role and name."""
    return tuple(PersonRow(person.id, person.name, person.role, team or "") for person, team in everybody(session))


def _name(text: str) -> str:
    """Return a name that a list can show in one line, on either database; raises `PeopleError`."""
    name = text.strip()
    if not 0 < len(name) <= _LONGEST_NAME:
        raise PeopleError(
            "A name has 1 to {longest} characters, not {length}.", longest=_LONGEST_NAME, length=len(name)
        )
    if not name.isprintable():
        raise PeopleError("A name is written in one line of plain characters, not {name}.", name=ascii(name))
    return name


def _team(session: Session, name: str) -> Team:
    team = session.scalars(select(Team).where(Team.name == name)).first()
    if team is None:
        floor = session.scalars(select(Floor).order_by(Floor.id).limit(1)).one()
        team = Team(name=name, floor_id=floor.id)
        session.add(team)
        session.flush()
    return team
