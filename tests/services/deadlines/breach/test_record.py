"""How tickets stood at an instant: what came later is not seen, whatever it was."""

from collections.abc import Callable
from datetime import datetime, timedelta

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.people import AgentState, QueueMember, Role
from app.models.sla import LifeEvent
from app.models.ticket import Source, Ticket
from app.services.absences import leave
from app.services.agent_states import set_state
from app.services.database import Database
from app.services.deadlines.breach.features import FEATURES, Past
from app.services.deadlines.breach.present import Present
from app.services.deadlines.breach.record import Record, read_record
from app.services.deadlines.rulebook import Rulebook
from app.services.handling.actions import assign, go_on, raise_priority, undo, wait
from app.services.handling.events import happen
from app.services.handling.register import register
from tests.builders import HOUR, MONDAY, new_ticket, open_floor, person
from tests.services.deadlines.breach.floors import add_queues, read_present

NAMES = [feature.name for feature in FEATURES]
SINCE = MONDAY - timedelta(days=30)
Deed = tuple[str, int, int]
deeds = st.lists(
    st.tuples(
        st.sampled_from(
            ["come", "assign", "take back", "raise", "wait", "go on", "answer", "resolve", "reopen", "state", "undo"]
        ),
        st.integers(0, 3),
        st.integers(1, 30),
    ),
    min_size=1,
    max_size=14,
)


class Life:
    """Lets a floor live: each deed comes some hours after the one before."""

    def __init__(self, session: Session, rulebook: Rulebook) -> None:
        self.session, self.rulebook, self.now = session, rulebook, MONDAY
        self.queues = add_queues(session)
        self.people = [person(session, Role.AGENT).id, person(session, Role.TEAM_LEAD).id]
        session.add_all(QueueMember(person_id=who, queue_id=self.queues[0]) for who in self.people)
        self.tickets = [self._come(number) for number in range(3)]
        self._undoable: list[Callable[[], None]] = []

    def do(self, deed: Deed) -> None:
        """Do something, if it is possible as things stand."""
        what, which, hours = deed
        self.now += hours * HOUR
        try:
            with self.session.begin_nested():
                self._do(what, which)
        except DomainError:
            return
        finally:
            self.session.flush()

    def _come(self, which: int) -> Ticket:
        return register(
            self.session,
            self.rulebook,
            source=[Source.EMAIL, Source.CHAT][which % 2],
            title="No heating",
            owner_id=self.people[0] if which % 2 else None,
            queue_id=self.queues[which % 2],
            now=self.now,
        )

    def _do(self, what: str, which: int) -> None:
        session, now, ticket = self.session, self.now, self.tickets[which % len(self.tickets)]
        ids, who = [ticket.id], self.people[which % 2]
        events = {"answer": LifeEvent.ANSWERED, "resolve": LifeEvent.RESOLVED, "reopen": LifeEvent.REOPENED}
        if what in events:
            happen(session, self.rulebook, ticket, events[what], person_id=who, now=now)
            return
        match what:
            case "come":
                self.tickets.append(self._come(which))
            case "state":
                set_state(session, who, list(AgentState)[which], now=now)
            case "undo" if self._undoable:
                self._undoable.pop()()
            case "assign" | "take back":
                owner = who if what == "assign" else None
                self._note(assign(session, ids, owner, person_id=who, now=now))
            case "raise":
                self._note(raise_priority(session, self.rulebook, ids, person_id=who, now=now))
            case "wait":
                self._note(wait(session, self.rulebook, ids, person_id=who, now=now))
            case "go on":
                go_on(session, self.rulebook, ids, person_id=who, now=now)

    def _note(self, done: object) -> None:
        # Undoing a pause says that it never was, which only a later look can know.
        if getattr(done, "action", None) != "wait":
            self._undoable.append(lambda: undo(self.session, self.rulebook, done, person_id=None, now=self.now))  # type: ignore[arg-type]


def standing(session: Session, now: datetime, seen_at: datetime) -> dict[int, list[float]]:
    """The features by ticket, as of `seen_at`, from the record that there is at `now`."""
    return features(read_record(session, Rulebook(), since=SINCE, now=now), seen_at)


def features(record: Record, at: datetime) -> dict[int, list[float]]:
    """The features by ticket as of an instant."""
    found = Past(record).as_of(int(at.timestamp()))
    return dict(zip(record.tickets.ids[found.tickets].tolist(), found.values.tolist(), strict=True))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=settings().max_examples // 2)
@given(before=deeds, after=deeds)
def test_what_a_ticket_was_like_does_not_change_by_what_comes_later(
    sqlite_database: Database, before: list[Deed], after: list[Deed]
) -> None:
    rulebook = open_floor(sqlite_database) if not _is_open(sqlite_database) else Rulebook()
    with sqlite_database.write() as session:
        life, present = Life(session, rulebook), Present()
        read_present(present, session, rulebook, now=life.now)
        for deed in before:
            life.do(deed)
        seen_at = life.now
        then = standing(session, seen_at, seen_at)
        # Who reads again only what was heard of sees the same.
        present.change(session.info["noted"].ids["Ticket"])
        assert features(read_present(present, session, rulebook, now=seen_at), seen_at) == then
        for deed in after:
            life.do(deed)
        later = standing(session, life.now, seen_at)
        session.rollback()
    assert then.keys() == later.keys()
    for id_, values in then.items():
        assert dict(zip(NAMES, values, strict=True)) == dict(zip(NAMES, later[id_], strict=True))


def _is_open(database: Database) -> bool:
    from app.models.people import Person

    with database.read() as session:
        return session.query(Person).count() > 0


def _feature(database: Database, name: str, ticket: Ticket, now: datetime) -> float:
    with database.read() as session:
        record = read_present(Present(), session, Rulebook(), now=now)
    found = Past(record).as_of(int(now.timestamp()))
    place = record.tickets.ids[found.tickets].tolist().index(ticket.id)
    return float(found.values[place, NAMES.index(name)])


def test_features_say_what_they_are_called(database: Database) -> None:
    rulebook = open_floor(database)
    first, second = (new_ticket(database, rulebook, now=MONDAY + each * HOUR) for each in range(2))
    now = MONDAY + 4 * HOUR
    with database.write() as session:
        lead = person(session, Role.TEAM_LEAD).id
        assign(session, [second.id], lead, person_id=None, now=MONDAY + 2 * HOUR)
        assign(session, [second.id], None, person_id=None, now=MONDAY + 3 * HOUR)
    # Its first response is due a day after Monday, 10:00, round the clock.
    assert _feature(database, "time_used", first, now) == 4 / 24
    assert np.isclose(_feature(database, "time_left", first, now), np.log1p(20))
    assert _feature(database, "work_ahead", first, now) == 0
    assert np.isclose(_feature(database, "work_ahead", second, now), np.log1p(1))
    assert np.isclose(_feature(database, "hand_overs", second, now), np.log1p(1))
    assert _feature(database, "no_owner", second, now) == 1
    assert _feature(database, "owner_load", first, now) == 0.1
    assert _feature(database, "first_response", first, now) == 1
    assert _feature(database, "answered", first, now) == 0


def test_waiting_for_the_customer_takes_no_time_from_a_ticket(database: Database) -> None:
    rulebook = open_floor(database)
    ticket = new_ticket(database, rulebook, source=Source.TELEPHONE)
    with database.write() as session:
        wait(session, rulebook, [ticket.id], person_id=None, now=MONDAY + HOUR)
    # The lunch hour does not count either: three working days of eight hours.
    used = _feature(database, "time_used", ticket, MONDAY + 2 * HOUR)
    assert _feature(database, "time_used", ticket, MONDAY + 30 * HOUR) == used > 0
    assert _feature(database, "waiting", ticket, MONDAY + 30 * HOUR) == 1
    with database.write() as session:
        go_on(session, rulebook, [ticket.id], person_id=None, now=MONDAY + 24 * HOUR)
    assert _feature(database, "time_used", ticket, MONDAY + 24 * HOUR) == used
    assert _feature(database, "waiting", ticket, MONDAY + 30 * HOUR) == 0
    assert _feature(database, "waited", ticket, MONDAY + 30 * HOUR) > 0


def test_people_count_as_away_only_where_somebody_says_what_they_do(database: Database) -> None:
    rulebook = open_floor(database)
    with database.write() as session:
        queue = add_queues(session)[0]
        agent, lead = person(session, Role.AGENT).id, person(session, Role.TEAM_LEAD).id
        session.add_all(QueueMember(person_id=who, queue_id=queue) for who in (agent, lead))
    ticket = new_ticket(database, rulebook, queue_id=queue)
    typical = FEATURES[NAMES.index("people_away")].typical
    assert _feature(database, "people_away", ticket, MONDAY) == typical
    with database.write() as session:
        set_state(session, agent, AgentState.READY, now=MONDAY)
    assert _feature(database, "people_away", ticket, MONDAY + HOUR) == 0.5


def test_the_staff_to_come_are_those_who_are_not_absent_in_the_hours_that_are_open(database: Database) -> None:
    rulebook = open_floor(database)
    with database.write() as session:
        queue = add_queues(session)[0]
        agent, lead = person(session, Role.AGENT).id, person(session, Role.TEAM_LEAD).id
        session.add_all(QueueMember(person_id=who, queue_id=queue) for who in (agent, lead))
    ticket, *done = (new_ticket(database, rulebook, queue_id=queue) for _ in range(4))
    with database.write() as session:
        for each in done:
            happen(session, rulebook, session.get_one(Ticket, each.id), LifeEvent.RESOLVED, now=MONDAY + HOUR)
    now, evening = MONDAY + 2 * HOUR, MONDAY + 12 * HOUR
    pressure, at_night = (_feature(database, "pressure", ticket, at) for at in (now, evening))
    # While the floor is closed nothing is finished that could have been.
    assert _feature(database, "pressure", ticket, evening + 3 * HOUR) == at_night > pressure
    with database.write() as session:
        leave(session, [agent], until=MONDAY + timedelta(days=3), now=now)
    assert np.isclose(_feature(database, "pressure", ticket, now), pressure + np.log(2))
    usual = FEATURES[NAMES.index("people_away")].typical
    assert np.isclose(_feature(database, "people_away", ticket, now), 0.5 + 0.5 * usual)
