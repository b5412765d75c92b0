"""The rules of the three tiers: who may be called at most, how fast they answer and help, and how they are ranked."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.activation import TIERS, TierRule

# What a person is ranked by. What a rule does not weigh counts nothing.
PARTS = ("skill", "productive", "fatigue", "cost", "willing", "donor")
_LONGEST = 24 * 60


class TierRuleError(DomainError):
    """A rule of a tier that cannot be kept as it was entered."""


@dataclass(frozen=True)
class Rule:
    """The rule of a tier, of one queue or of the whole floor (`queue_id` None); minutes, and hundredths of money."""

    tier: int
    quota: int
    timeout_minutes: int
    productive_after: int
    hourly_cost: int
    rest_per_hour: int
    ranking: Mapping[str, float]
    donor_keeps: float | None = None
    queue_id: int | None = None


_WEIGHTS = {"skill": 3.0, "productive": 3.0, "fatigue": 2.0, "cost": 1.0, "willing": 2.0, "donor": 2.0}
# Until somebody says otherwise: who stands beside the desks answers at once and helps at once; who is at home needs
# the way; who is lent by another queue needs a moment, and that queue keeps most of its service.
DEFAULTS: Mapping[int, Rule] = {
    1: Rule(1, 3, 3, 5, 9_000, 5, _WEIGHTS),
    2: Rule(2, 6, 10, 45, 7_500, 15, _WEIGHTS),
    3: Rule(3, 8, 5, 10, 5_000, 10, _WEIGHTS, donor_keeps=0.7),
}


def read_rules(session: Session, queue_id: int | None) -> dict[int, Rule]:
    """Return the rule of each tier for a queue (None: the whole floor): its own, else the floor's, else the default."""
    kept = session.scalars(select(TierRule).where((TierRule.queue_id == queue_id) | TierRule.queue_id.is_(None)))
    rules = {(each.tier, each.queue_id): _frozen(each) for each in kept}
    return {tier: rules.get((tier, queue_id)) or rules.get((tier, None)) or DEFAULTS[tier] for tier in TIERS}


def keep_rule(session: Session, rule: Rule) -> None:
    """Let a rule hold from now on; who has been called stays called. Raises `TierRuleError`."""
    _check(rule)
    kept = session.scalars(_of(rule.tier, rule.queue_id)).first()
    values = asdict(rule) | {"ranking": dict(rule.ranking)}
    if kept is None:
        session.add(TierRule(**values))
    else:
        for name, value in values.items():
            setattr(kept, name, value)
    session.flush()


def drop_rule(session: Session, tier: int, queue_id: int) -> None:
    """Let the floor's rule hold for a queue again."""
    kept = session.scalars(_of(tier, queue_id)).first()
    if kept is not None:
        session.delete(kept)
        session.flush()


def keep_defaults(session: Session) -> None:
    """Write the defaults down for the whole floor where nobody has said anything of a tier."""
    for tier, rule in DEFAULTS.items():
        if session.scalars(_of(tier, None)).first() is None:
            keep_rule(session, rule)


def _of(tier: int, queue_id: int | None) -> Select[TierRule]:
    return select(TierRule).where(TierRule.tier == tier, TierRule.queue_id.is_not_distinct_from(queue_id))


def _check(rule: Rule) -> None:
    if rule.tier not in TIERS:
        raise TierRuleError("There is no tier {tier}.", tier=rule.tier)
    if not 0 <= rule.quota <= 1_000:
        raise TierRuleError("The quota of tier {tier} is from 0 to 1,000 people.", tier=rule.tier)
    if not 1 <= rule.timeout_minutes <= _LONGEST:
        raise TierRuleError("The time to answer in tier {tier} is from 1 to 1,440 minutes.", tier=rule.tier)
    if not (0 <= rule.productive_after <= _LONGEST and 0 <= rule.rest_per_hour <= 60 and rule.hourly_cost >= 0):
        raise TierRuleError("The minutes or the cost of tier {tier} make no sense.", tier=rule.tier)
    if rule.donor_keeps is not None and not 0 <= rule.donor_keeps <= 1:
        raise TierRuleError("What a queue that gives people keeps is a share between 0 % and 100 %.")
    if set(rule.ranking) - set(PARTS) or not all(weight >= 0 for weight in rule.ranking.values()):
        raise TierRuleError("The weights of tier {tier} are numbers from 0 up.", tier=rule.tier)
    if not any(rule.ranking.values()):
        raise TierRuleError("At least one weight of tier {tier} has to be above 0.", tier=rule.tier)


def _frozen(kept: TierRule) -> Rule:
    return Rule(
        kept.tier,
        kept.quota,
        kept.timeout_minutes,
        kept.productive_after,
        kept.hourly_cost,
        kept.rest_per_hour,
        {str(name): float(weight) for name, weight in kept.ranking.items()},
        kept.donor_keeps,
        kept.queue_id,
    )
