"""The demo from the command line: what it is told, what it refuses, and a window that opens on it."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

import main
from app.clock import wall_time
from app.models.escalation import Heartbeat
from app.services.database import Database
from app.services.demo import past
from app.services.demo.floor import open_demo
from app.services.demo.played import DEMO
from app.services.status import status_lines

ROOT = Path(main.__file__).parent


@pytest.mark.parametrize(
    "words",
    [
        ("--speed", "0"),
        ("--speed", "fast"),
        ("--speed", "1e3"),
        ("--open", "-5"),
        ("--open", "50001"),
        ("--seed", "1" * 20),
        ("--language", "fr"),
    ],
)
def test_silly_values_are_refused_with_a_sentence(words: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        main.main(["demo", *words])
    assert refused.value.code == main.REFUSED
    told = capsys.readouterr().err
    assert words[0] in told
    assert words[1] in told


def test_a_folder_and_a_file_of_another_kind_are_no_place_to_keep_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.main(["demo", "--keep", str(tmp_path)]) == main.REFUSED
    assert "is a folder" in capsys.readouterr().err
    assert main.main(["demo", "--keep", str(tmp_path / ("long" * 100))]) == main.REFUSED
    assert "can be no file: File name too long." in capsys.readouterr().err


# Closes the window as soon as the floor has been played on and the sweep's pulse is on screen.
CLOSES = """
import sys, main
from PySide6.QtCore import QTimer
from app.views import window
begun, beats = window.Window.show_pulse, set()
def show_pulse(self, pulse, database):
    begun(self, pulse, database)
    beats.add(pulse.sweep.at)
    if len(beats) > 1:
        QTimer.singleShot(0, self.close)
window.Window.show_pulse = show_pulse
sys.exit(main.main(sys.argv[1:]))
"""


def test_it_opens_a_window_on_a_floor_that_was_kept_and_plays_it_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, yesterday = tmp_path / "kept.db", wall_time() - timedelta(days=1)
    # A week of the past instead of eight.
    monkeypatch.setattr(past, "DAYS", 7)
    kept = open_demo(file, seed=1, open_tickets=20, now=yesterday)
    kept.database.close()
    words = ["demo", "--keep", str(file), "--language", "en"]
    told = subprocess.run(
        [sys.executable, "-c", CLOSES, *words],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert (told.returncode, told.stdout) == (0, "")
    assert "Traceback" not in told.stderr, told.stderr
    database = Database(file)
    with database.read() as session:
        assert any(line.startswith("sweep: ran") for line in status_lines(session, now=wall_time()))
        left_at = session.scalars(select(Heartbeat.beat_at).where(Heartbeat.duty == DEMO)).one()
    database.close()
    assert kept.start < left_at
