"""The breach forecast in words: a chance in percent, what makes it so, and how far it can be trusted."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from app.views.i18n import QT_TRANSLATE_NOOP, Sentence, date_and_time, number, percent, time_of_day
from app.views.theme import Mark

if TYPE_CHECKING:
    from app.services.deadlines.breach.forecast import Chances, Reason

# From here on more are late than not.
LIKELY = 0.5
# What a feature is called where there is more of it than usual, and where there is less.
_FEATURES: Mapping[str, tuple[str, str]] = {
    "time_used": (
        QT_TRANSLATE_NOOP("Breach", "much of its time is used"),
        QT_TRANSLATE_NOOP("Breach", "little of its time is used"),
    ),
    "time_left": (
        QT_TRANSLATE_NOOP("Breach", "much time is left"),
        QT_TRANSLATE_NOOP("Breach", "little time is left"),
    ),
    "work_ahead": (
        QT_TRANSLATE_NOOP("Breach", "many in its queue come first"),
        QT_TRANSLATE_NOOP("Breach", "few in its queue come first"),
    ),
    "pressure": (
        QT_TRANSLATE_NOOP("Breach", "its queue cannot keep up"),
        QT_TRANSLATE_NOOP("Breach", "its queue keeps up"),
    ),
    "lately_late": (
        QT_TRANSLATE_NOOP("Breach", "its queue has been late often lately"),
        QT_TRANSLATE_NOOP("Breach", "its queue has seldom been late lately"),
    ),
    "owner_load": (
        QT_TRANSLATE_NOOP("Breach", "its owner carries much"),
        QT_TRANSLATE_NOOP("Breach", "its owner has room"),
    ),
    "no_owner": (
        QT_TRANSLATE_NOOP("Breach", "nobody owns it"),
        QT_TRANSLATE_NOOP("Breach", "somebody owns it"),
    ),
    "people_away": (
        QT_TRANSLATE_NOOP("Breach", "many who serve its queue are away"),
        QT_TRANSLATE_NOOP("Breach", "most who serve its queue are here"),
    ),
    "priority": (
        QT_TRANSLATE_NOOP("Breach", "its priority is high"),
        QT_TRANSLATE_NOOP("Breach", "its priority is low"),
    ),
    "high_risk": (
        QT_TRANSLATE_NOOP("Breach", "it is of high risk"),
        QT_TRANSLATE_NOOP("Breach", "it is of no high risk"),
    ),
    "complex": (
        QT_TRANSLATE_NOOP("Breach", "it is complex"),
        QT_TRANSLATE_NOOP("Breach", "it is not complex"),
    ),
    "live_source": (
        QT_TRANSLATE_NOOP("Breach", "it came by telephone or chat"),
        QT_TRANSLATE_NOOP("Breach", "it came in writing"),
    ),
    "regulator": (
        QT_TRANSLATE_NOOP("Breach", "it came from the regulator"),
        QT_TRANSLATE_NOOP("Breach", "it did not come from the regulator"),
    ),
    "first_response": (
        QT_TRANSLATE_NOOP("Breach", "it is about the first response"),
        QT_TRANSLATE_NOOP("Breach", "it is not about the first response"),
    ),
    "part_of_it": (
        QT_TRANSLATE_NOOP("Breach", "it is about a task, a stage or an approval"),
        QT_TRANSLATE_NOOP("Breach", "it is about the whole complaint"),
    ),
    "hand_overs": (
        QT_TRANSLATE_NOOP("Breach", "it has changed hands"),
        QT_TRANSLATE_NOOP("Breach", "it has not changed hands"),
    ),
    "waiting": (
        QT_TRANSLATE_NOOP("Breach", "it waits for the customer"),
        QT_TRANSLATE_NOOP("Breach", "it does not wait for the customer"),
    ),
    "waited": (
        QT_TRANSLATE_NOOP("Breach", "it has waited long for the customer"),
        QT_TRANSLATE_NOOP("Breach", "it has hardly waited for the customer"),
    ),
    "answered": (
        QT_TRANSLATE_NOOP("Breach", "it has been answered"),
        QT_TRANSLATE_NOOP("Breach", "it has not been answered yet"),
    ),
    "reopened": (
        QT_TRANSLATE_NOOP("Breach", "it was reopened"),
        QT_TRANSLATE_NOOP("Breach", "it was not reopened"),
    ),
}


def in_percent(chance: float) -> str:
    """Write a chance in whole percent; none is nothing, and none is all."""
    return "<1%" if chance < 0.01 else ">99%" if chance > 0.99 else percent(chance, 0)


def sign(chance: float) -> tuple[str, Mark | None]:
    """Return the symbol of a chance, and the colour that says the same: red is for what is late already."""
    return ("▲", Mark.LATE) if chance >= 1 else ("◆", Mark.SOON) if chance >= LIKELY else ("", None)


def late() -> str:
    """Say in one word that a chance is none any more."""
    return str(Sentence("Breach", "late"))


def late_already() -> str:
    """Say that there is nothing to forecast any more."""
    return str(Sentence("Breach", "It is late already."))


def unknown() -> str:
    """Say that there is no chance to show."""
    return str(Sentence("Breach", "Not worked out yet, or nothing of it runs."))


def reason(found: "Reason") -> str:
    """Say one reason."""
    more, less = _FEATURES[found.feature]
    return QCoreApplication.translate("Breach", more if found.more else less)


def passport(chances: "Chances", place: int, zone: tzinfo) -> str:
    """Say the chance of a ticket whole: what makes it higher and lower, from how much history, and as of when."""
    if chances.is_late[place]:
        return late_already()
    lines = [Sentence("Breach", "Chance of being late: {chance}", chance=in_percent(float(chances.chance[place])))]
    reasons = chances.reasons(place)
    if higher := _joined([each for each in reasons if each.raises]):
        lines.append(Sentence("Breach", "Higher, because {reasons}.", reasons=higher))
    if lower := _joined([each for each in reasons if not each.raises]):
        lines.append(Sentence("Breach", "Lower, because {reasons}.", reasons=lower))
    as_of = Sentence("Breach", "As of {time}", time=time_of_day(chances.read_at, zone))
    return "\n".join([*map(str, lines), trust(chances, zone), str(as_of)])


def trust(chances: "Chances", zone: tzinfo) -> str:
    """Say what the chances rest on: so many complaints of history, or the rule of thumb alone."""
    if chances.learned_at is None:
        return str(Sentence("Breach", "By rule of thumb only: there is too little history yet, or it tells no more."))
    when = date_and_time(chances.learned_at, zone)
    return str(
        Sentence("Breach", "Learned from {count} complaints, {when}", count=number(chances.learned_from), when=when)
    )


def _joined(reasons: "Sequence[Reason]") -> str:
    return str(Sentence("Breach", "; ")).join(map(reason, reasons))
