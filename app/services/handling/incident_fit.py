"""Which complaints are of one problem: what they share, and which new ones fit an incident."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.alert import Alert
from app.models.desk import Incident
from app.models.grams import normal
from app.models.ticket import Status, Ticket
from app.services.assessment.hotspots.naming import common_phrase, shared_facts
from app.services.assessment.hotspots.reading import read_facts

UNSOLVED = (Status.OPEN, Status.WAITING)
# What fits an incident may have come so long before somebody opened it.
_BEFORE = timedelta(days=7)


def fitting(session: Session, incident: Incident, *, now: datetime) -> list[int]:
    """Return the new complaints that fit an open incident and belong to none: those that its hotspot has grown by.

    To one without a hotspot those fit whose titles have the phrase that it shares.
    """
    if incident.solved_at is not None:
        return []
    free = select(Ticket.id, Ticket.title).where(Ticket.incident_id.is_(None), Ticket.status.in_(UNSOLVED))
    if incident.alert_id is not None:
        ids = session.get_one(Alert, incident.alert_id).details["tickets"]
        return [id_ for id_, _ in session.execute(free.where(Ticket.id.in_(ids)).order_by(Ticket.id))]
    phrase = incident.shared.get("phrase")
    if not phrase:
        return []
    lately = free.where(Ticket.received_at > incident.opened_at - _BEFORE, Ticket.received_at <= now)
    return [id_ for id_, title in session.execute(lately.order_by(Ticket.id)) if phrase in normal(title)]


def what_they_share(session: Session, ticket_ids: Collection[int]) -> dict[str, str]:
    """Return what complaints have in common: category, product, place, when they ordered, and a phrase of titles."""
    shared = shared_facts(read_facts(session, ticket_ids))
    titles = session.scalars(select(Ticket.title).where(Ticket.id.in_(ticket_ids))).all()
    phrase = common_phrase(titles)
    return shared | ({"phrase": phrase} if phrase else {})
