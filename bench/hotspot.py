"""Hotspots found and false alarms, over a year of real complaints that are spread evenly, at the product's own budget.

Reads `留言答复*.xlsx` (texts) and `fuzhou12345*.csv` (cases with a river and a district, which stand for product and
place) in the folder that FLOORWATCH_DATA names, by default `../shared/data` beside the repository. A year is all of
them in an order and at times that chance draws. The product looks at the end of each day at the last seven, and has the
rules that a new floor has: one false alarm in thirty days.

A topic is a word of two to four signs in the title of a text, or a river, that 25 to 60 of all complaints have anywhere
in them, of which the first in a seeded order is taken whose complaints are mostly not those of another topic. Twenty of
its complaints, which chance draws, are taken out of the year and come at any time of seven days instead, between the
hundredth and the 350th day; what is left of the topic stays where it was, as its usual rate. `no_rest` is the easier
case, where that is taken out, too. The product is told neither the topic nor when it comes: it sees texts, rivers and
districts, and counts everything that they share. It is found when, until the seventh day ends, an alarm is raised of
which at least half of the complaints are of the topic's twenty. The limit of an alarm is learned from the year up to
a fortnight before. A false alarm is any alarm in a year without a topic, counted from the 36th day on.

Nothing here was used to tune the product: that was done on years of other seeds, and seen to hold on English
complaints (titles of `Comcast*.csv`, texts of `cfpb*.csv.gz`). What is printed last is found in the real order and at
the real times of both files.
"""

import csv
import os
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.models.desk_rules import HotspotRules
from app.models.grams import phrases
from app.services.assessment.hotspots.corpus import Corpus, Entry
from app.services.assessment.hotspots.course import look
from app.services.assessment.hotspots.finding import KNOWN, limit, window_at
from app.services.assessment.hotspots.naming import telling_phrase
from app.services.assessment.hotspots.series import Said, key_of, keys_of, subjects
from bench.report import Case, main

DATA = Path(os.environ.get("FLOORWATCH_DATA") or Path(__file__).resolve().parents[1] / ".." / "shared" / "data")
RULES = HotspotRules(days=7, least=5, false_alarms=1, false_alarm_days=30)
YEAR, RUNS, QUIET_RUNS = 365, 200, 50
INJECTED, FEWEST, MOST = 20, 25, 60
FROM, UNTIL = 100, 350
# The days that are gone through before a topic comes, so that alarms of chance may stand by then.
WARM = 14
SEED = 2_026
_BEGIN = date(2011, 1, 1)


@dataclass(frozen=True)
class Found:
    """Whether the topic of a run was found, and after how many days; and how many other alarms there were."""

    after: int | None
    others: int


def cases() -> Iterator[Case]:
    """Yield the share of topics found, the false alarms of a month, the delay, and the easier case."""
    said = _said()
    topics = sorted(_topics(said))
    sys.stderr.write(f"{len(said)} complaints, {len(topics)} topics, such as {', '.join(topics[:12])}\n")
    with ProcessPoolExecutor(2) as processes:
        hard = list(processes.map(_with_topic, range(RUNS), [False] * RUNS, chunksize=5))
        easy = list(processes.map(_with_topic, range(RUNS), [True] * RUNS, chunksize=5))
        quiet = list(processes.map(_without, range(QUIET_RUNS), chunksize=2))
    months = QUIET_RUNS * (YEAR - _first_day()) / 30
    yield _value("found", np.mean([each.after is not None for each in hard]), "of the topics")
    yield _value("false_per_month", sum(quiet) / months, "alarms")
    delays = [each.after for each in hard if each.after is not None]
    yield _value("delay", np.mean(delays), f"days on average; nine of ten within {np.quantile(delays, 0.9):.0f}")
    yield _value("found_no_rest", np.mean([each.after is not None for each in easy]), "of the topics")
    for name, real in _real(said):
        sys.stderr.write(f"{name}, as it really was: {len(real)} hotspots\n")
        for line in real:
            sys.stderr.write(f"  {line}\n")


def _value(case: str, value: float | np.floating, unit: str) -> Case:
    return Case(bench="hotspot", case=case, value=float(value), unit=unit)


def _first_day() -> int:
    return (KNOWN + 1) * RULES.days + 1


def _said() -> list[Said]:
    """Read the complaints: `at` is the day on which each really came, since 2011; `who` is the sender's number."""
    texts, rivers = sorted(DATA.glob("留言答复*.xlsx")), sorted(DATA.glob("fuzhou12345*.csv"))
    if not (texts and rivers):
        sys.stderr.write(f"There are no complaints in {DATA}: set FLOORWATCH_DATA to the folder of the real files.\n")
        sys.exit(2)
    from python_calamine import CalamineWorkbook

    found: list[Said] = []
    for _, who, title, at, text, *_ in CalamineWorkbook.from_path(str(texts[0])).get_sheet_by_index(0).to_python()[1:]:
        when = at if isinstance(at, datetime) else _read_time(str(at))
        sender = int("".join(filter(str.isdecimal, str(who))))
        found.append(Said(len(found) + 1, _day(when), f"{title}\n{text}", who=sender))
    with rivers[0].open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            when = datetime.fromisoformat(row["受理日期"])
            text = f"{row['河流']}{row['性质']}"
            found.append(Said(len(found) + 1, _day(when), text, product=row["河流"].strip(), place=row["区"].strip()))
    return found


def _read_time(words: str) -> datetime:
    day, _, time = words.replace("-", "/").partition(" ")
    return datetime.combine(date(*map(int, day.split("/"))), clock_time.fromisoformat(time.zfill(8)))


def _day(when: datetime) -> float:
    return when.toordinal() - _BEGIN.toordinal() + (when.hour * 60 + when.minute) / 1_440


def _topics(said: Sequence[Said]) -> dict[str, list[int]]:
    """Return the places of the complaints of each topic."""
    words = set[str]()
    for each in said:
        words |= {each.product} if each.product else phrases(each.text.split("\n")[0], 4)
    holding = defaultdict[str, list[int]](list)
    for place, each in enumerate(said):
        for word in words & ({each.product} if each.product else phrases(each.text, 4)):
            holding[word].append(place)
    rare = {word: places for word, places in holding.items() if FEWEST <= len(places) <= MOST}
    chosen = dict[str, list[int]]()
    taken = set[int]()
    for word in np.random.default_rng(SEED).permutation(sorted(rare)).tolist():
        if sum(place in taken for place in rare[word]) < len(rare[word]) / 2:
            chosen[word] = rare[word]
            taken.update(rare[word])
    return chosen


@cache
def _everything() -> tuple[Corpus, list[list[int]]]:
    """Return all complaints, in the order in which they were read, and the topics."""
    said = _said()
    corpus = Corpus([Entry(each.id, float(each.id), each.who or 0, keys_of(each)) for each in said], RULES.least)
    topics = _topics(said)
    return corpus, [topics[word] for word in sorted(topics)]


def _with_topic(run: int, without_rest: bool) -> Found:
    """Let a topic come in a year, and look at each day from two weeks before."""
    corpus, topics = _everything()
    random = np.random.default_rng([SEED, 1, run])
    topic = np.array(topics[random.integers(len(topics))])
    injected = random.choice(topic, INJECTED, replace=False)
    start = float(random.uniform(FROM, UNTIL))
    background = np.setdiff1d(np.arange(len(corpus)), topic if without_rest else injected)
    places = np.concatenate([background, injected])
    at = np.concatenate([random.uniform(0, YEAR, len(background)), start + random.uniform(0, RULES.days, INJECTED)])
    year = _in_order(corpus, places, at)
    ids = set(corpus.ids[injected].tolist())
    first = int(start) + 1
    after, others = None, 0
    for day, alarm in _alarms(year, first - WARM, first + RULES.days):
        if len(ids & set(alarm)) * 2 >= len(alarm):
            after = min(after or YEAR, day - int(start))
        else:
            others += 1
    return Found(after, others)


def _without(run: int) -> int:
    """Return how many alarms a year without a topic has."""
    corpus, _ = _everything()
    random = np.random.default_rng([SEED, 2, run])
    year = _in_order(corpus, np.arange(len(corpus)), random.uniform(0, YEAR, len(corpus)))
    return sum(1 for _ in _alarms(year, _first_day(), YEAR, learned_every=91))


def _in_order(corpus: Corpus, places: NDArray[np.int64], at: NDArray[np.float64]) -> Corpus:
    order = np.argsort(at)
    return corpus.reordered(places[order], at[order])


def _alarms(year: Corpus, since: int, until: int, learned_every: int = YEAR) -> Iterator[tuple[int, list[int]]]:
    """Yield the day and the complaints of each alarm that is raised."""
    alarms: list[tuple[int, ...]] = []
    for day in range(since, until + 1):
        if (day - since) % learned_every == 0:
            below = limit(year, window_at(year, RULES, day), RULES)
        seen = look(year, RULES, below, alarms, at=day)
        alarms = [alarms[place] for place in seen.going_on] + [spot.keys for spot in seen.new]
        for spot in seen.new:
            yield day, year.ids[spot.places].tolist()


def _real(said: Sequence[Said]) -> Iterator[tuple[str, list[str]]]:
    """Yield what is found in each file at its own times, in words."""
    for name, part in (
        ("texts", [each for each in said if not each.product]),
        ("rivers", [each for each in said if each.product]),
    ):
        corpus = Corpus([Entry(each.id, each.at, each.who or 0, keys_of(each)) for each in part], RULES.least)
        words = {key_of(subject): subject for each in part for subject in subjects(each)}
        lines, alarms = [], list[tuple[int, ...]]()
        below = 0.0
        for day in range(int(corpus.at[0]) + _first_day(), int(corpus.at[-1]) + 1):
            window = window_at(corpus, RULES, day)
            if day % 91 == 0 or below == 0.0:
                below = limit(corpus, window, RULES)
            seen = look(corpus, RULES, below, alarms, at=day)
            alarms = [alarms[place] for place in seen.going_on] + [spot.keys for spot in seen.new]
            for spot in seen.new:
                texts = [said[id_ - 1].text for id_ in corpus.ids[spot.places].tolist()]
                called = telling_phrase([words[key] for key in spot.keys], texts) or words[spot.keys[0]]
                figures = f"{spot.count} in {RULES.days} days, {spot.expected:.1f} usual"
                lines.append(f"{_BEGIN + timedelta(day)} {called}: {figures}")
        yield name, lines


if __name__ == "__main__":
    main(cases)
