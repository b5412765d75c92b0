"""Which open tickets are behind a figure of the floor and behind an alert."""

from app.models.alert import AlertKind
from app.services.floor.alerts import AlertRow
from app.views.table_worklist import Urgency, WorklistFilter

_OF_KPI = {
    "open": WorklistFilter(),
    "due_soon": WorklistFilter(urgencies=frozenset({Urgency.SOON})),
    "late": WorklistFilter(urgencies=frozenset({Urgency.LATE})),
    # What was missed and is still open: that can be mended.
    "sla_today": WorklistFilter(urgencies=frozenset({Urgency.LATE})),
}


def filter_of(kpi: str) -> WorklistFilter | None:
    """Return the tickets behind a field of `Kpis`; None where it is about agents, arrivals or what is over."""
    return _OF_KPI.get(kpi)


def filter_of_alert(alert: AlertRow) -> WorklistFilter:
    """Return the tickets that an alert is about: those that are late, those of the people it names, or all."""
    match alert.kind:
        case AlertKind.DEADLINE:
            return _OF_KPI["late"]
        case AlertKind.LOAD:
            return WorklistFilter(owners=frozenset(int(each["id"]) for each in alert.details["people"]))
        case AlertKind.SURGE:
            return WorklistFilter()
