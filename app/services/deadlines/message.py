"""The words of a notification: number, target, step and due time, never the complaint's text."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from app.models.ladder import Step
from app.models.people import Language
from app.models.sla import Target
from app.services.deadlines.sealing import Address

TEMPLATES = Path(__file__).parents[3] / "resources" / "templates"
# A message that carries others lists no more of them: what a robot of a group takes is short.
_LISTED = 20
# The targets of which a policy may have several, each with a name.
_NAMED = (Target.STAGE, Target.MILESTONE)


@dataclass(frozen=True)
class Message:
    """A notification ready to leave, as parts that each channel arranges in its own way.

    `identity` is the same on every attempt and no other message has it, so that the other side can tell a repeat from
    a second one. `at` is when it leaves. `facts` are labels and values in the reader's language, `record` the same for
    programs.
    """

    identity: str
    address: Address
    at: datetime
    subject: str
    closing: str
    facts: tuple[tuple[str, str], ...] = ()
    record: Mapping[str, str] = field(default_factory=dict)
    between: str = ": "
    # Of an e-mail only: the lines of its head that are otherwise than usual.
    head: Mapping[str, str] = field(default_factory=dict)

    @property
    def body(self) -> str:
        """The facts and the closing as plain text."""
        facts = "".join(f"{label}{self.between}{value}\n" for label, value in self.facts)
        return f"{facts}\n{self.closing}\n" if facts else f"{self.closing}\n"


@dataclass(frozen=True)
class Told:
    """What a notification tells of: a step (None: the clock was set aside) of one clock of a complaint.

    `name` says which of several stages or milestones it is; `zone` is that in which the due time is shown.
    """

    number: str
    target: Target
    name: str
    step: Step | None
    occurrence: int
    due_at: datetime
    zone: str

    def values(self, words: dict[str, Any]) -> dict[str, str]:
        """Return number, target, step and due time in words, the last as the wall clock of the zone shows it."""
        return {
            "number": self.number,
            "target": " ".join(filter(None, (words["targets"][self.target.value], self.named))),
            "step": _step_in_words(self.step, self.occurrence, words["steps"]),
            "due": f"{self.due_at.astimezone(ZoneInfo(self.zone)):%Y-%m-%d %H:%M} ({self.zone})",
        }

    @property
    def named(self) -> str:
        """The name, of what has one."""
        return self.name if self.target in _NAMED else ""


def compose(
    notification_id: int, address: Address, language: Language, first: Told, *others: Told, now: datetime
) -> Message:
    """Write a notification in the reader's language; one that carries others lists them, the first the worst."""
    words = _words(language)
    identity = f"notification-{notification_id}"
    if others:
        return _compose_bundle(identity, address, words, (first, *others), now=now)
    values = first.values(words)
    return Message(
        identity,
        address,
        now,
        words["subject"].format(**values),
        words["closing"],
        tuple((words["facts"][key], value) for key, value in values.items()),
        {
            "number": first.number,
            "target": first.target.value,
            "name": first.named,
            "step": first.step.key if first.step else "set_aside",
            "due_at": first.due_at.isoformat(),
        },
        words["between"],
    )


def _compose_bundle(
    identity: str, address: Address, words: dict[str, Any], told: Sequence[Told], *, now: datetime
) -> Message:
    bundle = words["bundle"]
    facts = []
    for each in told[:_LISTED]:
        values = each.values(words)
        facts.append((values["number"], bundle["line"].format(**values)))
    if more := len(told) - len(facts):
        facts.append((bundle["more"], bundle["rest"].format(count=more)))
    subject = bundle["subject"].format(count=len(told), number=told[0].number)
    record = {
        "count": str(len(told)),
        "numbers": " ".join(dict.fromkeys(each.number for each in told)),
        "step": "bundle",
        "due_at": min(each.due_at for each in told).isoformat(),
    }
    return Message(identity, address, now, subject, words["closing"], tuple(facts), record, words["between"])


def compose_test(address: Address, language: Language, *, now: datetime) -> Message:
    """Write the message that shows whether an address is right."""
    words, identity = _words(language)["test"], f"test-{uuid4()}"
    return Message(identity, address, now, words["subject"], words["closing"], record={"step": "test"})


def compose_alarm(
    call_id: int,
    address: Address,
    language: Language,
    *,
    subject: str,
    since: datetime | None,
    zone: str,
    now: datetime,
) -> Message:
    """Write that a duty has fallen silent, or the channel after its colon; `since` is None where it never ran."""
    words = _words(language)["alarm"]
    duty, _, channel = subject.partition(":")
    at = f"{since.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} ({zone})" if since else words["never"]
    values = {"what": words["what"][duty].format(channel=channel), "since": at}
    record = {"step": "alarm", "subject": subject, "since": since.isoformat() if since else ""}
    facts = ((words["since"], at),)
    title, closing = words["subject"].format(**values), words["closing"][duty]
    return Message(f"alarm-{call_id}", address, now, title, closing, facts, record, _words(language)["between"])


@dataclass(frozen=True)
class Called:
    """A call for help as its message tells it; `queue` is None for the whole floor, `by` where the clock called.

    `off` says that it is withdrawn. `by_reply` says whether an answer can come back the way that the message went.
    """

    token: str
    queue: str | None
    by: str | None
    answer_by: datetime
    productive_minutes: int
    drill: bool
    off: bool
    by_reply: bool
    zone: str


def compose_call(call_id: int, address: Address, language: Language, called: Called, *, now: datetime) -> Message:
    """Write to a person that they are needed and how they answer, or that they are not needed any more."""
    words, call = _words(language), _words(language)["call"]
    queue, drill = called.queue or call["everything"], call["drill"] if called.drill else ""
    record = {"step": "call_off" if called.off else "call", "call": called.token, "drill": str(called.drill).lower()}
    identity = f"call-{call_id}"
    if called.off:
        off = words["call_off"]
        subject = drill + off["subject"].format(queue=queue, token=called.token)
        return Message(identity, address, now, subject, off["closing"], record=record)
    facts = (
        (call["queue"], queue),
        (call["by"], called.by or "Floorwatch"),
        (call["until"], f"{called.answer_by.astimezone(ZoneInfo(called.zone)):%Y-%m-%d %H:%M} ({called.zone})"),
        (call["within"], call["minutes"].format(minutes=called.productive_minutes)),
        (call["token"], f"#{called.token}"),
    )
    closing = (call["closing"]["drill"] if called.drill else "") + call["closing"][
        "reply" if called.by_reply else "console"
    ]
    subject = drill + call["subject"].format(queue=queue, token=called.token)
    return Message(identity, address, now, subject, closing, facts, record, words["between"])


def step_in_words(language: Language, step: Step, occurrence: int) -> str:
    """Say which rung of a ladder it is."""
    return _step_in_words(step, occurrence, _words(language)["steps"])


def _step_in_words(step: Step | None, occurrence: int, words: dict[str, str]) -> str:
    if step is None:
        return words["set_aside"]
    if step.share == 1:
        return words["breach"]
    if step.share == 0:
        return words["at_once"]
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
