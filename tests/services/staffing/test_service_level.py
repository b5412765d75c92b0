"""The service level by each formula of the field, its sentence, and who may define it, on both databases."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.models.change import Change
from app.models.erlang import erlang_a
from app.models.floor import Floor, Queue, ServiceLevelFormula
from app.models.people import Language, Person, Role
from app.services.database import Database
from app.services.staffing.contacts import IntervalRow, record_intervals
from app.services.staffing.service_level import (
    ServiceLevelError,
    ServiceLevelRightsError,
    ServiceLevelRule,
    define_service_level,
    read_definition,
)
from tests.builders import HOUR, MONDAY, open_floor, person

F = ServiceLevelFormula
# 100 offered: 82 answered, 70 of them in time; 18 hung up, 5 of them early.
EXAMPLE = (100, 82, 70, 18, 5)


@pytest.mark.parametrize(
    ("formula", "level"),
    [
        (F.ANSWERED_OF_OFFERED, 70 / 100),
        (F.ANSWERED_OF_ANSWERED, 70 / 82),
        (F.WITHOUT_EARLY_ABANDONED, 70 / 95),
        (F.WITH_EARLY_ABANDONED, 75 / 100),
    ],
)
def test_each_formula_counts_what_it_says(formula: ServiceLevelFormula, level: float) -> None:
    rule = ServiceLevelRule(formula)
    assert float(rule.share(*EXAMPLE)) == pytest.approx(level)
    both = rule.share(*(np.array([each, 0]) for each in EXAMPLE))
    assert both[0] == pytest.approx(level)
    assert np.isnan(both[1])


def test_who_hung_up_at_an_unknown_moment_did_not_do_so_early_and_an_unknown_answer_is_unknown() -> None:
    assert float(ServiceLevelRule(F.WITH_EARLY_ABANDONED).share(100, 82, 70, 18, np.nan)) == pytest.approx(0.7)
    assert np.isnan(ServiceLevelRule().share(100, 82, np.nan, 18, 5))


@pytest.mark.parametrize("formula", F)
def test_what_a_model_expects_is_judged_by_the_same_formula(formula: ServiceLevelFormula) -> None:
    met = erlang_a(200, 180, 120, [11, 0], 20)
    rule = ServiceLevelRule(formula)
    level, nobody = rule.expected(met)
    in_time, lost, early = met.service_level[0], met.abandonment[0], met.early_abandonment[0]
    assert level == pytest.approx(float(rule.share(1, 1 - lost, in_time, lost, early)))
    assert nobody == pytest.approx(1 - np.exp(-20 / 120) if formula is F.WITH_EARLY_ABANDONED else 0)


def test_the_definition_is_said_in_one_sentence() -> None:
    rule = ServiceLevelRule(F.WITHOUT_EARLY_ABANDONED, 15, 0.9)
    assert rule.sentence.en == ("Service level = answered within 15 s ÷ (offered − abandoned within 15 s); aim 90%.")
    assert rule.sentence.of(Language.CHINESE) == "服务水平 = 15 秒内接通 ÷（呼入 − 15 秒内放弃）；目标 90%。"


def test_before_there_is_a_floor_the_common_definition_holds_and_cannot_be_changed(database: Database) -> None:
    with database.write() as session:
        assert ServiceLevelRule.read(session) == ServiceLevelRule(F.ANSWERED_OF_OFFERED, 20, 0.8, 0)
        with pytest.raises(ServiceLevelRightsError):
            define_service_level(session, ServiceLevelRule(), by=None, now=MONDAY)


def test_a_new_definition_holds_from_then_on_and_every_screen_hears_of_it(database: Database) -> None:
    open_floor(database)
    with database.write() as session:
        rule = ServiceLevelRule.read(session)
        new = replace(rule, formula=F.WITH_EARLY_ABANDONED, within=30, aim=0.9)
        define_service_level(session, new, by=person(session, Role.SUPERVISOR).id, now=MONDAY)
    with database.read() as session:
        found = ServiceLevelRule.read(session)
        assert found == replace(new, version=rule.version + 1)
        assert "Floor" in session.scalars(select(Change.kind)).all()


def test_who_defined_it_and_when_is_on_record_as_long_as_it_is_theirs(database: Database) -> None:
    open_floor(database)
    with database.write() as session:
        by = person(session, Role.SUPERVISOR)
        assert read_definition(session, by=None, now=MONDAY).set_at is None
        define_service_level(session, replace(ServiceLevelRule.read(session), within=30), by=by.id, now=MONDAY)
        found = read_definition(session, by=None, now=MONDAY)
        assert (found.set_at, found.set_by) == (MONDAY, by.name)
        session.scalars(select(Floor)).one().answer_within = 60
        session.flush()
        assert read_definition(session, by=None, now=MONDAY).set_at is None


@pytest.mark.parametrize("role", [Role.AGENT, Role.TEAM_LEAD])
def test_who_is_judged_by_it_does_not_define_it(database: Database, role: Role) -> None:
    open_floor(database)
    with database.write() as session:
        by = person(session, role).id
        assert not read_definition(session, by=by, now=MONDAY).may_change
        with pytest.raises(ServiceLevelRightsError, match="Only supervisors, managers and administrators"):
            define_service_level(session, ServiceLevelRule.read(session), by=by, now=MONDAY)


def test_nobody_saves_over_what_somebody_else_has_changed_meanwhile(database: Database) -> None:
    open_floor(database)
    with database.write() as session:
        seen, by = ServiceLevelRule.read(session), person(session, Role.MANAGER).id
        define_service_level(session, replace(seen, within=30), by=by, now=MONDAY)
    with database.write() as session, pytest.raises(ServiceLevelError, match="Somebody has changed"):
        define_service_level(session, replace(seen, within=10), by=by, now=MONDAY)


@pytest.mark.parametrize("wrong", [{"within": 0}, {"within": 90_000}, {"aim": 1.0}, {"aim": 0.0}])
def test_what_cannot_be_reached_is_refused(database: Database, wrong: dict[str, float]) -> None:
    open_floor(database)
    with database.write() as session:
        rule, by = ServiceLevelRule.read(session), person(session, Role.MANAGER).id
        with pytest.raises(ServiceLevelError):
            define_service_level(session, replace(rule, **wrong), by=by, now=MONDAY)  # type: ignore[arg-type]


def test_lately_by_each_formula_leaves_out_what_was_not_counted(database: Database) -> None:
    open_floor(database)
    with database.write() as session:
        queue = Queue(name="热线", floor_id=session.scalars(select(Floor.id)).one())
        session.add(queue)
        session.flush()
        now = MONDAY + HOUR
        assert set(read_definition(session, by=None, now=now).lately.values()) == {None}
        counted: Sequence[IntervalRow] = [
            IntervalRow(queue.id, MONDAY, 30, *EXAMPLE[:2], 18, 70, 5),
            IntervalRow(queue.id, MONDAY + HOUR / 2, 30, 500, 500),
        ]
        record_intervals(session, counted)
        found = read_definition(session, by=person(session, Role.MANAGER).id, now=now)
    assert found.may_change
    assert found.lately == pytest.approx(
        {
            F.ANSWERED_OF_OFFERED: 0.7,
            F.ANSWERED_OF_ANSWERED: 70 / 82,
            F.WITHOUT_EARLY_ABANDONED: 70 / 95,
            F.WITH_EARLY_ABANDONED: 0.75,
        }
    )


def test_without_any_floor_there_is_nothing_to_define(database: Database) -> None:
    with database.write() as session:
        administrator = Person(name="Li", role=Role.ADMINISTRATOR)
        session.add(administrator)
        session.flush()
        with pytest.raises(ServiceLevelError, match="There is no floor yet"):
            define_service_level(session, ServiceLevelRule(), by=administrator.id, now=MONDAY)


@given(
    st.sampled_from(ServiceLevelFormula),
    st.floats(1, 500),
    st.floats(20, 600),
    st.floats(5, 900),
    st.integers(1, 80),
    st.integers(1, 120),
)
def test_by_no_formula_is_one_agent_more_a_loss(
    formula: ServiceLevelFormula, arrivals: float, handle: float, patience: float, agents: int, within: int
) -> None:
    rule = ServiceLevelRule(formula, within)
    less, more = rule.expected(erlang_a(arrivals, handle, patience, [agents, agents + 1], within))
    assert more >= less - 1e-9
