"""Every mapped class, so that the migrations and the tests see the whole schema."""

from app.models import customer, escalation, floor, people, sla, ticket
from app.models.base import Base

__all__ = ["Base", "customer", "escalation", "floor", "people", "sla", "ticket"]
