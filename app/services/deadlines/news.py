"""What the console has to draw attention to: messages that have come into a person's inbox since it looked last."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.escalation import Notification
from app.services.deadlines.inbox import Told, read_inbox
from app.services.deadlines.rulebook import Rulebook


@dataclass(frozen=True)
class News:
    """The unread messages of a person, the newest first, and which of them are of the fast lane."""

    person_id: int | None
    told: tuple[Told, ...] = ()
    fast_lane: frozenset[int] = frozenset()

    @property
    def newest(self) -> int:
        """The identity of the newest message; 0 without any."""
        return max((each.id for each in self.told), default=0)

    def since(self, last: int) -> tuple[Told, ...]:
        """Return the messages that have come after one."""
        return tuple(each for each in self.told if each.id > last)

    def is_critical(self, told: Told) -> bool:
        """Say whether a message cannot wait: it is of the fast lane, its deadline has passed, or its clock failed."""
        step = told.step
        if told.id in self.fast_lane or step is None:
            return True
        return step.before_due is None and (step.share is None or step.share >= 1)


def read_news(session: Session, rulebook: Rulebook, *, person_id: int | None) -> News:
    """Read what a person, or everybody, has been told and not read."""
    told = read_inbox(session, rulebook, person_id=person_id).latest
    ids = [each.id for each in told]
    fast = session.scalars(select(Notification.id).where(Notification.id.in_(ids), Notification.fast_lane))
    return News(person_id, told, frozenset(fast))
