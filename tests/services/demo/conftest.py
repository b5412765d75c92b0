"""A demo floor made once and copied for each test: making one takes seconds."""

import shutil
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.models.people import Language
from app.services.demo.floor import Demo, open_demo
from app.services.demo.played import FILE

# A Tuesday evening in Shanghai: the demo begins on its morning.
EVENING = datetime(2026, 3, 10, 12, tzinfo=UTC)
BEGINS = datetime(2026, 3, 10, 1, 30, tzinfo=UTC)
SEED, OPEN = 5, 120
# What two minutes at the usual speed are on the floor.
TWO_MINUTES = timedelta(hours=2)
OpenCopy = Callable[[], Demo]


@pytest.fixture(scope="session")
def demo_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a floor that nobody has played on."""
    folder = tmp_path_factory.mktemp("demo")
    open_demo(folder, seed=SEED, open_tickets=OPEN, language=Language.ENGLISH, now=EVENING).database.close()
    return folder / FILE


@pytest.fixture(scope="session")
def played_template(demo_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the floor after two minutes at the usual speed, during which no socket was opened."""
    folder = tmp_path_factory.mktemp("played")
    shutil.copy(demo_template, folder / FILE)
    demo = open_demo(folder, seed=SEED, now=EVENING)

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the demo opened a socket")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "socket", refuse)
        patch.setattr(socket, "create_connection", refuse)
        patch.setenv("FLOORWATCH_EMAIL_HOST", "mail.example.com")
        # As it is swept at the usual speed, while a ladder is climbed.
        for minutes in range(1, 20):
            demo.play_to(BEGINS + timedelta(minutes=minutes))
        demo.play_to(BEGINS + TWO_MINUTES)
    demo.database.close()
    return folder / FILE


@pytest.fixture
def played(played_template: Path) -> Iterator[Demo]:
    """The floor after two minutes, to look at only."""
    demo = open_demo(played_template, seed=SEED, now=EVENING)
    yield demo
    demo.database.close()


@pytest.fixture
def open_copy(demo_template: Path, tmp_path: Path) -> Iterator[OpenCopy]:
    """A maker of demos on copies of the floor."""
    made: list[Demo] = []

    def make() -> Demo:
        file = tmp_path / f"{len(made)}.db"
        shutil.copy(demo_template, file)
        made.append(open_demo(file, seed=SEED, now=EVENING))
        return made[-1]

    yield make
    for demo in made:
        demo.database.close()


@pytest.fixture
def demo(open_copy: OpenCopy) -> Demo:
    """A demo at its beginning."""
    return open_copy()
