"""What a strip of calendar days shows, and how it is said in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.services.deadlines.rule_examples import Course, DayRow
from app.views.i18n import Sentence, duration, language_of_now
from app.views.ticket_words import Place


@dataclass(frozen=True)
class StripExample:
    """A complaint received at some instant, by the rules in force and by the draft; None where nothing is promised."""

    name: str
    start: datetime
    before: Course | None
    after: Course | None


@dataclass(frozen=True)
class Strip:
    """Days in their order, and the examples on them, as somebody in a place reads them."""

    days: tuple[DayRow, ...]
    examples: tuple[StripExample, ...]
    place: Place

    def in_words(self, example: StripExample) -> str:
        """Say when an example is due, by both rules."""
        before, after = self._due(example.before), self._due(example.after)
        said = Sentence(
            "RuleStrip",
            "{name}, received {start}: due {before} by the rules in force, {after} by the draft",
            name=example.name,
            start=self.place.instant(example.start),
            before=before,
            after=after,
        )
        return str(said)

    def day_in_words(self, index: int) -> str:
        """Say what the calendar makes of a day, and what begins, counts and ends on it."""
        day = self.days[index]
        said = [self.place.day(day.day), *self._kind(day)]
        for example in self.examples:
            if self.local(example.start).date() == day.day:
                said.append(str(Sentence("RuleStrip", "{name} received", name=example.name)))
            courses = {Sentence("RuleStrip", "in force"): example.before, Sentence("RuleStrip", "draft"): example.after}
            for rules, course in courses.items():
                if course and self.local(course.due).date() == day.day:
                    said.append(str(Sentence("RuleStrip", "{name} due ({rules})", name=example.name, rules=str(rules))))
        return " · ".join(said)

    def _kind(self, day: DayRow) -> Iterator[str]:
        worked, closed = Sentence("RuleStrip", "working day"), Sentence("RuleStrip", "closed")
        name = name_of(day)
        yield name or str(worked if day.worked else closed)
        if name and not day.worked:
            yield str(closed)
        if day.swapped:
            yield str(Sentence("RuleStrip", "extra working day"))
        for since, until in day.closures:
            span = f"{_wall(since)}–{_wall(until)}"
            yield str(Sentence("RuleStrip", "closed {span}", span=span))
        if day.worked != day.worked_before:
            was_worked, was_closed = Sentence("RuleStrip", "was a working day"), Sentence("RuleStrip", "was closed")
            yield str(was_worked if day.worked_before else was_closed)

    def local(self, at: datetime) -> datetime:
        """Return an instant by the wall clock of the place."""
        return at.astimezone(self.place.zone)

    def _due(self, course: Course | None) -> str:
        return self.place.instant(course.due) if course else str(Sentence("RuleStrip", "no deadline"))

    def label(self, example: StripExample) -> tuple[str, str]:
        """Say what stands to the left of a lane: what it is an example of, and when it is received."""
        return example.name, self.place.instant(example.start)

    def outcome(self, example: StripExample) -> tuple[str, str]:
        """Say what stands to the right of a lane: by the rules in force, by the draft."""
        before, after = self._due(example.before), self._due(example.after)
        if example.before and example.after and (moved := example.after.due - example.before.due):
            after += f"  {'+' if moved > timedelta() else '−'}{duration(abs(moved))}"
        elif before == after:
            after = str(Sentence("RuleStrip", "the same"))
        return f"○ {before}", f"● {after}"


def name_of(day: DayRow) -> str:
    """Return what a day is called in the language of now, empty for most."""
    return day.names.get(language_of_now(), "")


def _wall(share: float) -> str:
    minutes = round(share * 24 * 60)
    return f"{minutes // 60:02}:{minutes % 60:02}"
