"""What a made-up floor has decided: why its complaints came about, and what some customers were given."""

from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.models.desk import Link, RootCause
from app.models.people import Language, Person, Role
from app.models.ticket import Status, Ticket
from app.services.changes import note
from app.services.deadlines.rulebook import Rulebook
from app.services.handling.compensation import offer, pay
from app.services.handling.links import link
from app.services.handling.root_cause_samples import install_root_causes

_CAUSES_OF = 2_000
_REASONS = {
    Language.CHINESE: ("故障持续两天，致歉补偿", "多次来电未解决", "上门未按约定时间", "重复扣费", "商品与描述不符"),
    Language.ENGLISH: (
        "The failure lasted two days",
        "Called several times without a result",
        "Nobody came at the time agreed",
        "Charged twice",
        "Not as described",
    ),
}
# In units of the currency: three within what agents may grant, one that awaits the team lead, one the supervisor.
_OFFERS = (("voucher", 50), ("goodwill", 120), ("waiver", 80), ("goodwill", 680), ("refund", 1_280))


def fill(session: Session, rulebook: Rulebook, language: Language, random: Random, *, now: datetime) -> None:
    """Write down root causes of what is done, and let agents offer something to some customers."""
    install_root_causes(session, language)
    _find_causes(session, random)
    agents = select(Person.id).where(Person.role == Role.AGENT, Person.active)
    columns = (Ticket.status == Status.OPEN, Ticket.owner_id.in_(agents), Ticket.customer_id.is_not(None))
    tickets = session.scalars(select(Ticket).where(*columns).order_by(Ticket.id.desc()).limit(40)).all()
    different = list({ticket.customer_id: ticket for ticket in tickets}.values())
    for (nature, units), reason, ticket in zip(_OFFERS, _REASONS[language], different, strict=False):
        at = now - timedelta(minutes=random.randint(5, 90))
        by_id = ticket.owner_id
        given = offer(
            session, rulebook, ticket, nature, units * 100, reason, person_id=by_id, now=max(at, ticket.recorded_at)
        )
        if nature == "voucher":
            pay(session, given.id, person_id=by_id, now=now)
    if len(different) > 1:
        first, second = different[:2]
        link(session, first, second, Link.RELATED, person_id=first.owner_id, now=now)


def _find_causes(session: Session, random: Random) -> None:
    """Say why the newest complaints that are done came about."""
    causes = session.scalars(
        select(RootCause.id).where(RootCause.active, RootCause.parent_id.is_not(None)).order_by(RootCause.id)
    ).all()
    done = select(Ticket.id).where(Ticket.status == Status.CLOSED).order_by(Ticket.id.desc()).limit(_CAUSES_OF)
    # Of many causes few make most of the complaints.
    found: dict[int, list[int]] = {}
    for id_ in session.scalars(done):
        found.setdefault(causes[int(random.random() ** 2 * len(causes))], []).append(id_)
    for cause, ids in found.items():
        session.execute(update(Ticket).where(Ticket.id.in_(ids)).values(root_cause_id=cause))
        note(session, Ticket, ids)
