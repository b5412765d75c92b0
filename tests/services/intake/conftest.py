"""What the tests of imports share."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.services.database import Database
from app.services.intake import import_files, plain_files
from app.services.intake.tables import Form, Table, open_table
from tests.services.intake.desk import Desk


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    return Desk(database, tmp_path)


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read files without a process of their own, which takes long to start; tests about that process have it."""

    def read_here(path: Path, form: Form, work: Callable[[Table], Iterator[Any]], **given: Any) -> Iterator[Any]:
        with open_table(path, form, given["limits"]) as table:
            yield from work(table)

    for each in (import_files, plain_files):
        monkeypatch.setattr(each, "read_apart", read_here)
