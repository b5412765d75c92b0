"""What can be done to a case: each action's words, keys and questions, and when it is possible."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.models.sla import STATUS, LifeEvent
from app.models.ticket import Priority, Status
from app.services.deadlines.waits import PAUSE, WAITING_FOR_CUSTOMER
from app.services.handling.case import Case
from app.services.handling.choosing import ASSIGNABLE, RAISABLE
from app.services.handling.events import RESTART
from app.services.intake.correct import CORRECTABLE
from app.views import ticket_words as words
from app.views.case.timing import untold
from app.views.i18n import Sentence, listed


@dataclass(frozen=True)
class Field:
    """One question of a form: the name of its answer in the event's details; no text but a `choice` of that kind."""

    key: str
    label: Sentence
    needed: bool = True
    choice: str = ""


@dataclass(frozen=True)
class Act:
    """An action on one case. `event` is what happens to the complaint; `done` is said when it has, with {number}."""

    name: str
    text: Sentence
    key: str
    icon: str
    statuses: tuple[Status, ...]
    done: str = ""
    event: LifeEvent | None = None
    fields: tuple[Field, ...] = ()
    # Whether it has a button of its own; the others are in the menu behind "More".
    in_front: bool = True


def QT_TRANSLATE_NOOP(context: str, source: str) -> str:  # noqa: N802 - by this name the texts are found
    """Mark a text that is translated where it is shown."""
    return source


def _of(event: LifeEvent) -> tuple[Status, ...]:
    return STATUS[event][0]


_WAY = Field("way", Sentence("Act", "How"), choice="way")
_CAUSE = Field("cause", Sentence("Act", "Root cause"), needed=False, choice="cause")

ACTS: Mapping[str, Act] = {
    act.name: act
    for act in (
        Act(
            "respond",
            Sentence("Act", "Respond"),
            "Ctrl+R",
            "reply",
            _of(LifeEvent.ANSWERED),
            QT_TRANSLATE_NOOP("Act", "{number}: the answer is on record."),
            LifeEvent.ANSWERED,
            (Field("reply", Sentence("Act", "What the customer was told")), _WAY),
        ),
        Act(
            "inform",
            Sentence("Act", "Inform"),
            "Ctrl+Shift+I",
            "reply",
            _of(LifeEvent.INFORMED),
            QT_TRANSLATE_NOOP("Act", "{number}: it is on record that the customer was informed."),
            LifeEvent.INFORMED,
            (Field("text", Sentence("Act", "What the customer was told of the progress")), _WAY),
            in_front=False,
        ),
        Act("assign", Sentence("Act", "Assign"), "Ctrl+Shift+A", "person", ASSIGNABLE),
        Act(
            "wait",
            Sentence("Act", "Wait"),
            "Ctrl+Shift+W",
            "wait",
            _of(LifeEvent.WAITING),
            QT_TRANSLATE_NOOP("Act", "{number} waits."),
            LifeEvent.WAITING,
            (
                Field(PAUSE, Sentence("Act", "Why it waits"), choice="pause"),
                Field("reason", Sentence("Act", "What was asked for, and of whom")),
            ),
        ),
        Act(
            "resume",
            Sentence("Act", "Go on"),
            "Ctrl+Shift+W",
            "clock",
            _of(LifeEvent.RESUMED),
            QT_TRANSLATE_NOOP("Act", "{number} goes on."),
            LifeEvent.RESUMED,
            (Field("text", Sentence("Act", "What came of the wait"), needed=False),),
        ),
        Act(
            "go_on",
            Sentence("Act", "Customer replied"),
            "Ctrl+Shift+W",
            "reply",
            _of(LifeEvent.CUSTOMER_REPLIED),
            QT_TRANSLATE_NOOP("Act", "{number} goes on."),
            LifeEvent.CUSTOMER_REPLIED,
            (Field("text", Sentence("Act", "What the customer said"), needed=False),),
        ),
        Act(
            "restart",
            Sentence("Act", "Begin anew"),
            "Ctrl+Shift+N",
            "retry",
            _of(LifeEvent.RESTARTED),
            QT_TRANSLATE_NOOP("Act", "{number}: the time begins anew."),
            LifeEvent.RESTARTED,
            (
                Field(RESTART, Sentence("Act", "Why it begins anew"), choice="restart"),
                Field("text", Sentence("Act", "What came up")),
            ),
            in_front=False,
        ),
        Act(
            "more_time",
            Sentence("Act", "More time"),
            "Ctrl+T",
            "clock",
            tuple(Status),
            QT_TRANSLATE_NOOP("Act", "{number}: more time was asked for."),
            None,
            (
                Field("clock", Sentence("Act", "For which deadline"), choice="clock"),
                Field("text", Sentence("Act", "Why more time is needed")),
            ),
            in_front=False,
        ),
        Act(
            "decide",
            Sentence("Act", "Decide"),
            "Ctrl+Shift+G",
            "check",
            tuple(Status),
            QT_TRANSLATE_NOOP("Act", "{number}: the decision is on record."),
            None,
            (
                Field("approval", Sentence("Act", "What is asked for"), choice="approval"),
                Field("answer", Sentence("Act", "Decision"), choice="answer"),
                Field("text", Sentence("Act", "Remark"), needed=False),
            ),
        ),
        Act(
            "tell_extension",
            Sentence("Act", "Tell of more time"),
            "Ctrl+Shift+T",
            "reply",
            tuple(Status),
            QT_TRANSLATE_NOOP("Act", "{number}: the extension holds from now on."),
            None,
            (Field("text", Sentence("Act", "What the customer was told")), _WAY),
            in_front=False,
        ),
        Act(
            "next_stage",
            Sentence("Act", "Next stage"),
            "Ctrl+Shift+S",
            "forward",
            RAISABLE,
            QT_TRANSLATE_NOOP("Act", "{number}: it is in another stage now."),
            None,
            (
                Field("stage", Sentence("Act", "To which stage"), choice="stage"),
                Field("text", Sentence("Act", "What was done, and what is open"), needed=False),
            ),
        ),
        Act(
            "resolve",
            Sentence("Act", "Resolve"),
            "Ctrl+D",
            "check",
            _of(LifeEvent.RESOLVED),
            QT_TRANSLATE_NOOP("Act", "{number} is resolved; its follow-up is owed."),
            LifeEvent.RESOLVED,
            (Field("result", Sentence("Act", "The result, as the customer was told")), _WAY, _CAUSE),
        ),
        Act(
            "follow_up",
            Sentence("Act", "Follow up"),
            "Ctrl+Shift+F",
            "person",
            _of(LifeEvent.FOLLOWED_UP),
            QT_TRANSLATE_NOOP("Act", "{number}: the follow-up is on record."),
            LifeEvent.FOLLOWED_UP,
            (Field("text", Sentence("Act", "What the customer says of the result")), _WAY),
        ),
        Act(
            "close",
            Sentence("Act", "Close"),
            "Ctrl+Shift+D",
            "check",
            _of(LifeEvent.CLOSED),
        ),
        Act(
            "reopen",
            Sentence("Act", "Reopen"),
            "Ctrl+Shift+R",
            "retry",
            _of(LifeEvent.REOPENED),
            QT_TRANSLATE_NOOP("Act", "{number} is open again."),
            LifeEvent.REOPENED,
            (Field("reason", Sentence("Act", "Why it is opened again")),),
        ),
        Act(
            "raise",
            Sentence("Act", "Raise"),
            "Ctrl+Shift+U",
            "raise",
            RAISABLE,
            in_front=False,
        ),
        Act(
            "merge",
            Sentence("Act", "Merge"),
            "Ctrl+M",
            "merge",
            _of(LifeEvent.MERGED),
            QT_TRANSLATE_NOOP("Act", "{number} was merged into {into}."),
            in_front=False,
        ),
        Act(
            "offer",
            Sentence("Act", "Compensate"),
            "Ctrl+Shift+M",
            "check",
            ASSIGNABLE,
            in_front=False,
        ),
        Act(
            "split",
            Sentence("Act", "Split"),
            "Ctrl+Shift+J",
            "merge",
            RAISABLE,
            QT_TRANSLATE_NOOP("Act", "A part of {number} is a complaint of its own: {into}."),
            in_front=False,
        ),
        Act(
            "link",
            Sentence("Act", "Link"),
            "Ctrl+Shift+K",
            "merge",
            tuple(Status),
            QT_TRANSLATE_NOOP("Act", "{number} was linked with {into}."),
            in_front=False,
        ),
        Act(
            "withdraw",
            Sentence("Act", "Customer withdraws"),
            "Ctrl+Shift+X",
            "cancel",
            _of(LifeEvent.WITHDRAWN),
            QT_TRANSLATE_NOOP("Act", "{number} was withdrawn by the customer."),
            LifeEvent.WITHDRAWN,
            (Field("text", Sentence("Act", "What the customer said or wrote, as proof")), _WAY),
            in_front=False,
        ),
        Act(
            "spam",
            Sentence("Act", "No complaint (spam)"),
            "Ctrl+Shift+Backspace",
            "cancel",
            _of(LifeEvent.SPAM),
            QT_TRANSLATE_NOOP("Act", "{number} is marked as no complaint."),
            LifeEvent.SPAM,
            (Field("text", Sentence("Act", "Why it is no complaint")),),
            in_front=False,
        ),
        Act(
            "correct",
            Sentence("Act", "Correct the record"),
            "F4",
            "note",
            CORRECTABLE,
            QT_TRANSLATE_NOOP("Act", "{number}: the record is corrected."),
            in_front=False,
        ),
        Act(
            "note",
            Sentence("Act", "Note"),
            "Ctrl+N",
            "note",
            tuple(Status),
            QT_TRANSLATE_NOOP("Act", "{number}: the note is kept."),
            None,
            (Field("text", Sentence("Act", "Note for colleagues")),),
        ),
    )
}


def why_not(act: Act, case: Case) -> Sentence | None:
    """Say why an action is not possible now, None where it is."""
    if case.status not in act.statuses:
        states = listed(str(words.STATUSES[status]) for status in act.statuses)
        return Sentence(
            "Act",
            "Not while it is: {state}. Possible while it is: {states}",
            state=words.STATUSES[case.status],
            states=states,
        )
    if act.name in OCCASIONAL and not OCCASIONAL[act.name](case):
        return Sentence("Act", "There is nothing of the kind to do now.")
    if act.name == "raise" and case.priority is Priority.URGENT:
        return Sentence("Act", "The priority is the highest already.")
    return None


# What is shown only where there is something to do.
OCCASIONAL: Mapping[str, Callable[[Case], bool]] = {
    "go_on": lambda case: case.waits_for == WAITING_FOR_CUSTOMER,
    "resume": lambda case: case.waits_for not in ("", WAITING_FOR_CUSTOMER),
    "restart": lambda case: bool(case.restarts) and case.status in STATUS[LifeEvent.RESTARTED][0],
    "more_time": lambda case: bool(case.extendable),
    "decide": lambda case: bool(case.approvals),
    "tell_extension": lambda case: untold(case) is not None,
}
# What comes after a result, and has a button only then.
AFTERWARDS = ("follow_up", "close", "reopen")
