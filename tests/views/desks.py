"""Makes the desk that panes and dialogs are given, on a database of the test's own."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from app.services.database import Database
from app.views.memory import Memory
from app.views.notice import Notices
from app.views.pane import Desk, Requests
from app.views.tasks import Tasks
from tests.builders import MONDAY

SHANGHAI = ZoneInfo("Asia/Shanghai")


def desk_on(
    database: Database,
    tasks: Tasks,
    folder: Path,
    *,
    now: Callable[[], datetime] = lambda: MONDAY,
    me: Callable[[], int | None] = lambda: None,
    notices: Notices | None = None,
) -> Desk:
    """Make a desk; its memory is a file in the folder."""
    return Desk(
        opened=lambda: database,
        tasks=tasks,
        notices=notices or Notices(),
        now=now,
        zone=SHANGHAI,
        requests=Requests(),
        memory=Memory(folder / "console.ini"),
        me=me,
    )
