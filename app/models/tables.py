"""Every mapped class: whoever opens a database has read the whole schema, and foreign keys find their tables."""

from app.models import alert, change, customer, escalation, floor, people, sla, ticket
from app.models.base import Base

__all__ = ["Base", "alert", "change", "customer", "escalation", "floor", "people", "sla", "ticket"]
