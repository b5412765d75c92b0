"""Learning by command: on the time of the floor, and with an answer that says what is used from now on."""

import pytest
from sqlalchemy import select

import main
from app.models.forecast import BreachModel, ForecastVersion
from app.services.database import Database
from app.services.demo.played import DEMO
from app.services.holds import beat
from tests.builders import MONDAY, open_floor
from tests.services.deadlines.breach.floors import add_past, quick_and_slow


def test_a_demo_learns_on_its_own_time(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rulebook = open_floor(sqlite_database)
    add_past(sqlite_database, rulebook, 400, quick_and_slow, now=MONDAY)
    with sqlite_database.write() as session:
        beat(session, DEMO, every=30, now=MONDAY)
    monkeypatch.setenv("FLOORWATCH_DATABASE_ADDRESS", str(sqlite_database.file))
    assert main.main(["forecast"]) == 0
    told = capsys.readouterr().out
    assert "whole floor, complaints: " in told
    assert "chance alone" in told
    assert "calibration error" in told
    assert told.endswith("is used.\n")
    with sqlite_database.read() as session:
        assert session.scalars(select(BreachModel)).one().fitted_at == MONDAY
        assert {version.made_at for version in session.scalars(select(ForecastVersion))} == {MONDAY}
