"""`main.py report`: a file where it was asked for, or a reason and no file."""

from argparse import ArgumentParser
from pathlib import Path

import pytest

from app.commands import report
from app.services.database import Database, DatabaseError
from app.services.reporting.base import ReportError
from app.services.reporting.workbook import Book
from app.settings import DatabaseSettings, Settings
from tests.services.reporting.books import cells
from tests.services.reporting.history import add_ticket, prepare

MARCH = ["--from", "2026-03-01", "--to", "2026-04-01"]


def run(database: Database, *words: str) -> int:
    parser = ArgumentParser()
    report.add_arguments(parser)
    address = database.url.render_as_string(hide_password=False) if not database.embedded else str(database.file)
    return report.run(parser.parse_args(words), Settings(database=DatabaseSettings(address=address)))


def test_the_report_is_written_in_the_language_asked_for(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    prepare(database)
    with database.write() as session:
        add_ticket(session)
    for language, title in (("zh", "时效达成报表"), ("en", "SLA compliance")):
        out = tmp_path / f"{language}.xlsx"
        assert run(database, "sla", *MARCH, "--language", language, str(out)) == 0
        assert cells(out)[0][0] == title
        assert capsys.readouterr().out == f"{out}\n"


def test_the_zone_asked_for_wins_over_the_floors(sqlite_database: Database, tmp_path: Path) -> None:
    prepare(sqlite_database)
    run(sqlite_database, "sla", *MARCH, "--zone", "America/New_York", str(tmp_path / "out.xlsx"))
    assert cells(tmp_path / "out.xlsx")[2][0].endswith("America/New_York")


def test_ctrl_c_leaves_no_file(sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare(sqlite_database)
    write = Book.write

    def interrupted(self: Book, path: Path, **more: object) -> None:
        def stop(done: int, total: int | None) -> None:
            raise KeyboardInterrupt

        write(self, path, progress=stop)

    monkeypatch.setattr(Book, "write", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run(sqlite_database, "sla", *MARCH, str(tmp_path / "out.xlsx"))
    assert not list(tmp_path.glob("*.xlsx*")) + list(tmp_path.glob(".*"))


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([*MARCH, "out.csv"], "does not end in .xlsx"),
        ([*MARCH, "--zone", "Mars/Olympus", "out.xlsx"], "no time zone called Mars/Olympus"),
        (["--from", "2026-03-02", "--to", "2026-03-01", "out.xlsx"], "period is empty"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(sqlite_database: Database, words: list[str], sentence: str) -> None:
    with pytest.raises(ReportError, match=sentence):
        run(sqlite_database, "sla", *words)


def test_a_database_without_tables_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="db upgrade"):
        run(Database(tmp_path / "new.db"), "sla", *MARCH, str(tmp_path / "out.xlsx"))


@pytest.mark.parametrize("words", [["--from", "yesterday"], ["--from", "2026-13-01"], ["--to", "01/03/2026"]])
def test_a_day_that_is_none_is_explained(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    parser = ArgumentParser()
    report.add_arguments(parser)
    with pytest.raises(SystemExit):
        parser.parse_args(["sla", *words, "out.xlsx"])
    assert "is not a day as 2026-03-01" in capsys.readouterr().err
