"""Open complaints (在办投诉) by owner: the example of a report in the README."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.people import Language, Person
from app.models.ticket import Status, Ticket
from app.services.bilingual import Bilingual
from app.services.reporting.base import Period, Report, heading_lines
from app.services.reporting.sheets import Chart, Column, Kind, Series, Sheet

COLUMNS = (
    Column("owner", Bilingual("负责人", "Owner"), width=30),
    Column("open", Bilingual("在办", "Open"), Kind.INTEGER),
)


class BacklogReport(Report):
    """Who has how much on the desk, of what was received in a period."""

    name = "backlog"
    title = Bilingual("在办投诉", "Open complaints")

    def sheets(self, session: Session, period: Period, language: Language, *, now: datetime) -> Sequence[Sheet]:
        """Return one tab with a bar for each owner."""
        counted = (
            select(func.coalesce(Person.name, "-"), func.count())
            .select_from(Ticket)
            .outerjoin(Person, Person.id == Ticket.owner_id)
            .where(Ticket.status.in_((Status.OPEN, Status.WAITING)))
            .where(Ticket.received_at >= period.start_at, Ticket.received_at < period.end_at)
            .group_by(Person.name)
            .order_by(Person.name)
        )
        rows = [tuple(row) for row in session.execute(counted)]
        bars = Chart("bars", self.title, "owner", (Series("open", "2F6F8F"),))
        lines = heading_lines(period, now)
        return [Sheet(self.title, "Backlog", COLUMNS, rows, title=self.title, lines=lines, charts=(bars,))]
