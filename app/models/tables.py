"""Every mapped class: whoever opens a database has read the whole schema, and foreign keys find their tables."""

from app.models import (
    alert,
    approval,
    change,
    channel,
    customer,
    escalation,
    floor,
    forecast,
    people,
    rule_change,
    sla,
    stage,
    ticket,
)
from app.models.base import Base

__all__ = [
    "Base",
    "alert",
    "approval",
    "change",
    "channel",
    "customer",
    "escalation",
    "floor",
    "forecast",
    "people",
    "rule_change",
    "sla",
    "stage",
    "ticket",
]
