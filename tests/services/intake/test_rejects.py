"""The rejected rows' file: whole or not there, and harmless to open."""

import csv
import os
import stat
from pathlib import Path

import pytest

from app.services.intake.drafts import Reject
from app.services.intake.rejects import RejectsFile, RejectsFileError
from app.services.intake.timing import RowRefusedError


def test_rejected_rows_stand_with_their_line_and_reason(tmp_path: Path) -> None:
    rejects = RejectsFile(tmp_path / "out.csv", ["编号", "文"])
    rejects.add([Reject(7, RowRefusedError("缺少时间"), ["1", "a,b\nc"]), Reject(9, RowRefusedError("No."), ["2", ""])])
    rejects.complete()

    assert rejects.publish() == tmp_path / "out.csv"
    content = (tmp_path / "out.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [
            ["line", "reason", "编号", "文"],
            ["7", "缺少时间", "1", "a,b\nc"],
            ["9", "No.", "2", ""],
        ]
    assert stat.S_IMODE((tmp_path / "out.csv").stat().st_mode) == 0o600


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"])
def test_no_cell_is_a_formula(tmp_path: Path, text: str) -> None:
    rejects = RejectsFile(tmp_path / "out.csv", [text])
    rejects.add([Reject(2, RowRefusedError("No."), [text])])
    rejects.complete()
    rejects.publish()

    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        heading, row = csv.reader(file)
    assert heading[2] == row[2] == f"'{text}"


def test_nothing_rejected_leaves_no_file(tmp_path: Path) -> None:
    rejects = RejectsFile(tmp_path / "out.csv", ["a"])
    rejects.add([])
    rejects.complete()

    assert rejects.publish() is None
    assert list(tmp_path.iterdir()) == []


def test_what_is_discarded_leaves_no_trace_and_an_older_file_alone(tmp_path: Path) -> None:
    (tmp_path / "out.csv").write_text("older", encoding="utf-8")
    rejects = RejectsFile(tmp_path / "out.csv", ["a"])
    rejects.add([Reject(2, RowRefusedError("No."), ["1"])])

    rejects.discard()

    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]
    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == "older"


def test_a_place_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    rejects = RejectsFile(tmp_path / "missing" / "out.csv", ["a"])

    with pytest.raises(RejectsFileError, match=r"cannot be written to .*out\.csv: .*Name another place with --rejects"):
        rejects.add([Reject(2, RowRefusedError("No."), ["1"])])


@pytest.mark.skipif(os.name == "nt", reason="there are none")
def test_what_is_no_file_is_not_replaced_by_one(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "out.csv")
    with pytest.raises(RejectsFileError, match=r"cannot be written to .*out\.csv: .*Name another place"):
        RejectsFile(tmp_path / "out.csv", ["a"]).add([Reject(2, RowRefusedError("No."), ["1"])])
    assert (tmp_path / "out.csv").is_fifo()


def test_the_reasons_are_said_as_their_reader_wants_them(tmp_path: Path) -> None:
    rejects = RejectsFile(tmp_path / "out.csv", ["a"], say=lambda reason: f"¡{reason}!")
    rejects.add([Reject(2, RowRefusedError("{heading} is blank.", heading="a"), [""])])
    rejects.complete()
    assert rejects.publish() is not None
    assert "¡a is blank.!" in (tmp_path / "out.csv").read_text("utf-8-sig")
