"""`main.py forecast`: forecast arrivals and learn what makes complaints late, now, and say how good both are."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from app.models.escalation import Heartbeat
from app.models.floor import Queue
from app.models.forecast import BreachModel
from app.services.database import Database
from app.services.deadlines.breach.training import LEAST_OF_A_KIND, LEAST_TICKETS, TOO_LITTLE, train
from app.services.deadlines.rulebook import Rulebook
from app.services.demo.played import DEMO
from app.services.floor.arrivals import floor_calendar
from app.services.pulse import floor_zone
from app.services.schema import require_schema
from app.services.staffing.forecast.contest import NAIVE
from app.services.staffing.forecast.making import Made, keep, make_versions
from app.services.staffing.forecast.models import AHEAD, LEAST_DAYS
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
            rulebook = Rulebook()
            made = make_versions(session, ZoneInfo(floor_zone(session)), floor_calendar(session, rulebook), now=now)
            keep(session, made)
            session.flush()
            queues = {queue.id: queue.name for queue in session.scalars(select(Queue))}
            lines = [*_expected(made, queues), *_said(train(session, rulebook, now=now))]
    finally:
        database.close()
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 0


def _expected(made: Made, queues: Mapping[int, str]) -> list[str]:
    """Say of each queue which model forecasts it and how far off it was, beside last week and what chance makes."""
    if not made.versions:
        return [f"Arrivals are forecast once {LEAST_DAYS} whole days are recorded."]
    lines = [f"Arrivals of {AHEAD} days; errors of the last weeks, a day ahead:"]
    for version in made.versions:
        whose = "whole floor" if version.queue_id is None else queues[version.queue_id]
        errors = version.accuracy["wape"]["1"]
        lines.append(
            f"  {whose}, {version.counted}: {version.model} {errors[version.model]:.1%}, "
            f"last week repeated {errors[NAIVE]:.1%}, chance alone {version.accuracy['floor']:.1%}"
        )
    return lines


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
