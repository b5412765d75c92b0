"""New rules of the desk judge what is open at once, so that words that are new in them miss nothing."""

from pathlib import Path

import pytest

from app.models.people import Role
from app.models.policy import PolicyError
from app.models.sla import LifeEvent as E
from app.models.ticket import Status, Ticket, TicketEvent
from app.services.assessment.judge import RISK_FOUND
from app.services.database import Database
from app.services.deadlines.rule_rights import RuleRightsError
from app.services.deadlines.rulebook import DESK_FILE, POLICY_FOLDER, read_text
from app.services.handling.events import happen
from app.services.handling.new_desk_rules import desk_rules_file, desk_rules_text, put_in_force
from tests.builders import HOUR, MONDAY, clocks_of, close_freely, new_ticket, open_floor, person

TEXT = read_text(DESK_FILE)
NEW_WORD = TEXT.replace('"fraud", "scam"', '"fraud", "scam", "heating"')


def test_a_new_word_is_found_in_what_is_not_over_also_while_it_waits(database: Database) -> None:
    rulebook = open_floor(database)
    waiting, told, closed = (new_ticket(database, rulebook) for _ in range(3))
    other = new_ticket(database, rulebook, title="A delay")
    with database.write() as session:
        close_freely(session)
        lived = ((waiting, E.WAITING), (told, E.RESOLVED), (closed, E.RESOLVED), (closed, E.CLOSED))
        for ticket, event in lived:
            happen(session, rulebook, session.get_one(Ticket, ticket.id), event, now=MONDAY + HOUR)
    with database.write() as session:
        by = person(session, Role.MANAGER).id
        put = put_in_force(session, rulebook, NEW_WORD, person_id=by, now=MONDAY + 2 * HOUR)
    assert (put.number, put.judged, put.risky) == (3, 3, 2)
    with database.read() as session:
        found = [session.get_one(Ticket, each.id) for each in (waiting, told, closed, other)]
        assert [each.high_risk for each in found] == [True, True, False, False]
        # What waits for its follow-up is dealt with again; what is over stays so.
        assert [each.status for each in found] == [Status.OPEN, Status.OPEN, Status.CLOSED, Status.OPEN]
        kinds = [each.kind for each in session.query(TicketEvent).filter_by(ticket_id=waiting.id)]
        assert RISK_FOUND in kinds
        assert desk_rules_text(session, by).text == NEW_WORD
    assert any(clock.fast_lane for clock in clocks_of(database, waiting))


def test_scores_follow_new_weights(database: Database) -> None:
    rulebook = open_floor(database)
    ticket = new_ticket(database, rulebook)
    with database.write() as session:
        text = TEXT.replace("urgency = 25", "urgency = 15").replace("customer = 15", "customer = 25")
        put_in_force(session, rulebook, text, person_id=None, as_operator=True, now=MONDAY)
    with database.read() as session:
        # Three tenths of either: what the one loses the other gains.
        assert session.get_one(Ticket, ticket.id).score == ticket.score
    with database.write() as session:
        text = TEXT.replace("urgency = 25", "urgency = 5").replace("deadline = 15", "deadline = 35")
        put_in_force(session, rulebook, text, person_id=None, as_operator=True, now=MONDAY)
    with database.read() as session:
        found = session.get_one(Ticket, ticket.id)
        assert found.score == (ticket.score or 0) - 6
        # An import may go on following it.
        assert found.version == ticket.version


def test_only_who_may_change_rules_puts_them_in_force(database: Database) -> None:
    rulebook = open_floor(database)
    with database.write() as session:
        agent = person(session, Role.AGENT).id
        assert not desk_rules_text(session, agent).may_change
        with pytest.raises(RuleRightsError):
            put_in_force(session, rulebook, NEW_WORD, person_id=agent, now=MONDAY)
        with pytest.raises(PolicyError):
            put_in_force(session, rulebook, "code = 1", person_id=None, as_operator=True, now=MONDAY)


def test_a_file_says_by_itself_whether_it_is_of_the_desk(tmp_path: Path) -> None:
    assert desk_rules_file(DESK_FILE) == TEXT
    assert desk_rules_file(POLICY_FOLDER / "default.toml") is None
    wrong = tmp_path / "desk.toml"
    wrong.write_text(TEXT.replace("tries = 3", "tries = 0"), encoding="utf-8")
    with pytest.raises(PolicyError, match=r"desk\.toml:"):
        desk_rules_file(wrong)
