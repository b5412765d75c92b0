"""A floor with eight weeks behind it, on which the afternoon begins as usual or with a surge."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from app.models.floor import Floor, Queue
from app.models.tables import Base
from app.models.ticket import Source, Ticket
from app.services.database import Database
from tests.builders import MONDAY

# Three in the afternoon, in Shanghai.
THREE = MONDAY + timedelta(hours=5)
MIDNIGHT = MONDAY - timedelta(hours=10)


def calls(day: datetime, until: datetime, more: float = 1.0) -> list[datetime]:
    """Calls of a day from eight to eight, fifty a quarter of an hour; from two o'clock on so many times more."""
    every = np.arange(8 * 60, 20 * 60, 0.3)
    busy = every >= 14 * 60
    usual, extra = every[~busy], 14 * 60 + (every[busy] - 14 * 60) / more
    found = [day + timedelta(minutes=float(each)) for each in (*usual, *extra)]
    return [each for each in found if each < until]


_COLUMNS = [each.name for each in Base.metadata.tables["ticket"].columns if each.computed is None]
_NAMES = ", ".join(f'"{each}"' for each in _COLUMNS)
# As an embedded file keeps them: to make twenty thousand complaints takes half as long again as to write them.
_kept: dict[tuple[float, int, int], Sequence[Any]] = {}


def fill(database: Database, *, more: float = 1.0, weeks: int = 8) -> int:
    """Add the calls of today and of weeks before, by turns to two queues; return the first queue."""
    with database.write() as session:
        floor = session.query(Floor).first()
        assert floor
        queues = [Queue(name=name, floor_id=floor.id) for name in ("账单", "物流")]
        session.add_all(queues)
        session.flush()
        key = (more, weeks, queues[0].id)
        if not database.embedded or session.scalar(select(func.count(Ticket.id))):
            _add(session, queues, more, weeks)
        elif key in _kept:
            places = ", ".join("?" for _ in _COLUMNS)
            session.connection().exec_driver_sql(f"INSERT INTO ticket ({_NAMES}) VALUES ({places})", _kept[key])
        else:
            _add(session, queues, more, weeks)
            found = session.connection().exec_driver_sql(f"SELECT {_NAMES} FROM ticket")
            _kept[key] = [tuple(row) for row in found]
        return queues[0].id


def _add(session: Session, queues: Sequence[Queue], more: float, weeks: int) -> None:
    at = [each for week in range(1, weeks + 1) for each in calls(MIDNIGHT - timedelta(weeks=week), THREE)]
    at += calls(MIDNIGHT, THREE, more)
    if weeks:
        at.append(MIDNIGHT - timedelta(weeks=weeks + 1))
    rows = [
        {
            "source": Source.TELEPHONE,
            "title": "t",
            "status": "closed",
            "received_at": each,
            "recorded_at": each,
            "closed_at": each + timedelta(minutes=20),
            "queue_id": queues[place % 2].id,
        }
        for place, each in enumerate(at)
    ]
    session.execute(insert(Ticket), rows)
