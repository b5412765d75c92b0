"""Fills the complaint desk of a made-up floor: each file `desk_<room>.py` of this folder adds its share."""

import pkgutil
from datetime import datetime
from importlib import import_module
from random import Random

from sqlalchemy.orm import Session

from app.models.people import Language
from app.services import demo
from app.services.deadlines.rulebook import Rulebook

_SHARE = "desk_"


def fill_desk(session: Session, rulebook: Rulebook, language: Language, seed: int, *, now: datetime) -> None:
    """Let each share's `fill(session, rulebook, language, random, now=now)` add its rows, in the order of their names.

    Each has chances of its own, so that what one adds changes nothing of another.
    """
    for found in sorted(each.name for each in pkgutil.iter_modules(demo.__path__)):
        if found.startswith(_SHARE):
            share = import_module(f"{demo.__name__}.{found}")
            share.fill(session, rulebook, language, Random(f"{found} {seed}"), now=now)
