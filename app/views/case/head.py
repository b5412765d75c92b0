"""What the head of a case says of it, and the outline that stands there as long as it is being read."""

from datetime import tzinfo
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QWidget

from app.models.ticket import Status
from app.services.handling.case import Case
from app.views import breach_words
from app.views import ticket_words as words
from app.views.i18n import Sentence
from app.views.theme import GAP, PAD, ROOM

if TYPE_CHECKING:
    from app.services.deadlines.breach.forecast import Chances

FACTS = ("status", "chance", "priority", "stage", "owner", "risk")
OPEN = (Status.OPEN, Status.WAITING)
_SYMBOLS = {Status.OPEN: "○", Status.WAITING: "‖", Status.RESOLVED: "✓", Status.CLOSED: "✓"}


def facts(case: Case, chances: "Chances | None") -> dict[str, str]:
    """Say what is first to be known of a case, by `FACTS`; what has nothing to say is empty."""
    owner = case.owner or Sentence("CasePane", "nobody")
    return {
        "status": f"{_SYMBOLS.get(case.status, '–')} {words.status(case)}",
        "chance": _chance(case, chances),
        "priority": str(Sentence("CasePane", "Priority: {priority}", priority=words.priority(case.priority))),
        "stage": str(Sentence("CasePane", "Stage: {stage}", stage=words.stage(case.stage))),
        "owner": str(Sentence("CasePane", "Owner: {owner}", owner=owner)),
        "risk": f"⚑ {Sentence('CasePane', 'High risk')}" if case.high_risk else "",
    }


def passport(case: Case, chances: "Chances | None", zone: tzinfo) -> str:
    """Say what makes it so likely that the case will be late; nothing where it is late already, or done."""
    place = _place(case, chances)
    return breach_words.passport(chances, place, zone) if chances and place is not None else ""


def _chance(case: Case, chances: "Chances | None") -> str:
    place = _place(case, chances)
    if chances is None or place is None:
        return ""
    likely = float(chances.chance[place])
    said = Sentence("CasePane", "Late chance: {chance}", chance=breach_words.in_percent(likely))
    if reasons := chances.reasons(place):
        strongest = breach_words.reason(reasons[0])
        said = Sentence("CasePane", "Late chance: {chance} ({reason})", reason=strongest, **said.values)
    return f"{breach_words.sign(likely)[0]} {said}".lstrip()


def _place(case: Case, chances: "Chances | None") -> int | None:
    """Return where its chance of being late stands, if it can still be."""
    place = chances.place(case.id) if chances and case.status in OPEN else None
    return None if chances is None or place is None or chances.is_late[place] else place


class Skeleton(QWidget):
    """The outline of a case, as long as it is being read."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw three columns of quiet lines."""
        painter = QPainter(self)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().color(QPalette.ColorRole.Midlight))
        width, height = self.width() / 3, self.fontMetrics().height()
        for column in range(3):
            for line in range(6):
                wide = (width - 2 * ROOM) * (0.5 if line % 3 == 2 else 1)
                top = PAD + line * (height + PAD)
                painter.drawRoundedRect(QRectF(PAD + column * width, top, wide, height), GAP, GAP)
