"""Incidents: opened for many complaints of one problem, and solved once for all that can be."""

from datetime import timedelta

import pytest
from sqlalchemy import event, select

from app.models.alert import Alert, AlertKind
from app.models.customer import Customer
from app.models.desk import Incident
from app.models.message import Message, Purpose
from app.models.people import Role
from app.models.sla import LifeEvent
from app.models.ticket import Status, Ticket, TicketEvent
from app.services.database import Database
from app.services.deadlines.rulebook import Rulebook
from app.services.handling.desk_rights import DeskRightsError
from app.services.handling.events import happen
from app.services.handling.incident_fit import fitting
from app.services.handling.incident_rows import complaints_with, members_of, read_hotspots, read_incidents
from app.services.handling.incidents import (
    IncidentError,
    add_to_incident,
    join_open_incidents,
    leave_incident,
    open_incident,
    reopen_incident,
    set_incident_owner,
    solve_incident,
)
from app.services.handling.root_causes import add_root_cause
from tests.builders import HOUR, MONDAY, new_ticket, open_floor, person

LATER = MONDAY + HOUR


class Floor:
    """A floor with three complaints of one problem and one of another, and who acts on them."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.rulebook: Rulebook = open_floor(database)
        titles = ("小区自来水停水", "家里自来水停水了", "自来水停水两天", "Wrong bill")
        self.ids = [new_ticket(database, self.rulebook, title=title).id for title in titles]
        with database.read() as session:
            self.lead = person(session, Role.TEAM_LEAD).id

    def alert(self, tickets: list[int]) -> int:
        details = {
            "name": "自来水停水", "count": len(tickets), "expected": 0.2, "days": 7, "since": MONDAY.isoformat(),
            "series": ["phrase:停水"], "shared": {"phrase": "自来水停水"}, "curve": [0, 3], "tickets": tickets,
        }  # fmt: skip
        with self.database.write() as session:
            alert = Alert(kind=AlertKind.HOTSPOT, subject="phrase:停水", details=details, raised_at=MONDAY)
            session.add(alert)
            session.flush()
            return alert.id

    def opened(self, ids: list[int] | None = None, alert_id: int | None = None) -> int:
        with self.database.write() as session:
            incident, _ = open_incident(
                session, " No  water ", ids or self.ids[:3], alert_id=alert_id, person_id=self.lead, now=LATER
            )
            return incident.id

    def statuses(self) -> list[Status]:
        with self.database.read() as session:
            return list(session.scalars(select(Ticket.status).order_by(Ticket.id)))


@pytest.fixture
def floor(database: Database) -> Floor:
    return Floor(database)


def test_an_incident_opened_by_hand_knows_what_its_complaints_share(floor: Floor) -> None:
    incident_id = floor.opened()
    with floor.database.read() as session:
        [row] = read_incidents(session, now=LATER)
        assert (row.title, row.complaints, row.unsolved, row.shared) == ("No water", 3, 3, {"phrase": "自来水停水"})
        assert [member.id for member in members_of(session, incident_id)] == floor.ids[2::-1]
        of_ticket = select(TicketEvent.kind).where(TicketEvent.ticket_id == floor.ids[0])
        kinds = session.scalars(of_ticket.order_by(TicketEvent.id)).all()
        assert kinds[-1] == "incident_joined"


def test_an_incident_of_a_hotspot_acts_on_its_alert_and_is_opened_once(floor: Floor) -> None:
    alert_id = floor.alert(floor.ids[:3])
    incident_id = floor.opened(alert_id=alert_id)
    with floor.database.read() as session:
        assert session.get_one(Alert, alert_id).action == "No water"
        [row] = read_hotspots(session, now=LATER)
        assert (row.incident_id, row.count, row.curve) == (incident_id, 3, (0, 3))
        assert {each.incident for each in complaints_with(session, row.tickets)} == {"No water"}
    with pytest.raises(IncidentError, match="already"):
        floor.opened(alert_id=alert_id)


def test_what_belongs_to_another_incident_stays_there(floor: Floor) -> None:
    floor.opened(floor.ids[:1])
    with floor.database.write() as session:
        other, outcome = open_incident(session, "Other", floor.ids[:2], person_id=floor.lead, now=LATER)
        assert outcome.done == (session.get_one(Ticket, floor.ids[1]).number,)
        [refused] = outcome.refused
        assert (refused.ticket_id, "No water" in str(refused.why)) == (floor.ids[0], True)
        assert add_to_incident(session, other, floor.ids[1:2], person_id=floor.lead, now=LATER).done == ()


@pytest.mark.parametrize("title", ["", "  ", "x" * 201])
def test_an_incident_needs_a_title_complaints_and_somebody_who_opens_it(floor: Floor, title: str) -> None:
    with floor.database.write() as session:
        with pytest.raises(IncidentError):
            open_incident(session, title, floor.ids, person_id=floor.lead, now=LATER)
        with pytest.raises(IncidentError):
            open_incident(session, "x", (), person_id=floor.lead, now=LATER)
        with pytest.raises(DeskRightsError):
            open_incident(session, "x", floor.ids, person_id=None, now=LATER)


def test_one_solution_resolves_all_that_can_be_and_says_which_could_not(floor: Floor) -> None:
    alert_id = floor.alert(floor.ids[:3])
    incident_id = floor.opened(alert_id=alert_id)
    with floor.database.write() as session:
        done_before = session.get_one(Ticket, floor.ids[0])
        happen(session, floor.rulebook, done_before, LifeEvent.RESOLVED, person_id=floor.lead, now=LATER)
        cause = add_root_cause(session, "Burst pipe")
        incident = session.get_one(Incident, incident_id)
        outcome = solve_incident(
            session, floor.rulebook, incident, "The pipe is mended.", root_cause_id=cause.id, person_id=floor.lead,
            now=LATER + HOUR,
        )  # fmt: skip
        assert len(outcome.done) == 2
        assert [(each.ticket_id, "already" in str(each.why)) for each in outcome.refused] == [(floor.ids[0], True)]
    assert floor.statuses() == [Status.RESOLVED] * 3 + [Status.OPEN]
    with floor.database.read() as session:
        [row] = read_incidents(session, now=LATER + HOUR)
        assert (row.unsolved, row.root_cause, row.solution) == (0, "Burst pipe", "The pipe is mended.")
        assert session.get_one(Alert, alert_id).resolved_at == LATER + HOUR
        assert session.get_one(Ticket, floor.ids[1]).root_cause_id is not None
        # What was refused is left as it was.
        assert session.get_one(Ticket, floor.ids[0]).root_cause_id is None


def test_customers_with_an_address_are_told_by_mail(floor: Floor) -> None:
    incident_id = floor.opened()
    with floor.database.write() as session:
        customer = Customer(name="Lin", email="lin@example.com")
        session.add(customer)
        session.flush()
        session.get_one(Ticket, floor.ids[1]).customer_id = customer.id
        outcome = solve_incident(
            session, floor.rulebook, session.get_one(Incident, incident_id), "Mended.", subject="Your water",
            person_id=floor.lead, now=LATER + HOUR,
        )  # fmt: skip
        assert (len(outcome.done), len(outcome.told)) == (3, 1)
        [message] = session.scalars(select(Message))
        assert (message.ticket_id, message.purpose, message.address) == (
            floor.ids[1],
            Purpose.RESULT,
            "lin@example.com",
        )
    assert floor.statuses()[:3] == [Status.RESOLVED] * 3


def test_a_solution_that_did_not_hold_lets_all_go_on(floor: Floor) -> None:
    incident_id = floor.opened()
    solved, again = LATER + HOUR, LATER + 2 * HOUR
    with floor.database.write() as session:
        incident = session.get_one(Incident, incident_id)
        with pytest.raises(IncidentError, match="not solved"):
            reopen_incident(session, floor.rulebook, incident, "x", person_id=floor.lead, now=again)
        solve_incident(session, floor.rulebook, incident, "Mended.", person_id=floor.lead, now=solved)
        for refused in (
            lambda: solve_incident(session, floor.rulebook, incident, "y", person_id=floor.lead, now=again),
            lambda: add_to_incident(session, incident, floor.ids, person_id=floor.lead, now=again),
            lambda: leave_incident(session, floor.ids, person_id=floor.lead, now=again),
        ):
            with pytest.raises(IncidentError, match="is solved"):
                refused()
        outcome = reopen_incident(session, floor.rulebook, incident, "It leaks", person_id=floor.lead, now=again)
        assert len(outcome.done) == 3
    assert floor.statuses() == [Status.OPEN] * 4


def test_complaints_leave_and_an_incident_has_an_owner(floor: Floor) -> None:
    incident_id = floor.opened()
    with floor.database.write() as session:
        leave_incident(session, floor.ids[:1], person_id=floor.lead, now=LATER)
        incident = session.get_one(Incident, incident_id)
        set_incident_owner(session, incident, floor.lead)
        with pytest.raises(IncidentError, match="does not work here"):
            set_incident_owner(session, incident, 999)
        [row] = read_incidents(session, now=LATER)
        assert (row.complaints, row.owner) == (2, Role.TEAM_LEAD.value)
        of_ticket = select(TicketEvent.kind).where(TicketEvent.ticket_id == floor.ids[0])
        kinds = session.scalars(of_ticket.order_by(TicketEvent.id)).all()
        assert kinds[-1] == "incident_left"


def test_new_complaints_that_fit_are_proposed_and_join_where_the_rules_want_it(floor: Floor) -> None:
    by_hand = floor.opened(floor.ids[:2])
    alert_id = floor.alert(floor.ids[3:])
    of_hotspot = floor.opened(floor.ids[3:], alert_id)
    new = new_ticket(floor.database, floor.rulebook, title="又自来水停水", now=LATER).id
    with floor.database.write() as session:
        assert fitting(session, session.get_one(Incident, by_hand), now=LATER) == [floor.ids[2], new]
        assert fitting(session, session.get_one(Incident, of_hotspot), now=LATER) == []
        alert = session.get_one(Alert, alert_id)
        alert.details = alert.details | {"tickets": [floor.ids[3], new]}
        session.flush()
        assert fitting(session, session.get_one(Incident, of_hotspot), now=LATER) == [new]
        join_open_incidents(session, now=LATER)
        assert session.get_one(Ticket, new).incident_id == of_hotspot


def test_what_was_solved_long_ago_is_out_of_sight(floor: Floor) -> None:
    incident_id = floor.opened()
    with floor.database.write() as session:
        incident = session.get_one(Incident, incident_id)
        solve_incident(session, floor.rulebook, incident, "Mended.", person_id=floor.lead, now=LATER)
        assert len(read_incidents(session, now=LATER)) == 1
        assert read_incidents(session, now=LATER + timedelta(days=31)) == ()


def test_nothing_joins_what_somebody_else_is_solving(postgresql_database: Database) -> None:
    floor = Floor(postgresql_database)
    incident_id = floor.opened(floor.ids[:2])
    with floor.database.write() as late:
        seen_open = late.get_one(Incident, incident_id)
        with floor.database.write() as session:
            incident = session.get_one(Incident, incident_id)
            solve_incident(session, floor.rulebook, incident, "Mended.", person_id=floor.lead, now=LATER)
        with pytest.raises(IncidentError, match="is solved"):
            add_to_incident(late, seen_open, floor.ids[2:3], person_id=floor.lead, now=LATER)


@pytest.mark.parametrize("reopened", [False, True])
def test_clocks_are_locked_before_their_complaint_as_everywhere(postgresql_database: Database, reopened: bool) -> None:
    floor = Floor(postgresql_database)
    incident_id = floor.opened(floor.ids[:1])
    if reopened:
        with floor.database.write() as session:
            incident = session.get_one(Incident, incident_id)
            solve_incident(session, floor.rulebook, incident, "Mended.", person_id=floor.lead, now=LATER)
    locks: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        if " FOR " in statement and ("FROM clock" in statement or "FROM ticket" in statement):
            locks.append("clock" if "FROM clock" in statement else "ticket")

    event.listen(floor.database.engine, "before_cursor_execute", note)
    try:
        with floor.database.write() as session:
            incident = session.get_one(Incident, incident_id)
            if reopened:
                reopen_incident(session, floor.rulebook, incident, "x", person_id=floor.lead, now=LATER + HOUR)
            else:
                solve_incident(session, floor.rulebook, incident, "x", person_id=floor.lead, now=LATER + HOUR)
    finally:
        event.remove(floor.database.engine, "before_cursor_execute", note)
    assert locks[0] == "clock"
    assert "ticket" in locks
