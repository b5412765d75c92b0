"""The page about policies: it shows every key and every word of the language, and what it shows can be read."""

import re
import tomllib
from datetime import date
from enum import StrEnum
from pathlib import Path

import pytest

from app.models.calendar import BusinessCalendar
from app.models.counting import Due, Starts
from app.models.ladder import Audience, StepEffect
from app.models.people import Role
from app.models.policy import Policy
from app.models.policy_fields import Fields
from app.models.promise import OTHER, Progress
from app.models.sla import Measure, Target
from app.models.ticket import Complexity, Priority, Source
from app.services.deadlines.calendars import CalendarDefinition, read_definition, resolve

PAGES = pytest.mark.parametrize("page", ["policies.md", "policies.zh.md"])
WORDS: tuple[type[StrEnum], ...] = (
    *(Target, Measure, Source, Complexity, Priority, Role, Progress),
    *(Starts, Due, Audience, StepEffect),
)
BLOCK = re.compile(r"^```toml\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def shown(page: str) -> tuple[str, str]:
    """The policy and the calendar of a page, each as the file that its blocks are together."""
    text = (Path(__file__).parents[2] / "docs" / page).read_text("utf-8")
    *policy, calendar = BLOCK.findall(text)
    return "\n".join(policy), calendar


@PAGES
def test_the_policy_shown_says_everything_that_a_policy_can_say(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    known: set[tuple[str, ...]] = set()
    written: set[tuple[str, ...]] = set()
    refuse_others = Fields.refuse_others

    def noted(fields: Fields, *names: str) -> None:
        kind = tuple(str(part) for part in fields.path if not isinstance(part, int))
        # What a reason, or a priority, is called is no key of the language.
        kind = kind[:1] if kind[:1] == ("pauses",) else kind
        if kind[-1:] != ("amounts",):
            known.update((*kind, name) for name in names)
            written.update((*kind, name) for name in fields.table)
        refuse_others(fields, *names)

    monkeypatch.setattr(Fields, "refuse_others", noted)
    policy = Policy.from_specification(tomllib.loads(shown(page)[0]))
    assert len(known) > 50
    assert known == written
    assert policy.restarts
    assert policy.name.keys() == {"zh", "en"}


@PAGES
def test_every_word_that_a_policy_can_use_stands_on_the_page(page: str) -> None:
    text = (Path(__file__).parents[2] / "docs" / page).read_text("utf-8")
    missing = [word for words in WORDS for word in words if not re.search(rf"\b{word}\b", text)]
    assert missing == []
    assert f"`{OTHER}`" in text


@PAGES
def test_the_calendar_shown_says_everything_that_a_calendar_can_say(page: str) -> None:
    text = shown(page)[1]
    assert tomllib.loads(text).keys() == CalendarDefinition.__dataclass_fields__.keys()
    definition = read_definition(text)
    hours = BusinessCalendar.from_spec(resolve(definition, [2026])).hours
    assert hours.is_working_day(date(2026, 2, 15).toordinal())
    assert definition.names["2026-02-17"]["en"] == "Typhoon"
