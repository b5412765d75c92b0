"""`main.py forecast`: let the breach forecast learn from the floor's history now, and say how good it is."""

import sys
from argparse import ArgumentParser, Namespace

from app.models.forecast import BreachModel
from app.services.database import Database
from app.services.deadlines.breach.training import LEAST_OF_A_KIND, LEAST_TICKETS, TOO_LITTLE, train
from app.services.deadlines.rulebook import Rulebook
from app.services.schema import require_schema
from app.settings import Settings

_KINDS = (
    ("forecast", "the forecast"),
    ("baseline", "the late share of the priority"),
    ("prior", "the formula without history"),
)


def add_arguments(parser: ArgumentParser) -> None:
    """Nothing has to be said."""


def run(arguments: Namespace, settings: Settings) -> int:
    """Learn and say what came of it; raises the database's refusals."""
    database = Database(settings.database_address)
    try:
        now = database.time()
        with database.write() as session:
            require_schema(session)
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
                f"{LEAST_TICKETS}, of them {LEAST_OF_A_KIND} late and {LEAST_OF_A_KIND} in time. The formula stays."
            ),
        ]
    lines = [f"Learned from {trained.tickets:,} complaints; on the newest part, which it had not seen:"]
    for kind, said in _KINDS:
        found = accuracy[kind]
        area, error = found["area_under_curve"], found["calibration_error"]
        lines.append(f"  {said}: AUC {area:.3f}, calibration error {error:.3f}")
    return [*lines, "It is used." if accuracy["in_force"] else "It is no better, so the formula stays."]
