"""The words of a notification: number, target, step and due time, never the complaint's text."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from app.models.ladder import Step
from app.models.people import Language
from app.models.sla import Target
from app.services.deadlines.sealing import Address

TEMPLATES = Path(__file__).parents[3] / "resources" / "templates"
# The targets of which a policy may have several, each with a name.
_NAMED = (Target.STAGE, Target.MILESTONE)


@dataclass(frozen=True)
class Message:
    """A notification ready to leave, as parts that each channel arranges in its own way.

    `notification_id` lets the other side see it twice; it is 0 for a test. `at` is when it leaves. `facts` are labels
    and values in the reader's language, `record` the same for programs.
    """

    notification_id: int
    address: Address
    at: datetime
    subject: str
    closing: str
    facts: tuple[tuple[str, str], ...] = ()
    record: Mapping[str, str] = field(default_factory=dict)
    between: str = ": "

    @property
    def body(self) -> str:
        """The facts and the closing as plain text."""
        facts = "".join(f"{label}{self.between}{value}\n" for label, value in self.facts)
        return f"{facts}\n{self.closing}\n" if facts else f"{self.closing}\n"


def compose(
    notification_id: int,
    address: Address,
    language: Language,
    *,
    number: str,
    target: Target,
    name: str,
    step: Step | None,
    occurrence: int,
    due_at: datetime,
    zone: str,
    now: datetime,
) -> Message:
    """Write a notification in the reader's language, with the due time as the wall clock of `zone` shows it.

    `step` is None for what is no step of a ladder: a clock that was set aside. `name` says which of several stages or
    milestones it is.
    """
    words = _words(language)
    named = name if target in _NAMED else ""
    values = {
        "number": number,
        "target": " ".join(filter(None, (words["targets"][target.value], named))),
        "step": _step_in_words(step, occurrence, words["steps"]),
        "due": f"{due_at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} ({zone})",
    }
    return Message(
        notification_id,
        address,
        now,
        words["subject"].format(**values),
        words["closing"],
        tuple((words["facts"][key], value) for key, value in values.items()),
        {
            "number": number,
            "target": target.value,
            "name": named,
            "step": step.key if step else "set_aside",
            "due_at": due_at.isoformat(),
        },
        words["between"],
    )


def compose_test(address: Address, language: Language, *, now: datetime) -> Message:
    """Write the message that shows whether an address is right."""
    words = _words(language)
    return Message(0, address, now, words["test"]["subject"], words["test"]["closing"], record={"step": "test"})


def _step_in_words(step: Step | None, occurrence: int, words: dict[str, str]) -> str:
    if step is None:
        return words["set_aside"]
    if step.share == 1:
        return words["breach"]
    if step.share is not None:
        return words["share" if step.share < 1 else "overdrawn"].format(percent=f"{step.share:.0%}")
    since = (occurrence - 1) * (step.every or 0) + (step.after_due if step.before_due is None else -step.before_due)
    if since == 0:
        return words["breach"]
    hours, minutes = divmod(abs(since) // 60, 60)
    return (
        words["late"].format(late=f"{hours}:{minutes:02}")
        if since > 0
        else (words["before"].format(left=f"{hours}:{minutes:02}"))
    )


@cache
def _words(language: Language) -> dict[str, Any]:
    file = TEMPLATES / f"notification.{language.value}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
