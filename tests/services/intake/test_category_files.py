"""A file of categories on both databases: as often as one likes, and what people have made of the tree stays."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from app.models.people import Role
from app.services.assessment.categories import CategoryRightsError, add_category, read_tree, retire_category
from app.services.database import Database
from app.services.intake.kinds.categories import Categories
from app.services.intake.plain_files import RowCounts, RowSource, import_rows, preview_rows
from app.services.intake.tables import FileRefusedError
from tests.builders import MONDAY, open_floor, person

Read = Callable[[str], tuple[RowCounts, list[str]]]


@pytest.fixture
def source(tmp_path: Path) -> Callable[[str], RowSource]:

    def written(text: str) -> RowSource:
        file = tmp_path / "categories.csv"
        file.write_text(text, encoding="utf-8")
        return RowSource(path=file, kind=Categories(), as_of=MONDAY)

    return written


@pytest.fixture
def read(database: Database, source: Callable[[str], RowSource], tmp_path: Path) -> Read:
    """Imports a text; returns the counts and the reasons of what was rejected."""
    open_floor(database)

    def imported(text: str) -> tuple[RowCounts, list[str]]:
        done = import_rows(database, source(text), tmp_path / "rejected.csv", by="me", now=MONDAY)
        lines = done.rejects.read_text(encoding="utf-8-sig").splitlines()[1:] if done.rejects else []
        return done.counts, [line[1] for line in csv.reader(lines)]

    return imported


def paths(database: Database) -> list[str]:
    with database.read() as session:
        return [each.path for each in read_tree(session, None).rows]


def test_levels_in_columns_become_a_tree_once_however_often(database: Database, read: Read) -> None:
    text = "一级分类,二级分类,三级分类\n城乡建设,安全生产,事故处理\n城乡建设,安全生产,安全隐患\n城乡建设,供水,\n"
    assert read(text) == (RowCounts(rows=3, added=3, also={"levels": 5}), [])
    assert paths(database) == [
        "城乡建设",
        "城乡建设 / 安全生产",
        "城乡建设 / 安全生产 / 事故处理",
        "城乡建设 / 安全生产 / 安全隐患",
        "城乡建设 / 供水",
    ]
    assert read(text) == (RowCounts(rows=3, unchanged=3, also={"levels": 0}), [])


def test_paths_in_one_column_are_the_same(database: Database, read: Read) -> None:
    counts, _ = read("Category\nBilling / Fees\nBILLING\nGoods\n")
    assert (counts.added, counts.unchanged) == (2, 1)
    assert paths(database) == ["Billing", "Billing / Fees", "Goods"]


def test_what_cannot_be_a_category_is_rejected_with_its_reason(database: Database, read: Read) -> None:
    read("category\nOld\n")
    with database.write() as session:
        (old,) = read_tree(session, None).rows
        retire_category(session, old.id, by=person(session, Role.MANAGER).id)
    _, reasons = read(f"level 1,level 2,level 3\nA,,C\nOld,New,\n{'x' * 201},,\n")
    assert reasons == [
        "A level is missing.",
        "“Old” is retired: bring it back first.",
        "A category has a name of at most 200 characters, without “/” by itself.",
    ]


def test_a_file_without_levels_is_refused(read: Read) -> None:
    with pytest.raises(FileRefusedError):
        read("name,colour\nA,red\n")


def test_a_preview_counts_by_first_level_and_writes_nothing(
    database: Database, read: Read, source: Callable[[str], RowSource]
) -> None:
    found = preview_rows(database, source("level 1,level 2\nA,B\nA,C\nD,E\n"))
    assert (found.sums, found.first_at, found.counts.added) == ({"A": (2,), "D": (1,)}, None, 3)
    assert paths(database) == []


def test_only_who_may_edit_the_tree_imports_one(database: Database, read: Read) -> None:
    with database.write() as session:
        with pytest.raises(CategoryRightsError):
            Categories.require_rights(session, person(session, Role.AGENT).id)
        Categories.require_rights(session, person(session, Role.MANAGER).id)
        add_category(session, "A", None, by=person(session, Role.MANAGER).id)
