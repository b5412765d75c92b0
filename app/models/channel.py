"""Where messages go beside a person's own e-mail: group robots and webhooks, whose addresses are secrets."""

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Versioned, Words
from app.models.people import Language, Role


class ChannelAddress(Versioned, Base):
    """One address on a channel (通知渠道): of a person, or of everybody with a role, in one team or on the whole floor.

    `secret` is the address, encrypted; `label` is what people call it; `language` is that of a group's messages.
    """

    __tablename__ = "channel_address"

    channel: Mapped[str] = mapped_column(String(32))
    label: Mapped[str] = mapped_column(String(200))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    role: Mapped[Role | None] = mapped_column(Words(Role))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    language: Mapped[Language] = mapped_column(Words(Language), default=Language.CHINESE, server_default="zh")
    active: Mapped[bool] = mapped_column(default=True, server_default="1")
