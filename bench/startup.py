"""The start of the console against a bare PySide6 window: whole processes, from their call to the first painted row.

Ours opens a SQLite database with 10,000 open complaints by `main.py`; a bare window shows an empty QTableView.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import monotonic

from sqlalchemy import insert, text

from app.models.people import Role
from app.models.sla import Clock, ClockState, Measure, Target
from app.models.ticket import Priority, Source, Status, Ticket
from app.services.database import Database
from app.services.first_start import make_ready
from bench.report import Case, main
from tests.builders import MONDAY, open_floor, person

TICKETS, ROUNDS = 10_000, 9
MAIN = Path(__file__).parents[1] / "main.py"

# Each prints when it has painted, by the clock that the caller reads too, and ends.
_BARE = """
import os, time
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView

class View(QTableView):
    def paintEvent(self, event):
        super().paintEvent(event)
        os.write(1, str(time.monotonic()).encode())
        os._exit(0)

application = QApplication([])
window = QMainWindow()
window.setCentralWidget(View())
window.resize(1280, 800)
window.show()
application.exec()
"""
# The painting of rows is watched from outside as soon as its module is there: nothing is imported before its time.
_OURS = """
import os, runpy, sys, threading, time

def watch():
    while not hasattr(sys.modules.get("app.views.table.painter"), "TablePainter"):
        time.sleep(0.002)
    painter = sys.modules["app.views.table.painter"].TablePainter
    paint = painter.paint

    def told(self, *arguments):
        paint(self, *arguments)
        if self._model.columns[0].key == "due":
            os.write(1, str(time.monotonic()).encode())
            os._exit(0)

    painter.paint = told

threading.Thread(target=watch, daemon=True).start()
sys.argv = sys.argv[1:]
sys.path.insert(0, os.path.dirname(sys.argv[0]))
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def cases() -> Iterator[Case]:
    """Yield the one figure; both start in turn."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "floor.db"
        fill(file, TICKETS)
        environment = os.environ | {
            "QT_QPA_PLATFORM": "offscreen",
            # Compiled once, as on anybody's machine, whatever the caller's own Python is told.
            "PYTHONDONTWRITEBYTECODE": "",
            "PYTHONPYCACHEPREFIX": str(Path(folder) / "compiled"),
            "XDG_CONFIG_HOME": folder,
            "FLOORWATCH_DATABASE_ADDRESS": str(file),
        }
        # The first start of each compiles and reads what later ones find in memory.
        times = [(_seconds(_BARE, (), environment), _seconds(_OURS, (str(MAIN),), environment)) for _ in range(ROUNDS)]
    bare, ours = (median(column) for column in zip(*times[1:], strict=True))
    yield Case(
        bench="startup",
        case="first_paint_vs_bare",
        ratio=bare / ours,
        against=f"bare window {bare:.2f} s, ours with {TICKETS:,} open complaints {ours:.2f} s",
    )


def fill(file: Path, tickets: int) -> None:
    """Make a floor with open complaints that have two clocks each."""
    database = Database(file)
    make_ready(database, now=MONDAY)
    rulebook = open_floor(database)
    with database.write() as session:
        rules = rulebook.in_force(session, "default")
        owner_id = person(session, Role.AGENT).id
        rows, clocks = [], []
        for id_ in range(1, tickets + 1):
            received = MONDAY - timedelta(seconds=id_ * 37 % 300_000)
            times = {"received_at": received, "recorded_at": received}
            status = Status.WAITING if id_ % 9 == 0 else Status.OPEN
            words = {"title": f"暖气不热 Heating {id_}", "priority": list(Priority)[id_ % 4]}
            rows.append({"id": id_, "source": Source.EMAIL, "status": status, "owner_id": owner_id} | words | times)
            clocks += [
                {
                    "ticket_id": id_,
                    "target": target,
                    "state": ClockState.RUNNING,
                    "started_at": received,
                    "due_at": received + timedelta(hours=hours),
                    "measure": Measure.ROUND_THE_CLOCK,
                    "amount": hours * 3600,
                    "policy_version_id": rules.policy_version_id,
                    "calendar_version_id": rules.calendar_version_id,
                    # Far off: what is measured is the start, not the sweep.
                    "next_step_at": MONDAY + timedelta(days=36_500),
                    "next_step": "half",
                }
                for target, hours in ((Target.FIRST_RESPONSE, 24), (Target.RESOLUTION, 120))
            ]
        session.connection().execute(insert(Ticket), rows)
        session.connection().execute(insert(Clock), clocks)
        session.execute(text("ANALYZE"))
    database.close()


def _seconds(program: str, arguments: Sequence[str], environment: Mapping[str, str]) -> float:
    """Return how long a program took until it had painted."""
    begin = monotonic()
    command = [sys.executable, "-c", program, *arguments]
    painted = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=120).stdout
    return float(painted) - begin


if __name__ == "__main__":
    main(cases)
