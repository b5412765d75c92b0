"""`main.py forecast`: let the breach forecast learn from the floor's history now, and say how good it is."""

import sys
from argparse import ArgumentParser, Namespace

from sqlalchemy import func, select

from app.models.escalation import Heartbeat
from app.models.forecast import BreachModel
from app.services.database import Database
from app.services.deadlines.breach.training import LEAST_OF_A_KIND, LEAST_TICKETS, TOO_LITTLE, train
from app.services.deadlines.rulebook import Rulebook
from app.services.demo.played import DEMO
from app.services.schema import require_schema
from app.settings import Settings

_KINDS = (
    ("forecast", "a rule of its own"),
    ("set_right", "the formula with its chances set right"),
    ("prior", "the formula without history"),
    ("baseline", "the late share of the priority"),
)
_USED = {
    "forecast": "The rule of its own is used.",
    "set_right": "The formula is used, with its chances set right.",
    None: "Neither is better, so the formula stays as it is.",
}


def add_arguments(parser: ArgumentParser) -> None:
    """Nothing has to be said."""


def run(arguments: Namespace, settings: Settings) -> int:
    """Learn and say what came of it; raises the database's refusals."""
    database = Database(settings.database_address)
    try:
        with database.write() as session:
            require_schema(session)
            # A demo has a time of its own, which is that of its last heartbeat.
            left_at = session.scalars(select(func.max(Heartbeat.beat_at)).where(Heartbeat.duty == DEMO)).one()
            now = left_at or database.time()
            lines = _said(train(session, Rulebook(), now=now))
    finally:
        database.close()
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 0


def _said(trained: BreachModel) -> list[str]:
    accuracy = trained.accuracy
    if accuracy["why"] == TOO_LITTLE:
        return [
            (
                f"What became of {trained.tickets:,} complaints is known: too little to learn from. It takes "
                f"{LEAST_TICKETS}; {LEAST_OF_A_KIND} of them late and {LEAST_OF_A_KIND} in time among the newest "
                "fifth, and as many before. The formula stays."
            ),
        ]
    lines = [f"Learned from {trained.tickets:,} complaints; on the newest part, which it had not seen:"]
    for kind, said in _KINDS:
        found = accuracy[kind]
        lines.append(
            f"  {said}: AUC {found['area_under_curve']:.3f}, among those open at one moment "
            f"{found['area_at_a_moment']:.3f}; calibration error {found['calibration_error']:.3f}, "
            f"squared error {found['squared_error']:.3f}"
        )
    return [*lines, _USED[accuracy["used"]]]
