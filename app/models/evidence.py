"""Evidence (证据): files that came with a complaint or a message, kept in the database."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class FileContent(Base):
    """The bytes of a file, once, however often they were attached; `digest` is their SHA-256 in hexadecimal."""

    __tablename__ = "file_content"

    digest: Mapped[str] = mapped_column(String(64), unique=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Attachment(Base):
    """A file (附件) on a complaint; removed ones stay on record, and lose their content when nobody else has it.

    `media_type` is what its first bytes say, not its name; `size` is in bytes.
    """

    __tablename__ = "attachment"

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"), index=True)
    file_content_id: Mapped[int | None] = mapped_column(ForeignKey("file_content.id"), index=True)
    name: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    added_at: Mapped[datetime]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    removed_at: Mapped[datetime | None]
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
