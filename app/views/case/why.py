"""Why a deadline lies where it does, in words: its rule, what moved it, and each stretch of its time."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

from app.models.counting import Counting, Due, Starts
from app.models.explanation import Nature, Segment
from app.models.promise import TargetRule
from app.models.sla import LIVE, Measure
from app.services.deadlines.explain import Explanation, RaisedStep
from app.services.deadlines.record import Happening
from app.views import ticket_words as words
from app.views.case.event_words import KINDS
from app.views.i18n import Sentence, duration, language_of_now
from app.views.seat import ROLES
from app.views.ticket_words import Place

_NOTHING, _DAY = timedelta(), timedelta(days=1)
# Of a ladder that was climbed more often than this, the first and the last steps are told.
_LONG_LADDER, _LADDER_ENDS = 12, 5


def why(clock: Explanation, place: Place) -> Iterator[str]:
    """Yield the lines that say why a deadline lies where it does."""
    yield words.named(words.target(clock), words.amount(clock))
    yield from counting_words(clock)
    if clock.record.rule and (conditions := _conditions(clock.record.rule)):
        yield str(Sentence("Why", "The rule is for: {conditions}", conditions=conditions))
    if clock.provenance:
        # What an import has written is English.
        columns = clock.provenance.removeprefix("imported from ")
        yield str(Sentence("Case", "The due time was recorded elsewhere: {provenance}.", provenance=columns))
    yield str(
        Sentence(
            "Case",
            "Policy: {name} ({code}, version {version})",
            name=clock.policy.get(language_of_now()) or clock.policy.get("en", clock.policy_code),
            code=clock.policy_code,
            version=clock.policy_version,
        )
    )
    yield str(
        Sentence(
            "Case",
            "Calendar: {code}, version {version}, {zone}",
            code=clock.calendar,
            version=clock.calendar_version,
            zone=clock.zone,
        )
    )
    if not clock.confirmed:
        yield str(Sentence("Case", "The holidays of the year of the due time are not confirmed yet."))
    yield str(Sentence("Case", "Began: {at}", at=happened(clock.started_at, clock.record.began, place)))
    if clock.days:
        yield str(Sentence("Case", "Days that count: {days}", days=words.listed(map(place.day, clock.days))))
    yield from _extensions(clock, place)
    yield from _moves(clock, place)
    yield from _due(clock, place)
    yield ""
    for segment in clock.segments:
        yield segment_in_words(segment, clock, place)
    yield ""
    yield from _sums(clock)
    yield from _ladder(clock, place)


def counting_words(clock: Explanation) -> Iterator[str]:
    """Yield the words of the rule beside the amount."""
    counting = Counting.parse(clock.record.counting)
    working = clock.measure in (Measure.OPENING_HOURS, Measure.WORKING_DAYS)
    if counting.starts is Starts.NEXT_DAY:
        yield str(
            Sentence("Why", "Counted from the next working day.")
            if working
            else Sentence("Why", "Counted from the next day.")
        )
    if counting.cut_off is not None:
        wall_time = f"{counting.cut_off // 60:02}:{counting.cut_off % 60:02}"
        yield str(
            Sentence("Why", "What comes after {time} counts as received on the next working day.", time=wall_time)
            if working
            else Sentence("Why", "What comes after {time} counts as received on the next day.", time=wall_time)
        )
    if counting.due is Due.END_OF_DAY:
        yield str(Sentence("Why", "Due at the end of the last day."))
    if counting.roll_forward:
        yield str(Sentence("Why", "What would be due on a closed day is due on the next working day."))


def _conditions(rule: TargetRule) -> str:
    """Say for which complaints the rule is meant that gave the amount."""
    said = [words.source(each) for each in sorted(rule.sources)]
    said += [str(words.COMPLEXITIES[each]) for each in sorted(rule.complexities)]
    said += [words.priority(each) for each in sorted(rule.priorities)]
    said += sorted(rule.levels | rule.departments)
    said += [str(Sentence("Why", "high risk"))] if rule.high_risk else []
    said += [str(ROLES[rule.role])] if rule.role else []
    return words.listed(said)


def happened(at: datetime, what: Happening | None, place: Place) -> str:
    """Write an instant, and what happened then."""
    if what is None:
        return place.instant(at)
    kind = str(KINDS[what.kind][0]) if what.kind in KINDS else what.kind
    return f"{place.instant(at)} · {kind}{words.aside(what.person)}"


def _extensions(clock: Explanation, place: Place) -> Iterator[str]:
    for each in clock.record.extensions:
        amount = words.time(each.amount, clock.measure)
        given = {"amount": amount, "person": each.granted_by or "–", "reason": each.reason}
        yield str(
            Sentence(
                "Why",
                "Extended to {amount} in all, in force since {at}; granted by {person}: {reason}",
                at=place.instant(each.in_force_at),
                **given,
            )
            if each.in_force_at
            else Sentence(
                "Why",
                "Extended to {amount} in all, as soon as the customer has been told; granted by {person}: {reason}",
                **given,
            )
        )


def _moves(clock: Explanation, place: Place) -> Iterator[str]:
    for each in clock.record.moves:
        yield str(
            Sentence(
                "Why",
                "New rules of {at} moved it from {before} to {after}; by {person}: {reason}",
                at=place.instant(each.at),
                before=place.instant(each.due_before),
                after=place.instant(each.due_after),
                person=each.person or "–",
                reason=each.reason,
            )
        )
        if each.undone_at:
            at, person = place.instant(each.undone_at), each.undone_by or "–"
            yield str(Sentence("Why", "That was taken back on {at} by {person}.", at=at, person=person))


def _due(clock: Explanation, place: Place) -> Iterator[str]:
    if clock.due_at != clock.undisturbed:
        yield str(Sentence("Case", "Due without pauses: {at}", at=place.instant(clock.undisturbed)))
    yield str(Sentence("Case", "Due: {at}", at=place.instant(clock.due_at)))
    if clock.expected_due_at != clock.due_at and clock.state in LIVE:
        yield str(Sentence("Case", "Due if the pause ended now: {at}", at=place.instant(clock.expected_due_at)))
    if clock.stopped_at:
        yield str(Sentence("Case", "Stopped: {at}", at=happened(clock.stopped_at, clock.record.ended, place)))
        symbol, said, _ = words.standing(clock, place.now)
        yield f"{symbol} {said}"


def closed_days(days: Sequence[date], clock: Explanation, place: Place) -> str:
    """Say which days were closed, and what for: those that follow each other by one name together."""
    called = [_name_of(day, clock) for day in days]
    begins = [0] + [
        after
        for after in range(1, len(days))
        if days[after] - days[after - 1] != _DAY or called[after] != called[after - 1]
    ]
    said = []
    for first, next_ in pairwise([*begins, len(days)]):
        dates = place.day(days[first])
        if next_ - first > 1:
            dates += f" – {place.day(days[next_ - 1])}"
        said.append(f"{dates} {called[first]}".rstrip())
    return words.listed(said)


def _name_of(day: date, clock: Explanation) -> str:
    """Return what a closed day is called, in the language or, where it has no name there, in English."""
    names = clock.record.names.get(day.isoformat(), {})
    return names.get(language_of_now()) or names.get("en", "")


def segment_in_words(segment: Segment, clock: Explanation, place: Place) -> str:
    """Say what one stretch of a clock's time was."""
    said = str(words.NATURES[segment.nature])
    if segment.closure:
        said = str(words.CLOSURES[segment.closure])
    if segment.pause:
        said = words.named(said, words.reason(segment.pause.reason))
        said += words.aside(segment.pause.person)
    elif segment.folded:
        said = str(Sentence("Case", "{nature}, with nights and days off in between", nature=said))
    if segment.closed_on:
        said += words.aside(closed_days(segment.closed_on, clock, place))
    if segment.counted:
        said = f"{said} {words.span_in_words(segment.counted)}"
    elif segment.nature in (Nature.PAUSED, Nature.LATE):
        said = words.joined(said, duration(segment.until - segment.since))
    return f"{place.stretch(segment.since, segment.until)}  {said}"


def _sums(clock: Explanation) -> Iterator[str]:
    for nature in Nature:
        of_nature = [each for each in clock.segments if each.nature is nature]
        counts = nature in (Nature.COUNTED, Nature.LEFT)
        spans = (each.counted if counts else each.until - each.since for each in of_nature)
        if nature is not Nature.CLOSED and (whole := sum(spans, _NOTHING)):
            yield words.named(str(words.NATURES[nature]).capitalize(), words.span_in_words(whole))


def _ladder(clock: Explanation, place: Place) -> Iterator[str]:
    if clock.raised:
        yield ""
        yield str(Sentence("Case", "Raised:"))
    many = len(clock.raised) > _LONG_LADDER
    for raised in clock.raised[:_LADDER_ENDS] if many else clock.raised:
        yield _raised(raised, place)
    if many:
        yield str(Sentence("Case", "… and {count} more in between", count=len(clock.raised) - 2 * _LADDER_ENDS))
        for raised in clock.raised[-_LADDER_ENDS:]:
            yield _raised(raised, place)
    if clock.coming:
        yield ""
        yield str(Sentence("Case", "To come:"))
    for coming in clock.coming:
        yield words.coming_in_words(coming, place)
    if clock.state in LIVE and not clock.armed:
        yield str(Sentence("Case", "It escalates nothing: its import has not been armed."))
    if clock.quarantined:
        yield str(Sentence("Case", "It was set aside, because it failed: {reason}", reason=clock.quarantined))


def _raised(raised: RaisedStep, place: Place) -> str:
    step = words.step_in_words(raised.step, raised.occurrence, raised.key)
    return words.named(place.instant(raised.raised_at), f"{step} → {words.told(raised)}")
