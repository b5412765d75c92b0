"""The texts about a deadline that leave the house: short for the customer, whole for an auditor."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from app.models.escalation import Outcome
from app.models.explanation import Segment
from app.models.sla import LIVE, ClockState
from app.services.deadlines.explain import Explanation, MessageRow
from app.services.deadlines.outbox import INBOX
from app.services.deadlines.record import VersionRow
from app.views import ticket_words as words
from app.views.case.why import closed_days, counting_words, happened, why
from app.views.delivery_columns import channel_word, delivery_word
from app.views.i18n import Sentence, duration
from app.views.ticket_words import Place

_OUTCOMES: Mapping[Outcome, Sentence] = {
    Outcome.NOTIFIED: Sentence("Why", "people were told"),
    Outcome.SUPERSEDED: Sentence("Why", "a higher step spoke for it"),
    Outcome.PASSED: Sentence("Why", "over before the import was armed: silent"),
}


# Of more pauses than these the customer reads how many and how long.
_MANY = 5


class ExactPlace(Place):
    """Writes instants to the second with their distance from UTC, as whoever checks them needs it."""

    def day(self, day: date) -> str:
        """Write a date."""
        return day.isoformat()

    def instant(self, at: datetime) -> str:
        """Write an instant."""
        return f"{at.astimezone(self.zone):%Y-%m-%d %H:%M:%S %z}"

    def stretch(self, since: datetime, until: datetime) -> str:
        """Write from when to when."""
        return f"{self.instant(since)} – {self.instant(until)}"


def for_customer(clock: Explanation, place: Place) -> str:
    """Say it in few lines, without names of staff."""
    return "\n".join(_for_customer(clock, place))


def for_audit(clock: Explanation, place: Place) -> str:
    """Say all of it, with the versions, the lines of the ledgers and whether they give the due time that is kept."""
    return "\n".join(_for_audit(clock, ExactPlace(place.now, place.zone)))


def _for_customer(clock: Explanation, place: Place) -> Iterator[str]:
    yield words.named(clock.record.number, words.target(clock))
    yield str(Sentence("Why", "The time counts from: {at}", at=place.instant(clock.started_at)))
    if clock.amount is not None:
        held = [each for each in clock.record.extensions if each.in_force_at]
        first = held[0].amount_before if held else clock.amount
        yield str(Sentence("Why", "Promised: {amount}", amount=words.time(first, clock.measure)))
        yield from counting_words(clock)
        for each in held:
            assert each.in_force_at, "it holds"
            amount, at = words.time(each.amount, clock.measure), place.instant(each.in_force_at)
            yield str(Sentence("Why", "Extended on {at} to {amount} in all", at=at, amount=amount))
    days = tuple(sorted({day for each in clock.segments for day in each.closed_on}))
    if days:
        yield str(Sentence("Why", "Closed, and not counted: {days}", days=closed_days(days, clock, place)))
    yield from _not_counted(clock, place)
    due = place.instant(clock.expected_due_at)
    if clock.state is ClockState.PAUSED:
        yield str(Sentence("Case", "Due if the pause ended now: {at}", at=due))
    else:
        yield str(Sentence("Case", "Due: {at}", at=due))
    yield from _result(clock, place)
    yield str(Sentence("Why", "All times are those of {zone}.", zone=place.zone))


def _not_counted(clock: Explanation, place: Place) -> Iterator[str]:
    """Yield when the clock stood still, of many times how often and for how long."""
    pauses = [each for each in clock.segments if each.pause]
    ended = [each for each in pauses if each.pause and each.pause.ended_at]
    by_reason: dict[str, list[Segment]] = {}
    for segment in ended:
        assert segment.pause, "it is a pause"
        by_reason.setdefault(segment.pause.reason, []).append(segment)
    for code, of_reason in by_reason.items():
        because = words.reason(code)
        if len(ended) > _MANY:
            span = words.span_in_words(sum((each.until - each.since for each in of_reason), timedelta()))
            count = len(of_reason)
            yield str(
                Sentence(
                    "Why", "Not counted: {count} × {reason}, {span} in all", count=count, reason=because, span=span
                )
            )
            continue
        for each in of_reason:
            stretch = place.stretch(each.since, each.until)
            yield str(Sentence("Why", "Not counted: {stretch}, {reason}", stretch=stretch, reason=because))
    for each in pauses:
        if each.pause and each.pause.ended_at is None:
            at, because = place.instant(each.since), words.reason(each.pause.reason)
            yield str(Sentence("Why", "Not counted since {at}: {reason}", at=at, reason=because))


def _result(clock: Explanation, place: Place) -> Iterator[str]:
    if clock.state in LIVE:
        if clock.due_at < place.now and clock.state is ClockState.RUNNING:
            yield str(Sentence("Why", "Not done yet: late by {span}", span=duration(place.now - clock.due_at)))
        return
    assert clock.stopped_at, "what does not live was stopped"
    at = place.instant(clock.stopped_at)
    if clock.state is ClockState.MET:
        yield str(Sentence("Why", "Done in time: {at}", at=at))
    elif clock.state is ClockState.BREACHED:
        late = duration(clock.stopped_at - clock.due_at)
        yield str(Sentence("Why", "Ended late: {at}, by {span}", at=at, span=late))
    else:
        yield str(Sentence("Why", "No longer needed since: {at}", at=at))


def _for_audit(clock: Explanation, place: Place) -> Iterator[str]:
    record = clock.record
    yield str(
        Sentence("Why", "Deadline of {number}, as recorded by {at}", number=record.number, at=place.instant(place.now))
    )
    yield from why(clock, place)
    yield ""
    yield str(Sentence("Why", "On record:"))
    yield str(
        Sentence(
            "Why",
            "Clock {id}: {state}; {amount}; {counting}",
            id=clock.clock_id,
            state=words.STATES[clock.state],
            amount=words.amount(clock),
            counting=_counting(clock),
        )
    )
    yield _version(str(Sentence("Why", "Policy")), record.policy, place)
    yield _version(str(Sentence("Why", "Calendar")), record.calendar, place)
    for name, event in ((Sentence("Why", "Begun by"), record.began), (Sentence("Why", "Ended by"), record.ended)):
        if event:
            said = Sentence("Why", "event {id}, {what}", id=event.id, what=happened(event.at, event, place))
            yield words.named(name, said)
    yield from _ledgers(clock, place)
    agrees = record.recomputed_due_at == clock.due_at
    at = place.instant(record.recomputed_due_at)
    yield str(
        Sentence("Why", "Recomputed from this record it is due {at}: the due time that is kept.", at=at)
        if agrees
        else Sentence("Why", "Recomputed from this record it is due {at}: NOT the due time that is kept.", at=at)
    )


def _counting(clock: Explanation) -> str:
    """Say how the amount is counted, and if in the fast lane."""
    said = list(counting_words(clock)) or [str(Sentence("Why", "Counted from the start to the same time of day."))]
    return " ".join([*said, str(Sentence("Why", "Fast lane, day and night."))] if clock.fast_lane else said)


def _version(name: str, version: VersionRow, place: Place) -> str:
    said = Sentence(
        "Why",
        "{code}, version {number} of {at}, SHA-256 {digest}",
        code=version.code,
        number=version.number,
        at=place.instant(version.created_at),
        digest=version.digest,
    )
    return words.named(name, said)


def _ledgers(clock: Explanation, place: Place) -> Iterator[str]:
    """Yield the lines of the ledgers as they are kept, one by one."""
    for pause in clock.record.pauses:
        until = place.instant(pause.ended_at) if pause.ended_at else "…"
        longest = ""
        if pause.resumes_at:
            longest = str(Sentence("Why", "at the longest until {at}", at=place.instant(pause.resumes_at)))
        stretch = f"{place.instant(pause.started_at)} – {until}"
        line = words.joined(stretch, words.reason(pause.reason), pause.person or "–", longest)
        yield words.named(Sentence("Why", "Pause {id}", id=pause.id), line)
    for each in clock.record.extensions:
        line = f"{words.time(each.amount_before, clock.measure)} → {words.time(each.amount, clock.measure)}"
        told = words.joined(place.instant(each.told_at), each.told_by or "–") if each.told_at else "–"
        line = words.joined(line, str(Sentence("Why", "the customer was told: {told}", told=told)))
        yield words.named(Sentence("Why", "Extension {id}", id=each.id), line)
    for move in clock.record.moves:
        line = f"{place.instant(move.due_before)} → {place.instant(move.due_after)}"
        yield words.named(Sentence("Why", "Change of rules {id}", id=move.id), line)
    for step in clock.raised:
        messages = "; ".join(_message(each, place) for each in step.messages)
        planned, raised = place.instant(step.planned_at), place.instant(step.raised_at)
        what = words.step_in_words(step.step, step.occurrence, step.key)
        name = Sentence(
            "Why", "Step {key} no. {occurrence}, {what}", key=step.key, occurrence=step.occurrence, what=what
        )
        outcome = _OUTCOMES[step.outcome]
        said = Sentence(
            "Why", "owed {planned}, raised {raised}; {outcome}", planned=planned, raised=raised, outcome=outcome
        )
        yield words.named(name, f"{said}{words.aside(messages)}")


def _message(message: MessageRow, place: Place) -> str:
    sent = place.instant(message.sent_at) if message.sent_at else ""
    is_inbox = message.channel == INBOX
    channel = str(Sentence("Why", "inbox")) if is_inbox else channel_word(message.channel)
    said = (message.person, channel, delivery_word(message.state), sent)
    return " ".join(filter(None, said))
