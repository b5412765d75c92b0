"""Makes a part of a complaint one of its own (拆分): with its age and its deadlines, and the evidence chosen."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.desk import Link, TicketLink
from app.models.evidence import Attachment
from app.models.sla import LIVE, Clock, LifeEvent, Pause, Target
from app.models.texts import trimmed
from app.models.ticket import Status, Ticket, TicketEvent
from app.services.assessment.judge import judge
from app.services.deadlines.locking import lock_live_clocks
from app.services.deadlines.planning import plan
from app.services.deadlines.reclassify import reclassify
from app.services.deadlines.rulebook import Rulebook
from app.services.deadlines.stage_spans import follow_stages
from app.services.deadlines.waits import end_long_pauses, resume
from app.services.handling.register import LONGEST_TITLE, RegistrationError

SPLIT = "split"
_POSSIBLE = (Status.OPEN, Status.WAITING)
# What the part has in common with the whole; what it is about is told anew.
_SHARED = (
    "source",
    "received_at",
    "product",
    "customer_id",
    "order_id",
    "category_id",
    "queue_id",
    "owner_id",
    "first_handler_id",
    "emotion",
    "affected",
    "stage",
    "priority",
    "complexity",
    "policy",
    "first_responded_at",
    # Until somebody arms the import that brought the whole, the part is silent, too.
    "import_run_id",
)
_ANSWERS = (Target.FIRST_RESPONSE, Target.MILESTONE)
# What others were asked, and what comes after a result, stays with the whole.
_STAYS = (Target.TASK, Target.APPROVAL, Target.FOLLOW_UP)


class SplitError(DomainError):
    """A complaint that is not open has no part that could live on."""


def split(
    session: Session,
    rulebook: Rulebook,
    ticket: Ticket,
    title: str,
    description: str,
    evidence: Collection[int] = (),
    *,
    person_id: int | None,
    now: datetime,
) -> Ticket:
    """Make a part of an open complaint its own one, and return it; `evidence` are attachments that it needs, too.

    It was received when the whole was, and each deadline that lives there lives here, too: with its start, its rules
    and its pauses, so that nobody gains time by parting. A wait stays with the whole; the part is open. Raises
    `RegistrationError` and `SplitError`.
    """
    title, description = (trimmed(text) for text in (title, description))
    if not 0 < len(title) <= LONGEST_TITLE:
        raise RegistrationError("A complaint needs a title of at most {longest} characters.", longest=LONGEST_TITLE)
    live = lock_live_clocks(session, ticket)
    end_long_pauses(session, rulebook, ticket, live, by=now)
    if ticket.status not in _POSSIBLE:
        raise SplitError(
            "{number} is {status}: only an open complaint is split.", number=ticket.number, status=ticket.status
        )
    part = Ticket(
        title=title,
        description=description,
        recorded_at=now,
        **{name: getattr(ticket, name) for name in _SHARED},
    )
    judge(session, rulebook.desk(session), part)
    session.add(part)
    session.flush()
    recorded, parted = {"split_from": ticket.number}, {"into": part.number, "text": title}
    for each, kind, details in ((part, LifeEvent.RECORDED.value, recorded), (ticket, SPLIT, parted)):
        session.add(TicketEvent(ticket_id=each.id, at=now, kind=kind, person_id=person_id, details=details))
    session.flush()
    copied = [_copy(session, rulebook, clock, part, now=now) for clock in _parted(session, ticket)]
    reclassify(session, rulebook, part, [clock for clock in copied if clock.state in LIVE], now=now)
    follow_stages(session, [part.id], at=now)
    _copy_evidence(session, ticket, part, evidence)
    drawn = {"kind": Link.SPLIT_FROM, "linked_at": now, "linked_by_id": person_id}
    session.add(TicketLink(ticket_id=part.id, other_id=ticket.id, **drawn))
    session.flush()
    return part


def evidence_of(session: Session, ticket_id: int) -> tuple[tuple[int, str], ...]:
    """Return the files of a complaint that a part can take along: identity and name."""
    rows = select(Attachment.id, Attachment.name).where(
        Attachment.ticket_id == ticket_id, Attachment.removed_at.is_(None)
    )
    return tuple((id_, name) for id_, name in session.execute(rows.order_by(Attachment.id)))


def _parted(session: Session, ticket: Ticket) -> list[Clock]:
    """Return the clocks that the part has, too: what lives, and the answers that its customer has had already."""
    clocks = session.scalars(
        select(Clock).where(Clock.ticket_id == ticket.id, Clock.target.not_in(_STAYS)).order_by(Clock.cycle)
    )
    newest = {(clock.target, clock.subject): clock for clock in clocks}
    return [clock for clock in newest.values() if clock.state in LIVE or clock.target in _ANSWERS]


def _copy(session: Session, rulebook: Rulebook, clock: Clock, part: Ticket, *, now: datetime) -> Clock:
    """Let a deadline run for the part as it does for the whole; if it stands still there, here it runs on."""
    kept = (
        "target",
        "subject",
        "state",
        "armed",
        "fast_lane",
        "started_at",
        "due_at",
        "stopped_at",
        "measure",
        "amount",
        "counting",
        "policy_version_id",
        "calendar_version_id",
        "recorded_due_at",
        "provenance",
    )
    copied = Clock(ticket_id=part.id, **{name: getattr(clock, name) for name in kept})
    session.add(copied)
    session.flush()
    for pause in session.scalars(select(Pause).where(Pause.clock_id == clock.id).order_by(Pause.id)):
        ledger = {
            name: getattr(pause, name) for name in ("started_at", "ended_at", "reason", "resumes_at", "person_id")
        }
        session.add(Pause(clock_id=copied.id, **ledger))
    session.flush()
    resume(session, rulebook, copied, at=now)
    plan(session, rulebook, copied)
    return copied


def _copy_evidence(session: Session, ticket: Ticket, part: Ticket, evidence: Collection[int]) -> None:
    """Give the part the files that it needs: what they hold is kept once."""
    chosen = select(Attachment).where(
        Attachment.id.in_(evidence), Attachment.ticket_id == ticket.id, Attachment.removed_at.is_(None)
    )
    for each in session.scalars(chosen.order_by(Attachment.id)):
        kept = ("file_content_id", "name", "media_type", "size", "digest", "added_at", "added_by_id")
        session.add(Attachment(ticket_id=part.id, **{name: getattr(each, name) for name in kept}))
    session.flush()
