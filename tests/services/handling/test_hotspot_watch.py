"""The watch for hotspots: what many complain of becomes one alert, with what they share; it grows and ends."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import select, update

from app.clock import TimeSource
from app.models.alert import Alert, AlertKind
from app.models.customer import Customer, CustomerOrder
from app.models.people import Role
from app.models.ticket import Category, Source, Ticket
from app.services.alerts import resolve
from app.services.assessment.hotspots import finding
from app.services.database import Database
from app.services.deadlines.rulebook import DESK_FILE, Rulebook, publish_desk_rules, read_text
from app.services.handling.hotspot_watch import HotspotWatch
from app.services.handling.incidents import open_incident
from app.services.holds import confirm_time, place_hold
from app.services.scheduler import Scheduler
from app.settings import Settings
from tests.builders import MONDAY, open_floor, person

DAY = timedelta(days=1)
NOW = MONDAY + 100 * DAY
_DRAWN = 50
_USUAL = (
    "账单金额看不懂",
    "配送员态度差",
    "客服电话打不通",
    "退货运费没有退",
    "登录密码忘记",
    "发票抬头写错",
    "App crashes at login",
)


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw fewer windows: what is looked for here is beyond any chance."""
    monkeypatch.setattr(finding, "DRAWN", _DRAWN)


def _ticket(received_at: datetime, title: str, **details: Any) -> Ticket:
    return Ticket(source=Source.EMAIL, received_at=received_at, recorded_at=received_at, title=title, **details)


def _usual_days(database: Database) -> Rulebook:
    """Ninety days with two usual complaints each."""
    rulebook, random = open_floor(database), Random(1)
    with database.write() as session:
        session.add_all(
            _ticket(NOW - timedelta(days=random.uniform(0, 90)), random.choice(_USUAL), description="请尽快处理")
            for _ in range(180)
        )
    return rulebook


def _cut_water(database: Database, count: int, *, now: datetime = NOW, **details: Any) -> list[int]:
    """So many complaints of one thing in the last two days; return their ids."""
    with database.write() as session:
        titles = ("小区自来水停水两天", "家里自来水停水了", "为什么自来水停水不通知")
        rows = [_ticket(now - timedelta(hours=5 * each + 1), titles[each % 3], **details) for each in range(count)]
        session.add_all(rows)
        session.flush()
        return [row.id for row in rows]


def _alerts(database: Database) -> list[Alert]:
    with database.read() as session:
        return list(session.scalars(select(Alert).where(Alert.kind == AlertKind.HOTSPOT).order_by(Alert.id)))


def test_what_many_complain_of_becomes_one_alert_with_its_name_and_complaints(database: Database) -> None:
    watch = HotspotWatch(database, _usual_days(database))
    watch.tick(now=NOW)
    assert _alerts(database) == []
    ids = _cut_water(database, 8)
    watch.tick(now=NOW)
    [alert] = _alerts(database)
    assert (alert.details["name"], alert.details["count"]) == ("自来水停水", 8)
    assert sorted(alert.details["tickets"]) == sorted(ids)
    assert alert.details["expected"] < 1
    assert sum(alert.details["curve"]) == 8
    assert alert.details["since"] == (NOW - timedelta(hours=36)).isoformat()


def test_a_hotspot_says_what_its_complaints_share(database: Database) -> None:
    rulebook = _usual_days(database)
    with database.write() as session:
        customer = Customer(name="Lin")
        session.add(customer)
        session.flush()
        orders = [
            CustomerOrder(
                customer_id=customer.id, number=f"A{day}", product="Kettle", place="Fuzhou", ordered_at=NOW - day * DAY
            )
            for day in (20, 23)
        ]
        root = Category(name="Product", path="Product")
        session.add_all([*orders, root])
        session.flush()
        leaf = Category(name="Heat", path="Product / Heat", parent_id=root.id)
        session.add(leaf)
        session.flush()
        rows = [
            _ticket(NOW - timedelta(hours=each + 1), "The lid melts", category_id=leaf.id, order_id=orders[each % 2].id)
            for each in range(8)
        ]
        session.add_all(rows)
    HotspotWatch(database, rulebook).tick(now=NOW)
    [alert] = _alerts(database)
    assert alert.details["name"] == "lid melts"
    assert alert.details["shared"] == {
        "category": "Product / Heat",
        "product": "Kettle",
        "place": "Fuzhou",
        "ordered_from": (NOW - 23 * DAY).date().isoformat(),
        "ordered_until": (NOW - 20 * DAY).date().isoformat(),
        "phrase": "lid melts",
    }
    assert {"category:1", "category:2", "product:Kettle", "place:Fuzhou"} <= set(alert.details["series"])


def test_an_alert_grows_with_new_complaints_and_is_cleared_when_they_cease(database: Database) -> None:
    watch = HotspotWatch(database, _usual_days(database))
    _cut_water(database, 8)
    watch.tick(now=NOW)
    _cut_water(database, 4, now=NOW + timedelta(hours=10))
    watch.tick(now=NOW + timedelta(hours=10))
    [grown] = _alerts(database)
    assert (grown.details["count"], grown.cleared_at) == (12, None)
    # Nothing has come, but time has passed.
    watch.tick(now=NOW + 8 * DAY)
    [over] = _alerts(database)
    assert over.cleared_at == NOW + 8 * DAY


def test_what_a_person_has_resolved_is_not_raised_again_for_the_same_complaints(database: Database) -> None:
    rulebook = _usual_days(database)
    _cut_water(database, 8)
    HotspotWatch(database, rulebook).tick(now=NOW)
    [alert] = _alerts(database)
    with database.write() as session:
        resolve(session, alert.id, person_id=None, now=NOW)
    later = NOW + timedelta(hours=2)
    watch = HotspotWatch(database, rulebook)
    watch.tick(now=later)
    assert len(_alerts(database)) == 1
    _cut_water(database, 9, now=later)
    watch.tick(now=later)
    assert [alert.details["count"] for alert in _alerts(database)] == [8, 9]


def test_new_complaints_join_the_open_incident_where_the_rules_of_the_desk_want_it(database: Database) -> None:
    rulebook = _usual_days(database)
    wanting = read_text(DESK_FILE).replace("join = false", "join = true")
    with database.write() as session:
        publish_desk_rules(session, wanting, now=NOW)
        lead = person(session, Role.TEAM_LEAD).id
    ids = _cut_water(database, 8)
    watch = HotspotWatch(database, rulebook)
    watch.tick(now=NOW)
    with database.write() as session:
        [alert] = session.scalars(select(Alert))
        incident, _ = open_incident(session, "No water", ids, alert_id=alert.id, person_id=lead, now=NOW)
        incident_id = incident.id
    [new] = _cut_water(database, 1, now=NOW + timedelta(hours=1))
    watch.tick(now=NOW + timedelta(hours=1))
    with database.read() as session:
        assert session.get_one(Ticket, new).incident_id == incident_id


def test_only_what_is_new_or_has_changed_is_read_again(database: Database) -> None:
    watch = HotspotWatch(database, _usual_days(database))
    asked = list[None]()

    def goes_on() -> bool:
        asked.append(None)
        return True

    def times() -> int:
        """Say how often it asks whether to go on: once, and once more for each piece that it reads."""
        asked.clear()
        watch.tick(goes_on, now=NOW)
        return len(asked)

    # The first time it also learns the limit of the day.
    assert times() == 1 + 180 // 20 + _DRAWN // 10
    ids = _cut_water(database, 2)
    assert (times(), times()) == (2, 1)
    with database.write() as session:
        session.execute(
            update(Ticket).where(Ticket.id == ids[0]).values(title="x", version=Ticket.version + 1),
            execution_options={"synchronize_session": False},
        )
    assert times() == 2


def test_a_floor_with_hardly_a_past_has_no_hotspots(database: Database) -> None:
    rulebook = open_floor(database)
    _cut_water(database, 9)
    HotspotWatch(database, rulebook).tick(now=NOW)
    assert _alerts(database) == []


def test_the_watch_is_a_duty_that_rests_while_no_time_is_right(database: Database) -> None:
    rulebook = _usual_days(database)
    _cut_water(database, 8)
    scheduler = Scheduler(database, rulebook, [], Settings(), TimeSource(lambda: NOW))
    with database.write() as session:
        place_hold(session, "a jump", now=NOW)
    scheduler.tick_hotspots()
    assert _alerts(database) == []
    with database.write() as session:
        confirm_time(session, "Wang", now=NOW)
    scheduler.tick_hotspots()
    assert len(_alerts(database)) == 1
