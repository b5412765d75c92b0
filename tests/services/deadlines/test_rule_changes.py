"""New rules for open clocks: what the preview shows happens, exactly that, once, and can be taken back."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.models.people import Role
from app.models.rule_change import RuleChange
from app.models.sla import Clock, Target
from app.services.database import Database
from app.services.deadlines.escalation import sweep
from app.services.deadlines.impact import Figures, NewCalendar, NewPolicy, NewRules, Order, Show, preview, rows_of
from app.services.deadlines.rule_changes import RuleChangeError, Touched, apply, undo, would_undo
from app.services.deadlines.rulebook import Rulebook
from tests.builders import HOUR, MONDAY, OFFICE, clocks_of, new_ticket, open_floor, person, policy

TEN_MINUTES = timedelta(minutes=10)


def targets(**amounts: str) -> list[dict[str, Any]]:
    """Targets of opening hours."""
    return [{"target": name, "amount": amount, "measure": "opening_hours"} for name, amount in amounts.items()]


def shorter(**amounts: str) -> NewRules:
    """The default policy with such amounts in opening hours."""
    return NewRules(policy=NewPolicy(policy(targets=targets(**amounts))))


def closed_today(*windows: str) -> NewRules:
    """The office, closed for some hours of the Monday."""
    return NewRules(calendar=NewCalendar("china_office", OFFICE | {"breaks": {"2026-03-02": list(windows)}}))


FLOOR = policy(targets=targets(first_response="2h", resolution="7h"), pauses={"waiting_for_customer": ["resolution"]})


def applied(database: Database, rulebook: Rulebook, rules: NewRules, *, now: datetime) -> RuleChange:
    """Look and apply."""
    with database.write() as session:
        seen = preview(session, rulebook, rules, now=now)
        return apply(
            session, rulebook, seen, "The law has changed", person_id=person(session, Role.MANAGER).id, now=now
        )


def rows(database: Database) -> list[dict[str, Any]]:
    """Every clock with all that is known of it."""
    with database.read() as session:
        columns = [column.key for column in Clock.__table__.columns]
        return [{name: getattr(clock, name) for name in columns} for clock in session.query(Clock).order_by(Clock.id)]


def test_the_preview_says_what_moves_and_what_becomes_late(database: Database) -> None:
    rulebook = open_floor(database, FLOOR)
    old = new_ticket(database, rulebook, now=MONDAY - HOUR)
    new = new_ticket(database, rulebook, now=MONDAY)
    with database.read() as session:
        found = preview(session, rulebook, shorter(first_response="1h", resolution="8h"), now=MONDAY + TEN_MINUTES)
        assert found.figures == Figures(
            clocks=4, tickets=2, moved=4, earlier=2, later=2, become_late=1, steps=found.figures.steps
        )
        (late,) = rows_of(session, found, Show.BECOME_LATE)
        assert (late.number, late.target, late.owner) == (old.number, Target.FIRST_RESPONSE, "agent")
        assert (late.due_before, late.due_after) == (MONDAY + HOUR, MONDAY)
        assert (late.late_before, late.late_after) == (False, True)
        by_shift = rows_of(session, found, order=Order.SHIFT)
        assert [row.ticket_id for row in by_shift][:2] == [old.id, new.id]
        assert rows_of(session, found, start=1, count=2) == rows_of(session, found)[1:3]
