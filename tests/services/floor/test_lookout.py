"""The watch on the watcher: a silent duty is an alert, once, whoever notices, and clears itself."""

import threading
from collections.abc import Sequence
from datetime import timedelta

import pytest

from app.models.alert import AlertKind
from app.models.people import Role
from app.services.alerts import AlertRow, read_alerts, resolve
from app.services.database import Database
from app.services.floor.lookout import Lookout
from app.services.holds import beat
from app.services.pulse import DELIVERY, SWEEP, Pulse
from tests.builders import MONDAY, open_floor, person

SECOND = timedelta(seconds=1)
BOTH = (SWEEP, DELIVERY)


def hear(database: Database, duties: Sequence[str], after: int) -> None:
    """Let duties beat, so many seconds after ten on Monday."""
    with database.write() as session:
        for duty in duties:
            beat(session, duty, every=10, now=MONDAY + after * SECOND)


def look(database: Database, lookout: Lookout, *after: int) -> None:
    """Look, so many seconds after ten on Monday."""
    for seconds in after:
        with database.write() as session:
            lookout.look(session, now=MONDAY + seconds * SECOND)


def alerts(database: Database) -> list[AlertRow]:
    with database.read() as session:
        return list(read_alerts(session, now=MONDAY + timedelta(minutes=1)).rows)


@pytest.mark.parametrize(("silent", "alive"), [BOTH, BOTH[::-1]])
def test_a_silent_duty_is_an_alert_within_two_intervals_and_clears_itself(
    database: Database, silent: str, alive: str
) -> None:
    lookout = Lookout()
    hear(database, BOTH, 0)
    for after in (0, 10, 20):
        hear(database, [alive], after)
        look(database, lookout, after)
    assert alerts(database) == []
    look(database, lookout, 21, 22)
    (alert,) = alerts(database)
    assert (alert.kind, alert.subject, alert.raised_at) == (AlertKind.WATCH, silent, MONDAY + 21 * SECOND)
    assert alert.details["since"] == MONDAY.isoformat()
    hear(database, [silent], 25)
    look(database, lookout, 26)
    (alert,) = alerts(database)
    assert (alert.cleared_at, alert.resolved_at) == (MONDAY + 26 * SECOND, None)


def test_who_has_just_woken_calls_nothing_silent_and_clears_nothing(database: Database) -> None:
    hear(database, BOTH, 0)
    asleep, awake = Lookout(), Lookout()
    look(database, asleep, 0)
    look(database, awake, 20, 41)
    assert len(alerts(database)) == 2
    look(database, asleep, 3_600)
    assert [alert.cleared_at for alert in alerts(database)] == [None, None]
    hear(database, BOTH, 3_600)
    look(database, Lookout(), 3_601)
    assert [alert.cleared_at for alert in alerts(database)] == [MONDAY + 3_601 * SECOND] * 2


def test_a_sweep_that_never_ran_is_an_alert_too(database: Database) -> None:
    hear(database, [DELIVERY], 20)
    look(database, Lookout(), 0, 20)
    assert alerts(database) == []
    lookout = Lookout()
    look(database, lookout, 0, 21)
    assert [(alert.subject, alert.details["since"]) for alert in alerts(database)] == [(SWEEP, None)]


def test_eight_that_notice_at_once_raise_one_alert(postgresql_database: Database) -> None:
    hear(postgresql_database, BOTH, 0)
    lookouts = [Lookout() for _ in range(8)]
    for lookout in lookouts:
        lookout.silent(Pulse(), now=MONDAY)
    meet, failed = threading.Barrier(8), []

    def notice(lookout: Lookout) -> None:
        meet.wait()
        try:
            look(postgresql_database, lookout, 25)
        except Exception as error:  # noqa: BLE001 - whatever it is, the test tells it
            failed.append(error)

    threads = [threading.Thread(target=notice, args=(each,)) for each in lookouts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert sorted(alert.subject for alert in alerts(postgresql_database)) == sorted(BOTH)


def test_what_a_person_resolved_is_not_raised_again_at_once(database: Database) -> None:
    lookout = Lookout()
    hear(database, [DELIVERY], 25)
    look(database, lookout, 0, 21)
    with database.write() as session:
        resolve(session, alerts(database)[0].id, person_id=person_id(database), now=MONDAY + 22 * SECOND)
    look(database, lookout, 23)
    assert len(alerts(database)) == 1


def person_id(database: Database) -> int:
    open_floor(database)
    with database.read() as session:
        return person(session, Role.ADMINISTRATOR).id
