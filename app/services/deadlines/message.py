"""The words of a notification: number, target, step and due time, never the complaint's text."""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from app.models.people import Language
from app.models.policy import Step
from app.models.sla import Target

TEMPLATES = Path(__file__).parents[3] / "resources" / "templates"


@dataclass(frozen=True)
class Message:
    """A notification ready to leave: to whom, what it says, and the identity that lets a server see it twice."""

    notification_id: int
    address: str
    subject: str
    body: str


def compose(
    notification_id: int,
    address: str,
    language: Language,
    *,
    number: str,
    target: Target,
    step: Step | None,
    occurrence: int,
    due_at: datetime,
    zone: str,
) -> Message:
    """Write a notification in the reader's language, with the due time as the wall clock of `zone` shows it.

    `step` is None for what is no step of a ladder: a clock that was set aside.
    """
    words = _words(language)
    values = {
        "number": number,
        "target": words["targets"][target.value],
        "step": _step_in_words(step, occurrence, words["steps"]),
        "due": f"{due_at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} ({zone})",
    }
    return Message(notification_id, address, words["subject"].format(**values), words["body"].format(**values))


def _step_in_words(step: Step | None, occurrence: int, words: dict[str, str]) -> str:
    if step is None:
        return words["set_aside"]
    if step.share == 1:
        return words["breach"]
    if step.share is not None:
        return words["share"].format(percent=f"{step.share:.0%}")
    late = step.after_due + (occurrence - 1) * (step.every or 0)
    hours, minutes = divmod(late // 60, 60)
    return words["late"].format(late=f"{hours}:{minutes:02}")


@cache
def _words(language: Language) -> dict[str, Any]:
    file = TEMPLATES / f"notification.{language.value}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
