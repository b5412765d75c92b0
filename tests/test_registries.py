"""What every channel, policy pack and calendar of its folder keeps to, so that adding one is adding a file."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.discovery import subclasses
from app.models.calendar import BusinessCalendar
from app.models.deadline import Deadline, Times
from app.models.people import Language
from app.models.policy import Policy
from app.models.sla import Target
from app.services.deadlines import channels
from app.services.deadlines.calendars import load_definitions, resolve
from app.services.deadlines.channels.base import Channel
from app.services.deadlines.message import TEMPLATES, Told, compose
from app.services.deadlines.outbox import INBOX
from app.services.deadlines.rulebook import POLICY_FOLDER, read_policy
from app.services.deadlines.sealing import Address
from app.services.intake import kinds
from app.services.intake.plain_files import FileKind
from app.settings import Settings

CHANNELS = subclasses(channels, Channel)  # type: ignore[type-abstract]
FILE_KINDS = subclasses(kinds, FileKind)  # type: ignore[type-abstract]
PACKS = sorted(POLICY_FOLDER.glob("*.toml"))
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


@pytest.mark.parametrize("kind", CHANNELS)
def test_a_channel_has_a_name_of_its_own_and_needs_settings_or_addresses(kind: type[Channel]) -> None:
    assert [each.name for each in CHANNELS].count(kind.name) == 1
    assert kind.name != INBOX
    assert len(kind.name) <= 32
    assert (kind.from_settings(Settings()) is not None) == kind.keeps_addresses


def test_there_are_channels_and_packs_to_check() -> None:
    assert CHANNELS
    assert FILE_KINDS
    assert PACKS


@pytest.mark.parametrize("kind", FILE_KINDS, ids=lambda kind: kind.name)
def test_a_kind_of_file_has_a_name_of_its_own_and_says_in_both_languages_what_it_holds(
    kind: type[FileKind[object]],
) -> None:
    assert [each.name for each in FILE_KINDS].count(kind.name) == 1
    assert all(words.zh and words.en for words in (kind.title, kind.holds, kind.subject, *kind.figures))
    assert all("{count}" in words.zh and "{count}" in words.en for words in kind.also.values())
    assert kind.mapped == bool(kind.mappings())


@pytest.mark.parametrize("file", PACKS, ids=lambda file: file.stem)
def test_a_policy_pack_is_named_as_its_file_and_every_promise_has_its_steps(file: Path) -> None:
    policy = Policy.from_specification(read_policy(file))
    assert policy.code == file.stem
    assert set(policy.name) == {"zh", "en"}
    calendars = {definition.code: definition for definition in load_definitions()}
    times = Times.of(BusinessCalendar.from_spec(resolve(calendars[policy.calendar], range(2026, 2027))))
    for rule in policy.targets:
        deadline = Deadline(NOON, rule.measure, rule.amount, times, counting=rule.counting)
        first = deadline.next_owed(policy.ladders[rule.target], {})
        assert first is not None
        assert first.at > NOON


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("file", PACKS, ids=lambda file: file.stem)
def test_every_step_of_a_pack_can_be_put_into_words(file: Path, language: Language) -> None:
    policy = Policy.from_specification(read_policy(file))
    for target, ladder in policy.ladders.items():
        for step in (*ladder, None):
            told = Told("FW-1000001", target, "", step, 1, NOON, "Asia/Shanghai")
            for others in (0, 1, 30):
                message = compose(1, Address("a@example.com"), language, told, *[told] * others, now=NOON)
                assert "FW-1000001" in message.subject
                assert "2026-03-02 12:00" in message.body
                assert "{" not in message.subject + message.body


def test_the_templates_know_every_target_in_every_language() -> None:
    for language in Language:
        words = tomllib.loads((TEMPLATES / f"notification.{language.value}.toml").read_text(encoding="utf-8"))
        assert set(words["targets"]) == {target.value for target in Target}
