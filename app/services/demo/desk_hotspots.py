"""What many complain of on a made-up floor: one problem that is an incident already, and one that is new."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.alert import Alert, AlertKind
from app.models.people import Language, Person, Role
from app.models.ticket import Status, Ticket
from app.services.assessment.hotspots.series import Sort
from app.services.deadlines.rulebook import Rulebook
from app.services.handling.incident_fit import what_they_share
from app.services.handling.incidents import open_incident

# What each problem is called, the product that it is about if it is one, and the titles of its complaints.
_TOPICS = {
    Language.CHINESE: (
        (
            "净水器滤芯漏水",
            "净水器",
            ("新换的净水器滤芯漏水", "净水器滤芯漏水，橱柜泡坏了", "又是净水器滤芯漏水，换过一次还漏"),
        ),
        ("会员券无法使用", "", ("会员券无法使用，结算时消失", "周年庆会员券无法使用", "新发的会员券无法使用")),
    ),
    Language.ENGLISH: (
        (
            "filter leaks",
            "Water purifier",
            ("The new filter leaks", "Filter leaks into the cupboard", "The filter leaks again"),
        ),
        (
            "voucher refused",
            "",
            ("Member voucher refused at checkout", "Anniversary voucher refused", "Voucher refused twice"),
        ),
    ),
}
_COUNTS, _DAYS, _CURVE = (9, 6), 7, 56
# So many have come since somebody opened the incident.
_LATER = 2
_USUAL = (0.6, 0.9)


def fill(session: Session, rulebook: Rulebook, language: Language, random: Random, *, now: datetime) -> None:
    """Let open complaints of the last days be about two problems, and a team lead have seen to the first."""
    lead = session.scalars(select(Person.id).where(Person.role == Role.TEAM_LEAD, Person.active).order_by(Person.id))
    lead_id = lead.first()
    recent = select(Ticket).where(
        Ticket.status == Status.OPEN, Ticket.high_risk.is_(False), Ticket.received_at > now - timedelta(days=_DAYS)
    )
    found = session.scalars(recent.order_by(Ticket.id)).all()
    if len(found) < sum(_COUNTS):
        return
    drawn = random.sample(found, sum(_COUNTS))
    for topic, usual in enumerate(_USUAL):
        phrase, product, titles = _TOPICS[language][topic]
        chosen, drawn = drawn[: _COUNTS[topic]], drawn[_COUNTS[topic] :]
        chosen.sort(key=lambda ticket: ticket.received_at, reverse=True)
        for place, ticket in enumerate(chosen):
            ticket.title = ticket.description = titles[place % len(titles)]
            ticket.product = product or ticket.product
        session.flush()
        alert = _alert(session, phrase, chosen, usual, random, now=now)
        if topic == 0:
            ids = [ticket.id for ticket in chosen[_LATER:]]
            open_incident(session, phrase, ids, alert_id=alert.id, owner_id=lead_id, person_id=lead_id, now=now)


def _alert(
    session: Session, phrase: str, tickets: Sequence[Ticket], usual: float, random: Random, *, now: datetime
) -> Alert:
    """Raise the alert that the watch would have raised."""
    ids = [ticket.id for ticket in tickets]
    days = Counter((now - ticket.received_at).days for ticket in tickets)
    before = [int(random.random() < usual / _DAYS) for _ in range(_CURVE - _DAYS)]
    first = min(ticket.received_at for ticket in tickets)
    subject = f"{Sort.PHRASE}:{phrase}"
    details = {
        "name": phrase,
        "count": len(ids),
        "expected": usual,
        "days": _DAYS,
        "since": first.isoformat(),
        "series": [subject],
        "tickets": ids,
        "shared": what_they_share(session, ids) | {"phrase": phrase},
        "curve": before + [days[age] for age in reversed(range(_DAYS))],
    }
    # The watch looks every few minutes: soon after so many had come that it was no chance.
    raised_at = min(sorted(ticket.received_at for ticket in tickets)[len(ids) // 2] + timedelta(minutes=5), now)
    alert = Alert(kind=AlertKind.HOTSPOT, subject=subject, details=details, raised_at=raised_at)
    session.add(alert)
    session.flush()
    return alert
