"""The simulation of the coming hours: its laws, its rules one by one, and Erlang A where theory knows the answer."""

from dataclasses import replace
from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.erlang import erlang_a
from app.services.floor.whatif.draws import Chance
from app.services.floor.whatif.engine import Count
from app.services.floor.whatif.floor_now import Agent, FloorNow, Help, Mix, Work, mix_of, up_to
from app.services.floor.whatif.outcome import change_of, outcome_of
from app.services.floor.whatif.presence import with_rests
from app.services.floor.whatif.simulation import propose, simulate
from app.services.staffing.service_level import ServiceLevelRule
from tests.services.floor.whatif.floors import ALL_DAY, HOUR, floor_of, line, person

RULE = ServiceLevelRule()
# No chance in how long a complaint takes.
CERTAIN = Work(1, "Complaints", effort_seconds=600.0, effort_spread=0.0)


def counted(floor: FloorNow, mix: Mix = (), *, hours: float = 1, runs: int = 1) -> np.ndarray:
    """The counts of all runs together, by queue and `Count`."""
    (found,) = simulate(floor, [mix], hours * HOUR, 0, runs)
    summed: np.ndarray = found.sum(axis=0)
    return summed


stretches = st.lists(st.integers(0, 16), min_size=0, max_size=4, unique=True).map(
    lambda quarters: tuple(
        (900.0 * start, 900.0 * end) for start, end in zip(*[iter(sorted(quarters))] * 2, strict=False)
    )
)
works = st.builds(
    Work,
    st.just(0),
    st.just("Queue"),
    contacts=st.floats(0, 12).map(lambda each: (each,) * 16),
    complaints=st.floats(0, 3).map(lambda each: (each,) * 16),
    doubt=st.floats(0, 0.3),
    handle_seconds=st.floats(60, 900),
    patience_seconds=st.floats(10, 600),
    effort_seconds=st.floats(300, 7200),
    effort_spread=st.floats(0, 2),
    waiting=st.lists(st.tuples(st.floats(-3600, 20_000), st.floats(0.1, 2)), max_size=12).map(tuple),
    promises=st.sampled_from([(), ((3600.0, 1.0),), ((1800.0, 0.2), (86_400.0, 0.8))]),
)


@st.composite
def floors(draw: st.DrawFn) -> FloorNow:
    """Floors of any kind: nobody, nothing, people at home nowhere, short shifts."""
    work = [
        replace(each, queue_id=place + 1) for place, each in enumerate(draw(st.lists(works, min_size=1, max_size=3)))
    ]
    ids = st.sampled_from([each.queue_id for each in work])
    agents = draw(
        st.lists(
            st.builds(
                Agent,
                st.just(1),
                st.none() | ids,
                st.dictionaries(ids, st.floats(0.5, 1.5)),
                stretches,
                st.none() | st.floats(0, 20_000),
                st.booleans(),
            ),
            max_size=6,
        )
    )
    return floor_of(work, [replace(each, person_id=place) for place, each in enumerate(agents)])


helps = st.builds(
    Help,
    st.none() | st.integers(1, 1),
    st.integers(1, 3),
    st.floats(0, 120),
    st.none() | st.floats(30, 300),
    st.none() | st.integers(1, 3),
    st.integers(1, 3),
    st.none() | st.integers(0, 6),
)


@given(floors(), st.lists(helps, max_size=3).map(tuple))
def test_nothing_is_lost_and_nothing_is_counted_twice(floor: FloorNow, mix: Mix) -> None:
    """Every contact is answered, given up or still waiting, and nobody is busier than they are here."""
    (runs,) = simulate(floor, [mix], 4 * HOUR, 0, 2)
    columns = np.moveaxis(runs, -1, 0)
    offered, answered, in_time, waited, abandoned, early, wait, pressing, kept, done = columns[: Count.OVERDUE]
    overdue, further, busy, staffed = columns[Count.OVERDUE :]
    assert (runs >= -1e-6).all()
    assert (answered + abandoned <= offered).all()
    # Who still waits at the end was not answered at once.
    assert (offered - answered <= waited).all()
    assert (in_time <= answered).all()
    assert (early <= abandoned).all()
    assert (kept <= np.minimum(pressing, done)).all()
    assert (wait[waited == 0] == 0).all()
    assert (busy <= staffed + 1e-6).all()
    assert (further <= overdue * 4 * HOUR + 1e-6).all()


@given(floors(), st.integers(1, 5))
def test_portions_are_the_same_runs_as_all_at_once(floor: FloorNow, first: int) -> None:
    """A run is known by its number, whatever was computed before it and beside it."""
    (whole,) = simulate(floor, [()], HOUR, 0, 6)
    (start, _), (rest,) = (
        simulate(floor, [(), (Help(1),)], HOUR, 0, first),
        simulate(floor, [()], HOUR, first, 6 - first),
    )
    assert np.array_equal(whole, np.concatenate([start, rest]))


def test_another_seed_is_other_luck() -> None:
    """Runs are not all the same."""
    floor = floor_of([line(60)], [person(1, 1)])
    (one,), (other,) = (simulate(floor, [()], HOUR, 0, 3, seed) for seed in (1, 2))
    assert not np.array_equal(one, other)


def test_the_backlog_falls_as_time_passes_and_nothing_comes() -> None:
    """With nothing new the complaints that wait are done, one after the other, until none is left."""
    floor = floor_of([replace(CERTAIN, waiting=((inf, 1.0),) * 10)], [person(1, 1), person(2, 1)])
    done = [counted(floor, hours=quarters / 4)[0, Count.DONE] for quarters in range(1, 6)]
    assert done == [2, 6, 8, 10, 10]


def test_complaints_are_worked_on_soonest_deadline_first() -> None:
    """Of three the middle one is done in time: after the first, which was too late whatever is done."""
    floor = floor_of([replace(CERTAIN, waiting=((1700.0, 1.0), (500.0, 1.0), (1300.0, 1.0)))], [person(1, 1)])
    found = counted(floor)[0]
    assert (found[Count.PRESSING], found[Count.KEPT], found[Count.DONE]) == (3, 1, 3)


def test_what_is_late_already_becomes_late_no_more() -> None:
    """It is worked on first, and counted by how much longer it takes: ten minutes, twenty, and what is never done."""
    waiting = ((-5.0, 1.0), (-60.0, 1.0), (700.0, 1.0), (-1.0, 100.0))
    floor = floor_of([replace(CERTAIN, waiting=waiting)], [person(1, 1)])
    found = counted(floor)[0]
    assert (found[Count.PRESSING], found[Count.KEPT], found[Count.DONE]) == (1, 0, 2)
    assert (found[Count.OVERDUE], found[Count.FURTHER_SECONDS]) == (3, 600 + 1200 + HOUR)
    (runs,) = simulate(floor, [()], HOUR, 0, 4)
    further = outcome_of(floor, RULE, runs).further
    assert further
    assert further.value == 1800


@pytest.mark.parametrize(("pace", "kept"), [(0.5, 0), (1.0, 1), (2.0, 1)])
def test_who_learns_takes_longer(pace: float, kept: int) -> None:
    """Ten minutes of work are twenty at half the pace."""
    floor = floor_of([replace(CERTAIN, waiting=((900.0, 1.0),))], [person(1, 1, pace=pace)])
    assert counted(floor)[0, Count.KEPT] == kept


def test_home_comes_first() -> None:
    """Who serves two queues takes the complaint at home, though that of the other is due sooner."""
    home, other = (replace(CERTAIN, queue_id=id_, waiting=((due, 1.0),)) for id_, due in ((1, 900.0), (2, 650.0)))
    found = counted(floor_of([home, other], [person(1, 1, 2)]))
    assert (found[0, Count.KEPT], found[1, Count.KEPT]) == (1, 0)


def test_a_contact_puts_a_complaint_aside_and_waits_for_nobody() -> None:
    """While somebody writes every contact is answered at once, and the complaint takes as much longer."""
    calls = line(6, 1, handle=60.0)
    floor = floor_of(
        [replace(calls, effort_seconds=3000.0, effort_spread=0.0, waiting=((3100.0, 1.0),))], [person(1, 1)]
    )
    (runs,) = simulate(floor, [()], HOUR, 0, 20)
    assert runs[:, 0, Count.OFFERED].sum() > 80
    assert runs[:, 0, Count.WAITED].sum() < 0.1 * runs[:, 0, Count.OFFERED].sum()
    assert 0 < runs[:, 0, Count.KEPT].sum() < 20


def test_a_complaint_waits_through_a_break_and_goes_back_at_the_end_of_a_shift() -> None:
    """Ten minutes of work around a break end after it; who goes for good leaves theirs to a colleague."""
    around = person(1, 1, here=((0.0, 300.0), (900.0, 1500.0)))
    waiting = replace(CERTAIN, waiting=((1250.0, 1.0),))
    assert counted(floor_of([waiting], [around]))[0, Count.KEPT] == 1
    leaves, comes = person(1, 1, here=((0.0, 300.0),)), person(2, 1, here=((300.0, 4000.0),))
    assert counted(floor_of([waiting], [leaves]))[0, Count.DONE] == 0
    assert counted(floor_of([replace(CERTAIN, waiting=((650.0, 1.0),))], [leaves, comes]))[0, Count.KEPT] == 1


def test_who_has_something_at_hand_is_not_free() -> None:
    """While both speak as the hour begins, nobody is answered at once; free people answer at once."""
    free = [person(1, 1), person(2, 1)]
    speaking = [replace(each, busy_for=60.0) for each in free]
    waited = [
        simulate(floor_of([line(20, 1)], people), [()], 120.0, 0, 60)[0][:, 0, Count.WAITED].sum()
        for people in (free, speaking)
    ]
    assert waited[1] > waited[0] + 10


@pytest.mark.parametrize("busy_for", [0.0, 240.0, 3600.0])
def test_a_contact_at_hand_lasts_as_long_as_one_that_begins(busy_for: float) -> None:
    """However long it has lasted; wrapping up takes half a minute, and who learns takes twice as long to speak."""
    calls = replace(line(0.001, 8), handle_seconds=300.0)

    def busy(pace: float = 1.0, *, wraps_up: bool = False) -> float:
        agent = replace(person(1, 1, pace=pace), busy_for=busy_for, wraps_up=wraps_up)
        (runs,) = simulate(floor_of([calls], [agent]), [()], HOUR, 0, 500)
        return float(runs[:, 0, Count.BUSY_SECONDS].mean())

    assert busy() == pytest.approx(300, rel=0.15)
    assert busy(wraps_up=True) == pytest.approx(30, rel=0.15)
    assert busy(0.5) == pytest.approx(600, rel=0.15)


def test_a_complaint_at_hand_is_the_soonest_due_and_needs_what_is_left_of_it() -> None:
    """Of ten minutes four are left after six, so that it is kept; of two people each has one of their own."""
    waiting = replace(CERTAIN, waiting=((1200.0, 1.0), (250.0, 1.0)))
    begun = replace(person(1, 1), busy_for=360.0)
    found = counted(floor_of([waiting], [begun]))[0]
    assert (found[Count.KEPT], found[Count.DONE], found[Count.BUSY_SECONDS]) == (2, 2, 840)
    both = counted(floor_of([waiting], [begun, replace(begun, person_id=2)]))[0]
    assert (both[Count.DONE], both[Count.BUSY_SECONDS]) == (2, 480)
    # Longer than any: it is another one by now.
    assert counted(floor_of([waiting], [replace(begun, busy_for=5000.0)]))[0, Count.BUSY_SECONDS] == 1200


def test_what_is_left_of_a_complaint_comes_from_those_that_last_so_long() -> None:
    """As a great many drawn efforts say it that are longer than what has passed."""
    spread = replace(CERTAIN, effort_seconds=1800.0, effort_spread=1.0, waiting=((inf, 1.0),))
    agent = replace(person(1, 1), busy_for=2400.0)
    (runs,) = simulate(floor_of([spread], [agent]), [()], 100 * HOUR, 0, 1000)
    sigma = np.sqrt(np.log(2))
    drawn = np.random.default_rng(1).lognormal(np.log(1800) - sigma**2 / 2, sigma, 400_000)
    expected = float((drawn[drawn > 2400] - 2400).mean())
    assert runs[:, 0, Count.BUSY_SECONDS].mean() == pytest.approx(expected, rel=0.1)


def test_where_contacts_and_complaints_come_time_tells_which_is_at_hand() -> None:
    """After a minute it is mostly a contact of five, after forty a complaint of half an hour."""
    both = replace(line(20, 8), effort_spread=0.5, waiting=((inf, 1.0),) * 160)

    def complaints(busy_for: float) -> float:
        floor = floor_of([both], [replace(person(1, 1), busy_for=busy_for)])
        draws = [Chance(floor, 8 * HOUR, 0).draw(number) for number in range(200)]
        return sum(each.queue < 0 for draw in draws for each in draw.at_hand) / len(draws)

    assert complaints(60.0) == pytest.approx(0.55, abs=0.1)
    assert complaints(2400.0) > 0.95


def test_who_is_lent_at_once_ends_their_contact_and_gives_their_complaint_back() -> None:
    """The donor's colleague does the complaint; the contact keeps who is lent from the helped queue for its time."""
    donors = replace(CERTAIN, queue_id=2, waiting=((700.0, 1.0),))
    people = [replace(person(1, 2, 1), busy_for=1.0), person(2, 2)]
    found = counted(floor_of([replace(CERTAIN, queue_id=1), donors], people), (Help(1, person_id=1),))
    assert found[1, Count.KEPT] == 1
    assert found[0, Count.BUSY_SECONDS] == 0
    calls = counted(floor_of([line(0), line(0.001, id_=2)], people), (Help(1, person_id=1),), runs=50)
    assert calls[0, Count.BUSY_SECONDS] > 0
    assert calls[1, Count.BUSY_SECONDS] == pytest.approx(0)


def test_nobody_here_answers_nobody() -> None:
    """All give up, after their patience."""
    found = counted(floor_of([line(60)], []), hours=8)[0]
    assert found[Count.ANSWERED] == 0
    assert found[Count.ABANDONED] > 0.95 * found[Count.OFFERED]
    assert found[Count.WAIT_SECONDS] / found[Count.ABANDONED] == pytest.approx(180, rel=0.1)


def test_more_help_never_hurts_whom_it_helps() -> None:
    """On average, head by head: the service level rises and fewer complaints are late."""
    busy = replace(
        line(40, handle=400.0), waiting=tuple((600.0 * each, 1.0) for each in range(40)), effort_seconds=1200.0
    )
    floor = floor_of([busy, line(10, id_=2)], [person(each, 1) for each in range(4)] + [person(9, 2)])
    mixes = [(Help(1, heads, after=15),) for heads in range(1, 6)]
    outcomes = [outcome_of(floor, RULE, runs).queues[1] for runs in simulate(floor, [(), *mixes], 4 * HOUR, 0, 30)]
    levels = [each.service_level.value for each in outcomes if each.service_level]
    late = [each.late.value for each in outcomes if each.late]
    assert levels == sorted(levels)
    assert late == sorted(late, reverse=True)
    assert levels[-1] > levels[0] + 0.05
    assert late[-1] < late[0] - 2


def test_who_is_lent_is_missing_where_they_come_from_and_only_as_long() -> None:
    """The donor has so many staffed seconds less, the helped queue so many more."""
    floor = floor_of([line(10), line(10, id_=2)], [person(1, 1, 2), person(2, 2, 1)])
    without, helped = (counted(floor, mix)[:, Count.STAFFED_SECONDS] for mix in ((), (Help(1, 1, 15, 45, 2),)))
    assert (helped - without).tolist() == pytest.approx([1800, -1800, 0], abs=700)


def test_a_named_person_is_taken_from_where_they_are() -> None:
    """Who is on the floor already is not there twice."""
    floor = floor_of([line(0), line(0, id_=2)], [person(1, 2, 1)])
    found = counted(floor, (Help(1, person_id=1),))[:, Count.STAFFED_SECONDS]
    assert found.tolist() == [HOUR, 0, 0]


def test_help_for_the_whole_floor_serves_every_queue() -> None:
    """It is at home nowhere."""
    floor = floor_of([line(20), line(20, id_=2)], [])
    found = counted(floor, (Help(None, 4),))
    assert (found[:2, Count.ANSWERED] > 0).all()
    assert found[2, Count.STAFFED_SECONDS] >= 4 * HOUR


def test_differences_are_surer_than_the_figures_themselves() -> None:
    """Both mixes meet the same luck, so that it drops out of what help changes."""
    floor = floor_of([replace(line(60), doubt=0.2)], [person(each, 1) for each in range(5)])
    without, helped = simulate(floor, [(), (Help(1),)], 4 * HOUR, 0, 40)
    of_figure, of_change = (
        outcome_of(floor, RULE, without).service_level,
        change_of(floor, RULE, helped, without).service_level,
    )
    assert of_figure
    assert of_change
    assert of_change.is_clear
    assert of_change.high - of_change.low < (of_figure.high - of_figure.low) / 2


def test_the_interval_of_a_mean_is_students() -> None:
    """Five runs with 0 to 4 late: 2 ± 2.776 s / √5."""
    floor = floor_of([CERTAIN], [])
    runs = np.zeros((5, 2, len(Count)))
    runs[:, 0, Count.PRESSING] = range(5)
    late = outcome_of(floor, RULE, runs).late
    assert late
    half = 2.776 * np.std(range(5), ddof=1) / np.sqrt(5)
    assert (late.value, late.low, late.high) == pytest.approx((2, 2 - half, 2 + half), abs=0.01)
    assert late.usual == pytest.approx((0.4, 3.6))


def test_what_nobody_counts_is_no_figure() -> None:
    """Without contacts there is no service level, without people no occupancy."""
    found = outcome_of(floor_of([CERTAIN], []), RULE, simulate(floor_of([CERTAIN], []), [()], HOUR, 0, 4)[0])
    assert (found.service_level, found.waiting, found.occupancy) == (None, None, None)
    assert found.late
    assert found.late.value == 0


def test_the_least_head_count_that_does_it_is_proposed_lower_tiers_first() -> None:
    """One fewer misses the aim, and nobody of a higher tier is called before all of the lower ones."""
    floor = floor_of([line(60)], [person(each, 1) for each in range(4)])
    offers = {1: (Help(1), Help(1)), 2: tuple(Help(1, after=30) for _ in range(6)), 3: ()}
    wanted = propose(floor, RULE, offers, 1, 4 * HOUR)
    assert 0 < sum(wanted.values()) < 8
    assert wanted[1] == 2 or not wanted[2]
    heads = mix_of(offers, wanted)
    enough, fewer = (
        outcome_of(floor, RULE, runs).queues[1].service_level
        for runs in simulate(floor, [heads, heads[:-1]], 4 * HOUR, 0, 24)
    )
    assert enough
    assert fewer
    assert enough.value >= RULE.aim > fewer.value


def test_nobody_is_proposed_where_all_is_well_or_nobody_helps() -> None:
    """A quiet floor needs none; help that comes after the time looked at changes nothing."""
    quiet = floor_of([line(10)], [person(each, 1) for each in range(5)])
    assert propose(quiet, RULE, {1: (Help(1),), 2: (), 3: ()}, 1, HOUR) == {1: 0, 2: 0, 3: 0}
    in_need = floor_of([line(100)], [person(1, 1)])
    assert propose(in_need, RULE, {1: (Help(1, after=90),), 2: (), 3: ()}, None, HOUR)[1] == 0


def lending(heads: int, *, keeps: float = 0.0) -> dict[int, tuple[Help, ...]]:
    """Nobody of the nearer tiers, and so many whom queue 2 could lend, persons 11 and on."""
    return {1: (), 2: (), 3: tuple(Help(1, 1, 5, None, 2, 2, 11 + each, keeps) for each in range(heads))}


def test_a_donor_lends_no_more_than_lets_it_keep_its_service_level() -> None:
    """The helped queue would take all six; the donor keeps 80 % with fewer gone, and lends no more than that."""
    in_need, donor = line(100), line(30, id_=2)
    floor = floor_of([in_need, donor], [person(1, 1)] + [person(11 + each, 2) for each in range(6)])
    freely, kept = (propose(floor, RULE, lending(6, keeps=keeps), 1, 4 * HOUR) for keeps in (0.0, 0.8))
    assert freely[3] == 6
    assert 0 < kept[3] < 6
    runs = simulate(floor, [lending(6)[3][: kept[3]]], 4 * HOUR, 0, 24)[0]
    level = outcome_of(floor, RULE, runs).queues[2].service_level
    assert level
    assert level.value >= 0.8


def test_a_donor_who_is_below_already_lends_nobody() -> None:
    """It would only fall further."""
    floor = floor_of([line(100), line(20, id_=2)], [person(1, 1), person(11, 2), person(12, 2)])
    assert propose(floor, RULE, lending(2, keeps=0.7), 1, 4 * HOUR)[3] == 0


@pytest.mark.parametrize(("there", "lent"), [(12, 0), (0, 1)])
def test_nobody_is_lent_who_saves_more_where_they_are(there: int, lent: int) -> None:
    """For a queue where three complaints are due, from one where twelve are or none."""
    due = [replace(CERTAIN, queue_id=id_, waiting=((8_000.0, 1.0),) * many) for id_, many in ((1, 3), (2, there))]
    assert propose(floor_of(due, [person(11, 2)]), RULE, lending(1), 1, 3 * HOUR)[3] == lent


def test_who_comes_from_elsewhere_is_still_called_where_a_donor_cannot_spare_anybody() -> None:
    """Only the tier of the donor ends early."""
    floor = floor_of([line(100), line(20, id_=2)], [person(1, 1), person(11, 2), person(12, 2)])
    wanted = propose(floor, RULE, lending(2, keeps=0.7) | {1: (Help(1), Help(1))}, 1, 4 * HOUR)
    assert (wanted[1], wanted[3]) == (2, 0)


def test_a_mix_is_the_first_of_each_tier() -> None:
    """As far as a tier, and no more than there are."""
    offers = {1: (Help(1, person_id=1), Help(1, person_id=2)), 2: (Help(1, person_id=3),)}
    wanted = {1: 1, 2: 5}
    assert [each.person_id for each in mix_of(offers, wanted)] == [1, 3]
    assert [each.person_id for each in mix_of(offers, up_to(1, wanted))] == [1]


@pytest.mark.parametrize(
    ("here", "worked", "with_them"),
    [
        ([(0, 3600)], 0, [(0, 3600)]),
        ([(0, 9000)], 0, [(0, 7200), (8100, 9000)]),
        ([(0, 9000)], 3600, [(0, 3600), (4500, 9000)]),
        # Owed already.
        ([(0, 9000)], 8000, [(900, 8100)]),
        # A break of ten minutes counts as a rest, a shorter one does not.
        ([(0, 6000), (6600, 12000)], 0, [(0, 6000), (6600, 12000)]),
        ([(0, 6000), (6300, 12000)], 0, [(0, 6000), (6300, 7500), (8400, 12000)]),
        ([], 0, []),
    ],
)
def test_rests_are_cut_out_after_two_hours(
    here: list[tuple[float, float]], worked: float, with_them: list[tuple[float, float]]
) -> None:
    """A quarter of an hour, and then the next two hours begin."""
    assert with_rests(here, worked) == tuple(with_them)


def test_a_line_is_what_erlang_a_says() -> None:
    """One queue, people alike who do nothing else: waiting probability, service level, loss and wait."""
    floor = floor_of(
        [line(300, 100, handle=240.0, patience=120.0)], [person(each, 1, here=ALL_DAY) for each in range(20)]
    )
    (runs,) = simulate(floor, [()], 100 * HOUR, 0, 4)
    counts, found = runs.sum(axis=(0, 1)), outcome_of(floor, RULE, runs)
    exact = erlang_a(300, 240, 120, 20, 20)
    assert found.service_level
    assert found.abandoned
    assert found.waiting
    assert counts[Count.WAITED] / counts[Count.OFFERED] == pytest.approx(float(exact.wait_probability), abs=0.02)
    assert found.service_level.value == pytest.approx(float(exact.service_level), abs=0.02)
    assert found.abandoned.value == pytest.approx(float(exact.abandonment), abs=0.01)
    assert found.waiting.value == pytest.approx(float(exact.average_wait), abs=1.0)
