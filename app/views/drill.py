"""Where a figure of the floor and an alert lead to: to the open tickets behind them, or to the pane that says more."""

from app.models.alert import AlertKind
from app.services.alerts import AlertRow
from app.views.pane import Requests
from app.views.queue.filter import Urgency, WorklistFilter

_OF_KPI = {
    "open": WorklistFilter(),
    "due_soon": WorklistFilter(urgencies=frozenset({Urgency.SOON})),
    "late": WorklistFilter(urgencies=frozenset({Urgency.LATE})),
    # What was missed and is still open: that can be mended.
    "sla_today": WorklistFilter(urgencies=frozenset({Urgency.LATE})),
}


_PANE_OF_KPI = {"agents_on": "LoadPane", "surge": "ArrivalsPane"}


def look_into(requests: Requests, kpi: str) -> None:
    """Show what is behind a field of `Kpis`; a first response that is over leads to all that is open."""
    if kpi in _PANE_OF_KPI:
        requests.pane.emit(_PANE_OF_KPI[kpi])
    else:
        requests.worklist.emit(_OF_KPI.get(kpi))


def filter_of_alert(alert: AlertRow) -> WorklistFilter:
    """Return the tickets that an alert is about: late, soon late, of the people or of the queue it names, or all."""
    match alert.kind:
        case AlertKind.DEADLINE:
            return _OF_KPI["late"]
        case AlertKind.STANDBY:
            return WorklistFilter(urgencies=frozenset({Urgency.LATE, Urgency.SOON}))
        case AlertKind.LOAD:
            return WorklistFilter(owners=frozenset(int(each["id"]) for each in alert.details["people"]))
        case AlertKind.SURGE:
            return WorklistFilter(queues=frozenset(filter(None, [alert.details.get("queue")])))
        case AlertKind.WATCH | AlertKind.HOTSPOT | AlertKind.PROMISE:
            return WorklistFilter()


def look_into_alert(requests: Requests, alert: AlertRow) -> None:
    """Show the tickets that an alert is about, and of a surge the arrivals of its queue or of the floor, too.

    A hotspot has a pane that lists its own; of promises the case of the first one is shown.
    """
    if alert.kind is AlertKind.HOTSPOT:
        requests.hotspot.emit(alert.id)
        return
    if alert.kind is AlertKind.PROMISE and alert.details["ticket_id"]:
        requests.case.emit(alert.details["ticket_id"])
        return
    if alert.kind is AlertKind.SURGE:
        requests.arrivals.emit(int(alert.subject) if alert.subject else None)
    requests.worklist.emit(filter_of_alert(alert))
