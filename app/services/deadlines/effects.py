"""What steps do beside telling people: a complaint changes hands or rank, a decision is asked for, help is proposed."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from sqlalchemy import Row, bindparam, case, insert, select, update
from sqlalchemy.orm import Session

from app.models.approval import Approval, ApprovalKind
from app.models.deadline import Owed
from app.models.ladder import Audience, StepEffect
from app.models.people import Role
from app.models.sla import Target
from app.models.ticket import Priority, Status, Ticket, TicketEvent
from app.services.deadlines.audience import People
from app.services.deadlines.clocks import start
from app.services.deadlines.locking import lock_live_clocks_of
from app.services.deadlines.moved import DEADLINES
from app.services.deadlines.priority import asking_for_priority, follow_priority
from app.services.deadlines.requests import subject_of
from app.services.deadlines.rulebook import Rulebook
from app.services.deadlines.stage_spans import follow_stages
from app.services.deadlines.standby import LateTicket, propose_standby
from app.services.score import rescore


@dataclass
class TicketState:
    """What effects change of a ticket."""

    number: str
    owner_id: int | None
    priority: Priority
    status: Status
    changed: bool = False


class Effects:
    """What the steps of a batch change of its tickets, gathered so that each table is written once."""

    def __init__(self, tickets: dict[int, TicketState], asked: set[int]) -> None:
        self.tickets = tickets
        self.events: list[dict[str, Any]] = []
        # The clocks about which a decision is open.
        self._asked = asked
        self._approvals: list[Approval] = []
        self._raised: set[int] = set()
        self._late: list[LateTicket] = []

    @classmethod
    def lock(cls, session: Session, ticket_ids: Collection[int], asking: Collection[int]) -> Self:
        """Read tickets as they are now, and keep others from changing them: what a person has just set must stay.

        `asking` are the clocks of which a step asks for a decision: while one is open, no second one is asked for.
        """
        tickets, asked = {}, set()
        if ticket_ids:
            statement = select(Ticket.id, Ticket.number, Ticket.owner_id, Ticket.priority, Ticket.status)
            locked = statement.where(Ticket.id.in_(ticket_ids)).order_by(Ticket.id).with_for_update(key_share=True)
            rows = session.execute(locked)
            tickets = {id_: TicketState(number, owner, rank, status) for id_, number, owner, rank, status in rows}
        if asking:
            about = select(Approval.clock_id).where(
                Approval.clock_id.in_(asking),
                Approval.kind == ApprovalKind.ESCALATION,
                Approval.decided_at.is_(None),
            )
            asked = {clock_id for clock_id in session.scalars(about) if clock_id is not None}
        return cls(tickets, asked)

    def apply(self, people: People, row: Row[*tuple[Any, ...]], owed: Owed, due_at: datetime, *, now: datetime) -> None:
        """Do what a step of a claimed clock does; its ticket is locked."""
        ticket, step = self.tickets[row.ticket_id], owed.step
        details = {"clock_id": row.id, "step": step.key, "occurrence": owed.occurrence}
        changes: dict[str, Any] = {}
        if StepEffect.REASSIGN in step.effects:
            lead = people.above(ticket.owner_id)
            if lead is not None:
                changes["owner_id"] = [ticket.owner_id, lead.id]
                ticket.owner_id = lead.id
        if StepEffect.RAISE_PRIORITY in step.effects and ticket.priority.raised is not ticket.priority:
            changes["priority"] = [ticket.priority, ticket.priority.raised]
            ticket.priority = ticket.priority.raised
            self._raised.add(row.ticket_id)
        ticket.changed = ticket.changed or bool(changes)
        if StepEffect.CREATE_APPROVAL in step.effects and row.id not in self._asked:
            role = decides(step.notify)
            self._asked.add(row.id)
            self._approvals.append(
                Approval(
                    ticket_id=row.ticket_id,
                    clock_id=row.id,
                    kind=ApprovalKind.ESCALATION,
                    role=role,
                    reason=step.key,
                    details={"step": step.key, "occurrence": owed.occurrence},
                    asked_at=now,
                )
            )
            changes["asks"] = role
        if StepEffect.ACTIVATE_STANDBY in step.effects:
            self._late.append(LateTicket(row.ticket_id, ticket.number, due_at))
            changes["standby"] = True
        if changes:
            event = {"ticket_id": row.ticket_id, "at": now, "kind": "escalated", "details": details | changes}
            self.events.append(event)

    def write(self, session: Session, rulebook: Rulebook, *, now: datetime) -> None:
        """Write what was gathered, and let the clocks begin until which decisions are due."""
        if changed := {id_: ticket for id_, ticket in self.tickets.items() if ticket.changed}:
            # An import still knows the row as its own: nobody has worked on it.
            as_imported = case((Ticket.imported_version == Ticket.version, Ticket.version + 1))
            session.connection().execute(
                update(Ticket)
                .where(Ticket.id == bindparam("ticket"))
                .values(
                    owner_id=bindparam("owner"),
                    priority=bindparam("raised"),
                    status=bindparam("stands"),
                    version=Ticket.version + 1,
                    imported_version=as_imported,
                ),
                [
                    {"ticket": id_, "owner": each.owner_id, "raised": each.priority, "stands": each.status}
                    for id_, each in changed.items()
                ],
            )
        if self._raised:
            self._follow_priority(session, rulebook, now=now)
        if self.events:
            session.connection().execute(insert(TicketEvent), self.events)
        if changed:
            follow_stages(session, changed, at=now)
        if self._raised:
            rescore(session, rulebook.desk(session), self._raised)
        if self._late:
            propose_standby(session, self._late, now=now)
        self._ask(session, rulebook, now=now)

    def _follow_priority(self, session: Session, rulebook: Rulebook, *, now: datetime) -> None:
        """Let deadlines follow where a policy names priorities; the last raise of a ticket says what has moved.

        Its other clocks may be in other hands, which wait for those that are held here: then all of it comes later.
        """
        ids = asking_for_priority(session, rulebook, self._raised)
        if not ids:
            return
        moved = follow_priority(session, rulebook, lock_live_clocks_of(session, ids, patient=False), now=now)
        for event in reversed(self.events):
            if "priority" in event["details"] and (found := moved.pop(event["ticket_id"], None)):
                event["details"][DEADLINES] = found

    def _ask(self, session: Session, rulebook: Rulebook, *, now: datetime) -> None:
        if not self._approvals:
            return
        session.add_all(self._approvals)
        session.flush()
        ids = {approval.ticket_id for approval in self._approvals}
        found = select(Ticket).where(Ticket.id.in_(ids)).execution_options(populate_existing=True)
        tickets = {ticket.id: ticket for ticket in session.scalars(found)}
        for approval in self._approvals:
            ticket = tickets[approval.ticket_id]
            start(session, rulebook, ticket, Target.APPROVAL, at=now, subject=subject_of(approval))


def decides(notify: Iterable[Audience]) -> Role:
    """Return who takes the decision that a step asks for: the highest role that hears of it, above the owner."""
    upwards = list(Audience)
    highest = max(notify, key=upwards.index, default=Audience.SUPERVISOR)
    return Role.TEAM_LEAD if highest is Audience.OWNER else Role(highest.value)
