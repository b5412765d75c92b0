"""The customer who complains, as far as the complaint desk needs to know."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Versioned, Words
from app.models.people import Language


class Customer(Versioned, Base):
    """A customer; `external_key` names them in the system they were imported from."""

    __tablename__ = "customer"

    name: Mapped[str] = mapped_column(String(200))
    external_key: Mapped[str | None] = mapped_column(String(200), unique=True)
    level: Mapped[str | None] = mapped_column(String(32))
    telephone: Mapped[str | None] = mapped_column(String(64))
    email: Mapped[str | None] = mapped_column(String(320))
    # What has to be spoken with them; None: whatever the floor speaks.
    language: Mapped[Language | None] = mapped_column(Words(Language))
