"""Surges found within an hour, at equal false alarms: the product's detector, percentage rules, CUSUM on a fixed plan.

20,000 simulated days of 48 quarters of an hour with 25, 50 or 100 contacts each. The level of a day strays by 10 %,
that of a quarter by 5 %, and what comes is a matter of chance (Poisson). A surge begins with the seventeenth quarter
and stays. Each rule has the threshold that at most a tenth of the quiet days exceed at any time. Means of five seeds.
The percentage rule is the best of those that compare the last one to four quarters with the plan; CUSUM is Page's for
Poisson counts that grow by 30 %.

A surge is caught when the supervisor is alarmed in its first four quarters. That can be read in three ways, which
differ on the one day in thirty or so that has had a false alarm before the surge began; all three are printed.
- above: the rule's statistic is above its threshold at the end of one of the four quarters. It is the only reading that
  every rule has, and the one of the cases.
- stands: the product's alarm stands at the end of one of them, by its own rules: one that was raised before is held,
  ends when arrivals have come back, and a fresh one may follow. Who was alarmed by chance an hour ago and still is when
  the surge comes is not alarmed again, but is looking at it.
- raised: the alarm is raised in one of them. On a day whose false alarm still stands when the surge comes it cannot be:
  what is missing here is the share of those days, which is a share of the budget and no slowness of the detector.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.services.floor.surge_course import Course
from app.services.floor.surge_detector import Detector, Usual, parts, threshold
from bench.report import Case, main

DAYS, QUARTERS, SURGES_AT, HOUR = 20_000, 48, 16, 4
DAY_ERROR, QUARTER_ERROR = 0.10, 0.05
QUIET = 0.10  # the share of quiet days that may have an alarm
VOLUMES, GROWTHS, SEEDS = (25, 50, 100), (0.3, 0.5), range(5)
_LEAST = 0.3  # no level is lower

Counts = NDArray[np.int64]
Statistic = NDArray[np.float64]
Rule = Callable[[Counts, float], Statistic]


@dataclass(frozen=True)
class Caught:
    """The shares of surges caught, by growth, and that of the quiet days that were alarmed."""

    share: Statistic
    quiet: float


@dataclass(frozen=True)
class Alarmed:
    """The shares of surges, by growth, in whose first four quarters an alarm stands; and is raised."""

    stands: Statistic
    raised: Statistic


def cases() -> Iterator[Case]:
    """Yield the share of surges that the product catches, for each growth and volume."""
    for volume in VOLUMES:
        rules, courses = zip(*(_compare(volume, seed) for seed in SEEDS), strict=True)
        share = {name: np.mean([each[name].share for each in rules], axis=0) for name in rules[0]}
        stands, raised = (np.mean([getattr(each, name) for each in courses], axis=0) for name in ("stands", "raised"))
        quiet = np.mean([each["as tuned"].quiet for each in rules])
        for place, growth in enumerate(GROWTHS):
            best = max(PERCENTAGES, key=lambda name: share[name][place])
            percentage, cusum = share[best][place], share["CUSUM"][place]
            sys.stderr.write(
                f"+{growth:.0%} at {volume}: above {share['ours'][place]:.3f}, stands {stands[place]:.3f}, raised "
                f"{raised[place]:.3f}; as the product tunes itself {share['as tuned'][place]:.3f} with alarms on "
                f"{quiet:.1%} of the quiet days; percentage rule ({best}) {percentage:.3f}, CUSUM {cusum:.3f}\n"
            )
            yield Case(
                bench="surge",
                case=f"catch{growth * 100:.0f}_at{volume}",
                value=float(share["ours"][place]),
                unit="share",
                against=f"the best percentage rule {percentage:.2f}, CUSUM on the fixed plan {cusum:.2f}",
            )


def _compare(volume: float, seed: int) -> tuple[dict[str, Caught], Alarmed]:
    """Let each rule look at the same days, and the product go through them."""
    detector = Detector(Usual(np.full(QUARTERS, float(volume)), 15, DAY_ERROR, QUARTER_ERROR))
    days = [days_of(volume, growth, seed) for growth in (0.0, *GROWTHS)]
    ours = [np.concatenate([detector.evidence(part) for part in parts(each)]) for each in days]
    limit = _limit(ours[0])
    found = {"ours": _caught(ours, limit), "as tuned": _caught(ours, threshold(detector, QUIET))}
    for name, rule in (PERCENTAGES | {"CUSUM": _cusum}).items():
        statistics = [rule(each, volume) for each in days]
        found[name] = _caught(statistics, _limit(statistics[0]))
    return found, _alarmed(detector, days[1:], ours[1:], limit)


def _limit(quiet: Statistic) -> float:
    """Return what a tenth of the quiet days exceed."""
    return float(np.quantile(quiet.max(axis=1), 1 - QUIET, method="higher"))


def _caught(statistics: Sequence[Statistic], limit: float) -> Caught:
    """Count alarms above a limit."""
    quiet, *surges = statistics
    in_time = [(each[:, SURGES_AT : SURGES_AT + HOUR] > limit).any(axis=1) for each in surges]
    return Caught(np.array([each.mean() for each in in_time]), float((quiet.max(axis=1) > limit).mean()))


def _alarmed(detector: Detector, days: Sequence[Counts], evidence: Sequence[Statistic], limit: float) -> Alarmed:
    """Go through the surges as the product does; without an earlier alarm, one stands because it is raised."""
    found = []
    for counts, statistic in zip(days, evidence, strict=True):
        raised = np.array((statistic[:, SURGES_AT : SURGES_AT + HOUR] > limit).any(axis=1))
        stands = raised.copy()
        for day in np.flatnonzero((statistic[:, :SURGES_AT] > limit).any(axis=1)).tolist():
            course = Course(counts[day, : SURGES_AT + HOUR], detector)
            course.look_for_surges(limit)
            # Edges: the one at which the first quarter of a surge ends is one after that at which it begins.
            raised[day] = any(each.noticed > SURGES_AT for each in course.alarms)
            stands[day] = any(each.over is None or each.over > SURGES_AT + 1 for each in course.alarms)
        found.append((stands.mean(), raised.mean()))
    return Alarmed(*np.array(found).T)


def days_of(volume: float, growth: float, seed: int) -> Counts:
    """Draw the days, one a row, with a surge of so much growth or, with 0, without."""
    random = np.random.default_rng([seed, round(growth * 100)])
    level = np.clip(random.normal(1, DAY_ERROR, (DAYS, 1)), _LEAST, None)
    means = volume * level * np.clip(random.normal(1, QUARTER_ERROR, (DAYS, QUARTERS)), _LEAST, None)
    means[:, SURGES_AT:] *= 1 + growth
    return random.poisson(means)


def _percentage(width: int) -> Rule:
    """Return by which share the last quarters are above the plan."""

    def rule(days: Counts, volume: float) -> Statistic:
        summed = np.cumsum(np.pad(days, ((0, 0), (1, 0))), axis=1)
        found = np.full(days.shape, -1.0)
        found[:, width - 1 :] = (summed[:, width:] - summed[:, :-width]) / (volume * width) - 1
        return found

    return rule


def _cusum(days: Counts, volume: float) -> Statistic:
    growth = GROWTHS[0]
    steps = days * np.log1p(growth) - volume * growth
    found = np.zeros((len(days), QUARTERS + 1))
    for quarter in range(QUARTERS):
        found[:, quarter + 1] = np.maximum(found[:, quarter] + steps[:, quarter], 0)
    return found[:, 1:]


PERCENTAGES: dict[str, Rule] = {f"{15 * width} min": _percentage(width) for width in range(1, HOUR + 1)}


if __name__ == "__main__":
    main(cases)
