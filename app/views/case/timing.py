"""What the forms of a case ask and do about time: reasons to wait and to begin anew, more time, decisions."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.models.approval import Approval, ApprovalKind, Extension
from app.models.sla import LIVE, Clock
from app.models.ticket import Ticket
from app.services.deadlines.approvals import ask_extension, decide
from app.services.deadlines.explain import Explanation
from app.services.deadlines.extensions import ExtensionRow, tell_customer_of_extension
from app.services.deadlines.requests import ApprovalRow
from app.services.deadlines.rulebook import Rulebook
from app.services.deadlines.waits import WAITING_FOR_CUSTOMER
from app.services.handling.case import Case
from app.services.handling.stages import enter_stage, next_stage
from app.views import ticket_words as words
from app.views.case import authority_words
from app.views.case.event_words import WAYS
from app.views.i18n import Sentence, listed
from app.views.seat import ROLES

GRANT, REFUSE = "grant", "refuse"
_ANSWERS = {
    GRANT: Sentence("Act", "Grant"),
    REFUSE: Sentence("Act", "Refuse"),
}


def choices(kind: str, case: Case) -> Sequence[tuple[str, str]]:
    """Return what can be chosen, and how it is called."""
    if kind == "pause":
        reasons = dict.fromkeys((WAITING_FOR_CUSTOMER, *case.pauses))
        return [(reason, words.reason(reason)) for reason in reasons]
    if kind == "restart":
        return [(reason, words.reason(reason)) for reason in case.restarts]
    if kind == "clock":
        return [
            (str(clock.clock_id), words.target(clock)) for clock in case.clocks if clock.clock_id in case.extendable
        ]
    if kind == "approval":
        return [(str(row.id), authority_words.request(row)) for row in case.approvals]
    if kind == "stage":
        names = [row.stage for row in case.stages if not row.current]
        first = next_stage(tuple(row.stage for row in case.stages), case.stage)
        return [(name, words.stage(name)) for name in sorted(names, key=lambda name: name != first)]
    return [(word, str(said)) for word, said in (WAYS if kind == "way" else _ANSWERS).items()]


def about(act: str, case: Case, given: Mapping[str, str], place: words.Place) -> str:
    """Say what an action is about, or what comes of what was chosen; empty where the form says it all."""
    if act == "wait":
        return _wait(case, given.get("pause", ""))
    if act == "more_time":
        return _extension(case, given.get("clock", ""))
    if act == "decide":
        return _request(case, _asked(case, given), place)
    if act == "tell_extension":
        return _untold(case)
    return ""


def untold(case: Case) -> ExtensionRow | None:
    """Return the extension of a live clock that holds when the customer has been told of it."""
    live = {clock.clock_id for clock in case.clocks if clock.state in LIVE}
    return next((each for each in case.extensions if each.in_force_at is None and each.clock_id in live), None)


def do(
    act: str,
    session: Session,
    rulebook: Rulebook,
    case: Case,
    given: Mapping[str, str],
    *,
    person_id: int | None,
    now: datetime,
) -> None:
    """Ask for more time, decide what was asked for, lead to a stage, or record that the customer was told."""
    if act == "more_time":
        clock = session.get_one(Clock, int(given["clock"]))
        ask_extension(session, rulebook, clock, given["text"], person_id=person_id, now=now)
    elif act == "next_stage":
        ticket, text = session.get_one(Ticket, case.id), given.get("text", "")
        enter_stage(session, rulebook, ticket, given["stage"], text=text, person_id=person_id, now=now)
    elif act == "decide":
        approval = session.get_one(Approval, _asked(case, given).id)
        granted, remark = given["answer"] == GRANT, given.get("text", "")
        decide(session, rulebook, approval, granted, remark, person_id=person_id, now=now)
    else:
        row = untold(case)
        assert row, "the action is possible only where something is to be told"
        extension = session.get_one(Extension, row.id)
        tell_customer_of_extension(session, rulebook, extension, given, person_id=person_id, now=now)


def _asked(case: Case, given: Mapping[str, str]) -> ApprovalRow:
    """Return what is decided: what was chosen, or the only one."""
    return next((row for row in case.approvals if str(row.id) == given.get("approval")), case.approvals[0])


def _wait(case: Case, reason: str) -> str:
    rule = case.pauses.get(reason)
    if rule is None:
        return str(Sentence("Act", "No deadline stands still meanwhile."))
    targets = listed(words.subject(target, "") for target in sorted(rule.targets))
    if rule.longest is None:
        return str(Sentence("Act", "Stands still meanwhile: {targets}.", targets=targets))
    longest = words.time(rule.longest, rule.measure)
    return str(
        Sentence("Act", "Stands still meanwhile, for {longest} at most: {targets}.", targets=targets, longest=longest)
    )


def _extension(case: Case, clock_id: str) -> str:
    clock = _clock(case, int(clock_id))
    step = case.extendable[clock.clock_id]
    said = str(
        Sentence(
            "Act",
            "{target}: {amount} in all instead of {before}. To be granted by: {role}, or somebody above.",
            target=words.target(clock),
            amount=words.time(step.to, clock.measure),
            before=words.amount(clock),
            role=ROLES[step.approver],
        )
    )
    return f"{said} {_notice()}" if step.notice else said


def _request(case: Case, row: ApprovalRow, place: words.Place) -> str:
    at = place.instant(row.asked_at)
    if row.kind is ApprovalKind.ESCALATION:
        asked = Sentence("Act", "Asked by the escalation ladder on {at}: how does it go on?", at=at)
    else:
        asked = Sentence(
            "Act", "Asked by {person} on {at}: {reason}", person=row.asked_by or "–", at=at, reason=row.reason
        )
    parts = [str(asked)]
    if row.kind is ApprovalKind.EXTENSION and row.clock_id and row.amount is not None:
        clock = _clock(case, row.clock_id)
        parts.append(
            str(
                Sentence(
                    "Act",
                    "{target}: {amount} in all instead of {before}.",
                    target=words.target(clock),
                    amount=words.time(row.amount, clock.measure),
                    before=words.amount(clock),
                )
            )
        )
    if row.kind is ApprovalKind.COMPENSATION:
        parts += filter(None, [authority_words.offered(row.details), authority_words.together(row.details)])
    if row.notice:
        parts.append(_notice())
    parts.append(str(Sentence("Act", "To be decided by: {role}, or somebody above.", role=ROLES[row.role])))
    return "\n".join(parts)


def _untold(case: Case) -> str:
    row = untold(case)
    if row is None:
        return ""
    clock = _clock(case, row.clock_id)
    return str(
        Sentence(
            "Act",
            "{target}: {amount} in all, granted by {person}. It holds from the moment at which the customer is told.",
            target=words.target(clock),
            amount=words.time(row.amount, clock.measure),
            person=row.granted_by or "–",
        )
    )


def _notice() -> str:
    return str(Sentence("Act", "It holds only when the customer has been told."))


def _clock(case: Case, clock_id: int) -> Explanation:
    return next(clock for clock in case.clocks if clock.clock_id == clock_id)
