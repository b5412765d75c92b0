"""What was learned from the floor's own history."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped

from app.models.base import Base


class BreachModel(Base):
    """One training of the breach forecast (超时预测): from how many complaints, its parameters and how good it was."""

    __tablename__ = "breach_model"

    fitted_at: Mapped[datetime]
    tickets: Mapped[int]
    parameters: Mapped[dict[str, Any]]
    accuracy: Mapped[dict[str, Any]]
