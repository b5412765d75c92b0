"""Says in words what an alert is about, and how it was answered."""

from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo
from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from app.models.alert import AlertKind
from app.services.alerts import AlertRow
from app.services.floor.surge_causes import Shares
from app.views.arrivals.surge_words import causes, signed_percent, surge_in_words
from app.views.i18n import Sentence, duration, listed, number, time_of_day
from app.views.theme import Mark
from app.views.watch_words import remedy, silence

SYMBOLS = {
    AlertKind.SURGE: "surge",
    AlertKind.LOAD: "agents",
    AlertKind.DEADLINE: "clock",
    AlertKind.STANDBY: "raise",
    AlertKind.WATCH: "alert",
    AlertKind.HOTSPOT: "hotspot",
    AlertKind.PROMISE: "person",
}
_TITLES = {
    AlertKind.SURGE: str(QT_TRANSLATE_NOOP("Alert", "Surge")),
    AlertKind.LOAD: str(QT_TRANSLATE_NOOP("Alert", "Too much work")),
    AlertKind.DEADLINE: str(QT_TRANSLATE_NOOP("Alert", "Deadlines passed")),
    AlertKind.STANDBY: str(QT_TRANSLATE_NOOP("Alert", "Standby proposed")),
    AlertKind.WATCH: str(QT_TRANSLATE_NOOP("Alert", "Background work silent")),
    AlertKind.HOTSPOT: str(QT_TRANSLATE_NOOP("Alert", "Hotspot")),
    AlertKind.PROMISE: str(QT_TRANSLATE_NOOP("Alert", "Promise not kept")),
}
# More people than these are counted, not named.
_NAMED = 3
BETWEEN = " · "


def title(kind: AlertKind) -> str:
    """Return the kind of an alert in words."""
    return QCoreApplication.translate("Alert", _TITLES[kind])


def what_happened(alert: AlertRow, zone: tzinfo, now: datetime) -> str:
    """Return what an alert tells, in words and numbers."""
    details = alert.details
    match alert.kind:
        case AlertKind.SURGE:
            return _surge(details, zone)
        case AlertKind.DEADLINE:
            return _deadlines(details, zone)
        case AlertKind.LOAD:
            return _people(details, now)
        case AlertKind.STANDBY:
            return _standby(details, zone)
        case AlertKind.WATCH:
            return f"{silence(alert.subject, details, zone)} {remedy(alert.subject)}"
        case AlertKind.HOTSPOT:
            return _hotspot(details)
        case AlertKind.PROMISE:
            return _promises(details, zone, now)


def how_it_stands(alert: AlertRow, zone: tzinfo) -> str:
    """Return who gave which answer, and whether the cause is gone."""
    said = []
    if alert.acted_at:
        who = _by(alert.acted_by, alert.acted_at, zone)
        said.append(Sentence("Alert", "{person}, {time}: {action}", action=alert.action, **who))
    elif alert.acknowledged_at:
        who = _by(alert.acknowledged_by, alert.acknowledged_at, zone)
        said.append(Sentence("Alert", "Acknowledged by {person} at {time}", **who))
    if alert.resolved_at:
        said.append(
            Sentence("Alert", "Resolved by {person} at {time}", **_by(alert.resolved_by, alert.resolved_at, zone))
        )
    elif alert.cleared_at:
        time = time_of_day(alert.cleared_at, zone)
        carried = Sentence("Alert", "Told by the alert of the whole floor since {time}", time=time)
        said.append(
            carried if alert.details.get("carried") else Sentence("Alert", "Cause gone since {time}", time=time)
        )
    return BETWEEN.join(map(str, said or [Sentence("Alert", "Waits for an answer")]))


def age(alert: AlertRow, now: datetime) -> str:
    """Return for how long there has been an alert, in whole minutes."""
    span = max(now - alert.raised_at, timedelta())
    minutes = number(span // timedelta(minutes=1))
    said = str(Sentence("Alert", "{minutes} min", minutes=minutes)) if span < timedelta(hours=1) else duration(span)
    return str(Sentence("Alert", "{span} ago", span=said))


def mark_of(alert: AlertRow) -> Mark:
    """Return how pressing an alert is: nobody has seen it, somebody has, or its cause is gone."""
    if alert.resolved_at or alert.cleared_at:
        return Mark.QUIET
    return Mark.SOON if alert.acknowledged_at else Mark.LATE


def _surge(details: Mapping[str, Any], zone: tzinfo) -> str:
    since = datetime.fromisoformat(details["since"])
    said = surge_in_words(details["count"], details["expected"], details["minutes"], since, zone)
    if queue := details.get("queue"):
        said = str(Sentence("Alert", "{queue}: {what}", queue=queue, what=said))
    parts = [said]
    if shares := details.get("shares"):
        parts.append(causes(Shares(**shares)))
    if queues := details.get("queues"):
        names = [f"{each['name']} {signed_percent(each['growth'])}" for each in queues if each["growth"] is not None]
        parts.append(str(Sentence("Alert", "Most of it: {queues}.", queues=_some(names))) if names else "")
    return " ".join(filter(None, parts))


def _deadlines(details: Mapping[str, Any], zone: tzinfo) -> str:
    values = {"number": details["number"], "time": time_of_day(datetime.fromisoformat(details["due"]), zone)}
    if details["count"] == 1:
        return str(Sentence("Alert", "{number} passed its deadline at {time}.", **values))
    words = "{count} complaints passed a deadline in the last hour, first {number} at {time}."
    return str(Sentence("Alert", words, count=number(details["count"]), **values))


def _standby(details: Mapping[str, Any], zone: tzinfo) -> str:
    values = {"number": details["number"], "time": time_of_day(datetime.fromisoformat(details["due"]), zone)}
    if details["count"] == 1:
        return str(Sentence("Alert", "{number}, due {time}, needs more hands: call the standby.", **values))
    words = "{count} complaints need more hands: call the standby. First {number}, due {time}."
    return str(Sentence("Alert", words, count=number(details["count"]), **values))


def _promises(details: Mapping[str, Any], zone: tzinfo, now: datetime) -> str:
    due = datetime.fromisoformat(details["due"])
    values = {
        "what": BETWEEN.join(filter(None, (details["number"], details["person"]))) or "–",
        "span": duration(max(now - due, timedelta())),
    }
    if details["count"] == 1:
        return str(Sentence("Alert", "A promise to a customer is {span} late ({what}).", **values))
    words = "{count} promises to customers are late, the first by {span} ({what})."
    return str(Sentence("Alert", words, count=number(details["count"]), **values))


def _hotspot(details: Mapping[str, Any]) -> str:
    values = {"name": details["name"], "count": number(details["count"]), "days": number(details["days"])}
    words = "{name}: {count} complaints in {days} days; about {expected} are usual."
    return str(Sentence("Alert", words, expected=f"{details['expected']:.1f}", **values))


def _people(details: Mapping[str, Any], now: datetime) -> str:
    over = [f"{each['name']} {each['open']:g}/{each['capacity']}" for each in details["people"][: details["over"]]]
    tired = [
        f"{each['name']} {duration(max(now - datetime.fromisoformat(each['since']), timedelta()))}"
        for each in details["people"]
        if each["since"]
    ]
    said = []
    if over:
        words = Sentence("Alert", "Over capacity ({count}): {names}", count=number(details["over"]), names=_some(over))
        said.append(str(words))
    if tired:
        words = Sentence(
            "Alert", "No rest for long ({count}): {names}", count=number(details["rest"]), names=_some(tired)
        )
        said.append(str(words))
    return BETWEEN.join(said)


def _some(names: list[str]) -> str:
    return listed(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")


def _by(person: str | None, at: datetime, zone: tzinfo) -> dict[str, str]:
    return {"person": person or str(Sentence("Alert", "somebody")), "time": time_of_day(at, zone)}
