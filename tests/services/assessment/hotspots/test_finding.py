"""Hotspots are told from chance: for a budget, explained away, against what is usual of each series."""

import numpy as np
import pytest

from app.models.desk_rules import HotspotRules
from app.services.assessment.hotspots.chance import expected, log_chance, straying_of
from app.services.assessment.hotspots.corpus import Corpus, Entry
from app.services.assessment.hotspots.course import look
from app.services.assessment.hotspots.finding import find, is_known, limit, window_at
from app.services.assessment.hotspots.series import key_of

RULES = HotspotRules(days=7, least=5, false_alarms=1, false_alarm_days=30)
YEAR = 200
# The words of each day's complaints, each in one of so many.
USUAL = {f"phrase:{word}": rate for word, rate in (("账单", 3), ("退款", 6), ("配送", 12), ("客服", 20), ("登录", 40))}


def entry(id_: int, at: float, *subjects: str, who: int = 0) -> Entry:
    return Entry(id_, at, who, np.unique(np.array([key_of(each) for each in subjects], np.uint32)))


def usual_days(seed: int = 1) -> list[Entry]:
    """Six complaints a day, each about something usual and by chance about more."""
    random = np.random.default_rng(seed)
    return [
        entry(place + 1, at, "category:1", *[each for each, rarely in USUAL.items() if random.random() < 1 / rarely])
        for place, at in enumerate(np.sort(random.uniform(0, YEAR, 6 * YEAR)).tolist())
    ]


def topic(count: int, *subjects: str, since: float = YEAR - 5.0, who: int = 0) -> list[Entry]:
    return [entry(10_000 + place, since + place * 0.2, *subjects, who=who) for place in range(count)]


def found(entries: list[Entry], answered: frozenset[int] = frozenset()) -> list[tuple[int, int]]:
    """What is found at the end of the year: the leading key and the count of each."""
    corpus = Corpus(entries, RULES.least)
    below = limit(corpus, window_at(corpus, RULES, YEAR), RULES)
    return [(spot.keys[0], spot.count) for spot in look(corpus, RULES, below, [], answered, at=YEAR).new]


def test_what_many_suddenly_complain_of_is_found() -> None:
    assert found(usual_days()) == []
    assert found([*usual_days(), *topic(8, "category:1", "phrase:停水")]) == [(key_of("phrase:停水"), 8)]


def test_what_is_a_little_more_than_usual_is_none() -> None:
    assert found([*usual_days(), *topic(4, "category:1", "phrase:账单")]) == []


def test_parts_of_a_phrase_and_the_category_are_one_hotspot() -> None:
    together = ("category:1", "category:2", "phrase:自来", "phrase:自来水", "phrase:来水", "phrase:停水")
    corpus = Corpus([*usual_days(), *topic(8, *together)], RULES.least)
    window = window_at(corpus, RULES, YEAR)
    [spot] = find(corpus, window, RULES, limit(corpus, window, RULES))
    assert set(spot.keys) == {key_of(each) for each in together[1:]}
    assert corpus.ids[spot.places].tolist() == list(range(10_000, 10_008))


def test_two_problems_at_once_are_two_hotspots() -> None:
    other = [entry(each.id + 100, each.at, "category:1", "phrase:扣费") for each in topic(7)]
    keys = {key for key, _ in found([*usual_days(), *topic(9, "category:1", "phrase:停水"), *other])}
    assert keys == {key_of("phrase:停水"), key_of("phrase:扣费")}


def test_what_one_customer_says_again_counts_once() -> None:
    assert found([*usual_days(), *topic(9, "category:1", "phrase:停水", who=7)]) == []


def test_what_somebody_has_dealt_with_is_no_news() -> None:
    entries = [*usual_days(), *topic(9, "category:1", "phrase:停水")]
    assert found(entries, frozenset(range(10_000, 10_006))) == []


def test_a_busy_week_of_everything_is_no_hotspot() -> None:
    # Three times as many, of the same kinds.
    busier = [
        entry(
            20_000 + copy * 10_000 + each.id,
            each.at + 0.01,
            *[name for name in ("category:1", *USUAL) if key_of(name) in each.keys],
        )
        for copy in range(2)
        for each in usual_days(seed=1)
        if each.at > YEAR - 7
    ]
    assert found([*usual_days(), *busier]) == []


def test_what_nearly_all_complain_of_is_no_hotspot_because_all_of_a_busy_week_do() -> None:
    usual = [entry(each.id, each.at, *(["phrase:河"] if each.id % 5 else ["phrase:湖"])) for each in usual_days()]
    busy = [entry(20_000 + place, YEAR - 6 + place / 20, "phrase:河") for place in range(100)]
    rest = [each for each in usual if each.at < YEAR - 7]
    assert found([*rest, *busy[:20]]) == []


def test_without_a_past_nothing_is_judged() -> None:
    corpus = Corpus([each for each in usual_days() if each.at < 30], RULES.least)
    assert not is_known(corpus, window_at(corpus, RULES, 30), RULES)
    assert not is_known(Corpus([], RULES.least), window_at(Corpus([], RULES.least), RULES, 30), RULES)


def test_an_alarm_stays_one_grows_and_ends() -> None:
    entries = [*usual_days(), *topic(14, "category:1", "phrase:停水", since=150.0)]
    corpus = Corpus(entries, RULES.least)
    below = limit(corpus, window_at(corpus, RULES, 149), RULES)
    alarms: list[tuple[int, ...]] = []
    counts, raised = [], 0
    for day in range(150, 170):
        seen = look(corpus, RULES, below, alarms, at=day)
        counts += [spot.count for spot in seen.going_on.values()]
        alarms = [alarms[place] for place in seen.going_on] + [spot.keys for spot in seen.new]
        raised += len(seen.new)
    assert raised == 1
    assert max(counts) == 14
    assert counts.index(14) == len({*counts[: counts.index(14)]})
    assert alarms == []


def test_a_budget_of_more_false_alarms_has_a_higher_limit() -> None:
    corpus = Corpus(usual_days(), RULES.least)
    window = window_at(corpus, RULES, YEAR)
    often = limit(corpus, window, HotspotRules(7, 5, false_alarms=10, false_alarm_days=30))
    assert limit(corpus, window, RULES) < often < 0


def test_the_chance_is_that_of_a_negative_binomial() -> None:
    # Summed up term by term for a kind that came 9 times in 1,000, and 6 times in 50 now.
    before, before_all, of_all, count, strays = 9, 1_000, 50, 6, 0.02
    mean = (before + 0.5) * of_all / (before_all + 1)
    shape = 1 / (1 / (before + 0.5) + strays)
    mass = (shape / (shape + mean)) ** shape
    tail = 1.0
    for number in range(count):
        tail -= mass
        mass *= (number + shape) / (number + 1) * mean / (mean + shape)
    [found_] = log_chance(np.array([count]), of_all, np.array([before]), before_all, strays)
    assert np.log(tail) <= found_ <= np.log(tail) + 0.1
    assert expected(of_all, np.array([before]), before_all) == pytest.approx([mean])


def test_what_strayed_before_is_less_surprising() -> None:
    of_all = np.full(50, 40)
    steady, stray = np.full(50, 8), np.tile([2, 14], 25)
    assert straying_of(steady, of_all) < 0.02 < straying_of(stray, of_all)
    # One flood of the past is not usual.
    flood = steady.copy()
    flood[20] = 40
    assert straying_of(flood, of_all) == straying_of(steady, of_all)


def test_what_comes_three_times_as_often_at_weekends_is_no_hotspot_on_any_day_of_the_week() -> None:
    random = np.random.default_rng(4)
    days = [day for day in range(YEAR) for _ in range(random.poisson(6 if day % 7 in (5, 6) else 2))]
    weekly = [entry(30_000 + place, day + random.random(), "category:2") for place, day in enumerate(days)]
    corpus = Corpus([*usual_days(), *weekly], RULES.least)
    below = limit(corpus, window_at(corpus, RULES, YEAR - 7.0), RULES)
    for ends in range(YEAR - 7, YEAR):
        assert look(corpus, RULES, below, [], at=float(ends)).new == ()
    # Among them a problem is seen all the same.
    more = Corpus([*usual_days(), *weekly, *topic(12, "category:2", "phrase:停水")], RULES.least)
    assert look(more, RULES, below, [], at=float(YEAR)).new[0].keys[0] == key_of("phrase:停水")
