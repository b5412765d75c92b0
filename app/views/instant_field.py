"""A field for an instant of the floor: shown by the floor's wall clock, given back with its zone."""

from datetime import datetime, tzinfo

from PySide6.QtCore import QDateTime, Qt
from PySide6.QtWidgets import QDateTimeEdit


class InstantField(QDateTimeEdit):
    """Date and time to the minute."""

    def __init__(self, zone: tzinfo) -> None:
        super().__init__()
        self._zone = zone
        self.setCalendarPopup(True)
        self.setDisplayFormat("yyyy-MM-dd HH:mm")

    def put(self, at: datetime) -> None:
        """Show an instant."""
        local = at.astimezone(self._zone)
        self.setDateTime(QDateTime.fromString(f"{local:%Y-%m-%dT%H:%M:00}", Qt.DateFormat.ISODate))

    def instant(self) -> datetime:
        """Return the instant that is shown."""
        shown = self.dateTime().toString("yyyy-MM-ddTHH:mm:00")
        return datetime.fromisoformat(shown).replace(tzinfo=self._zone)
