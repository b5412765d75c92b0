"""The priority score (优先级评分): what a complaint presses with, part by part, from 0 to 100."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.models.desk_rules import OTHER, ScorePart, ScoreRules
from app.models.words import Emotion, Priority


@dataclass(frozen=True)
class Known:
    """What the score is worked out from; `used` is the share of its time that the most pressing deadline has used."""

    priority: Priority
    level: str | None
    high_risk: bool
    emotion: Emotion | None
    affected: int
    used: float = 0.0


def score_parts(known: Known, rules: ScoreRules) -> dict[ScorePart, float]:
    """Return the points of each part; together at most 100.

    Nothing is known of an emotion: it counts nothing. With `half` people affected the impact counts half, and nears its
    weight with more. The deadline counts what was used of its time; what is late counts whole.
    """
    levels = {level.casefold(): share for level, share in rules.customer.items()}
    shares: Mapping[ScorePart, float] = {
        ScorePart.URGENCY: rules.urgency[known.priority],
        ScorePart.CUSTOMER: levels.get((known.level or OTHER).casefold(), levels[OTHER]),
        ScorePart.RISK: float(known.high_risk),
        ScorePart.EMOTION: rules.emotion[known.emotion] if known.emotion else 0.0,
        ScorePart.IMPACT: known.affected / (known.affected + rules.half),
        ScorePart.DEADLINE: min(max(known.used, 0.0), 1.0),
    }
    return {part: rules.weights[part] * share for part, share in shares.items()}


def lasting_score(known: Known, rules: ScoreRules) -> int:
    """Return the score without what the nearing deadline adds, as it is kept with the complaint."""
    parts = score_parts(known, rules)
    return round(sum(points for part, points in parts.items() if part is not ScorePart.DEADLINE))


def used_share(running: Iterable[tuple[datetime, datetime]], *, now: datetime) -> float:
    """Return the share of its time that the nearest deadline has used, round the clock; 0 where none runs.

    Running clocks are given as start and deadline.
    """
    nearest = min(running, key=lambda each: each[1], default=None)
    if nearest is None:
        return 0.0
    started, due = nearest
    return (now - started) / (due - started) if due > started else 1.0
