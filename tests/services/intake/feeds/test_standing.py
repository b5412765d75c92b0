"""What the floor does not know of the feed's names is seen, and people say what it means."""

import threading
from datetime import timedelta

import pytest

from app.models.floor import Floor, Queue
from app.models.people import AgentState, AgentStateSpan, Role
from app.services.database import Database
from app.services.intake.feeds import standing
from app.services.intake.feeds.names import FeedNameError, Naming, say_name
from app.services.intake.feeds.recording import Recorder
from app.services.intake.feeds.standing import SaidName, Standing, Tally, UnknownName, read_standing
from tests.builders import HOUR, MONDAY, open_floor, person
from tests.services.intake.feeds.test_server import ask, contact, listening, send, spans, state

READY, HANDLING, WRAP_UP, BREAK, TRAINING, OFF = AgentState


@pytest.fixture
def people(database: Database) -> dict[Role, int]:
    """A floor with its people, by role, and a queue."""
    open_floor(database)
    with database.write() as session:
        session.add(Queue(name="一线", floor_id=session.query(Floor).one().id))
        return {role: person(session, role).id for role in (Role.AGENT, Role.SUPERVISOR)}


def standing_of(database: Database, by: int | None = None) -> Standing:
    with database.read() as session:
        return read_standing(session, by=by, now=MONDAY)


def say(database: Database, naming: Naming, name: str, means: int | AgentState | None, by: int) -> None:
    with database.write() as session:
        say_name(session, naming, name, means, by=by, now=MONDAY)


def test_unknown_names_are_counted_and_kept_the_latest_first(database: Database, people: dict[Role, int]) -> None:
    recorder, tally = Recorder(), Tally()
    batch = [
        state("1", 9, READY, "1042"),
        state("2", 8, READY, "1042"),
        state("3", 7, READY) | {"state": "ACW"},
        contact("4", 6, queue="Q7"),
        state("5", 5, READY),
        {"id": "6"},
    ]
    for now in (MONDAY, MONDAY + HOUR):
        with database.write() as session:
            [received] = recorder.record(session, [batch if now == MONDAY else batch[:1]], now=now)
        tally.take(received, now=now)
        tally.write(database, now=now)
    with database.read() as session:
        found = read_standing(session, by=people[Role.SUPERVISOR], now=MONDAY + HOUR)
    assert found.unknown == (
        UnknownName(Naming.AGENT, "1042", 3, MONDAY + HOUR),
        UnknownName(Naming.QUEUE, "Q7", 1, MONDAY),
        UnknownName(Naming.STATE, "ACW", 1, MONDAY),
    )
    assert (found.refused, found.hours[-2:], found.last_at, found.may_say) == (6, (1, 0), MONDAY, True)
    assert not standing_of(database).may_say


def test_what_a_name_means_is_said_once_and_holds_until_somebody_says_otherwise(
    database: Database, people: dict[Role, int]
) -> None:
    events = [
        state("1", 9, HANDLING, "1042"),
        state("2", 8, READY) | {"agent": "1042", "state": "acw"},
        contact("3", 6, queue="Q7"),
    ]
    with listening(database) as port:
        assert send(port, *events)[1]["recorded"] == 0
        with database.read() as session:
            queue_id = session.query(Queue.id).filter_by(name="一线").scalar()
        say(database, Naming.AGENT, "1042", people[Role.AGENT], people[Role.SUPERVISOR])
        say(database, Naming.STATE, "ACW", WRAP_UP, people[Role.SUPERVISOR])
        say(database, Naming.QUEUE, "Q7", queue_id, people[Role.SUPERVISOR])
        assert send(port, *events) == (202, {"recorded": 3, "known": 0})
        assert spans(database) == [(HANDLING, 9, 8), (WRAP_UP, 8, None)]
        assert standing_of(database).said == (
            SaidName(Naming.AGENT, "1042", "agent"),
            SaidName(Naming.QUEUE, "Q7", "一线"),
            SaidName(Naming.STATE, "ACW", "wrap_up"),
        )
        # Somebody else's from now on: the feed hears of it as every console does.
        say(database, Naming.AGENT, "1042", people[Role.SUPERVISOR], people[Role.SUPERVISOR])
        for key in range(4, 5_000):
            assert send(port, state(str(key), 5 - key / 1_000, BREAK, "1042"), one=True)[0] == 202
            with database.read() as session:
                theirs = session.query(AgentStateSpan).filter_by(person_id=people[Role.SUPERVISOR]).count()
            if theirs:
                break
        assert theirs == 1


def test_only_who_leads_says_what_names_mean_and_only_of_what_is_there(
    database: Database, people: dict[Role, int]
) -> None:
    with pytest.raises(FeedNameError, match="Only supervisors"):
        say(database, Naming.AGENT, "1042", people[Role.AGENT], people[Role.AGENT])
    with pytest.raises(FeedNameError, match="not there any more"):
        say(database, Naming.QUEUE, "Q7", 99_999, people[Role.SUPERVISOR])
    say(database, Naming.AGENT, "1042", people[Role.AGENT], people[Role.SUPERVISOR])
    say(database, Naming.AGENT, "1042", None, people[Role.SUPERVISOR])
    assert standing_of(database).said == ()


def test_who_shows_a_wrong_token_is_counted_and_everything_is_written_down_at_the_end(
    sqlite_database: Database,
) -> None:
    open_floor(sqlite_database)
    threads = threading.active_count()
    with listening(sqlite_database) as port:
        for token in ("", "Bearer wrong"):
            assert ask(port, body=b"{}", headers={"Authorization": token})[0] == 401
        send(port, state("1", 5, READY), state("2", 5, READY, "nobody"))
    found = standing_of(sqlite_database)
    assert (found.strangers, found.stranger_at, found.stranger_from) == (2, MONDAY, "127.0.0.1")
    assert (found.hours[-1], found.refused, [each.name for each in found.unknown]) == (1, 1, ["nobody"])
    assert threading.active_count() == threads


def test_a_flood_of_names_stays_bounded_and_old_ones_go(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_floor(sqlite_database)
    monkeypatch.setattr(standing, "MOST_UNKNOWN", 3)
    recorder, tally = Recorder(), Tally()
    for now, count in ((MONDAY, 9), (MONDAY + timedelta(days=15), 2)):
        with sqlite_database.write() as session:
            minutes = (MONDAY - now) / timedelta(minutes=1)
            batch = [state(f"{now}{each}", minutes, READY, f"{now:%d}-{each}") for each in range(count)]
            [received] = recorder.record(session, [batch], now=now)
        tally.take(received, now=now)
        tally.write(sqlite_database, now=now)
        names = [each.name for each in standing_of(sqlite_database).unknown]
        assert names == (["02-8", "02-7", "02-6"] if now == MONDAY else ["17-1", "17-0"])


def test_what_could_not_be_written_down_is_counted_still(sqlite_database: Database) -> None:
    open_floor(sqlite_database)
    file, tally = sqlite_database.file, Tally()
    assert file
    tally.turn_away("10.0.0.1", now=MONDAY)
    sqlite_database.close()
    away = file.with_suffix(".away")
    file.rename(away)
    with pytest.raises(Exception, match="no database file"):
        tally.write(sqlite_database, now=MONDAY)
    away.rename(file)
    tally.turn_away("10.0.0.2", now=MONDAY)
    tally.write(sqlite_database, now=MONDAY)
    found = standing_of(sqlite_database)
    assert (found.strangers, found.stranger_from) == (2, "10.0.0.2")
