"""What a person does to one ticket or to many at once, and how that and the entering of a stage are undone.

An action is one transaction over all its tickets. They are taken in the order of their identity, so that two people
who act on the same ones wait for each other, and never for ever.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.people import Person
from app.models.sla import LifeEvent
from app.models.ticket import Status, Ticket, TicketEvent
from app.services.deadlines.locking import lock_live_clocks
from app.services.deadlines.moved import DEADLINES
from app.services.deadlines.priority import follow_priority
from app.services.deadlines.rulebook import Rulebook
from app.services.deadlines.stage_spans import follow_stages, undo_hand_over
from app.services.deadlines.waits import PAUSE, WAITING_FOR_CUSTOMER, wait_of
from app.services.deadlines.waits import UNDONE as UNDONE
from app.services.handling.choosing import ASSIGNABLE, RAISABLE, listed, locked_now, locked_with_clocks, these
from app.services.handling.endings import take_back
from app.services.handling.events import NotPossibleError, happen
from app.services.handling.stages import leave_again
from app.services.score import rescore


class OwnerError(DomainError):
    """The person cannot be given complaints."""


class NothingToDoError(DomainError):
    """The action applies to none of the tickets."""


class ChangedSinceError(DomainError):
    """Somebody has changed the tickets since the action, so that it cannot be undone."""


class Action(StrEnum):
    """What can be undone; the first four are done to many tickets at once."""

    ASSIGN = "assign"
    RAISE_PRIORITY = "raise_priority"
    WAIT = "wait"
    GO_ON = "go_on"
    ENTER_STAGE = "enter_stage"
    WITHDRAW = "withdraw"
    SPAM = "spam"


# What an action changes of a ticket, and the kind of event that it leaves.
_COLUMN = {
    Action.ASSIGN: "owner_id",
    Action.RAISE_PRIORITY: "priority",
    Action.WAIT: "status",
    Action.GO_ON: "status",
    Action.ENTER_STAGE: "stage",
}
_KIND = {Action.ASSIGN: "assigned", Action.RAISE_PRIORITY: "priority_raised"}
_ENDINGS = (Action.WITHDRAW, Action.SPAM)
_REVERSED = {Action.WAIT: Action.GO_ON, Action.GO_ON: Action.WAIT}


@dataclass(frozen=True)
class Touched:
    """A ticket that an action changed: what its owner's id, priority, status or stage was, and its version now."""

    id: int
    number: str
    before: int | str | None
    version: int


@dataclass(frozen=True)
class Done:
    """What an action did, as much as is needed to say it and to undo it.

    `skipped` are the numbers of the tickets to which it did not apply; `owner` is the name of who was assigned, empty
    for nobody, and `reason` what a wait is for.
    """

    action: Action
    tickets: tuple[Touched, ...]
    skipped: tuple[str, ...]
    at: datetime
    owner: str = ""
    reason: str = ""


def assign(
    session: Session, ticket_ids: Collection[int], owner_id: int | None, *, person_id: int | None, now: datetime
) -> Done:
    """Give tickets to a person, or back to nobody; raises `OwnerError`, `NothingToDoError` and `TooManyError`."""
    owner = _owner(session, owner_id)
    tickets = locked_now(session, ticket_ids)
    wanted = {each.id: owner_id for each in tickets if each.status in ASSIGNABLE and each.owner_id != owner_id}
    if not wanted:
        raise NothingToDoError(
            "Nothing to assign (already with {owner}, or closed): {numbers}.",
            numbers=listed([each.number for each in tickets]),
            owner=owner or "–",
        )
    return _set(session, Action.ASSIGN, tickets, wanted, person_id=person_id, owner=owner, now=now)


def raise_priority(
    session: Session, rulebook: Rulebook, ticket_ids: Collection[int], *, person_id: int | None, now: datetime
) -> Done:
    """Raise the priority of tickets by one; their scores follow, and the deadlines of which a policy names priorities.

    Raises `NothingToDoError` and `TooManyError`.
    """
    locked = locked_with_clocks(session, ticket_ids)
    tickets = [ticket for ticket, _ in locked]
    wanted = {
        each.id: each.priority.raised
        for each in tickets
        if each.status in RAISABLE and each.priority.raised is not each.priority
    }
    if not wanted:
        raise NothingToDoError(
            "Nothing to raise (already urgent, or closed): {numbers}.",
            numbers=listed([each.number for each in tickets]),
        )
    raised = [each for each in locked if each[0].id in wanted]
    done = _set(
        session,
        Action.RAISE_PRIORITY,
        tickets,
        wanted,
        lambda: follow_priority(session, rulebook, raised, now=now),
        person_id=person_id,
        now=now,
    )
    rescore(session, rulebook.desk(session), wanted)
    return done


def wait(
    session: Session,
    rulebook: Rulebook,
    ticket_ids: Collection[int],
    *,
    reason: str = WAITING_FOR_CUSTOMER,
    person_id: int | None,
    now: datetime,
) -> Done:
    """Let tickets wait for the customer, or for what the reason says.

    Raises `NothingToDoError`, `TooManyError`, and `NoReasonError` where a policy knows no such reason.
    """
    done = _live_through(session, rulebook, Action.WAIT, ticket_ids, reason=reason, person_id=person_id, now=now)
    if not done.tickets:
        raise NothingToDoError(
            "Nothing to pause (already waiting, or closed): {numbers}.", numbers=listed(done.skipped)
        )
    return replace(done, reason=reason)


def go_on(
    session: Session, rulebook: Rulebook, ticket_ids: Collection[int], *, person_id: int | None, now: datetime
) -> Done:
    """Let waiting tickets go on, because what they waited for is there.

    Raises `NothingToDoError` and `TooManyError`.
    """
    done = _live_through(session, rulebook, Action.GO_ON, ticket_ids, person_id=person_id, now=now)
    if not done.tickets:
        raise NothingToDoError("Nothing to go on with (not waiting): {numbers}.", numbers=listed(done.skipped))
    return done


def undo(session: Session, rulebook: Rulebook, done: Done, *, person_id: int | None, now: datetime) -> None:
    """Put back what was before an action, for all its tickets or for none; raises `ChangedSinceError`.

    Time runs as though the action had never been: what was paused or ran on in between is taken back too.
    """
    before = {each.id: each.before for each in done.tickets}
    if done.action in (*_REVERSED, *_ENDINGS, Action.ENTER_STAGE):
        tickets = session.scalars(these(before)).all()
        for ticket in tickets:
            lock_live_clocks(session, ticket)
    elif done.action is Action.RAISE_PRIORITY:
        locked = locked_with_clocks(session, before)
        tickets = [ticket for ticket, _ in locked]
    else:
        tickets = locked_now(session, before)
    versions = {each.id: each.version for each in tickets}
    if moved_on := [each.number for each in done.tickets if versions.get(each.id) != each.version]:
        raise ChangedSinceError(
            "Not undone, because somebody has changed them since: {numbers}.", numbers=listed(moved_on)
        )
    if done.action in _ENDINGS:
        for ticket in tickets:
            was = Status(str(before[ticket.id]))
            take_back(session, rulebook, ticket, was, since=done.at, person_id=person_id, now=now)
        return
    if action := _REVERSED.get(done.action):
        for ticket in tickets:
            event, details = _event(session, ticket, action, now=now), {UNDONE: done.action}
            happen(session, rulebook, ticket, event, person_id=person_id, details=details, at=done.at, now=now)
        return
    changes = {each.id: {UNDONE: done.action, **_put(each, _COLUMN[done.action], before[each.id])} for each in tickets}
    session.flush()
    if done.action is Action.RAISE_PRIORITY:
        for id_, moved in follow_priority(session, rulebook, locked, undoing=done.at, now=now).items():
            changes[id_][DEADLINES] = moved
        rescore(session, rulebook.desk(session), before)
    session.add_all(
        TicketEvent(ticket_id=id_, at=now, kind=UNDONE, person_id=person_id, details=change)
        for id_, change in changes.items()
    )
    session.flush()
    if done.action is Action.ASSIGN:
        undo_hand_over(session, [each.id for each in tickets], since=done.at)
    if done.action is Action.ENTER_STAGE:
        for ticket in tickets:
            leave_again(session, rulebook, ticket, since=done.at)


def _owner(session: Session, owner_id: int | None) -> str:
    if owner_id is None:
        return ""
    owner = session.get(Person, owner_id)
    if owner is None or not owner.active:
        raise OwnerError("{name} does not work here any more: choose somebody else.", name=owner.name if owner else "–")
    return owner.name


def _put(ticket: Ticket, column: str, value: Any) -> dict[str, Any]:
    """Change a column of a ticket; return what it was and is, for the record."""
    change = {column: [getattr(ticket, column), value]}
    setattr(ticket, column, value)
    return change


def _set(
    session: Session,
    action: Action,
    tickets: Sequence[Ticket],
    wanted: dict[int, Any],
    follow: Callable[[], Mapping[int, list[dict[str, Any]]]] = dict,
    *,
    person_id: int | None,
    owner: str = "",
    now: datetime,
) -> Done:
    """Change one column of those tickets, which are locked, that are wanted otherwise.

    Deadlines `follow` then; it returns which have moved.
    """
    numbers = _numbers(tickets)
    changing = [each for each in tickets if each.id in wanted]
    before = [getattr(each, _COLUMN[action]) for each in changing]
    changes = {each.id: _put(each, _COLUMN[action], wanted[each.id]) for each in changing}
    session.flush()
    for id_, moved in follow().items():
        changes[id_][DEADLINES] = moved
    session.add_all(
        TicketEvent(ticket_id=id_, at=now, kind=_KIND[action], person_id=person_id, details=change)
        for id_, change in changes.items()
    )
    session.flush()
    if action is Action.ASSIGN:
        follow_stages(session, [each.id for each in changing], at=now)
    return _done(action, changing, before, numbers, owner, now)


def _live_through(
    session: Session,
    rulebook: Rulebook,
    action: Action,
    ticket_ids: Collection[int],
    *,
    reason: str = "",
    person_id: int | None,
    now: datetime,
) -> Done:
    """Let an event happen to those tickets that it fits; each is locked when its turn comes."""
    tickets = session.scalars(these(ticket_ids)).all()
    numbers = _numbers(tickets)
    # That it waits for the customer goes without saying, also where the policy stops no clock for that.
    details = {PAUSE: reason} if reason not in ("", WAITING_FOR_CUSTOMER) else None
    changed = []
    for ticket in tickets:
        event = _event(session, ticket, action, now=now)
        try:
            happen(session, rulebook, ticket, event, person_id=person_id, details=details, now=now)
        except NotPossibleError:
            continue
        changed.append(ticket)
    session.flush()
    before = Status.OPEN if action is Action.WAIT else Status.WAITING
    return _done(action, changed, [before] * len(changed), numbers, "", now)


def _event(session: Session, ticket: Ticket, action: Action, *, now: datetime) -> LifeEvent:
    """Return what happens to a ticket that is to wait or to go on: a customer replies only who was waited for."""
    if action is Action.WAIT:
        return LifeEvent.WAITING
    waits_for = wait_of(session, ticket, at=now).reason
    return LifeEvent.CUSTOMER_REPLIED if waits_for == WAITING_FOR_CUSTOMER else LifeEvent.RESUMED


def _numbers(tickets: Sequence[Ticket]) -> dict[int, str]:
    """Read the numbers before anything is changed: the database computes them, so that each would be read anew."""
    return {each.id: each.number for each in tickets}


def _done(
    action: Action, changed: Sequence[Ticket], before: Sequence[Any], numbers: dict[int, str], owner: str, now: datetime
) -> Done:
    touched = [
        Touched(each.id, numbers.pop(each.id), was, each.version) for each, was in zip(changed, before, strict=True)
    ]
    return Done(action, tuple(touched), tuple(numbers.values()), now, owner)
