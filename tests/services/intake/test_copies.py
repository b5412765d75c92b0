"""A copy that is opened is its reader's alone, cannot be written, and does not stay."""

import os
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.services.intake.copies import Copies

NOW = datetime.now(UTC)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where copies are written in this test."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_a_copy_is_private_read_only_and_goes_with_its_process(folder: Path) -> None:
    copies = Copies()
    one, other = (copies.write("../photo.png", content, now=NOW) for content in (b"one", b"other"))
    assert (one.name, one.read_bytes(), other.read_bytes()) == ("photo.png", b"one", b"other")
    assert one.is_relative_to(folder)
    assert one.stat().st_mode & 0o777 == 0o400
    assert one.parent.stat().st_mode & 0o077 == 0
    copies.forget()
    assert list(folder.iterdir()) == []
    copies.forget()
    assert copies.write("again.png", b"again", now=NOW).is_file()


def test_what_a_dead_program_left_behind_goes_a_day_later(folder: Path) -> None:
    left, young = Copies().write("left.png", b"x", now=NOW), Copies().write("young.png", b"x", now=NOW)
    long_ago = (NOW - timedelta(days=2)).timestamp()
    os.utime(left.parents[1], (long_ago, long_ago))
    Copies().write("new.png", b"x", now=NOW)
    assert not left.exists()
    assert young.exists()
