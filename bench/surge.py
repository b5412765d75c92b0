"""Surges found within an hour, at equal false alarms: the product's detector, percentage rules, CUSUM on a fixed plan.

20,000 simulated days of 48 quarters of an hour with 25, 50 or 100 contacts each. The level of a day strays by 10 %,
that of a quarter by 5 %, and what comes is a matter of chance (Poisson). A surge begins with the seventeenth quarter
and stays. Each rule has the threshold that at most a tenth of the quiet days exceed at any time; a surge is caught by
an alarm in its first four quarters. Means of five seeds. The percentage rule is the best of those that compare the
last one to four quarters with the plan; CUSUM is Page's for Poisson counts that grow by 30 %.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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
    """The shares of surges caught by growth: all, those on days without an earlier alarm; and of quiet days alarmed."""

    share: Statistic
    unspoilt: Statistic
    quiet: float


def cases() -> Iterator[Case]:
    """Yield the share of surges that the product catches, for each growth and volume."""
    for volume in VOLUMES:
        found = [_compare(volume, seed) for seed in SEEDS]
        names = list(found[0])
        share = {name: np.mean([each[name].share for each in found], axis=0) for name in names}
        unspoilt = np.mean([each["ours"].unspoilt for each in found], axis=0)
        quiet = np.mean([each["as tuned"].quiet for each in found])
        for place, growth in enumerate(GROWTHS):
            best = max(PERCENTAGES, key=lambda name: share[name][place])
            percentage, cusum = share[best][place], share["CUSUM"][place]
            sys.stderr.write(
                f"+{growth:.0%} at {volume}: {share['ours'][place]:.3f}, and {unspoilt[place]:.3f} on days without an "
                f"earlier alarm; as the product tunes itself {share['as tuned'][place]:.3f} with alarms on {quiet:.1%} "
                f"of the quiet days; percentage rule ({best}) {percentage:.3f}, CUSUM {cusum:.3f}\n"
            )
            yield Case(
                bench="surge",
                case=f"catch{growth * 100:.0f}_at{volume}",
                value=float(share["ours"][place]),
                unit="share",
                against=f"the best percentage rule {percentage:.2f}, CUSUM on the fixed plan {cusum:.2f}",
            )


def _compare(volume: float, seed: int) -> dict[str, Caught]:
    """Let each rule look at the same days."""
    detector = Detector(Usual(np.full(QUARTERS, float(volume)), 15, DAY_ERROR, QUARTER_ERROR))
    days = [days_of(volume, growth, seed) for growth in (0.0, *GROWTHS)]
    ours = [np.concatenate([detector.evidence(part) for part in parts(each)]) for each in days]
    found = {"ours": _caught(ours), "as tuned": _caught(ours, threshold(detector, QUIET))}
    return found | {
        name: _caught([rule(each, volume) for each in days]) for name, rule in (PERCENTAGES | {"CUSUM": _cusum}).items()
    }


def _caught(statistics: Sequence[Statistic], limit: float | None = None) -> Caught:
    """Count alarms above a limit, by default the one that a tenth of the quiet days exceed."""
    quiet, *surges = statistics
    highest = quiet.max(axis=1)
    limit = float(np.quantile(highest, 1 - QUIET, method="higher")) if limit is None else limit
    in_time = [(each[:, SURGES_AT : SURGES_AT + HOUR] > limit).any(axis=1) for each in surges]
    earlier = [(each[:, :SURGES_AT] > limit).any(axis=1) for each in surges]
    return Caught(
        np.array([each.mean() for each in in_time]),
        np.array([(each & ~before).mean() for each, before in zip(in_time, earlier, strict=True)]),
        float((highest > limit).mean()),
    )


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
