"""Fields of days and instants: within reason, shown by the floor's wall clock, given back with its zone."""

from datetime import datetime, tzinfo

from PySide6.QtCore import QDate, QDateTime, Qt
from PySide6.QtWidgets import QDateTimeEdit

_EARLIEST, _LATEST = (1970, 1, 1), (2199, 12, 31)


def within_reason(*fields: QDateTimeEdit) -> None:
    """Let the fields take no day at the edge of all calendars: what is counted from it would lie beyond."""
    for field in fields:
        field.setDateRange(QDate(*_EARLIEST), QDate(*_LATEST))


class InstantField(QDateTimeEdit):
    """Date and time to the minute."""

    def __init__(self, zone: tzinfo) -> None:
        super().__init__()
        self._zone = zone
        self.setCalendarPopup(True)
        self.setDisplayFormat("yyyy-MM-dd HH:mm")
        within_reason(self)

    def put(self, at: datetime) -> None:
        """Show an instant."""
        local = at.astimezone(self._zone)
        self.setDateTime(QDateTime.fromString(f"{local:%Y-%m-%dT%H:%M:00}", Qt.DateFormat.ISODate))

    def instant(self) -> datetime:
        """Return the instant that is shown."""
        shown = self.dateTime().toString("yyyy-MM-ddTHH:mm:00")
        return datetime.fromisoformat(shown).replace(tzinfo=self._zone)
