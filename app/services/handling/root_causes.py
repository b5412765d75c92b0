"""The tree of root causes (根本原因): grown, renamed and retired by people, and recorded on complaints."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.desk import RootCause
from app.models.people import Person, Role
from app.models.texts import in_one_line
from app.models.ticket import Ticket, TicketEvent

CAUSE_RECORDED = "cause_recorded"
LONGEST_NAME = 200
_JOINT = " / "
_LONGEST_PATH = 800


class RootCauseError(DomainError):
    """A root cause that cannot be kept as given, or is none of those that are in use."""


@dataclass(frozen=True)
class RootCauseRow:
    """A root cause in its tree: `path` is the names from the root, `depth` 0 there; so many `tickets` have it."""

    id: int
    parent_id: int | None
    name: str
    path: str
    depth: int
    active: bool
    tickets: int


def require_lead(session: Session, person_id: int | None) -> None:
    """Refuse with `RootCauseError` who may not change the tree: that is for team leads and above."""
    person = session.get(Person, person_id) if person_id is not None else None
    if person is None or not person.active or person.role is Role.AGENT:
        raise RootCauseError("Root causes are changed by team leads and above.")


def add_root_cause(session: Session, name: str, *, parent_id: int | None = None) -> RootCause:
    """Grow the tree by one; raises `RootCauseError`."""
    name = _proper(name)
    parent = _row(session, parent_id) if parent_id is not None else None
    if parent is not None and not parent.active:
        raise RootCauseError("“{name}” is retired: nothing is added below it.", name=parent.path)
    cause = RootCause(parent_id=parent_id, name=name, path=_free(session, _path(parent, name)))
    session.add(cause)
    session.flush()
    return cause


def rename_root_cause(session: Session, id_: int, name: str) -> None:
    """Call a root cause otherwise, for its complaints and in the paths below it; raises `RootCauseError`."""
    cause, name = _row(session, id_), _proper(name)
    if cause.name == name:
        return
    parent = _row(session, cause.parent_id) if cause.parent_id is not None else None
    before, path = cause.path, _free(session, _path(parent, name))
    below = session.scalars(select(RootCause).where(RootCause.path.startswith(before + _JOINT, autoescape=True))).all()
    if any(len(path) - len(before) + len(each.path) > _LONGEST_PATH for each in below):
        raise RootCauseError("The names from the root on have {longest} characters at most.", longest=_LONGEST_PATH)
    cause.name, cause.path = name, path
    for each in below:
        each.path = path + each.path[len(before) :]
    session.flush()


def retire_root_cause(session: Session, id_: int, *, retired: bool = True) -> None:
    """Offer a root cause, and all below it, no more, or again (then with those above it); complaints keep it."""
    cause = _row(session, id_)
    if retired:
        below = RootCause.path.startswith(cause.path + _JOINT, autoescape=True)
        for each in session.scalars(select(RootCause).where(below)):
            each.active = False
    cause.active = not retired
    parent_id = cause.parent_id
    while not retired and parent_id is not None:
        parent = _row(session, parent_id)
        parent.active, parent_id = True, parent.parent_id
    session.flush()


def root_causes(session: Session, *, retired: bool = True) -> tuple[RootCauseRow, ...]:
    """Return the tree, parents before their children; without `retired` ones only what can be recorded, uncounted."""
    statement = select(RootCause) if retired else select(RootCause).where(RootCause.active)
    counted = select(Ticket.root_cause_id, func.count()).where(Ticket.root_cause_id.is_not(None))
    counts = dict(iter(session.execute(counted.group_by(Ticket.root_cause_id)))) if retired else {}
    return tuple(
        RootCauseRow(
            row.id, row.parent_id, row.name, row.path, row.path.count(_JOINT), row.active, counts.get(row.id, 0)
        )
        for row in sorted(session.scalars(statement), key=lambda row: row.path.split(_JOINT))
    )


def record_root_cause(session: Session, ticket: Ticket, id_: int, *, person_id: int | None, now: datetime) -> None:
    """Record why a complaint came about; raises `RootCauseError` for a cause that is not in use."""
    if ticket.root_cause_id == id_:
        return
    cause = _row(session, id_)
    if not cause.active:
        raise RootCauseError("“{name}” is retired: choose another root cause.", name=cause.path)
    before = session.get(RootCause, ticket.root_cause_id) if ticket.root_cause_id else None
    ticket.root_cause_id = id_
    details = {"cause": [before.path if before else None, cause.path]}
    session.add(TicketEvent(ticket_id=ticket.id, at=now, kind=CAUSE_RECORDED, person_id=person_id, details=details))
    session.flush()


def _row(session: Session, id_: int | None) -> RootCause:
    found = session.get(RootCause, id_) if id_ is not None else None
    if found is None:
        raise RootCauseError("There is no such root cause.")
    return found


def _proper(name: str) -> str:
    name = in_one_line(name)
    if not 0 < len(name) <= LONGEST_NAME or "/" in name:
        raise RootCauseError(
            "The name of a root cause has 1 to {longest} characters, and no “/”.", longest=LONGEST_NAME
        )
    return name


def _path(parent: RootCause | None, name: str) -> str:
    return f"{parent.path}{_JOINT}{name}" if parent else name


def _free(session: Session, path: str) -> str:
    """Return a path that nobody has yet."""
    if len(path) > _LONGEST_PATH:
        raise RootCauseError("The names from the root on have {longest} characters at most.", longest=_LONGEST_PATH)
    if session.scalars(select(RootCause.id).where(RootCause.path == path)).first() is not None:
        raise RootCauseError("There is a root cause “{name}” already.", name=path)
    return path
