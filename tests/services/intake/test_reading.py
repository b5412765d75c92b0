"""Reading apart: a file that misbehaves costs its own process, never the console."""

import itertools
import os
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from app.services.intake import reading
from app.services.intake.limits import Limits
from app.services.intake.reading import CancelledError, read_apart
from app.services.intake.tables import FileRefusedError, Form, Table
from tests.services.intake.files import csv_bytes, put, with_entry, workbook

ROWS = [["a", "b"], *[[str(number), "x"] for number in range(5_000)]]


def rows_in_hundreds(table: Table) -> Iterator[object]:
    rows = [row.cells for row in table.rows()]
    for begin in range(0, len(rows), 100):
        yield rows[begin : begin + 100]


def eat_memory(table: Table) -> Iterator[object]:
    yield bytearray(2 << 30)


def eat_time(table: Table) -> Iterator[object]:
    while time.process_time() < 60:
        pass
    yield "never"


def wait_for_ever(table: Table) -> Iterator[int]:
    yield os.getpid()
    signal.pause()


def die(table: Table) -> Iterator[object]:
    yield "first"
    os.kill(os.getpid(), signal.SIGKILL)


def fail(table: Table) -> Iterator[object]:
    yield "first"
    raise ZeroDivisionError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return put(tmp_path / "a.csv.gz", csv_bytes(ROWS))


def test_all_rows_arrive_in_their_order(path: Path) -> None:
    parts = list(read_apart(path, Form(), rows_in_hundreds))

    assert [row for part in parts for row in part] == ROWS[1:]  # type: ignore[attr-defined]


def test_a_refusal_of_the_worker_is_raised_here(tmp_path: Path) -> None:
    with pytest.raises(FileRefusedError, match=r"“b\.csv” is empty"):
        list(read_apart(put(tmp_path / "b.csv", b""), Form(), rows_in_hundreds))


def test_hunger_for_memory_ends_as_a_sentence(path: Path) -> None:
    with pytest.raises(FileRefusedError, match="needs more memory than an import may use"):
        list(read_apart(path, Form(), eat_memory, limits=Limits(memory_bytes=1 << 30)))


def test_a_small_workbook_that_grows_in_memory_ends_as_a_sentence(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    letters = "".join(random.Random(1).choices("abcdefgh", k=1 << 20))
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    text = f'<sst xmlns="{space}" count="1" uniqueCount="1"><si><t>{letters}</t></si></sst>'
    rows = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 2_001))
    plain = workbook(tmp_path / "plain.xlsx", [["a"]])
    half = with_entry(plain, tmp_path / "half.xlsx", "xl/sharedStrings.xml", text.encode())
    sheet = f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'
    path = with_entry(half, tmp_path / "a.xlsx", "xl/worksheets/sheet1.xml", sheet.encode())

    with pytest.raises(FileRefusedError, match="needs more memory"):
        list(read_apart(path, Form(), rows_in_hundreds))
    assert capfd.readouterr().err == ""


def test_hunger_for_time_ends_as_a_sentence(path: Path) -> None:
    with pytest.raises(FileRefusedError, match=r"stopped by SIG(XCPU|KILL): it needs more memory or time"):
        list(read_apart(path, Form(), eat_time, limits=Limits(processor_seconds=1)))


def test_a_worker_that_is_killed_is_noticed(path: Path) -> None:
    parts = read_apart(path, Form(), die)

    assert next(parts) == "first"
    with pytest.raises(FileRefusedError, match="stopped by SIGKILL"):
        next(parts)


def test_a_worker_that_says_nothing_for_too_long_is_given_up(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = read_apart(path, Form(), wait_for_ever)
    worker = next(parts)
    # A minute passes with each look at the clock.
    minutes = itertools.count(0, 60)
    monkeypatch.setattr(reading, "time", SimpleNamespace(monotonic=lambda: next(minutes)))

    with pytest.raises(FileRefusedError, match=r"nothing could be read for 180\.0 seconds"):
        next(parts)
    with pytest.raises(ProcessLookupError):
        os.kill(worker, 0)


def test_a_fault_of_the_program_is_not_made_into_a_sentence(path: Path) -> None:
    parts = read_apart(path, Form(), fail)

    assert next(parts) == "first"
    with pytest.raises(RuntimeError, match="failed with exit code 1"):
        next(parts)


def test_cancelling_ends_the_worker(path: Path) -> None:
    seen: list[int] = []

    with pytest.raises(CancelledError, match="nothing was changed"):
        read_until(path, seen)
    with pytest.raises(ProcessLookupError):
        os.kill(seen[0], 0)


def read_until(path: Path, seen: list[int]) -> None:
    seen.extend(read_apart(path, Form(), wait_for_ever, cancelled=lambda: bool(seen)))


def test_leaving_early_ends_the_worker(path: Path) -> None:
    parts = read_apart(path, Form(), wait_for_ever)
    worker = next(parts)

    parts.close()

    with pytest.raises(ProcessLookupError):
        os.kill(worker, 0)
