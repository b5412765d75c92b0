"""Keeps the files that belong to complaints: takes them in, gives them back, and forgets them again."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, aliased

from app.models.evidence import Attachment, FileContent
from app.models.people import Person
from app.models.ticket import Ticket, TicketEvent
from app.services.deadlines.rulebook import Rulebook
from app.services.intake.file_kinds import KINDS, EvidenceError, check_size, kind_of

EVIDENCE_ADDED, EVIDENCE_REMOVED = "evidence_added", "evidence_removed"
LONGEST_REASON = 400
_BITMAPS = frozenset(kind.media_type for kind in KINDS if kind.is_bitmap)


@dataclass(frozen=True)
class AttachmentRow:
    """A file of a complaint; who added it is empty for one that came with a mail. `reason` is why it was removed."""

    id: int
    name: str
    media_type: str
    size: int
    added_at: datetime
    added_by: str
    removed_at: datetime | None
    removed_by: str
    reason: str

    @property
    def is_bitmap(self) -> bool:
        """Say whether it is nothing but a picture, which may be shown."""
        return self.media_type in _BITMAPS


def attach(
    session: Session,
    rulebook: Rulebook,
    ticket: Ticket,
    name: str,
    content: bytes,
    *,
    person_id: int | None,
    message_id: int | None = None,
    now: datetime,
) -> Attachment:
    """Put a file on a complaint; one that came with a message says with which.

    The same file once more is the one that is there. Raises `EvidenceError` for what the rules of the desk do not take.
    """
    rules = rulebook.desk(session).evidence
    check_size(name, content, rules.largest)
    name, kind = kind_of(name, content, rules.types)
    digest = hashlib.sha256(content).hexdigest()
    same = session.scalars(
        select(Attachment).where(
            Attachment.ticket_id == ticket.id,
            Attachment.digest == digest,
            Attachment.name == name,
            Attachment.removed_at.is_(None),
        )
    ).first()
    if same is not None:
        return same
    attachment = Attachment(
        ticket_id=ticket.id,
        message_id=message_id,
        file_content_id=_keep(session, digest, content),
        name=name,
        media_type=kind.media_type,
        size=len(content),
        digest=digest,
        added_at=now,
        added_by_id=person_id,
    )
    session.add(attachment)
    session.flush()
    _tell(session, attachment, EVIDENCE_ADDED, {}, person_id=person_id, now=now)
    return attachment


def remove(session: Session, attachment_id: int, reason: str, *, person_id: int | None, now: datetime) -> None:
    """Take a file off a complaint: who did, and why, stays on record; its content goes, unless it is kept elsewhere.

    Raises `EvidenceError`.
    """
    if not 0 < len(reason.strip()) <= LONGEST_REASON:
        raise EvidenceError("A reason of at most {longest} characters says why.", longest=LONGEST_REASON)
    attachment = _there(session, attachment_id)
    attachment.removed_at, attachment.removed_by_id = now, person_id
    forget_content(session, attachment)
    _tell(session, attachment, EVIDENCE_REMOVED, {"reason": reason.strip()}, person_id=person_id, now=now)


def forget_content(session: Session, attachment: Attachment) -> None:
    """Let a file lose its content; nobody keeps it any longer when this was the last who did."""
    id_, attachment.file_content_id = attachment.file_content_id, None
    session.flush()
    # Whoever attaches the same now waits, and then finds it gone.
    held = session.scalar(select(FileContent.id).where(FileContent.id == id_).with_for_update())
    if (
        held is not None
        and session.scalar(select(Attachment.id).where(Attachment.file_content_id == held).limit(1)) is None
    ):
        session.execute(delete(FileContent).where(FileContent.id == held))


def read_content(session: Session, attachment_id: int) -> tuple[str, bytes]:
    """Return the name of a file, and what is in it; raises `EvidenceError`."""
    attachment = _there(session, attachment_id)
    content = session.scalar(select(FileContent.content).where(FileContent.id == attachment.file_content_id))
    if content is None:
        raise EvidenceError("{name} is not kept any longer.", name=attachment.name)
    return attachment.name, content


def save_content(session: Session, attachment_id: int, file: Path) -> None:
    """Write what is in a file of a complaint into one of this machine; raises `EvidenceError`."""
    _, content = read_content(session, attachment_id)
    try:
        file.write_bytes(content)
    except OSError as error:
        reason = error.strerror or error
        raise EvidenceError("{file} cannot be written: {reason}.", file=file, reason=reason) from error


def evidence_of(session: Session, ticket_id: int) -> tuple[AttachmentRow, ...]:
    """Return the files of a complaint, the newest first, and after them those that were removed."""
    adder, remover = aliased(Person), aliased(Person)
    each = Attachment
    rows = session.execute(
        select(each.id, each.name, each.media_type, each.size, each.added_at, adder.name, each.removed_at, remover.name)
        .outerjoin(adder, adder.id == each.added_by_id)
        .outerjoin(remover, remover.id == each.removed_by_id)
        .where(each.ticket_id == ticket_id)
        .order_by(each.removed_at.is_not(None), each.id.desc())
    ).all()
    reasons = _reasons(session, ticket_id) if any(row[6] for row in rows) else {}
    return tuple(AttachmentRow(*row[:5], row[5] or "", row[6], row[7] or "", reasons.get(row[0], "")) for row in rows)


def _keep(session: Session, digest: str, content: bytes) -> int:
    """Return the identity of the one copy of a content, kept now if it was not."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    there = select(FileContent.id).where(FileContent.digest == digest).with_for_update(read=True, key_share=True)
    # Between the two somebody may let go of the last one.
    while (id_ := session.scalar(there)) is None:
        session.execute(insert(FileContent).values(digest=digest, content=content).on_conflict_do_nothing())
    return id_


def _there(session: Session, attachment_id: int) -> Attachment:
    attachment = session.get(Attachment, attachment_id)
    if attachment is None or attachment.removed_at is not None:
        raise EvidenceError("The file is not there any longer.")
    return attachment


def _reasons(session: Session, ticket_id: int) -> Mapping[int, str]:
    event = TicketEvent
    told = session.scalars(select(event.details).where(event.ticket_id == ticket_id, event.kind == EVIDENCE_REMOVED))
    return {
        details["attachment"]: str(details.get("reason", "")) for details in told if details and "attachment" in details
    }


def _tell(
    session: Session,
    attachment: Attachment,
    kind: str,
    further: Mapping[str, str],
    *,
    person_id: int | None,
    now: datetime,
) -> None:
    details = {"attachment": attachment.id, "name": attachment.name, **further}
    session.add(TicketEvent(ticket_id=attachment.ticket_id, at=now, kind=kind, person_id=person_id, details=details))
