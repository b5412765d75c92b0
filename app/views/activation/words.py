"""The words of an activation: what triggered it, why somebody is ranked where they are, how far a call is."""

from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo
from typing import Any

from app.errors import DomainError
from app.models.activation import ActivationState, CallOutState
from app.services.alerts import AlertRow
from app.services.floor.activation.candidates import Candidate
from app.services.floor.activation.clear import Clear, Measured, made_up_growth
from app.services.floor.activation.reading import ActivationRow, CallOutRow, EventRow
from app.services.floor.activation.record import Happened
from app.services.floor.surge import Surge
from app.views.alerts.words import BETWEEN, what_happened
from app.views.arrivals.surge_words import reason
from app.views.i18n import QT_TRANSLATE_NOOP, Sentence, aside, duration, named, number, percent, time_of_day
from app.views.theme import Mark

CONTEXT = "Activation"
TIER_WORDS = {
    1: str(QT_TRANSLATE_NOOP("Activation", "On site")),
    2: str(QT_TRANSLATE_NOOP("Activation", "Standby")),
    3: str(QT_TRANSLATE_NOOP("Activation", "Other queues")),
}
TIER_HINTS = {
    1: str(QT_TRANSLATE_NOOP("Activation", "Team leads, supervisors and managers who are on site")),
    2: str(QT_TRANSLATE_NOOP("Activation", "Staff off duty who stand by, or are willing to come")),
    3: str(QT_TRANSLATE_NOOP("Activation", "Staff of other queues who know this work; their queue keeps its service")),
}
# The symbol says what the colour says.
_STATES: Mapping[CallOutState, tuple[str, str, Mark | None]] = {
    CallOutState.PROPOSED: ("…", QT_TRANSLATE_NOOP("Activation", "next in rank"), Mark.QUIET),
    CallOutState.CALLED: ("→", QT_TRANSLATE_NOOP("Activation", "called"), Mark.SOON),
    CallOutState.ACCEPTED: ("✓", QT_TRANSLATE_NOOP("Activation", "is coming"), Mark.FINE),
    CallOutState.DECLINED: ("✕", QT_TRANSLATE_NOOP("Activation", "declined"), Mark.LATE),
    CallOutState.TIMED_OUT: ("?", QT_TRANSLATE_NOOP("Activation", "no answer"), Mark.LATE),
    CallOutState.ON: ("●", QT_TRANSLATE_NOOP("Activation", "on"), Mark.FINE),
    CallOutState.RELEASED: ("↩", QT_TRANSLATE_NOOP("Activation", "released"), Mark.QUIET),
    CallOutState.WITHDRAWN: ("–", QT_TRANSLATE_NOOP("Activation", "not needed"), Mark.QUIET),
}
_HAPPENED: Mapping[Happened, str] = {
    Happened.BEGUN: QT_TRANSLATE_NOOP("Activation", "Activation begun"),
    Happened.CALLED: QT_TRANSLATE_NOOP("Activation", "{name}: called"),
    Happened.ACCEPTED: QT_TRANSLATE_NOOP("Activation", "{name}: accepted"),
    Happened.DECLINED: QT_TRANSLATE_NOOP("Activation", "{name}: declined"),
    Happened.TIMED_OUT: QT_TRANSLATE_NOOP("Activation", "{name}: no answer in time"),
    Happened.ON: QT_TRANSLATE_NOOP("Activation", "{name}: on"),
    Happened.RELEASED: QT_TRANSLATE_NOOP("Activation", "{name}: released"),
    Happened.WITHDRAWN: QT_TRANSLATE_NOOP("Activation", "{name}: not needed any more"),
    Happened.EXHAUSTED: QT_TRANSLATE_NOOP("Activation", "Nobody of tier {tier} is left to be called"),
    Happened.WANTED: QT_TRANSLATE_NOOP("Activation", "Head count changed"),
    Happened.CLEAR: QT_TRANSLATE_NOOP("Activation", "Calm again, from now on it has to hold"),
    Happened.BUSY_AGAIN: QT_TRANSLATE_NOOP("Activation", "Busy again: the time in which it has to hold begins anew"),
    Happened.PROPOSED: QT_TRANSLATE_NOOP("Activation", "Standing down proposed: calm for {minutes} min"),
    Happened.STANDING_DOWN: QT_TRANSLATE_NOOP("Activation", "Standing down"),
    Happened.ENDED: QT_TRANSLATE_NOOP("Activation", "Activation ended"),
}
_OUTCOMES = {
    "other_sender": QT_TRANSLATE_NOOP("Activation", "{name}: a reply from another address was ignored"),
    "not_understood": QT_TRANSLATE_NOOP("Activation", "{name}: a mailed reply begins with neither yes nor no"),
    "automatic": QT_TRANSLATE_NOOP("Activation", "{name}: an automatic reply was ignored"),
    "answered_before": QT_TRANSLATE_NOOP("Activation", "{name}: answered by mail once more"),
    "not_needed": QT_TRANSLATE_NOOP("Activation", "{name}: answered by mail when not needed any more"),
}
ACTIVATION_STATES = {
    ActivationState.ACTIVE: QT_TRANSLATE_NOOP("Activation", "running"),
    ActivationState.STANDING_DOWN: QT_TRANSLATE_NOOP("Activation", "standing down"),
    ActivationState.ENDED: QT_TRANSLATE_NOOP("Activation", "ended"),
}
_PARTS = {
    "skill": QT_TRANSLATE_NOOP("Activation", "skill"),
    "productive": QT_TRANSLATE_NOOP("Activation", "speed"),
    "fatigue": QT_TRANSLATE_NOOP("Activation", "freshness"),
    "cost": QT_TRANSLATE_NOOP("Activation", "cost"),
    "willing": QT_TRANSLATE_NOOP("Activation", "willing"),
    "donor": QT_TRANSLATE_NOOP("Activation", "donor queue"),
}


def say(source: str, **values: object) -> str:
    """Return a text of activations in the language of now."""
    return str(Sentence(CONTEXT, source, **values))


def tier_word(tier: int) -> str:
    """Return which tier, and who that is."""
    return say(QT_TRANSLATE_NOOP("Activation", "{tier} · {who}"), tier=number(tier), who=say(TIER_WORDS[tier]))


def part_word(part: str) -> str:
    """Return what a part of the ranking is called."""
    return say(_PARTS[part])


def trigger(
    alert: AlertRow | None, surge: Surge | None, drill_since: timedelta | None, zone: tzinfo, now: datetime
) -> str:
    """Say what the activation answers: an alert, or how arrivals stand; in a drill what is made up."""
    if drill_since is not None:
        growth = percent(made_up_growth(drill_since), 0)
        words = QT_TRANSLATE_NOOP(
            "Activation", "Made-up surge: arrivals {growth} above forecast. Nothing of it is real."
        )
        return say(words, growth=growth)
    if alert is not None:
        return what_happened(alert, zone, now)
    return "" if surge is None else reason(surge, zone)


def why(candidate: Candidate, donor: str | None) -> str:
    """Say in short why somebody is ranked where they are."""
    said = [say(QT_TRANSLATE_NOOP("Activation", "skill {level}/3"), level=number(candidate.level))]
    minutes = candidate.productive_after // timedelta(minutes=1)
    said.append(say(QT_TRANSLATE_NOOP("Activation", "helps in {minutes} min"), minutes=number(minutes)))
    if candidate.on_standby:
        said.append(say(QT_TRANSLATE_NOOP("Activation", "on standby")))
    elif candidate.tier == 2 and candidate.parts.get("willing", 0) > 0.5:
        said.append(say(QT_TRANSLATE_NOOP("Activation", "would like to work today")))
    if candidate.rest_debt_minutes:
        rest = duration(timedelta(minutes=candidate.rest_debt_minutes))
        said.append(say(QT_TRANSLATE_NOOP("Activation", "{span} without a rest"), span=rest))
    if candidate.worked_minutes:
        week = duration(timedelta(minutes=candidate.worked_minutes))
        said.append(say(QT_TRANSLATE_NOOP("Activation", "{span} this week"), span=week))
    said.append(say(QT_TRANSLATE_NOOP("Activation", "{cost} an hour"), cost=money(candidate.hourly_cost)))
    if donor:
        said.append(say(QT_TRANSLATE_NOOP("Activation", "from {queue}"), queue=donor))
    # What has to be done comes first, where it is never cut off.
    if not candidate.reachable:
        said.insert(0, say(QT_TRANSLATE_NOOP("Activation", "⚠ call by phone")))
    return BETWEEN.join(said)


def parts_in_words(parts: Mapping[str, float], ranking: Mapping[str, float]) -> str:
    """List the parts of a ranking with what each weighs."""
    line = QT_TRANSLATE_NOOP("Activation", "{part}: {share}, weight {weight}")
    return "\n".join(
        say(line, part=part_word(part), share=percent(value, 0), weight=f"{ranking.get(part, 0):g}")
        for part, value in parts.items()
    )


def money(hundredths: float) -> str:
    """Write an amount of the floor's currency."""
    return f"{hundredths / 100:,.0f}"


def state_in_words(state: CallOutState) -> str:
    """Return how far a call is, with its symbol."""
    sign, word, _ = _STATES[state]
    return f"{sign} {say(word)}"


def state_mark(state: CallOutState) -> Mark | None:
    """Return how pressing a state is."""
    return _STATES[state][2]


def countdown(row: CallOutRow, now: datetime, zone: tzinfo) -> str:
    """Say what is to come of a call: how long an answer is waited for, when somebody is there, how long they are on."""
    if row.state is CallOutState.CALLED and row.answer_by is not None:
        left = max(int((row.answer_by - now).total_seconds()), 0)
        return say(QT_TRANSLATE_NOOP("Activation", "{left} to answer"), left=f"{left // 60}:{left % 60:02}")
    if row.state is CallOutState.ACCEPTED and row.expected_at is not None:
        return say(QT_TRANSLATE_NOOP("Activation", "there by {time}"), time=time_of_day(row.expected_at, zone))
    if row.state is CallOutState.ON and row.on_at is not None:
        return say(QT_TRANSLATE_NOOP("Activation", "on for {span}"), span=duration(max(now - row.on_at, timedelta())))
    if row.state is CallOutState.RELEASED and row.rest_owed_minutes:
        return say(QT_TRANSLATE_NOOP("Activation", "owed {minutes} min of rest"), minutes=number(row.rest_owed_minutes))
    return ""


def planned(row: CallOutRow, zone: tzinfo) -> str:
    """Say from when to when the schedule has somebody at work who came or is coming."""
    if row.kept is None:
        return ""
    if row.kept.starts_at is None or row.kept.ends_at is None:
        return "▲ " + say(QT_TRANSLATE_NOOP("Activation", "no shift"))
    return f"{time_of_day(row.kept.starts_at, zone)}–{time_of_day(row.kept.ends_at, zone)}"


def adherence(row: CallOutRow) -> str:
    """Say how far somebody kept to the shift that they came for."""
    return "" if row.kept is None or row.kept.share is None else percent(row.kept.share, 0)


def adherence_in_full(row: CallOutRow) -> str:
    """Say it in minutes, with what it means."""
    if row.kept is None:
        return ""
    words = QT_TRANSLATE_NOOP(
        "Activation",
        "Adherence since they came: of {scheduled} min scheduled, {kept} min in the state that the schedule asks for",
    )
    return say(words, scheduled=number(round(row.kept.scheduled)), kept=number(round(row.kept.kept)))


def how_it_goes(row: ActivationRow) -> str:
    """Count who is wanted, on, coming and called."""
    words = QT_TRANSLATE_NOOP("Activation", "{wanted} wanted · {on} on · {coming} coming · {called} called")
    return say(
        words,
        wanted=number(sum(row.wanted.values())),
        on=number(row.count(CallOutState.ON)),
        coming=number(row.count(CallOutState.ACCEPTED)),
        called=number(row.count(CallOutState.CALLED)),
    )


def level_in_words(clear: Clear) -> str:
    """Say when people can be sent back."""
    minutes = number(clear.minutes)
    if clear.measured is Measured.PRESSING:
        words = QT_TRANSLATE_NOOP(
            "Activation",
            "Stands down once at most {level} complaints are late or due within the hour, for {minutes} min.",
        )
        return say(words, level=number(int(clear.level)), minutes=minutes)
    words = QT_TRANSLATE_NOOP(
        "Activation", "Stands down once arrivals are less than {level} above forecast for {minutes} min."
    )
    return say(words, level=percent(clear.level, 0), minutes=minutes)


def calm_in_words(row: ActivationRow, zone: tzinfo) -> str:
    """Say whether it is calm, and since when."""
    if row.state is ActivationState.STANDING_DOWN:
        return say(QT_TRANSLATE_NOOP("Activation", "Standing down: it ends when the last one is released."))
    if row.clear_since is None:
        return level_in_words(row.clear)
    since = time_of_day(row.clear_since, zone)
    if row.proposes_stand_down:
        return say(QT_TRANSLATE_NOOP("Activation", "Calm since {time}: people can be sent back."), time=since)
    return " ".join((say(QT_TRANSLATE_NOOP("Activation", "Calm since {time}."), time=since), level_in_words(row.clear)))


def what_came_about(event: EventRow) -> str:
    """Say what happened, and who did it."""
    details: Mapping[str, Any] = event.details
    values = {"name": event.name or "", "tier": details.get("tier", ""), "minutes": details.get("minutes", "")}
    if "sentence" in details:
        said = str(Sentence.of(DomainError(details["sentence"], **details["values"])))
        said = named(event.name, said) if event.name else said
    elif event.kind is Happened.REPLY:
        said = say(_OUTCOMES.get(details.get("outcome", ""), _OUTCOMES["not_understood"]), **values)
    else:
        said = say(_HAPPENED[event.kind], **values)
    via = details.get("via")
    by = event.by or (say(QT_TRANSLATE_NOOP("Activation", "by e-mail")) if via == "e-mail" else "")
    return f"{said}{aside(by)}" if by and by != event.name else said
