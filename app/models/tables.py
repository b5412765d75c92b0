"""Every mapped class: whoever opens a database has read the whole schema, and foreign keys find their tables."""

from app.models import (
    activation,
    alert,
    approval,
    change,
    channel,
    customer,
    escalation,
    feed,
    floor,
    forecast,
    people,
    roster,
    rule_change,
    sla,
    stage,
    ticket,
)
from app.models.base import Base

__all__ = [
    "Base",
    "activation",
    "alert",
    "approval",
    "change",
    "channel",
    "customer",
    "escalation",
    "feed",
    "floor",
    "forecast",
    "people",
    "roster",
    "rule_change",
    "sla",
    "stage",
    "ticket",
]
