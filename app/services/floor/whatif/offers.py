"""Who could be called for help, tier by tier, as the simulation takes it."""

from collections import defaultdict
from datetime import datetime

from sqlalchemy.orm import Session

from app.models.activation import TIERS
from app.services.floor.activation.candidates import read_candidates
from app.services.floor.whatif.floor_now import Help, Offers
from app.services.staffing.tier_rules import read_rules

# Of whom no level is known: they can do the work.
_ORDINARY = 2


def read_offers(session: Session, queue_id: int | None, *, drill: bool = False, now: datetime) -> Offers:
    """Return for every tier who could be called for a queue (None: for the floor), the best first, within its quota."""
    rules = read_rules(session, queue_id)
    offers: defaultdict[int, list[Help]] = defaultdict(list)
    for each in read_candidates(session, queue_id, drill=drill, now=now):
        if len(offers[each.tier]) < rules[each.tier].quota:
            after = each.productive_after.total_seconds() / 60
            level = each.level or _ORDINARY
            keeps = rules[each.tier].donor_keeps or 0.0
            offers[each.tier].append(Help(queue_id, 1, after, None, each.donor_queue_id, level, each.person_id, keeps))
    return {tier: tuple(offers[tier]) for tier in TIERS}
