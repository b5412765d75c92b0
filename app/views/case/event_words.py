"""The words of what happens to a complaint: what it was, by which way, and what changed with it."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from app.models.desk import Link
from app.models.follow_up import CallOutcome
from app.models.people import Role
from app.models.sla import Measure, Target
from app.models.ticket import Emotion, Priority
from app.services.assessment.judge import RISK_FOUND
from app.services.assessment.tags import TAGGED, UNTAGGED
from app.services.deadlines.moved import DEADLINES, DEADLINES_MOVED
from app.services.deadlines.seen import SEEN
from app.services.handling.actions import UNDONE
from app.services.handling.case import Case
from app.services.handling.category_edits import CATEGORY_CHANGED
from app.services.handling.reassess import RISK_SAID, SCORE_SAID
from app.services.handling.timeline import EventRow
from app.services.intake.correct import CORRECTED
from app.services.intake.evidence import EVIDENCE_ADDED, EVIDENCE_REMOVED
from app.views import ticket_words as words
from app.views.case import authority_words
from app.views.case.assessment_words import kind_of_risk
from app.views.follow_up.words import OUTCOMES, reason_word, score_word
from app.views.i18n import Sentence, named
from app.views.seat import ROLES

# What happened, and the icon of it; what is not here is said by its own word.
KINDS: Mapping[str, tuple[Sentence, str]] = {
    "recorded": (Sentence("Case", "Recorded"), "case"),
    "acknowledged": (Sentence("Case", "Acknowledged automatically"), "check"),
    "answered": (Sentence("Case", "Answered"), "reply"),
    "informed": (Sentence("Case", "The customer was informed"), "reply"),
    "waiting": (Sentence("Case", "Waits for the customer"), "wait"),
    "resumed": (Sentence("Case", "The wait is over"), "clock"),
    "restarted": (Sentence("Case", "Begun anew"), "retry"),
    "extension_asked": (Sentence("Case", "More time asked for"), "clock"),
    "extension_granted": (Sentence("Case", "More time granted"), "check"),
    "extension_refused": (Sentence("Case", "More time refused"), "cancel"),
    "decided": (Sentence("Case", "Decided"), "check"),
    "customer_replied": (Sentence("Case", "The customer replied"), "reply"),
    "thanked": (Sentence("Case", "The customer said thank you"), "reply"),
    "resolved": (Sentence("Case", "Resolved"), "check"),
    "followed_up": (Sentence("Case", "Followed up"), "check"),
    "reopened": (Sentence("Case", "Reopened"), "retry"),
    "merged": (Sentence("Case", "Merged"), "merge"),
    "withdrawn": (Sentence("Case", "Withdrawn"), "cancel"),
    "spam": (Sentence("Case", "Marked as spam"), "cancel"),
    "closed": (Sentence("Case", "Closed"), "check"),
    "cause_recorded": (Sentence("Case", "Root cause recorded"), "search"),
    "compensation_asked": (Sentence("Case", "Compensation asked for"), "clock"),
    "compensation_granted": (Sentence("Case", "Compensation granted"), "check"),
    "compensation_refused": (Sentence("Case", "Compensation refused"), "cancel"),
    "compensation_paid": (Sentence("Case", "Compensation paid"), "check"),
    "compensation_withdrawn": (Sentence("Case", "Compensation taken back"), "undo"),
    "split": (Sentence("Case", "Split"), "merge"),
    "linked": (Sentence("Case", "Linked"), "merge"),
    "unlinked": (Sentence("Case", "Link removed"), "merge"),
    "came_back": (Sentence("Case", "Came back as a new complaint"), "retry"),
    CORRECTED: (Sentence("Case", "The record was corrected"), "note"),
    "note": (Sentence("Case", "Note"), "note"),
    "message_sent": (Sentence("Case", "Message to the customer"), "reply"),
    "message_failed": (Sentence("Case", "A mail did not arrive"), "alert"),
    "call_recorded": (Sentence("Case", "Call"), "reply"),
    "customer_wrote": (Sentence("Case", "A mail came in"), "reply"),
    "mail_of_stranger": (Sentence("Case", "A mail from an unknown address: nothing was done"), "alert"),
    "task_asked": (Sentence("Case", "A department was asked"), "forward"),
    "task_answered": (Sentence("Case", "The department answered"), "reply"),
    "task_accepted": (Sentence("Case", "The department's answer was accepted"), "check"),
    "task_sent_back": (Sentence("Case", "The department's answer was sent back"), "retry"),
    "task_withdrawn": (Sentence("Case", "The department's task was withdrawn"), "cancel"),
    "incident_joined": (Sentence("Case", "Belongs to an incident"), "hotspot"),
    "incident_left": (Sentence("Case", "Belongs to the incident no more"), "cancel"),
    "follow_up_called": (Sentence("Case", "Called for the follow-up"), "reply"),
    "surveyed": (Sentence("Case", "The customer rated the result"), "note"),
    "promised": (Sentence("Case", "Promised to the customer"), "note"),
    "promise_kept": (Sentence("Case", "The promise was kept"), "check"),
    "promise_broken": (Sentence("Case", "The promise was broken"), "alert"),
    "customer_merged": (Sentence("Case", "The customer was on record twice: now once"), "merge"),
    "erased": (Sentence("Case", "What was personal was erased"), "cancel"),
    "assigned": (Sentence("Case", "Assigned"), "person"),
    "stage_entered": (Sentence("Case", "Next stage"), "forward"),
    "priority_raised": (Sentence("Case", "Priority raised"), "raise"),
    DEADLINES_MOVED: (Sentence("Case", "Deadlines moved"), "clock"),
    RISK_FOUND: (Sentence("Case", "High risk found"), "alert"),
    RISK_SAID: (Sentence("Case", "Marked as high risk"), "alert"),
    SCORE_SAID: (Sentence("Case", "Score set"), "raise"),
    CATEGORY_CHANGED: (Sentence("Case", "Category changed"), "case"),
    TAGGED: (Sentence("Case", "Tagged"), "add"),
    UNTAGGED: (Sentence("Case", "Tag taken off"), "cancel"),
    EVIDENCE_ADDED: (Sentence("Case", "File added"), "evidence"),
    EVIDENCE_REMOVED: (Sentence("Case", "File removed"), "evidence"),
    "undone": (Sentence("Case", "Undone"), "undo"),
    "escalated": (Sentence("Case", "Escalated"), "raise"),
    SEEN: (Sentence("Case", "Reminder seen: it is not repeated"), "check"),
    "imported": (Sentence("Case", "Imported"), "folder"),
    "import_changed": (Sentence("Case", "Changed by an import"), "folder"),
    "import_left_out": (Sentence("Case", "An import had news that were left out"), "folder"),
    "file_refused": (Sentence("Case", "A file of the source was not taken"), "evidence"),
    "time_doubted": (Sentence("Case", "The time of the source was not believed"), "clock"),
    "changed_at_origin": (Sentence("Case", "Changed where it was recorded first"), "folder"),
}
# By which way something was told to the customer.
WAYS: Mapping[str, Sentence] = {
    "telephone": Sentence("Case", "by telephone"),
    "email": Sentence("Case", "by e-mail"),
    "chat": Sentence("Case", "by chat"),
    "social": Sentence("Case", "on social media"),
    "letter": Sentence("Case", "by letter"),
    "in_person": Sentence("Case", "in person"),
}
# What of a record can be corrected.
_RECORDED: Mapping[str, Sentence] = {
    "customer_id": Sentence("Case", "Customer"),
    "title": Sentence("Case", "Title"),
    "description": Sentence("Case", "What happened"),
    "demand": Sentence("Case", "Demand"),
    "emotion": Sentence("Case", "Emotion"),
    "affected": Sentence("Case", "Affected"),
    "order_id": Sentence("Case", "Order"),
    "product": Sentence("Case", "Product"),
    "queue_id": Sentence("Case", "Queue"),
}
# Of a long text its beginning says which it was.
_LONGEST_VALUE = 60


def event_words(event: EventRow) -> str:
    """Say in few words what happened."""
    known = KINDS.get(event.kind)
    said = str(known[0]) if known else event.kind
    reason = event.details.get("pause") or event.details.get("restart")
    if reason and reason != "waiting_for_customer":
        head = str(Sentence("Case", "Waits")) if event.kind == "waiting" else said
        said = words.named(head, words.reason(reason))
    if event.kind == RISK_SAID and not event.details["high_risk"]:
        said = str(Sentence("Case", "Marked as no high risk"))
    if event.kind == SCORE_SAID and event.details["score"][1] is None:
        said = str(Sentence("Case", "Score worked out again"))
    if event.details.get("by_itself"):
        said = str(Sentence("Case", "{what}: it lasted as long as it may", what=said))
    if UNDONE in event.details and event.kind != UNDONE:
        return str(Sentence("Case", "Undone, and so: {what}", what=said))
    return said


def what_changed(event: EventRow, case: Case, place: words.Place) -> Iterator[str]:
    """Yield what changed with an event, in words."""
    details = event.details
    if "owner_id" in details:
        before, after = (case.names.get(id_) or str(Sentence("Case", "nobody")) for id_ in details["owner_id"])
        yield str(Sentence("Case", "Owner: {before} → {after}", before=before, after=after))
    if "stage" in details:
        before, after = map(words.stage, details["stage"])
        yield str(Sentence("Case", "Stage: {before} → {after}", before=before, after=after))
    if "priority" in details:
        before, after = (words.priority(Priority(each)) for each in details["priority"])
        yield str(Sentence("Case", "Priority: {before} → {after}", before=before, after=after))
    for each in details.get(DEADLINES, ()):
        target = words.subject(Target(each["target"]), each["subject"])
        before, after = (place.instant(datetime.fromisoformat(at)) if at else "–" for at in each["due_at"])
        yield str(Sentence("Case", "{target} due: {before} → {after}", target=target, before=before, after=after))
    if event.kind == RISK_FOUND:
        yield words.listed(map(kind_of_risk, details["kinds"]))
    if event.kind == SCORE_SAID and details["score"][1] is not None:
        yield str(Sentence("Case", "Score: {score}", score=details["score"][1]))
    if event.kind == CATEGORY_CHANGED:
        before, after = (path or "–" for path in details["category"])
        yield str(Sentence("Case", "Category: {before} → {after}", before=before, after=after))
    if event.kind in ("follow_up_called", "followed_up") and "outcome" in details:
        yield str(OUTCOMES[CallOutcome(details["outcome"])])
    if event.kind in ("surveyed", "reopened") and "score" in details:
        yield " · ".join(filter(None, (score_word(details["score"]), reason_word(details.get("why", "")))))
    if event.kind == CORRECTED:
        yield from (
            str(Sentence("Case", "{what}: {before} → {after}", what=word, before=before, after=after))
            for name, word in _RECORDED.items()
            if name in details
            for before, after in [[_value(name, each) for each in details[name]]]
        )
    if event.kind in (TAGGED, UNTAGGED):
        yield details["tag"]
    if event.kind in (EVIDENCE_ADDED, EVIDENCE_REMOVED) and "name" in details:
        yield str(details["name"])
    if "amount" in details and details.get("target"):
        target = words.subject(Target(details["target"]), details.get("subject", ""))
        measure = Measure(details["measure"]) if details.get("measure") else None
        amount = words.time(details["amount"], measure)
        yield str(Sentence("Case", "{target}: {amount} in all", target=target, amount=amount))
    if "hundredths" in details:
        yield authority_words.offered(details)
        yield from filter(None, [authority_words.together(details)])
    if "link" in details:
        kind = authority_words.LINKS[Link(details["link"]), bool(details.get("backwards"))]
        yield words.named(kind, details["number"])
    if "cause" in details:
        yield str(details["cause"][1])
    if details.get("split_from"):
        yield words.named(authority_words.LINKS[Link.SPLIT_FROM, False], details["split_from"])
    if event.kind in ("split", "came_back"):
        yield str(details["into"])
    if details.get("asks"):
        yield str(Sentence("Case", "A decision is asked for: {role}", role=ROLES[Role(details["asks"])]))
    if details.get("incident"):
        yield str(Sentence("Case", "Incident: {title}", title=details["incident"]))
    if details.get("department"):
        yield str(Sentence("Case", "Department: {name}", name=details["department"]))
    if event.kind == "mail_of_stranger":
        yield str(Sentence("Case", "From: {sender}", sender=details.get("sender") or "–"))
    if details.get("standby"):
        yield str(Sentence("Case", "Standby is proposed"))
    if event.kind == SEEN:
        yield words.subject(Target(details["target"]), details["subject"])
    if event.kind == "merged":
        if number := details.get("into"):
            yield str(Sentence("Case", "It lives on in {number}.", number=number))
        if number := details.get("from"):
            yield str(Sentence("Case", "{number} was merged into this one.", number=number))
    if event.kind == "import_changed":
        yield str(Sentence("Case", "Fields that changed: {count}", count=len(details.get("changes", {}))))
    if event.kind == "file_refused":
        # Rare, and not worth the start of a console.
        from app.services.intake.feeds.source import said_words

        yield named(details["name"], Sentence.of(said_words(details["reason"])))
    if event.kind == "time_doubted":
        yield str(Sentence("Case", "It says {at}", at=details["said"]))
    if event.kind == "changed_at_origin":
        yield from (named(name, value) for name, value in details.items())


def _value(name: str, value: object) -> str:
    """Say what stood in a field of the record."""
    if name == "emotion" and value:
        return str(words.EMOTIONS[Emotion(str(value))])
    said = " ".join(str(value).split()) or "–"
    return said if len(said) <= _LONGEST_VALUE else f"{said[:_LONGEST_VALUE]}…"
