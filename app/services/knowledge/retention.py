"""Keeps what is personal no longer than the rules of the desk say (保留期限): files first, then the complaint whole."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from app.models.customer import Customer, CustomerOrder, CustomerPromise, Erasure
from app.models.evidence import Attachment
from app.models.feed import FeedReject
from app.models.message import Message
from app.models.ticket import Status, Ticket
from app.services.changes import note
from app.services.database import Database
from app.services.deadlines.locking import lock_live_clocks
from app.services.deadlines.rulebook import Rulebook
from app.services.intake.evidence import forget_content
from app.services.knowledge.blanking import added, erase_people, erase_tickets, sweep
from app.services.knowledge.erasure import is_held, known_of, with_merged
from app.services.knowledge.index import forget_traces
from app.services.knowledge.redaction import redact_articles

# So many at a time: a writer who comes in between waits for a part of a second. What is more waits for the next run.
_AT_A_TIME, _MOST = 25, 10_000
_OVER = (Status.CLOSED, Status.WITHDRAWN, Status.SPAM, Status.MERGED)
# What the record of an erasure says; a screen puts it into its language.
PERIOD_OVER = "The retention period was over."


@dataclass(frozen=True)
class LetGo:
    """What one run let go: files, complaints and customers."""

    files: int = 0
    complaints: int = 0
    customers: int = 0

    def __add__(self, other: "LetGo") -> "LetGo":
        return LetGo(self.files + other.files, self.complaints + other.complaints, self.customers + other.customers)


def keep_to_retention(
    database: Database, rulebook: Rulebook, go_on: Callable[[], bool] = lambda: True, *, now: datetime
) -> LetGo:
    """Erase all whose time is over, in small transactions while `go_on` says so; nothing of it is left in the file.

    Files go first, then complaints whole, with the customers of whom nothing else is kept; their names go from what was
    written elsewhere, too. The time counts from the closing, and for what was imported no earlier than from then. What
    sources brought and was refused goes after the same time.
    """
    with database.read() as session:
        files = session.scalars(_files_over(session, rulebook, now).limit(_MOST)).all()
        tickets = session.scalars(_tickets_over(session, rulebook, now).limit(_MOST)).all()
        rejects = session.scalars(_rejects_over(session, rulebook, now).limit(_MOST)).all()
    done = LetGo()
    if rejects:
        with database.write() as session:
            session.execute(delete(FeedReject).where(FeedReject.id.in_(rejects)))
            note(session, FeedReject, rejects)
    for let_go, ids in ((_let_files_go, files), (_let_complaints_go, tickets)):
        for begin in range(0, len(ids), _AT_A_TIME):
            if go_on():
                with database.write() as session:
                    done += let_go(session, rulebook, ids[begin : begin + _AT_A_TIME], now=now)
    if done != LetGo():
        with database.write() as session:
            forget_traces(session)
        database.settle_log()
    return done


def _files_over(session: Session, rulebook: Rulebook, now: datetime) -> Select[int]:
    before = now - timedelta(days=rulebook.desk(session).retention.evidence)
    over = select(Attachment.id).join(Ticket, Ticket.id == Attachment.ticket_id)
    return over.where(*_is_over(before), Attachment.file_content_id.is_not(None), ~is_held(session, rulebook))


def _tickets_over(session: Session, rulebook: Rulebook, now: datetime) -> Select[int]:
    before = now - timedelta(days=rulebook.desk(session).retention.complaints)
    return select(Ticket.id).where(*_is_over(before), Ticket.erased_at.is_(None), ~is_held(session, rulebook))


def _rejects_over(session: Session, rulebook: Rulebook, now: datetime) -> Select[int]:
    """Select what sources brought and nobody has put right for as long as a complaint is kept: it may quote it."""
    before = now - timedelta(days=rulebook.desk(session).retention.complaints)
    return select(FeedReject.id).where(FeedReject.at < before)


def _let_files_go(session: Session, rulebook: Rulebook, ids: Sequence[int], *, now: datetime) -> LetGo:
    """Delete the contents of those files that are still over; that they were there stays on record."""
    over = _files_over(session, rulebook, now).where(Attachment.id.in_(ids))
    files = session.scalars(select(Attachment).where(Attachment.id.in_(over)).order_by(Attachment.id)).all()
    for each in files:
        each.removed_at = now
        forget_content(session, each)
    return LetGo(files=len(files))


def _let_complaints_go(session: Session, rulebook: Rulebook, ids: Sequence[int], *, now: datetime) -> LetGo:
    """Erase those complaints that are still over, and the customers of whom nothing else is kept."""
    over = _tickets_over(session, rulebook, now).where(Ticket.id.in_(ids))
    tickets = session.scalars(select(Ticket).where(Ticket.id.in_(over)).order_by(Ticket.id)).all()
    if not tickets:
        return LetGo()
    for ticket in tickets:
        lock_live_clocks(session, ticket)
    people = session.scalars(select(Customer).where(Customer.id.in_({each.customer_id for each in tickets}))).all()
    counts = erase_tickets(session, tickets, known_of(session, people), None, now=now)
    before = now - timedelta(days=rulebook.desk(session).retention.complaints)
    unneeded = [each for each in people if each.erased_at is None and not _is_needed(session, each, before)]
    unneeded = with_merged(session, unneeded)
    known = known_of(session, unneeded)
    counts = added(counts, erase_people(session, unneeded, known, now=now))
    sweep(session, known)
    gone = [each.id for each in unneeded]
    counts["articles"] = redact_articles(session, known, gone, None, everywhere=False, now=now)
    session.add(Erasure(customer_id=None, at=now, person_id=None, reason=PERIOD_OVER, counts=counts))
    session.flush()
    return LetGo(0, len(tickets), len(unneeded))


def _is_over(before: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that a complaint was done, and recorded, before an instant; the first one has an index."""
    done = func.coalesce(Ticket.resolved_at, Ticket.closed_at) < before
    return done, Ticket.closed_at < before, Ticket.recorded_at < before, Ticket.status.in_(_OVER)


def _is_needed(session: Session, customer: Customer, before: datetime) -> bool:
    """Say whether anything is known of a customer that is newer, or not over."""
    of_theirs = (
        select(Ticket.id).where(Ticket.customer_id == customer.id, Ticket.erased_at.is_(None)),
        select(CustomerOrder.id).where(CustomerOrder.customer_id == customer.id, CustomerOrder.ordered_at >= before),
        select(CustomerPromise.id).where(
            CustomerPromise.customer_id == customer.id, CustomerPromise.ended_at.is_(None)
        ),
        select(Message.id).where(Message.customer_id == customer.id, Message.at >= before),
    )
    return any(session.scalar(each.limit(1)) is not None for each in of_theirs)
