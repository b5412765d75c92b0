"""How much more comes than is expected while a surge stands: the coming hours begin with it, and it fades."""

from datetime import datetime, timedelta

import numpy as np
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.models.alert import Alert, AlertKind
from app.services.staffing.forecast.day import Amounts, Counts

# Nobody knows how long a surge lasts: half of it is gone with each hour, which is said on the screen.
HALF_LIFE = timedelta(hours=1)
# It is measured by what came in so many of the last intervals; what is higher than this was counted wrongly.
_LOOKED_AT, _MOST = 4, 9.0


class Surging:
    """Where arrivals run away now, by the alerts that nobody has to clear yet."""

    def __init__(self, session: Session) -> None:
        standing = select(Alert.subject, Alert.details).where(
            Alert.kind == AlertKind.SURGE, text("alert.resolved_at IS NULL"), Alert.cleared_at.is_(None)
        )
        self._since = {
            subject: datetime.fromisoformat(details["since"]) for subject, details in session.execute(standing)
        }

    def since(self, queue_id: int | None) -> datetime | None:
        """Return since when a queue surges, by itself or with the whole floor; None where it does not."""
        found = [self._since.get(subject) for subject in {"", str(queue_id)}]
        return min(filter(None, found), default=None)


def growth_of(came: Counts | Amounts, expected: Amounts, begun: int) -> float:
    """Return by which share more came lately than was expected (0: nothing more), from whole intervals up to now.

    The surge began in the interval `begun`. Counts that are not in yet end with zeros, and tell nothing.
    """
    over = int(np.flatnonzero(came)[-1]) + 1 if came.any() else 0
    first = max(min(begun, over - 1), over - _LOOKED_AT, 0)
    usual = float(expected[first:over].sum())
    return min(max(float(came[first:over].sum()) / usual - 1, 0.0), _MOST) if usual > 0 else 0.0


def fading(growth: float, steps: int, minutes: float) -> Amounts:
    """Return what each step from now on is multiplied by."""
    return np.asarray(1 + growth * 0.5 ** (np.arange(steps) * minutes / (HALF_LIFE.total_seconds() / 60)))
