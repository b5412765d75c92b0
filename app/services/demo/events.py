"""The foreseeable days of the demo floor: the end of a month, the billing run, a promotion soon; each with a plan."""

from collections.abc import Callable
from datetime import date, timedelta

from sqlalchemy.orm import Session

from app.models.forecast import EventKind, FloorEvent, Repeats
from app.services.demo.words import Words
from app.services.staffing.forecast.events import falls_on

# How soon the promotion is, and for how long.
_PROMOTION_IN, _PROMOTION_LASTS = 3, 3


def plan_events(session: Session, words: Words, queues: dict[str, int], today: date) -> Callable[[date], float]:
    """Write the events; return by how much complaints and contacts of the whole floor grow on a day of the past."""
    month = today.replace(day=1)
    promotion = today + timedelta(days=_PROMOTION_IN)
    last_of_month = month - timedelta(days=1)
    monthly = [
        FloorEvent(
            name=words.events["month_end"],
            kind=EventKind.MONTH_END,
            starts_on=last_of_month - timedelta(days=1),
            ends_on=last_of_month,
            repeats=Repeats.MONTHLY,
            factor=1.25,
            plan={"1": 1, "2": 3, "3": 2},
        ),
        FloorEvent(
            name=words.events["billing"],
            kind=EventKind.BILLING,
            queue_id=queues["payment"],
            starts_on=month + timedelta(days=4),
            ends_on=month + timedelta(days=5),
            repeats=Repeats.MONTHLY,
            factor=1.3,
            plan={"1": 1, "2": 2, "3": 2},
        ),
    ]
    coming = FloorEvent(
        name=words.events["promotion"],
        kind=EventKind.PROMOTION,
        starts_on=promotion,
        ends_on=promotion + timedelta(days=_PROMOTION_LASTS - 1),
        factor=1.4,
        plan={"1": 3, "2": 6, "3": 4},
        note=words.events["promotion_note"],
    )
    session.add_all([*monthly, coming])
    of_floor = [each for each in monthly if each.queue_id is None]
    days = [(each.starts_on, each.ends_on, each.repeats, each.factor) for each in of_floor]

    def factor(day: date) -> float:
        return max((by for first, last, repeats, by in days if falls_on(first, last, repeats, day)), default=1.0)

    return factor
