"""A mail as a complaint: from whichever mailbox or file it comes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.models.ticket import Source as Via
from app.services.intake.feeds.item import ForeignFile, Item
from app.services.mail import Mail


def item_of_mail(
    mail: Mail,
    *,
    origin: str,
    key: str,
    received_at: datetime | None,
    automatic_too: bool,
    details: Mapping[str, Any],
) -> Item:
    """Return a mail as a complaint or an answer; what the sender says of the time counts where nobody else says it."""
    return Item(
        origin=origin,
        key=key,
        version=key,
        title=mail.subject or mail.text.partition("\n")[0] or mail.sender,
        text=mail.text,
        received_at=received_at or mail.sent_at,
        source=Via.EMAIL,
        customer=mail.sender_name or mail.sender,
        email=mail.sender,
        files=tuple(
            ForeignFile(key=str(place), name=file.name, content=file.content)
            for place, file in enumerate(mail.attachments)
        ),
        mail=mail,
        automatic_too=automatic_too,
        details=details,
    )
