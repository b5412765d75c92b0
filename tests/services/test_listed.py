"""Any number of identities in one value of a statement, on both databases."""

from collections.abc import Collection

import pytest
from sqlalchemy import select

from app.models.desk import Tag
from app.services.database import Database
from app.services.listed import listed


def names(database: Database, asked: Collection[int]) -> list[str]:
    """The names of the tags that were asked for."""
    statement = select(Tag.name).where(Tag.id.in_(listed("asked"))).order_by(Tag.name)
    with database.read() as session:
        return list(session.scalars(statement, {"asked": sorted(asked)}))


@pytest.fixture
def tags(database: Database) -> list[int]:
    """The identities of three tags."""
    with database.write() as session:
        added = [Tag(name=name) for name in ("A", "B", "C")]
        session.add_all(added)
    return [each.id for each in added]


def test_those_of_the_list_are_found(database: Database, tags: list[int]) -> None:
    assert names(database, {tags[0], tags[2]}) == ["A", "C"]
    assert names(database, {tags[1], 2**62}) == ["B"]


def test_of_an_empty_list_nothing_is_found(database: Database, tags: list[int]) -> None:
    assert names(database, ()) == []


def test_a_list_may_be_longer_than_what_can_be_bound(database: Database, tags: list[int]) -> None:
    assert names(database, {tags[0], *range(10**9, 10**9 + 40_000)}) == ["A"]
