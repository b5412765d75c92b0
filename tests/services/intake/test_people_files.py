"""Files of people on both databases: who works here is written down once, however often the list is imported."""

import pytest
from sqlalchemy import select

from app.models.floor import Queue
from app.models.people import Language, Person, Role, Team
from app.services.database import Database
from app.services.deadlines.rulebook import Rulebook
from app.services.intake.kinds.customers import ImportRightsError
from app.services.intake.kinds.people import People
from app.services.intake.plain_files import RowCounts
from app.services.people import let_go, queues_served
from tests.builders import MONDAY, person
from tests.services.intake.test_desk_files import Import, read, rulebook

__all__ = ["read", "rulebook"]

LIST = """姓名,角色,班组,邮箱,语言,技能组,在办上限
张伟,坐席,夜班,zhang@example.com,中文,宽带；话费,12
Li Na,team_lead,早班,,en,,
agent,,夜班,,,宽带,
"""


def test_people_are_added_and_changed_by_name_and_a_second_time_nothing_is(database: Database, read: Import) -> None:
    counts, rejected = read(People(), LIST)
    assert (counts, rejected) == (RowCounts(rows=3, added=2, changed=1), [])
    with database.read() as session:
        found = {each.name: each for each in session.scalars(select(Person))}
        teams = {each.name: each.id for each in session.scalars(select(Team))}
        served = {name: queues_served(session).get(found[name].id) for name in ("张伟", "Li Na", "agent")}
    new = found["张伟"]
    assert (new.role, new.email, new.language, new.capacity) == (
        Role.AGENT,
        "zhang@example.com",
        Language.CHINESE,
        12,
    )
    assert (found["Li Na"].role, found["Li Na"].language, found["Li Na"].team_id) == (
        Role.TEAM_LEAD,
        Language.ENGLISH,
        teams["早班"],
    )
    # Who is here already keeps what the list says nothing of.
    assert (found["agent"].role, found["agent"].email, found["agent"].team_id) == (
        Role.AGENT,
        "agent@example.com",
        teams["夜班"],
    )
    assert served == {"张伟": ["宽带", "话费"], "Li Na": None, "agent": ["宽带"]}
    assert read(People(), LIST)[0] == RowCounts(rows=3, unchanged=3)
    assert read(People(), LIST.replace("宽带；话费,12", "宽带,13"))[0] == RowCounts(rows=3, changed=1, unchanged=2)


def test_who_had_gone_comes_back(database: Database, read: Import) -> None:
    read(People(), LIST)
    with database.write() as session:
        let_go(session, "张伟", now=MONDAY)
    assert read(People(), LIST)[0] == RowCounts(rows=3, added=1, unchanged=2)
    with database.read() as session:
        assert session.scalars(select(Person.active).where(Person.name == "张伟")).all() == [True]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("王芳,boss,,,,,", "no role"),
        ("王芳,,,nobody,,,", "no e-mail address"),
        ("王芳,,,,fr,,", "no language"),
        ("王芳,,,,,,-1", "whole number"),
        ("王芳,,,,,,1001", "whole number"),
        (",坐席,,,,,", "A name has 1"),
        (f"{'x' * 101},,,,,,", "A name has 1"),
        (f"王芳,,{'x' * 101},,,,", "A name has 1"),
        (f"王芳,,,,,{'x' * 101},", "A name has 1"),
    ],
)
def test_a_row_that_cannot_be_is_refused_whole_with_its_reason(
    database: Database, read: Import, row: str, reason: str
) -> None:
    counts, [said] = read(People(), f"{LIST.splitlines()[0]}\n{row}\n李雷,,,,,,\n")
    assert (counts.added, counts.rejected) == (1, 1)
    assert reason in said
    with database.read() as session:
        assert session.scalars(select(Person).where(Person.name == "王芳")).all() == []
        assert session.scalars(select(Queue)).all() == []


def test_administrators_import_people_and_managers_where_there_are_none(database: Database, rulebook: Rulebook) -> None:
    with database.write() as session:
        ids = {role: person(session, role).id for role in Role}
        People.require_rights(session, ids[Role.ADMINISTRATOR])
        for nobody in (None, ids[Role.MANAGER], ids[Role.TEAM_LEAD]):
            with pytest.raises(ImportRightsError):
                People.require_rights(session, nobody)
        session.get_one(Person, ids[Role.ADMINISTRATOR]).active = False
        session.flush()
        People.require_rights(session, ids[Role.MANAGER])
        with pytest.raises(ImportRightsError):
            People.require_rights(session, ids[Role.SUPERVISOR])
