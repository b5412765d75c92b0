"""The texts about a deadline that leave the house: short for the customer, whole for an auditor."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from app.models.escalation import Outcome
from app.models.sla import LIVE, ClockState
from app.services.deadlines.explain import Explanation, MessageRow
from app.services.deadlines.outbox import INBOX
from app.services.deadlines.record import VersionRow
from app.views import case_words as words
from app.views.case_why import closed_days, counting_words, happened, why
from app.views.case_words import Place
from app.views.delivery_columns import channel_word, delivery_word
from app.views.i18n import Sentence, duration

_OUTCOMES: Mapping[Outcome, Sentence] = {
    Outcome.NOTIFIED: Sentence("Why", "people were told"),
    Outcome.SUPERSEDED: Sentence("Why", "a higher step spoke for it"),
    Outcome.PASSED: Sentence("Why", "over before the import was armed: silent"),
}


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
    for segment in clock.segments:
        if segment.pause:
            stretch, because = place.stretch(segment.since, segment.until), words.reason(segment.pause.reason)
            yield str(Sentence("Why", "Not counted: {stretch}, {reason}", stretch=stretch, reason=because))
    yield str(Sentence("Case", "Due: {at}", at=place.instant(clock.expected_due_at)))
    yield from _result(clock, place)
    yield str(Sentence("Why", "All times are those of {zone}.", zone=place.zone))


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
        line = f"{place.instant(pause.started_at)} – {until}, {words.reason(pause.reason)}, {pause.person or '–'}"
        if pause.resumes_at:
            line += ", " + str(Sentence("Why", "at the longest until {at}", at=place.instant(pause.resumes_at)))
        yield words.named(Sentence("Why", "Pause {id}", id=pause.id), line)
    for each in clock.record.extensions:
        line = f"{words.time(each.amount_before, clock.measure)} → {words.time(each.amount, clock.measure)}"
        told = f"{place.instant(each.told_at)}, {each.told_by or '–'}" if each.told_at else "–"
        line += "; " + str(Sentence("Why", "the customer was told: {told}", told=told))
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
        yield words.named(name, f"{said} ({messages})" if messages else said)


def _message(message: MessageRow, place: Place) -> str:
    sent = place.instant(message.sent_at) if message.sent_at else ""
    is_inbox = message.channel == INBOX
    channel = str(Sentence("Why", "inbox")) if is_inbox else channel_word(message.channel)
    said = (message.person, channel, delivery_word(message.state), sent)
    return " ".join(filter(None, said))
