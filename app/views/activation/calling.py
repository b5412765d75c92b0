"""A call for help, as somebody has put it together on the screen, and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.services.floor.activation.clear import usual_clear
from app.services.floor.activation.reading import read_activation
from app.services.floor.activation.record import Happened
from app.services.floor.activation.running import activate, call_more
from app.views.i18n import Sentence


@dataclass(frozen=True)
class Calling:
    """Who is called (id and tier), for which queue and why; with `running_id` they join those who are called already.

    `automatic` lets people go back by themselves once it is over; in a drill `tells` says whether they hear of it.
    """

    queue_id: int | None
    chosen: Sequence[tuple[int, int]]
    reason: str
    action: str
    alert_id: int | None
    promised: Mapping[str, Any] | None
    running_id: int | None
    drill: bool
    tells: bool
    automatic: bool

    def call(self, session: Session, *, by: int | None, now: datetime) -> tuple[int, list[Sentence]]:
        """Call them; return the identity of the activation, and who was called by somebody else meanwhile."""
        if self.running_id is not None:
            call_more(session, self.running_id, self.chosen, by=by, now=now)
            return self.running_id, []
        clear = usual_clear(session, self.queue_id, self.alert_id, drill=self.drill, now=now)
        id_ = activate(
            session,
            self.queue_id,
            self.chosen,
            by=by,
            reason=self.reason,
            action=self.action,
            alert_id=self.alert_id,
            promised=self.promised,
            clear=replace(clear, automatic=self.automatic),
            drill=self.drill,
            tells=self.tells or not self.drill,
            now=now,
        )
        row = read_activation(session, id_)
        taken = (each.details for each in (row.events if row else ()) if each.kind is Happened.TAKEN)
        return id_, [Sentence("DomainError", each["sentence"], **each["values"]) for each in taken]
