"""Random lives of complaints: the product and the slow reference say the same of every clock, whatever happens."""

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

import bench.lifestory as bench
from app.services.database import Database
from tests.builders import MONDAY
from tests.lifestory.engine import Engine
from tests.lifestory.reference import Reference
from tests.lifestory.story import ASKERS, DECIDERS, EVENTS, REASONS

_MOST = 4
places = st.integers(0, _MOST - 1)
# Up to some days, often so that a deadline, a close or the end of a pause is met to the minute.
spans = st.one_of(
    st.sampled_from([0, 1, 60, 120, 240, 360, 480, 1_440, 2_880, 4_320, 7_200]), st.integers(0, 3_000)
).map(lambda minutes: timedelta(minutes=minutes))


class Lives(RuleBasedStateMachine):
    """Complaints that everything may happen to, while the sweep comes when it comes and processes die."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        file = Path(self._folder.name) / "lives.db"
        shutil.copy(self.template, file)
        self.database = Database(file)
        self.engine, self.reference = Engine(self.database), Reference()
        self.now = MONDAY

    def teardown(self) -> None:
        self.database.close()
        self._folder.cleanup()

    def _both(self, name: str, *given: Any) -> None:
        done = self.engine.attempt(name, *given, now=self.now)
        assert done == self.reference.attempt(name, *given, now=self.now), f"{name} {given}: {done}"
        ours, theirs = self.engine.facts(), self.reference.facts()
        assert ours[0] == theirs[0]
        for key in {*ours[1], *theirs[1]}:
            assert ours[1].get(key) == theirs[1].get(key), key

    def _place(self, place: int) -> int:
        return place % len(self.reference.complaints)

    @initialize(chat=st.booleans(), fast=st.booleans())
    def first(self, chat: bool, fast: bool) -> None:
        self._both("record", chat, fast)

    @precondition(lambda self: len(self.reference.complaints) < _MOST)
    @rule(chat=st.booleans(), fast=st.booleans())
    def record(self, chat: bool, fast: bool) -> None:
        self._both("record", chat, fast)

    @rule(span=spans)
    def time_passes(self, span: timedelta) -> None:
        self.now += span

    @rule(span=spans)
    def sweep(self, span: timedelta) -> None:
        self.now += span
        self._both("sweep")

    @rule(place=places, event=st.sampled_from(EVENTS), reason=st.sampled_from(REASONS), span=spans)
    def happen(self, place: int, event: str, reason: str, span: timedelta) -> None:
        self.now += span
        self._both("happen", self._place(place), event, "new_facts" if event == "restarted" else reason)

    @rule(place=places, reason=st.sampled_from(REASONS), span=spans)
    def wait(self, place: int, reason: str, span: timedelta) -> None:
        self._both("happen", self._place(place), "waiting", reason)
        self.now += span

    @rule(place=places, name=st.sampled_from(["task 1", "task 2"]))
    def start_task(self, place: int, name: str) -> None:
        self._both("start_task", self._place(place), name)

    @rule(place=places, into=places)
    def merge(self, place: int, into: int) -> None:
        self._both("merge", self._place(place), self._place(into))

    @rule(place=places, asker=st.sampled_from(ASKERS), decider=st.sampled_from(DECIDERS), granted=st.booleans())
    def ask_and_decide(self, place: int, asker: str, decider: str, granted: bool) -> None:
        self._both("ask", self._place(place), asker)
        self._both("decide", self._place(place), decider, granted)

    @rule(place=places, asker=st.sampled_from(ASKERS))
    def ask(self, place: int, asker: str) -> None:
        self._both("ask", self._place(place), asker)

    @rule(place=places, decider=st.sampled_from(DECIDERS), granted=st.booleans())
    def decide(self, place: int, decider: str, granted: bool) -> None:
        self._both("decide", self._place(place), decider, granted)

    @rule(place=places)
    def tell(self, place: int) -> None:
        self._both("tell", self._place(place))

    @rule(place=places, event=st.sampled_from(EVENTS), reason=st.sampled_from(REASONS))
    def crash(self, place: int, event: str, reason: str) -> None:
        """What died before its commit leaves no trace."""
        before = self.engine.facts()
        given = self._place(place), event, "new_facts" if event == "restarted" else reason
        self.engine.attempt("happen", *given, now=self.now, crash=True)
        assert self.engine.facts() == before


def _live(template: Path, examples: int, steps: int) -> None:
    machine = type("LivesHere", (Lives,), {"template": template})
    chosen = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    )
    run_state_machine_as_test(machine, settings=chosen)


def test_random_lives_go_as_the_reference_says(sqlite_template: Path) -> None:
    _live(sqlite_template, 6, 25)


@pytest.mark.long
def test_long_random_lives_go_as_the_reference_says(sqlite_template: Path) -> None:
    _live(sqlite_template, 150, 60)


def test_the_bench_counts_no_story_that_ends_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "STORIES", 20)
    monkeypatch.setattr(bench, "AT_ONCE", 20)
    (case,) = bench.cases()
    assert (case.bench, case.case, case.value) == ("lifestory", "mismatches", 0)


def test_the_bench_counts_a_story_that_ends_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "STORIES", 6)
    monkeypatch.setattr(bench, "AT_ONCE", 6)
    monkeypatch.setattr(Reference, "sweep", lambda *_, **__: None)
    (case,) = bench.cases()
    assert case.value
