"""`main.py import` as a person meets it: sentences, counts, exit codes, and Ctrl+C."""

import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from app.models.sla import Clock
from app.models.ticket import ImportRun, Ticket
from app.services.database import Database
from main import main
from tests.builders import open_floor
from tests.services.intake.files import BOSTON, boston_row, csv_bytes, put

ROOT = Path(__file__).parents[2]
OPENED, TARGET = "03/02/2015 08:00:00 AM", "03/03/2015 08:00:00 AM"


class Importer:
    """Runs `main.py import` on a database of its own."""

    def __init__(self, database: Database, folder: Path, output: pytest.CaptureFixture[str]) -> None:
        open_floor(database)
        self.database, self.folder, self.output = database, folder, output

    def __call__(self, *arguments: str, code: int = 0) -> str:
        """Run the command; return what it says where it should: stdout, or stderr when it refuses."""
        try:
            found = main(["import", *arguments])
        except SystemExit as wrong:
            found = int(str(wrong.code))
        said = self.output.readouterr()
        assert found == code, said.err
        assert (said.out if code else said.err) == ""
        return said.err if code else said.out

    def file(self, *rows: list[str], name: str = "boston.csv.gz") -> str:
        return str(put(self.folder / name, csv_bytes([BOSTON, *rows])))

    def tickets(self) -> list[str | None]:
        with self.database.read() as session:
            return list(session.scalars(select(Ticket.external_key).order_by(Ticket.id)))


@pytest.fixture
def importer(
    sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Importer:
    monkeypatch.setenv("FLOORWATCH_DATABASE_ADDRESS", str(sqlite_database.file))
    return Importer(sqlite_database, tmp_path, capsys)


def test_an_import_says_what_it_did_and_how_to_arm_it(importer: Importer) -> None:
    file = importer.file(boston_row("7", OPENED, TARGET), boston_row("8", "soon"))

    said = importer(file, "--mapping", "boston311", "--by", "李雷").splitlines()

    assert said == [
        "Run 1: 2 rows read; 1 tickets added, 0 changed, 0 as before; 1 clocks.",
        f"1 rows were rejected; they and the reasons are in {file}.rejected.csv.",
        "The clocks are silent until `main.py import --arm 1`.",
    ]
    assert importer.tickets() == ["7"]
    with importer.database.read() as session:
        assert session.scalars(select(ImportRun.imported_by)).all() == ["李雷"]


def test_arming_lets_the_clocks_escalate_once(importer: Importer) -> None:
    importer(importer.file(boston_row("7", OPENED, TARGET)), "--mapping", "boston311")

    assert importer("--arm", "1") == "1 clocks escalate from now on, 1 of them late already.\n"
    assert "was armed by" in importer("--arm", "1", code=2)
    assert "There is no import run 9." in importer("--arm", "9", code=2)
    with importer.database.read() as session:
        assert session.scalars(select(Clock.armed)).all() == [True]


def test_a_preview_shows_rows_counts_and_reasons_and_writes_nothing(importer: Importer) -> None:
    file = importer.file(boston_row("7", OPENED, TARGET), boston_row("8", "soon\x1b[2J"))
    before = sorted(importer.folder.iterdir())

    said = importer(file, "--mapping", "boston311", "--preview")

    assert "Line 2: 7" in said
    assert "received             2015-03-02 13:00:00 UTC" in said
    assert "2 rows read; 1 tickets, 1 rows rejected." in said
    assert "Line 3: “soon\ufffd[2J” in OPEN_DT is not a time as the mapping has it." in said
    assert said.endswith("Nothing was written.\n")
    assert importer.tickets() == []
    assert sorted(path.name for path in importer.folder.iterdir() if "floorwatch.db" not in path.name) == [
        path.name for path in before if "floorwatch.db" not in path.name
    ]


def test_rejected_rows_go_where_they_are_told(importer: Importer) -> None:
    out = importer.folder / "out.csv"

    said = importer(importer.file(boston_row("8", "soon")), "--mapping", "boston311", "--rejects", str(out))

    assert f"are in {out}." in said
    assert out.read_bytes().startswith(b"\xef\xbb\xbfline,reason,CASE_ENQUIRY_ID")


def test_the_last_day_of_the_file_tells_mistakes_from_the_future(importer: Importer) -> None:
    file = importer.file(boston_row("7", OPENED), boston_row("8", "03/09/2015 08:00:00 AM"))

    assert "1 tickets, 1 rows rejected" in importer(
        file, "--mapping", "boston311", "--preview", "--as-of", "2015-03-05"
    )


def test_a_mapping_of_ones_own_is_a_file(importer: Importer) -> None:
    mapping = importer.folder / "mine.toml"
    mapping.write_text(
        'title = "Mine"\nzone = "UTC"\ndates = ["%m/%d/%Y %I:%M:%S %p"]\n'
        '[fields]\nkey = "CASE_ENQUIRY_ID"\nreceived = "OPEN_DT"\n',
        encoding="utf-8",
    )

    importer(importer.file(boston_row("7", OPENED)), "--mapping", str(mapping))

    with importer.database.read() as session:
        assert session.scalars(select(Ticket.origin)).all() == ["mine"]


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("a.csv",),
        ("--mapping", "boston311"),
        ("a.csv", "--mapping", "boston311", "--arm", "1"),
        ("--arm", "x"),
        ("--arm", "9" * 20),
        ("a.csv", "--mapping", "boston311", "--as-of", "soon"),
    ],
)
def test_a_wrong_command_line_exits_with_2(importer: Importer, arguments: tuple[str, ...]) -> None:
    assert "usage: main.py import" in importer(*arguments, code=2)


def test_refusals_are_sentences(importer: Importer, monkeypatch: pytest.MonkeyPatch) -> None:
    picture = put(importer.folder / "picture.csv", b"\x89PNG\r\n\x1a\n")

    assert "There is no file “a.csv”." in importer("a.csv", "--mapping", "boston311", code=2)
    for folder in (".", "/"):
        assert "There is no file" in importer(folder, "--customers", code=2)
    assert "There is no mapping “x”" in importer(str(picture), "--mapping", "x", code=2)
    assert "a picture (PNG)" in importer(str(picture), "--mapping", "boston311", code=2)
    monkeypatch.setenv("FLOORWATCH_DATABASE_ADDRESS", str(importer.folder / "other.db"))
    assert "main.py db upgrade" in importer(str(picture), "--mapping", "boston311", code=2)


def test_ctrl_c_cancels_with_a_sentence_and_leaves_nothing(importer: Importer) -> None:
    rows = [boston_row(str(key), OPENED, TARGET) for key in range(20_000)]
    file = importer.file(*rows, boston_row("x", "soon"))
    terminal, inside = pty.openpty()
    command = [sys.executable, str(ROOT / "main.py"), "import", file, "--mapping", "boston311"]
    with subprocess.Popen(command, stderr=inside, start_new_session=True) as process:
        os.close(inside)
        said = b""
        while b"% read" not in said:
            said += os.read(terminal, 1_000)
        # As the terminal does it: to everybody in the group, the reading process too.
        os.killpg(process.pid, signal.SIGINT)
        while b"Cancelled; nothing was changed." not in said:
            said += os.read(terminal, 1_000)
    os.close(terminal)

    assert process.returncode == 130
    assert b"Traceback" not in said
    assert importer.tickets() == []
    assert not list(importer.folder.glob("*reject*"))


def test_a_telephone_systems_file_is_looked_at_and_imported(importer: Importer) -> None:
    heading = (
        "interval_start,queue,offered,answered,abandoned,answered_in_threshold,abandoned_in_threshold,"
        "handle_seconds,wait_seconds"
    )
    rows = ["2026-03-01 09:00,热线,20,17,3,15,1,4080,400", "2026-03-01 09:30,热线,many,8,2,7,1,1600,100"]
    file = str(put(importer.folder / "acd.csv", "\n".join([heading, *rows]).encode()))
    preview = importer(file, "--contacts", "--mapping", "intervals", "--preview")
    assert "热线: Intervals 1, Offered 20, Answered 17, Abandoned 3, Handling (s) 240." in preview
    assert "Line 3: “many” in offered is not a number." in preview
    assert "Nothing was written." in preview
    said = importer(file, "--contacts", "--mapping", "intervals")
    assert "Run 1: 2 rows read; 0 left out, 1 rejected; 1 added, 0 changed, 0 as before; 20 contacts." in said
    assert f"are in {file}.rejected.csv" in said
    assert "0 added, 0 changed, 1 as before" in importer(file, "--contacts", "--mapping", "intervals")
    assert "There is no mapping “boston311”" in importer(file, "--contacts", "--mapping", "boston311", code=2)


def test_states_of_agents_are_imported_without_a_mapping(importer: Importer) -> None:
    file = importer.folder / "states.csv"
    file.write_text(
        "agent,state,started_at,ended_at\n"
        "agent,ready,2015-03-02 08:00,2015-03-02 09:00\n"
        "nobody,ready,2015-03-02 08:00,\n"
    )
    said = importer("--states", str(file))
    assert "Run 1: 2 rows read; 0 left out, 1 rejected; 1 added" in said
    assert f"1 rows were rejected; they and the reasons are in {file}.rejected.csv." in said
    assert "--states needs no --mapping" in importer("--states", str(file), "--mapping", "x", code=2)
    assert "0 added, 0 changed, 1 as before; 0 times off between them." in importer("--states", str(file), "--preview")
