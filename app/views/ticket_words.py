"""The words of a complaint: its states, what happened to it, its clocks and why they end when they do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QDate

from app.models.closures import Closure
from app.models.escalation import PROMISE_DUE, PROMISE_LATE, QUARANTINED, TASK_ANSWERED
from app.models.explanation import Nature
from app.models.policy import Step
from app.models.sla import ClockState, Measure, Target
from app.models.ticket import Complexity, Emotion, Priority, Source, Status
from app.services.deadlines.explain import ComingStep, Explanation, RaisedStep
from app.services.deadlines.waits import WAITING_FOR_CUSTOMER
from app.services.handling.case import Case
from app.views.field_words import PRIORITY_WORDS, SOURCE_WORDS, STAGE_WORDS, TARGET_WORDS
from app.views.i18n import Sentence, duration, locale, percent
from app.views.i18n import aside as aside
from app.views.i18n import listed as listed
from app.views.i18n import named as named
from app.views.seat import ROLES
from app.views.theme import Mark

_NOTHING = timedelta()

STATUSES: Mapping[Status, Sentence] = {
    Status.OPEN: Sentence("Case", "Open"),
    Status.WAITING: Sentence("Case", "Waiting for the customer"),
    Status.RESOLVED: Sentence("Case", "Resolved"),
    Status.CLOSED: Sentence("Case", "Closed"),
    Status.WITHDRAWN: Sentence("Case", "Withdrawn"),
    Status.SPAM: Sentence("Case", "Spam"),
    Status.MERGED: Sentence("Case", "Merged"),
}
COMPLEXITIES: Mapping[Complexity, Sentence] = {
    Complexity.GENERAL: Sentence("Case", "General"),
    Complexity.COMPLEX: Sentence("Case", "Complex"),
}
EMOTIONS: Mapping[Emotion, Sentence] = {
    Emotion.CALM: Sentence("Case", "Calm"),
    Emotion.ANXIOUS: Sentence("Case", "Anxious"),
    Emotion.DISAPPOINTED: Sentence("Case", "Disappointed"),
    Emotion.ANGRY: Sentence("Case", "Angry"),
}
CLOSURES: Mapping[Closure, Sentence] = {
    Closure.BREAK: Sentence("Case", "break"),
    Closure.NIGHT: Sentence("Case", "night"),
    Closure.OUTSIDE_HOURS: Sentence("Case", "outside opening hours"),
    Closure.DAYS_OFF: Sentence("Case", "days off"),
    Closure.HOLIDAYS: Sentence("Case", "public holidays"),
    Closure.CLOSED_HOURS: Sentence("Case", "closed on this day"),
    Closure.NOT_BEGUN: Sentence("Case", "counting has not begun"),
    Closure.END_OF_DAY: Sentence("Case", "to the end of the day"),
    Closure.ROLLED_FORWARD: Sentence("Case", "moved on to a working day"),
}
NATURES: Mapping[Nature, Sentence] = {
    Nature.COUNTED: Sentence("Case", "counted"),
    Nature.LEFT: Sentence("Case", "left"),
    Nature.CLOSED: Sentence("Case", "closed"),
    Nature.PAUSED: Sentence("Case", "paused"),
    Nature.LATE: Sentence("Case", "late"),
}
STATES: Mapping[ClockState, Sentence] = {
    ClockState.RUNNING: Sentence("Case", "running"),
    ClockState.PAUSED: Sentence("Case", "paused"),
    ClockState.MET: Sentence("Case", "met"),
    ClockState.BREACHED: Sentence("Case", "missed"),
    ClockState.CANCELLED: Sentence("Case", "cancelled"),
}
# Reasons to wait and to begin anew are words of the policy; these are in those that come with the program.
_REASONS = {
    "waiting_for_customer": Sentence("Case", "waiting for the customer"),
    "external_appraisal": Sentence("Case", "external appraisal"),
    "inspection": Sentence("Case", "inspection"),
    "new_facts": Sentence("Case", "new facts"),
}
# So are the names of milestones.
_MILESTONES = {
    "interim_notice": Sentence("Case", "interim notice"),
    "summary_resolution": Sentence("Case", "summary resolution"),
    "progress": Sentence("Case", "progress"),
}


@dataclass(frozen=True)
class Place:
    """Where and when a text is read: the zone of its times, and the instant to which "this year" belongs."""

    now: datetime
    zone: tzinfo

    def day(self, day: date) -> str:
        """Write a date with its weekday; its year only where that is another one."""
        this_year = day.year == self.now.astimezone(self.zone).year
        pattern = Sentence("Case", "ddd d MMM") if this_year else Sentence("Case", "ddd d MMM yyyy")
        return locale().toString(QDate(day.year, day.month, day.day), str(pattern))

    def instant(self, at: datetime) -> str:
        """Write a date and wall time."""
        local = at.astimezone(self.zone)
        return f"{self.day(local.date())} {local:%H:%M}"

    def stretch(self, since: datetime, until: datetime) -> str:
        """Write from when to when, the date of the end only where it is another one."""
        start, end = since.astimezone(self.zone), until.astimezone(self.zone)
        same = start.date() == end.date()
        return f"{self.instant(since)} – {f'{end:%H:%M}' if same else self.instant(until)}"


def stage(code: str) -> str:
    """Say a stage; those that people made up are said as they are."""
    return str(Sentence("Worklist", STAGE_WORDS[code])) if code in STAGE_WORDS else code


def status(case: Case) -> str:
    """Say where a complaint stands; where it waits for anything but the customer, for what."""
    if case.waits_for in ("", WAITING_FOR_CUSTOMER):
        return str(STATUSES[case.status])
    return named(Sentence("Case", "Waits"), reason(case.waits_for))


def reason(code: str) -> str:
    """Say why something waits or begins anew; a reason that a policy has made up is said as it is."""
    return str(_REASONS.get(code, code.replace("_", " ")))


def subject(target: Target, subject: str) -> str:
    """Say what is promised, and of which stage, milestone, task or approval."""
    said = str(Sentence("Worklist", TARGET_WORDS[target]))
    if target in (Target.APPROVAL, Target.TASK) and subject:
        return f"{said} {subject.split()[-1]}"
    if target is Target.MILESTONE and subject:
        return named(said, _MILESTONES.get(subject, subject.replace("_", " ")))
    return named(said, stage(subject) if target is Target.STAGE else subject) if subject else said


def priority(found: Priority) -> str:
    """Say a priority."""
    return str(Sentence("Worklist", PRIORITY_WORDS[found]))


def source(found: Source) -> str:
    """Say how a complaint came in."""
    return str(Sentence("Worklist", SOURCE_WORDS[found]))


def target(clock: Explanation) -> str:
    """Say what is promised, of which subject and in which cycle."""
    said = subject(clock.target, clock.subject)
    return said if clock.cycle == 1 else said + aside(str(Sentence("Case", "cycle {cycle}", cycle=clock.cycle)))


def amount(clock: Explanation) -> str:
    """Say how much time the rule gives, and of which kind."""
    return str(Sentence("Case", "set by another system")) if clock.amount is None else time(clock.amount, clock.measure)


def time(amount: int, measure: Measure | None) -> str:
    """Say an amount of time in its measure."""
    if measure in (Measure.NATURAL_DAYS, Measure.WORKING_DAYS):
        working = measure is Measure.WORKING_DAYS
        if amount == 1:
            return str(Sentence("Case", "1 working day") if working else Sentence("Case", "1 calendar day"))
        many = Sentence("Case", "{days} working days", days=amount)
        return str(many if working else Sentence("Case", "{days} calendar days", days=amount))
    span = span_in_words(timedelta(seconds=amount))
    if measure is Measure.ROUND_THE_CLOCK:
        return str(Sentence("Case", "{span}, day and night", span=span))
    return str(Sentence("Case", "{span} of opening hours", span=span))


def span_in_words(span: timedelta) -> str:
    """Write an amount of time as policies do: in hours and minutes, also beyond a day."""
    hours, minutes = divmod(int(span.total_seconds()) // 60, 60)
    if hours < 24:
        return duration(span)
    if minutes:
        return str(Sentence("Duration", "{hours} h {minutes} min", hours=hours, minutes=minutes))
    return str(Sentence("Duration", "{hours} h", hours=hours))


def standing(clock: Explanation, now: datetime) -> tuple[str, str, Mark | None]:
    """Say how a clock stands: symbol, words and the mark of its colour."""
    if clock.state is ClockState.MET:
        return "✓", str(Sentence("Case", "met")), Mark.FINE
    if clock.state is ClockState.BREACHED:
        assert clock.stopped_at, "a clock is breached when it is stopped"
        late = duration(clock.stopped_at - clock.due_at)
        return "▲", str(Sentence("Case", "missed by {span}", span=late)), Mark.LATE
    if clock.state is ClockState.CANCELLED:
        return "–", str(Sentence("Case", "cancelled")), Mark.QUIET
    if clock.state is ClockState.PAUSED:
        unused = sum((each.counted for each in clock.segments if each.nature is Nature.LEFT), _NOTHING)
        return "‖", str(Sentence("Case", "paused with {span} left", span=span_in_words(unused))), Mark.QUIET
    left = clock.due_at - now
    if left < _NOTHING:
        return "▲", str(Sentence("Case", "late by {span}", span=duration(-left))), Mark.LATE
    said = str(Sentence("Case", "{span} left", span=duration(left)))
    return ("◆", said, Mark.SOON) if left < timedelta(hours=1) else ("", said, None)


_BESIDE_LADDERS = {
    QUARANTINED: str(QT_TRANSLATE_NOOP("Case", "set aside, because it failed")),
    TASK_ANSWERED: str(QT_TRANSLATE_NOOP("Case", "a department has answered")),
    PROMISE_DUE: str(QT_TRANSLATE_NOOP("Case", "a promise to the customer falls due")),
    PROMISE_LATE: str(QT_TRANSLATE_NOOP("Case", "a promise to the customer was not kept in time")),
}


def step_in_words(step: Step | None, occurrence: int, key: str) -> str:
    """Say which rung of the ladder it is, whether it is still to come or has been told."""
    if step is None:
        if key in _BESIDE_LADDERS:
            return QCoreApplication.translate("Case", _BESIDE_LADDERS[key])
        return str(Sentence("Case", "“{step}” of other rules", step=key))
    late = step.after_due - (step.before_due or 0) + (occurrence - 1) * (step.every or 0)
    if step.share == 1 or (step.share is None and late == 0):
        return str(Sentence("Case", "deadline reached"))
    if step.share == 0:
        return str(Sentence("Case", "at once"))
    if step.share is not None:
        return str(Sentence("Case", "{share} of the time used", share=percent(step.share, 0)))
    if late < 0:
        return str(Sentence("Case", "{span} before the deadline", span=span_in_words(timedelta(seconds=-late))))
    return str(Sentence("Case", "{span} late", span=span_in_words(timedelta(seconds=late))))


def coming_in_words(coming: ComingStep, place: Place) -> str:
    """Say which step comes when, who hears of it and what it does."""
    people = listed(coming.people) or _everybody()
    step = step_in_words(coming.step, coming.occurrence, coming.step.key)
    said = named(place.instant(coming.at), f"{step} → {people}")
    if coming.new_owner:
        said += "; " + str(Sentence("Case", "the complaint goes to {person}", person=coming.new_owner))
    if coming.raises_priority:
        said += "; " + str(Sentence("Case", "the priority is raised"))
    if coming.asks:
        said += "; " + str(Sentence("Case", "a decision is asked for: {role}", role=ROLES[coming.asks]))
    if coming.proposes_standby:
        said += "; " + str(Sentence("Case", "standby is proposed"))
    return said


def told(raised: RaisedStep) -> str:
    """Say who was told of a step."""
    people = listed(dict.fromkeys(each.person or _everybody() for each in raised.messages))
    return people or str(Sentence("Case", "told with another step"))


def joined(*parts: str) -> str:
    """Put together what is said of one thing, without what is empty."""
    return str(Sentence("Why", ", ")).join(filter(None, parts))


def _everybody() -> str:
    return str(Sentence("Case", "everybody's inbox"))
