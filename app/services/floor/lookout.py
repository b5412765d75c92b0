"""Watches the watcher: raises an alert for a duty or a channel that is silent, and clears it when it is heard again."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.models.alert import Alert, AlertKind
from app.services.alerts import see
from app.services.pulse import Pulse, read_pulse

# Who has not looked for longer has slept, with all that ran here, and knows nothing of what was heard meanwhile.
_GAP = timedelta(seconds=30)


class Lookout:
    """What one process has watched itself: it calls nothing silent that it has not listened for long enough.

    Any process may have one, and every console has: whoever notices first raises the alert, and a second one does no
    harm.
    """

    def __init__(self) -> None:
        self._since: datetime | None = None
        self._last: datetime | None = None

    def silent(self, pulse: Pulse, *, now: datetime) -> dict[str, dict[str, Any]]:
        """Return what is silent and was so all the time that was watched here, as `Pulse.silent` does."""
        beats = [beat.every for beat in (pulse.sweep, pulse.delivery) if beat]
        if self._since is None or self._last is None or now - self._last > max([_GAP, *(2 * each for each in beats)]):
            self._since = now
        self._last = now
        return pulse.silent(watched_since=self._since, now=now)

    def look(self, session: Session, *, now: datetime) -> None:
        """Read the pulse, and let the alerts say what is silent."""
        pulse = read_pulse(session, now=now)
        silent = self.silent(pulse, now=now)
        if differs(session, pulse, silent, now=now):
            record(session, pulse, silent, now=now)


def differs(session: Session, pulse: Pulse, silent: Mapping[str, Mapping[str, Any]], *, now: datetime) -> bool:
    """Say whether the alerts say something else than what was found: then it is to be recorded."""
    known = _told(session)
    return not silent.keys() <= known or not known <= pulse.silent(now=now).keys()


def record(session: Session, pulse: Pulse, silent: Mapping[str, dict[str, Any]], *, now: datetime) -> None:
    """Raise alerts of what is silent, and clear those of what is heard again."""
    # Who has not watched for long does not know that it is heard again either.
    for subject in _told(session) - pulse.silent(now=now).keys():
        see(session, AlertKind.WATCH, None, subject=subject, now=now)
    for subject, details in silent.items():
        see(session, AlertKind.WATCH, details, subject=subject, now=now)


def _told(session: Session) -> set[str]:
    """Return of what the alerts say that it is silent."""
    told = select(Alert.subject).where(
        Alert.kind == AlertKind.WATCH, text("alert.resolved_at IS NULL"), Alert.cleared_at.is_(None)
    )
    return set(session.scalars(told))
