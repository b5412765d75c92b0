"""The words of what customers are given, of whose decision it is, of what is open, and of how complaints belong."""

from collections.abc import Mapping
from typing import Any

from app.models.approval import ApprovalKind
from app.models.desk import CompensationState, Link
from app.models.desk_rules import Loop
from app.services.deadlines.requests import ApprovalRow
from app.services.handling.compensation import Authority, money
from app.services.handling.loop import OpenPoint
from app.views import ticket_words as words
from app.views.i18n import Sentence
from app.views.seat import ROLES
from app.views.theme import Mark

# Natures are words of the desk's rules; these are in those that come with the program.
_NATURES = {
    "goodwill": Sentence("Authority", "Goodwill payment"),
    "voucher": Sentence("Authority", "Voucher"),
    "gift": Sentence("Authority", "Gift"),
    "waiver": Sentence("Authority", "Fee waived"),
    "refund": Sentence("Authority", "Refund"),
}
STATES: Mapping[CompensationState, tuple[str, Sentence, Mark]] = {
    CompensationState.ASKED: ("◆", Sentence("Authority", "awaits a decision"), Mark.SOON),
    CompensationState.GRANTED: ("○", Sentence("Authority", "granted, to be paid"), Mark.SOON),
    CompensationState.REFUSED: ("–", Sentence("Authority", "refused"), Mark.QUIET),
    CompensationState.PAID: ("✓", Sentence("Authority", "paid"), Mark.FINE),
    CompensationState.WITHDRAWN: ("–", Sentence("Authority", "taken back"), Mark.QUIET),
}
KINDS: Mapping[ApprovalKind, Sentence] = {
    ApprovalKind.EXTENSION: Sentence("Authority", "More time"),
    ApprovalKind.ESCALATION: Sentence("Authority", "How it goes on"),
    ApprovalKind.COMPENSATION: Sentence("Authority", "Compensation"),
}
LOOPS: Mapping[Loop, Sentence] = {
    Loop.RESULT_TOLD: Sentence("Authority", "Result told to the customer"),
    Loop.FOLLOWED_UP: Sentence("Authority", "Follow-up done"),
    Loop.ROOT_CAUSE: Sentence("Authority", "Root cause recorded"),
    Loop.TASKS_DONE: Sentence("Authority", "Departments' tasks ended"),
    Loop.APPROVALS_DECIDED: Sentence("Authority", "Decisions taken"),
    Loop.PROMISES_KEPT: Sentence("Authority", "Promises kept"),
}
_OPEN: Mapping[Loop, Sentence] = {
    Loop.RESULT_TOLD: Sentence("Authority", "the customer has not been told the result"),
    Loop.FOLLOWED_UP: Sentence("Authority", "the follow-up is not done"),
    Loop.ROOT_CAUSE: Sentence("Authority", "no root cause is recorded"),
    Loop.TASKS_DONE: Sentence("Authority", "a department's task is open"),
    Loop.APPROVALS_DECIDED: Sentence("Authority", "a decision is awaited"),
    Loop.PROMISES_KEPT: Sentence("Authority", "a promise is open"),
}
_UNPAID = Sentence("Authority", "granted and not paid")
# How one complaint belongs to another, and how that one belongs to it.
LINKS: Mapping[tuple[Link, bool], Sentence] = {
    (Link.RELATED, False): Sentence("Authority", "Related"),
    (Link.RELATED, True): Sentence("Authority", "Related"),
    (Link.SPLIT_FROM, False): Sentence("Authority", "Split from"),
    (Link.SPLIT_FROM, True): Sentence("Authority", "Its part"),
    (Link.COMPLAINS_OF, False): Sentence("Authority", "Complains of the handling of"),
    (Link.COMPLAINS_OF, True): Sentence("Authority", "Its handling is complained of in"),
}


def nature(code: str) -> str:
    """Say what is given; a nature that the rules have made up is said as it is."""
    return str(_NATURES.get(code, code.replace("_", " ")))


def open_point(point: OpenPoint) -> str:
    """Say what is open about a complaint."""
    said = str(_UNPAID if point.is_payment else _OPEN[point.loop])
    return words.named(said, point.what) if point.what else said


def offered(details: Mapping[str, Any]) -> str:
    """Say what an event or a request offers."""
    return f"{nature(details['nature'])} {money(details['hundredths'], details['currency'])}"


def together(details: Mapping[str, Any]) -> str:
    """Say what counts together with what is asked for, where that makes it need somebody above; empty elsewhere."""
    if not details.get("split"):
        return ""
    total = money(details["total"], details["currency"])
    return str(Sentence("Authority", "With what the customer was given lately it comes to {total}.", total=total))


def authority(found: Authority) -> tuple[str, Mark]:
    """Say whether a sum is within a person's authority, and the mark of that."""
    if found.role is None:
        total = money(found.total, found.currency)
        said = Sentence("Authority", "✗ {total} in all is above every limit: nobody here may grant it.", total=total)
        return str(said), Mark.LATE
    if found.mine:
        return str(Sentence("Authority", "✓ Within your authority: granted at once.")), Mark.FINE
    said = Sentence("Authority", "◆ Above your authority. Needs: {role}, or somebody above.", role=ROLES[found.role])
    return str(said), Mark.SOON


def request(row: ApprovalRow) -> str:
    """Say in one line what a decision is asked for."""
    if row.kind is ApprovalKind.COMPENSATION:
        return offered(row.details)
    if row.kind is ApprovalKind.EXTENSION and row.target is not None and row.amount is not None:
        promised = words.subject(row.target, row.subject)
        said = Sentence(
            "Authority",
            "{target}: {amount} in all",
            target=promised,
            amount=words.time(row.amount, row.measure),
        )
        return str(said)
    return str(KINDS[row.kind])
