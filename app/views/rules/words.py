"""The words for rules: what they are called, whom a target is for, what a change of rules does and leaves."""

from collections.abc import Iterator, Mapping

from PySide6.QtCore import QT_TRANSLATE_NOOP

from app.models.counting import Counting, Due, Starts
from app.models.promise import TargetRule
from app.models.rule_change import RuleKind
from app.services.deadlines.impact import Figures
from app.services.deadlines.rule_undoing import Touched, Undoing
from app.views import ticket_words
from app.views.i18n import Sentence, language_of_now, number

KINDS: Mapping[RuleKind, Sentence] = {
    RuleKind.POLICY: Sentence("Rules", "Policies"),
    RuleKind.CALENDAR: Sentence("Rules", "Calendars"),
}
TOUCHED: Mapping[Touched, Sentence] = {
    Touched.STOPPED: Sentence("Rules", "has ended since"),
    Touched.PAUSED: Sentence("Rules", "has waited since"),
    Touched.EXTENDED: Sentence("Rules", "was extended since"),
    Touched.MOVED_AGAIN: Sentence("Rules", "was moved by later rules"),
}


def called(name: Mapping[str, str], code: str) -> str:
    """Return a name in the language of now; the code where nobody has named it."""
    return name.get(language_of_now()) or name.get("en", code)


def meant_for(rule: TargetRule) -> str:
    """Say which complaints a target is for."""
    return " · ".join(_conditions(rule)) or str(Sentence("Rules", "all"))


def counted(rule: TargetRule) -> str:
    """Say how much time a target gives, and how it is counted."""
    return " · ".join((ticket_words.time(rule.amount, rule.measure), *_counting(Counting.parse(rule.counting))))


def figures_in_words(found: Figures) -> str:
    """Say what new rules do, in figures."""
    if not found.tickets and not found.steps:
        return str(Sentence("Rules", "No deadline of an open complaint moves."))
    moves = _many(
        found.tickets,
        str(QT_TRANSLATE_NOOP("Rules", "1 open complaint moves")),
        str(QT_TRANSLATE_NOOP("Rules", "{count} open complaints move")),
    )
    late = _many(
        found.become_late,
        str(QT_TRANSLATE_NOOP("Rules", "1 becomes late")),
        str(QT_TRANSLATE_NOOP("Rules", "{count} become late")),
    )
    fine = _many(
        found.no_longer_late,
        str(QT_TRANSLATE_NOOP("Rules", "1 no longer is")),
        str(QT_TRANSLATE_NOOP("Rules", "{count} no longer are")),
    )
    said = str(Sentence("Rules", "{moves}, {late}, {fine}.", moves=moves, late=late, fine=fine))
    return " ".join(filter(None, (said, *_besides(found))))


def undoing_in_words(found: Undoing) -> str:
    """Say what undoing a change of rules gives back, and how many it leaves."""
    said = _many(
        found.back,
        str(QT_TRANSLATE_NOOP("Rules", "1 deadline goes back")),
        str(QT_TRANSLATE_NOOP("Rules", "{count} deadlines go back")),
    )
    stay = _many(
        len(found.kept), str(QT_TRANSLATE_NOOP("Rules", "1 stays")), str(QT_TRANSLATE_NOOP("Rules", "{count} stay"))
    )
    return str(Sentence("Rules", "{back}, {stay}.", back=said, stay=stay))


def _besides(found: Figures) -> Iterator[str]:
    if found.steps:
        yield _many(
            found.steps,
            str(QT_TRANSLATE_NOOP("Rules", "1 step falls due at once.")),
            str(QT_TRANSLATE_NOOP("Rules", "{count} steps fall due at once.")),
        )
    if found.unpromised:
        yield _many(
            found.unpromised,
            str(QT_TRANSLATE_NOOP("Rules", "1 deadline stays: it is no longer promised.")),
            str(QT_TRANSLATE_NOOP("Rules", "{count} deadlines stay: they are no longer promised.")),
        )
    if found.recorded:
        yield _many(
            found.recorded,
            str(QT_TRANSLATE_NOOP("Rules", "1 deadline stays: another system set it.")),
            str(QT_TRANSLATE_NOOP("Rules", "{count} deadlines stay: another system set them.")),
        )


def _many(count: int, one: str, many: str) -> str:
    return str(Sentence("Rules", one if count == 1 else many, count=number(count)))


def _conditions(rule: TargetRule) -> Iterator[str]:
    if rule.high_risk is not None:
        yield str(Sentence("Rules", "high risk") if rule.high_risk else Sentence("Rules", "not high risk"))
    for words in (
        [ticket_words.source(each) for each in sorted(rule.sources)],
        [str(ticket_words.COMPLEXITIES[each]) for each in sorted(rule.complexities)],
        [ticket_words.priority(each) for each in sorted(rule.priorities)],
        sorted(rule.levels),
        sorted(rule.departments),
    ):
        if words:
            yield "/".join(words)


def _counting(counting: Counting) -> Iterator[str]:
    if counting.starts is Starts.NEXT_DAY:
        yield str(Sentence("Rules", "from the next day on"))
    if counting.cut_off is not None:
        wall = f"{counting.cut_off // 60:02}:{counting.cut_off % 60:02}"
        yield str(Sentence("Rules", "after {time} it counts as tomorrow's", time=wall))
    if counting.due is Due.END_OF_DAY:
        yield str(Sentence("Rules", "to the end of the day"))
    if counting.roll_forward:
        yield str(Sentence("Rules", "never on a closed day"))
