"""Puts into words what a solver made: how good it is, what is short, which wishes were not granted, what clashes."""

from collections.abc import Iterator
from datetime import date

import numpy as np
from PySide6.QtCore import QT_TRANSLATE_NOOP

from app.services.staffing.roster.clash import Missed
from app.services.staffing.roster.made import Made
from app.services.staffing.roster.problem import Rule
from app.views.i18n import Sentence, listed, number, percent
from app.views.schedule.look import said_day, said_hours, said_rule, said_wish

_PARTS = {
    "short": str(QT_TRANSLATE_NOOP("Schedule", "too few people")),
    "over": str(QT_TRANSLATE_NOOP("Schedule", "too many people")),
    "contract": str(QT_TRANSLATE_NOOP("Schedule", "agreed hours missed")),
    "avoid": str(QT_TRANSLATE_NOOP("Schedule", "against wishes")),
    "prefer": str(QT_TRANSLATE_NOOP("Schedule", "wishes not granted")),
    "fair": str(QT_TRANSLATE_NOOP("Schedule", "nights and weekends beyond a fair share")),
}
_CANNOT = str(QT_TRANSLATE_NOOP("Schedule", "{day} {span}: least cover missed by {count}; cannot work then: {names}"))
_NOTABLE = 0.05
_NAMES = 6


def said_result(made: Made) -> str:
    """Say in short what came out."""
    if made.clash is not None:
        rules = " · ".join(said_rule(each) for each in made.clash.rules)
        if made.clash.rules == (Rule.LEAST_COVER,):
            said = Sentence("Schedule", "There is no such roster: people are too few, whatever the other rules say.")
        else:
            said = Sentence(
                "Schedule", "There is no such roster. These rules cannot all be kept: {rules}.", rules=rules
            )
        todo = Sentence("Schedule", "Loosen what is marked ▲, or change the days, the shift patterns or the wishes.")
        unsure = Sentence("Schedule", "Time was over before each was looked at: some may have no part in it.")
        return "\n".join(map(str, (said, todo, *([unsure] if made.clash.cut else []))))
    hours = made.minutes / 60
    gap = made.need - made.there
    return "\n".join(
        (
            f"{_how_good(made)} {_wishes_counted(made)}".rstrip(),
            str(
                Sentence(
                    "Schedule",
                    "Needed {need} h, there {there} h, short {short} h, over {over} h",
                    need=said_hours(made.need.sum() * hours),
                    there=said_hours(made.there.sum() * hours),
                    short=said_hours(np.maximum(gap, 0).sum() * hours),
                    over=said_hours(np.maximum(-gap, 0).sum() * hours),
                )
            ),
            _points(made),
        )
    )


def _how_good(made: Made) -> str:
    words = {"shifts": number(len(made.shifts)), "seconds": number(round(made.seconds)), "gap": percent(made.gap)}
    if made.gap >= 1:
        source = QT_TRANSLATE_NOOP("Schedule", "{shifts} shifts in {seconds} s; there may be far better rosters.")
    else:
        source = QT_TRANSLATE_NOOP(
            "Schedule", "{shifts} shifts in {seconds} s; no roster could save more than {gap} of the points."
        )
    return str(Sentence("Schedule", str(source), **words))


def _wishes_counted(made: Made) -> str:
    if not made.granted and not made.denied:
        return ""
    counts = {"granted": number(len(made.granted)), "all": number(len(made.granted) + len(made.denied))}
    return str(Sentence("Schedule", "{granted} of {all} wishes are granted.", **counts))


def _points(made: Made) -> str:
    parts = " · ".join(
        f"{Sentence('Schedule', _PARTS[name])} {said_hours(cost)}"
        for name, cost in made.parts.items()
        if cost > _NOTABLE
    )
    return str(Sentence("Schedule", "{cost} points: {parts}", cost=said_hours(made.cost), parts=parts or "–"))


def result_lines(made: Made) -> list[str]:
    """Say one by one what is missed, what is short on which day, and which wishes were not granted."""
    if made.clash is not None:
        # What else is missed then is no reason.
        own = [each for each in made.clash.missed if each.rule in made.clash.rules]
        return [_said_missed(each) for each in own or made.clash.missed]
    lines = [*_short_days(made), *_wishes(made)]
    return lines or [str(Sentence("Schedule", "Nothing is short, and every wish is granted."))]


def _said_missed(missed: Missed) -> str:
    if missed.rule is Rule.TRAININGS:
        return str(Sentence("Schedule", "{name}: a shift with training cannot be placed", name=missed.name))
    if missed.rule is Rule.LEAST_WEEKLY:
        day = "" if missed.day is None else said_day(missed.day)
        week = {"name": missed.name, "hours": said_hours(missed.by), "day": day}
        return str(Sentence("Schedule", "{name}: {hours} h too few in the week of {day}", **week))
    span = "–".join(f"{minutes // 60:02}:{minutes % 60:02}" for minutes in missed.minutes)
    values = {"day": "" if missed.day is None else said_day(missed.day), "span": span, "count": said_hours(missed.by)}
    if not missed.unavailable:
        return str(Sentence("Schedule", "{day} {span}: least cover missed by {count}", **values))
    names = listed(missed.unavailable[:_NAMES]) + (" …" if len(missed.unavailable) > _NAMES else "")
    return str(Sentence("Schedule", _CANNOT, names=names, **values))


def _short_days(made: Made) -> Iterator[str]:
    slots = len(made.need) // max(made.days, 1)
    short = np.maximum(made.need - made.there, 0.0)
    for day in range(made.days):
        lacking = short[day * slots : (day + 1) * slots]
        if lacking.sum() * made.minutes / 60 < _NOTABLE:
            continue
        worst = int(lacking.argmax()) * made.minutes
        yield str(
            Sentence(
                "Schedule",
                "{day}: {hours} h short, worst at {time}, by {count}",
                day=said_day(date.fromordinal(made.first_day.toordinal() + day)),
                hours=said_hours(float(lacking.sum()) * made.minutes / 60),
                time=f"{worst // 60:02}:{worst % 60:02}",
                count=said_hours(float(lacking.max())),
            )
        )


def _wishes(made: Made) -> Iterator[str]:
    for name, day, code, wish in made.denied:
        yield str(
            Sentence(
                "Schedule",
                "Not granted: {name} {wish} {pattern} on {day}",
                name=name,
                wish=said_wish(wish),
                pattern=code,
                day=said_day(day),
            )
        )
