"""Split, linked, withdrawn, marked as spam, opened again, merged: what becomes of a complaint and of its clocks."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest

from app.models.approval import Approval
from app.models.customer import Customer, CustomerPromise
from app.models.department import Department, DepartmentTask, TaskState
from app.models.desk import Compensation, CompensationState, Link, Tag, TicketLink, TicketTag
from app.models.evidence import Attachment
from app.models.message import Direction, Message
from app.models.people import Role
from app.models.sla import Clock, ClockState, LifeEvent, Target
from app.models.ticket import Source, Status, Ticket, TicketEvent
from app.services.database import Database
from app.services.deadlines.approvals import ask_extension
from app.services.deadlines.requests import open_approvals
from app.services.handling.actions import Action, ChangedSinceError, Done, Touched, undo
from app.services.handling.compensation import offer
from app.services.handling.endings import EndingError, mark_spam, withdraw
from app.services.handling.events import NotPossibleError, happen, merge
from app.services.handling.links import LinkError, link, links_of, unlink
from app.services.handling.register import RegistrationError
from app.services.handling.reopen import reopen
from app.services.handling.split import SplitError, split
from tests.builders import HOUR, MONDAY, clocks_of, close_freely, new_ticket, open_floor, person, policy

DAY = timedelta(days=1)
E, S, T = LifeEvent, ClockState, Target


class Desk:
    """A floor whose decisions and tasks have clocks, and whose resolution can be extended, with one complaint."""

    def __init__(self, database: Database) -> None:
        extensions = [{"target": "resolution", "steps": [{"to": "9d", "approver": "supervisor"}]}]
        specification = policy(extensions=extensions)
        specification["targets"].append({"target": "approval", "amount": "4h", "measure": "opening_hours"})
        self.database, self.rulebook = database, open_floor(database, specification)
        with database.write() as session:
            close_freely(session)
            self.agent, self.lead = (person(session, role).id for role in (Role.AGENT, Role.TEAM_LEAD))
            customer = Customer(name="Wang")
            session.add(customer)
            session.flush()
            self.customer = customer.id
        self.ticket = self.complaint()

    def complaint(self, now: datetime = MONDAY) -> Ticket:
        return new_ticket(self.database, self.rulebook, now=now, customer_id=self.customer)

    def let(self, *events: LifeEvent, now: datetime, ticket: Ticket | None = None) -> None:
        with self.database.write() as session:
            found = session.get_one(Ticket, (ticket or self.ticket).id)
            for event in events:
                happen(session, self.rulebook, found, event, now=now)

    def stored(self, ticket: Ticket | None = None) -> Ticket:
        with self.database.read() as session:
            return session.get_one(Ticket, (ticket or self.ticket).id)

    def clocks(self, ticket: Ticket | None = None) -> dict[Target, tuple[ClockState, datetime]]:
        """The last cycle of each target."""
        return {each.target: (each.state, each.due_at) for each in clocks_of(self.database, ticket or self.ticket)}

    def kinds(self, ticket: Ticket | None = None) -> list[str]:
        with self.database.read() as session:
            mine = session.query(TicketEvent).filter_by(ticket_id=(ticket or self.ticket).id)
            return [each.kind for each in mine.order_by(TicketEvent.id)]

    def split(
        self, evidence: Sequence[int] = (), *, title: str = "The bill", now: datetime = MONDAY + 3 * HOUR
    ) -> Ticket:
        with self.database.write() as session:
            whole = session.get_one(Ticket, self.ticket.id)
            text = "It is wrong, too"
            return split(session, self.rulebook, whole, title, text, evidence, person_id=self.agent, now=now)

    def merge(self, ticket: Ticket, into: Ticket, now: datetime) -> None:
        with self.database.write() as session:
            both = (session.get_one(Ticket, each.id) for each in (ticket, into))
            merge(session, self.rulebook, *both, person_id=self.agent, now=now)


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


@pytest.mark.parametrize(
    ("events", "targets"),
    [
        ((), {T.FIRST_RESPONSE, T.RESOLUTION}),
        ((E.ANSWERED,), {T.RESOLUTION}),
        ((E.ANSWERED, E.WAITING), {T.RESOLUTION}),
    ],
)
def test_a_part_has_the_age_and_the_deadlines_of_the_whole(
    desk: Desk, events: tuple[LifeEvent, ...], targets: set[Target]
) -> None:
    desk.let(*events, now=MONDAY + HOUR)
    part = desk.split()
    whole = desk.stored()
    assert (part.received_at, part.recorded_at) == (MONDAY, MONDAY + 3 * HOUR)
    assert (part.status, part.first_responded_at) == (Status.OPEN, whole.first_responded_at)
    assert (part.customer_id, part.owner_id, part.first_handler_id) == (desk.customer, desk.agent, None)
    found = desk.clocks(part)
    assert {target for target, (state, _) in found.items() if state is S.RUNNING} == targets
    assert set(found) == {T.FIRST_RESPONSE, T.RESOLUTION}
    if E.WAITING in events:
        # What the whole has waited so far counts for the part, too; the whole goes on to wait.
        assert whole.status is Status.WAITING
        desk.let(E.CUSTOMER_REPLIED, now=MONDAY + 3 * HOUR)
    assert found == desk.clocks()
    assert (desk.kinds(part)[0], "split" in desk.kinds()) == ("recorded", True)
    with desk.database.read() as session:
        (row,) = links_of(session, part.id)
        assert (row.kind, row.backwards, row.number) == (Link.SPLIT_FROM, False, whole.number)
        assert links_of(session, whole.id)[0].backwards


def test_a_part_of_high_risk_goes_the_fast_lane_and_takes_the_evidence_that_was_chosen(desk: Desk) -> None:
    with desk.database.write() as session:
        given = {"media_type": "image/png", "size": 1, "digest": "d", "added_at": MONDAY}
        files = [Attachment(ticket_id=desk.ticket.id, name=name, **given) for name in ("bill.png", "flat.png")]
        session.add_all(files)
        session.flush()
        chosen = files[0].id
    part = desk.split([chosen, 999], title="My data leak")
    assert part.high_risk
    assert desk.clocks(part)[T.RESOLUTION][1] <= MONDAY + 27 * HOUR
    assert not desk.stored().high_risk
    with desk.database.read() as session:
        assert [each.name for each in session.query(Attachment).filter_by(ticket_id=part.id)] == ["bill.png"]
        assert session.query(Attachment).filter_by(ticket_id=desk.ticket.id).count() == 2


def test_only_an_open_complaint_is_split_and_a_part_has_a_title(desk: Desk) -> None:
    with pytest.raises(RegistrationError, match="needs a title"):
        desk.split(title=" \0")
    desk.let(E.RESOLVED, now=MONDAY + HOUR)
    with pytest.raises(SplitError, match="only an open complaint is split"):
        desk.split()


def test_complaints_are_linked_once_and_parted_again(desk: Desk) -> None:
    other = desk.complaint()
    with desk.database.write() as session:
        mine, theirs = session.get_one(Ticket, desk.ticket.id), session.get_one(Ticket, other.id)
        drawn = link(session, mine, theirs, Link.RELATED, person_id=desk.agent, now=MONDAY)
        link(session, mine, theirs, Link.COMPLAINS_OF, person_id=desk.agent, now=MONDAY)
        for pair in ((mine, theirs), (theirs, mine)):
            with pytest.raises(LinkError, match="so already"):
                link(session, *pair, Link.RELATED, person_id=desk.agent, now=MONDAY)
        with pytest.raises(LinkError, match="cannot be linked with itself"):
            link(session, mine, mine, Link.RELATED, person_id=desk.agent, now=MONDAY)
        assert [(row.kind, row.backwards) for row in links_of(session, theirs.id)] == [
            (Link.RELATED, True),
            (Link.COMPLAINS_OF, True),
        ]
        unlink(session, drawn.id, person_id=desk.agent, now=MONDAY)
        with pytest.raises(LinkError, match="not there any more"):
            unlink(session, drawn.id, person_id=desk.agent, now=MONDAY)
    assert desk.kinds()[1:] == ["linked", "linked", "unlinked"]
    assert desk.kinds(other)[1:] == ["linked", "linked", "unlinked"]
    desk.split()
    with desk.database.write() as session:
        fixed = session.query(TicketLink).filter_by(kind=Link.SPLIT_FROM).one()
        with pytest.raises(LinkError, match="stays linked"):
            unlink(session, fixed.id, person_id=desk.agent, now=MONDAY)


@pytest.mark.parametrize(
    ("before", "ends", "action", "status", "clocks"),
    [
        ((), withdraw, Action.WITHDRAW, Status.WITHDRAWN, {T.FIRST_RESPONSE: S.CANCELLED, T.RESOLUTION: S.CANCELLED}),
        ((E.ANSWERED, E.WAITING), withdraw, Action.WITHDRAW, Status.WITHDRAWN, {T.RESOLUTION: S.CANCELLED}),
        ((E.RESOLVED,), withdraw, Action.WITHDRAW, Status.WITHDRAWN, {T.FOLLOW_UP: S.CANCELLED}),
        ((), mark_spam, Action.SPAM, Status.SPAM, {T.FIRST_RESPONSE: S.CANCELLED, T.RESOLUTION: S.CANCELLED}),
    ],
)
def test_what_ends_without_a_result_needs_its_proof_and_can_be_taken_back(
    desk: Desk,
    before: tuple[LifeEvent, ...],
    ends: object,
    action: Action,
    status: Status,
    clocks: dict[Target, ClockState],
) -> None:
    assert callable(ends)
    desk.let(*before, now=MONDAY + HOUR)
    was, stood, at = desk.stored().status, desk.clocks(), MONDAY + 2 * HOUR
    with desk.database.write() as session:
        ticket = session.get_one(Ticket, desk.ticket.id)
        with pytest.raises(EndingError, match="there are 0"):
            ends(session, desk.rulebook, ticket, " \0 ", person_id=desk.agent, now=at)
        ends(session, desk.rulebook, ticket, "It was on the tape", person_id=desk.agent, now=at)
        session.flush()
        done = Done(action, (Touched(ticket.id, ticket.number, was, ticket.version),), (), at)
    assert (desk.stored().status, desk.stored().closed_at) == (status, at)
    assert {target: desk.clocks()[target][0] for target in clocks} == clocks
    with desk.database.write() as session:
        undo(session, desk.rulebook, done, person_id=desk.agent, now=at + HOUR)
    assert (desk.stored().status, desk.stored().closed_at) == (was, None)
    states = {target: state for target, (state, _) in desk.clocks().items()}
    assert states == {target: state for target, (state, _) in stood.items()}
    with desk.database.write() as session, pytest.raises(ChangedSinceError):
        undo(session, desk.rulebook, done, person_id=desk.agent, now=at + HOUR)


def test_with_a_withdrawal_ends_what_others_were_asked_and_undoing_it_asks_those_above_again(desk: Desk) -> None:
    with desk.database.write() as session:
        ticket = session.get_one(Ticket, desk.ticket.id)
        offer(session, desk.rulebook, ticket, "goodwill", 900_00, "Cold", person_id=desk.agent, now=MONDAY + HOUR)
        department = Department(code="it", name="IT")
        session.add(department)
        session.flush()
        asked = {"title": "Look", "question": "Why?", "token": "t", "asked_at": MONDAY}
        session.add(DepartmentTask(ticket_id=ticket.id, department_id=department.id, **asked))
    at = MONDAY + 2 * HOUR
    with desk.database.write() as session:
        ticket = session.get_one(Ticket, desk.ticket.id)
        withdraw(session, desk.rulebook, ticket, "A letter", "letter", person_id=desk.agent, now=at)
        session.flush()
        done = Done(Action.WITHDRAW, (Touched(ticket.id, ticket.number, "open", ticket.version),), (), at)
        assert session.query(DepartmentTask).one().state is TaskState.WITHDRAWN
        assert session.query(Compensation).one().state is CompensationState.WITHDRAWN
        assert open_approvals(session, ticket.id) == ()
    with desk.database.write() as session:
        undo(session, desk.rulebook, done, person_id=desk.agent, now=at + HOUR)
        assert session.query(DepartmentTask).one().state is TaskState.WITHDRAWN
        assert session.query(Compensation).one().state is CompensationState.ASKED
        (row,) = open_approvals(session, desk.ticket.id)
        assert row.due_at is not None


@pytest.mark.parametrize(("days", "is_itself"), [(29, True), (31, False), (400, False)])
def test_a_closed_complaint_is_opened_again_within_the_time_of_the_rules_and_later_comes_as_a_new_one(
    desk: Desk, days: int, is_itself: bool
) -> None:
    desk.let(E.ANSWERED, E.RESOLVED, E.CLOSED, now=MONDAY + HOUR)
    now = MONDAY + HOUR + days * DAY
    with desk.database.write() as session:
        ticket = session.get_one(Ticket, desk.ticket.id)
        again = reopen(session, desk.rulebook, ticket, "Broken again", person_id=desk.agent, now=now)
        with pytest.raises(NotPossibleError):
            reopen(session, desk.rulebook, again, "And again", person_id=desk.agent, now=now)
    assert (again.id == desk.ticket.id) is is_itself
    assert desk.stored(again).status is Status.OPEN
    resolutions = clocks_of(desk.database, again, T.RESOLUTION)
    assert (resolutions[-1].state, resolutions[-1].started_at) == (S.RUNNING, now)
    if is_itself:
        assert [each.state for each in resolutions] == [S.MET, S.RUNNING]
        assert desk.clocks()[T.FOLLOW_UP][0] is S.MET
        return
    assert (desk.stored().status, again.received_at, again.customer_id) == (Status.CLOSED, now, desk.customer)
    assert desk.kinds()[-1] == "came_back"
    with desk.database.read() as session:
        assert [row.other_id for row in links_of(session, again.id)] == [desk.ticket.id]


@pytest.mark.parametrize("event", [E.WITHDRAWN, E.SPAM])
def test_what_has_ended_otherwise_is_not_opened_again(desk: Desk, event: LifeEvent) -> None:
    desk.let(event, now=MONDAY + HOUR)
    with desk.database.write() as session:
        ticket = session.get_one(Ticket, desk.ticket.id)
        with pytest.raises(NotPossibleError):
            reopen(session, desk.rulebook, ticket, "Why?", person_id=None, now=MONDAY + 2 * HOUR)


def test_in_a_merge_what_was_said_asked_promised_and_given_follows_to_the_survivor(desk: Desk) -> None:
    into, third = desk.complaint(MONDAY + HOUR), desk.complaint(MONDAY + HOUR)
    with desk.database.write() as session:
        ticket, survivor, related = (session.get_one(Ticket, each.id) for each in (desk.ticket, into, third))
        offer(session, desk.rulebook, ticket, "goodwill", 900_00, "Cold", person_id=desk.agent, now=MONDAY + 2 * HOUR)
        department, tags = Department(code="it", name="IT"), [Tag(name="cold"), Tag(name="old")]
        session.add_all([department, *tags])
        session.flush()
        mine = {"ticket_id": ticket.id}
        session.add_all(
            [
                Message(**mine, direction=Direction.IN, medium=Source.EMAIL, at=MONDAY, body="Hello"),
                Attachment(**mine, name="a", media_type="image/png", size=1, digest="d", added_at=MONDAY),
                DepartmentTask(
                    **mine, department_id=department.id, title="Look", question="?", token="t", asked_at=MONDAY
                ),
                CustomerPromise(**mine, customer_id=desk.customer, promise="Soon", due_at=MONDAY + DAY, made_at=MONDAY),
                *(TicketTag(**mine, tag_id=each.id) for each in tags),
                TicketTag(ticket_id=survivor.id, tag_id=tags[0].id),
            ]
        )
        for pair in ((ticket, survivor), (ticket, related), (survivor, related)):
            link(session, *pair, Link.COMPLAINS_OF, person_id=desk.agent, now=MONDAY)
    desk.merge(desk.ticket, into, MONDAY + 3 * HOUR)
    with desk.database.read() as session:
        kinds: tuple[type[Any], ...] = (Message, Attachment, DepartmentTask, CustomerPromise, Compensation, Approval)
        for kind in kinds:
            assert [each.ticket_id for each in session.query(kind)] == [into.id], kind
        assert session.query(TicketTag).filter_by(ticket_id=into.id).count() == 2
        assert [row.other_id for row in links_of(session, into.id)] == [third.id]
        (row,) = open_approvals(session, into.id)
        assert row.due_at is not None
        assert session.query(Compensation).one().state is CompensationState.ASKED


def test_a_request_about_a_deadline_that_a_merge_displaces_ends_with_its_clock(desk: Desk) -> None:
    later = desk.complaint(MONDAY + HOUR)
    with desk.database.write() as session:
        clock = session.query(Clock).filter_by(ticket_id=later.id, target=T.RESOLUTION).one()
        ask_extension(session, desk.rulebook, clock, "Away", person_id=desk.agent, now=MONDAY + 2 * HOUR)
    desk.merge(later, desk.ticket, MONDAY + 3 * HOUR)
    with desk.database.read() as session:
        assert session.query(Approval).one().decided_at == MONDAY + 3 * HOUR
        assert {each.state for each in session.query(Clock).filter_by(target=T.APPROVAL)} == {S.CANCELLED}


def test_two_who_link_the_same_complaints_at_once_from_either_side_draw_one_link(desk: Desk) -> None:
    other, both = desk.complaint(), threading.Barrier(2)

    def draw(pair: tuple[int, int]) -> bool:
        both.wait()
        with desk.database.write() as session:
            one, another = (session.get_one(Ticket, each) for each in pair)
            try:
                link(session, one, another, Link.RELATED, person_id=desk.agent, now=MONDAY)
            except LinkError:
                return False
        return True

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(draw, [(desk.ticket.id, other.id), (other.id, desk.ticket.id)])) == [False, True]


def test_links_of_either_direction_become_one_in_a_merge(desk: Desk) -> None:
    into, third = desk.complaint(), desk.complaint()
    with desk.database.write() as session:
        first, second, related = (session.get_one(Ticket, each.id) for each in (desk.ticket, into, third))
        for pair in ((first, related), (related, second)):
            session.add(TicketLink(ticket_id=pair[0].id, other_id=pair[1].id, kind=Link.RELATED, linked_at=MONDAY))
    desk.merge(desk.ticket, into, MONDAY + HOUR)
    with desk.database.read() as session:
        assert [row.other_id for row in links_of(session, into.id)] == [third.id]
