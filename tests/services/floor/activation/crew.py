"""Makes a floor with people of every tier for the tests of activations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from app.models.floor import Floor, Queue
from app.models.people import AgentState, AgentStateSpan, Person, QueueMember, Role
from app.models.roster import Shift, ShiftKind
from app.services.database import Database
from tests.builders import MONDAY, open_floor


@dataclass(frozen=True)
class Crew:
    """The ids of who is there: `standby` and `lent` are people of tiers 2 and 3, the most skilled first."""

    phones: int
    mails: int
    lead: int
    supervisor: int
    standby: Sequence[int]
    lent: Sequence[int]


def gather(database: Database, *, standby: int = 3, lent: int = 3) -> Crew:
    """Open a floor with two queues: leads on site, standby staff at home, and people of the mails who know phones."""
    open_floor(database)
    with database.write() as session:
        floor = session.query(Floor).one()
        phones, mails = Queue(name="电话", floor_id=floor.id), Queue(name="邮件", floor_id=floor.id)
        session.add_all([phones, mails])
        session.flush()
        for role in (Role.TEAM_LEAD, Role.SUPERVISOR):
            state(session, _of(session, role), AgentState.READY)
        for role in (Role.MANAGER, Role.AGENT):
            state(session, _of(session, role), AgentState.OFF)
        at_home = [_new(session, f"备{place}", phones.id, level=3 - place % 3) for place in range(standby)]
        for each in at_home:
            state(session, each, AgentState.OFF)
            session.add(
                Shift(
                    person_id=each.id,
                    starts_at=MONDAY - timedelta(hours=2),
                    ends_at=MONDAY + timedelta(hours=10),
                    kind=ShiftKind.STANDBY,
                )
            )
        lendable = [_new(session, f"多{place}", phones.id, level=3 - place % 3) for place in range(lent)]
        for each in lendable:
            each.home_queue_id = mails.id
            session.add(QueueMember(person_id=each.id, queue_id=mails.id))
            state(session, each, AgentState.READY)
        session.flush()
        return Crew(
            phones.id,
            mails.id,
            _of(session, Role.TEAM_LEAD).id,
            _of(session, Role.SUPERVISOR).id,
            [each.id for each in at_home],
            [each.id for each in lendable],
        )


def state(session: Session, person: Person, what: AgentState) -> None:
    """Let a person be in a state since an hour before the test."""
    session.add(AgentStateSpan(person_id=person.id, state=what, started_at=MONDAY - timedelta(hours=1)))


def _new(session: Session, name: str, queue_id: int, *, level: int) -> Person:
    person = Person(name=name, role=Role.AGENT, email=f"{ord(name[0])}{name[1:]}@example.com")
    session.add(person)
    session.flush()
    session.add(QueueMember(person_id=person.id, queue_id=queue_id, level=level))
    return person


def _of(session: Session, role: Role) -> Person:
    return session.query(Person).filter_by(role=role).order_by(Person.id).first()  # type: ignore[return-value]
