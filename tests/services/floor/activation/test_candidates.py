"""Who can be called for help, in which tier, and in which order."""

from datetime import timedelta

import pytest

from app.models.people import Absence, AgentState, AgentStateSpan, Person
from app.models.roster import Availability, Shift, ShiftKind, Wish
from app.services.database import Database
from app.services.floor.activation.candidates import Candidate, read_candidates
from app.services.staffing.tier_rules import DEFAULTS, Rule, TierRuleError, drop_rule, keep_rule, read_rules
from tests.builders import HOUR, MONDAY
from tests.services.floor.activation.crew import gather


def _of_tier(found: tuple[Candidate, ...], tier: int) -> list[int]:
    return [each.person_id for each in found if each.tier == tier]


def test_each_tier_has_its_people_and_the_more_skilled_come_first(database: Database) -> None:
    crew = gather(database)
    with database.read() as session:
        found = read_candidates(session, crew.phones, now=MONDAY)

    assert set(_of_tier(found, 1)) == {crew.lead, crew.supervisor}
    assert _of_tier(found, 2) == crew.standby
    assert _of_tier(found, 3) == crew.lent
    assert {each.donor_queue_id for each in found if each.tier == 3} == {crew.mails}
    best = next(each for each in found if each.tier == 2)
    assert best.parts["skill"] == 1
    assert best.parts["willing"] == 1
    assert best.on_standby
    assert best.reachable == ("email",)


def test_the_whole_floor_borrows_from_no_queue(database: Database) -> None:
    crew = gather(database)
    with database.read() as session:
        found = read_candidates(session, None, now=MONDAY)
    assert _of_tier(found, 2)[:3] == crew.standby
    assert not _of_tier(found, 3)


def test_who_is_away_or_does_not_want_to_is_left_out(database: Database) -> None:
    crew = gather(database)
    away, unwilling, wishing = crew.standby
    with database.write() as session:
        session.add(Absence(person_id=away, started_at=MONDAY - HOUR))
        for person_id in (unwilling, wishing):
            session.query(Shift).filter_by(person_id=person_id).delete()
        session.add(Availability(person_id=unwilling, weekday=0, wish=Wish.AVOID))
        session.add(Availability(person_id=wishing, day=MONDAY.date(), wish=Wish.PREFER))
    with database.read() as session:
        found = read_candidates(session, crew.phones, now=MONDAY)
    assert _of_tier(found, 2) == [wishing]
    assert next(each for each in found if each.tier == 2).parts["willing"] == 0.8


def test_who_has_worked_long_without_a_rest_comes_after_who_has_not(database: Database) -> None:
    crew = gather(database, lent=2)
    expert, other = crew.lent
    with database.write() as session:
        session.query(AgentStateSpan).filter_by(person_id=expert).update({"started_at": MONDAY - timedelta(hours=4)})
    with database.read() as session:
        found = {each.person_id: each for each in read_candidates(session, crew.phones, now=MONDAY)}
    assert found[expert].parts["fatigue"] == 0
    assert found[expert].rest_debt_minutes == 240
    assert found[other].total > found[expert].total


def test_a_queue_that_would_serve_too_little_gives_nobody(database: Database) -> None:
    from app.models.forecast import ContactInterval

    crew = gather(database)
    with database.write() as session:
        session.add(
            ContactInterval(
                queue_id=crew.mails, starts_at=MONDAY - HOUR / 2, minutes=30, offered=10, answered=9, answered_in_time=6
            )
        )
    with database.read() as session:
        assert not _of_tier(read_candidates(session, crew.phones, now=MONDAY), 3)
    with database.write() as session:
        keep_rule(session, Rule(3, 2, 5, 10, 5_000, 10, {"donor": 1.0}, donor_keeps=0.2, queue_id=crew.phones))
    with database.read() as session:
        found = [each for each in read_candidates(session, crew.phones, now=MONDAY) if each.tier == 3]
    assert {each.total for each in found} == {0.5}


def test_who_stands_by_is_off_duty_until_they_are_on_shift(database: Database) -> None:
    crew = gather(database, standby=1)
    with database.write() as session:
        person = session.get_one(Person, crew.standby[0])
        session.query(AgentStateSpan).filter_by(person_id=person.id).update({"state": AgentState.READY})
        session.query(Shift).filter_by(person_id=person.id).update({"kind": ShiftKind.WORK})
    with database.read() as session:
        assert not _of_tier(read_candidates(session, crew.phones, now=MONDAY), 2)


def test_a_rule_of_the_queue_wins_over_the_floors_which_wins_over_the_default(database: Database) -> None:
    crew = gather(database)
    with database.write() as session:
        keep_rule(session, Rule(1, 7, 3, 5, 9_000, 5, {"skill": 1.0}))
        keep_rule(session, Rule(1, 1, 3, 5, 9_000, 5, {"skill": 1.0}, queue_id=crew.phones))
    with database.read() as session:
        assert read_rules(session, crew.phones)[1].quota == 1
        assert read_rules(session, crew.mails)[1].quota == 7
        assert read_rules(session, None)[2] == DEFAULTS[2]
    with database.write() as session:
        drop_rule(session, 1, crew.phones)
        assert read_rules(session, crew.phones)[1].quota == 7


@pytest.mark.parametrize(
    "rule",
    [
        Rule(4, 1, 3, 5, 0, 5, {"skill": 1.0}),
        Rule(1, -1, 3, 5, 0, 5, {"skill": 1.0}),
        Rule(1, 1, 0, 5, 0, 5, {"skill": 1.0}),
        Rule(1, 1, 3, 5, -1, 5, {"skill": 1.0}),
        Rule(1, 1, 3, 5, 0, 5, {"skill": 0.0}),
        Rule(1, 1, 3, 5, 0, 5, {"beauty": 1.0}),
        Rule(3, 1, 3, 5, 0, 5, {"skill": 1.0}, donor_keeps=1.2),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(sqlite_database: Database, rule: Rule) -> None:
    with sqlite_database.write() as session, pytest.raises(TierRuleError):
        keep_rule(session, rule)
