"""The words of an assessment: the parts of the score and what each rests on, kinds of risk and what was found."""

from collections.abc import Iterator, Mapping

from app.models.desk_rules import ScorePart
from app.services.assessment.present import Assessment
from app.views import ticket_words as words
from app.views.i18n import Sentence, number, percent

PARTS: Mapping[ScorePart, Sentence] = {
    ScorePart.URGENCY: Sentence("Assessment", "Urgency"),
    ScorePart.CUSTOMER: Sentence("Assessment", "Customer level"),
    ScorePart.RISK: Sentence("Assessment", "Risk"),
    ScorePart.EMOTION: Sentence("Assessment", "Emotion"),
    ScorePart.IMPACT: Sentence("Assessment", "People affected"),
    ScorePart.DEADLINE: Sentence("Assessment", "Nearing deadline"),
}
# Kinds of risk are words of the desk's rules; these are those of the rules that come with the program.
_KINDS = {
    "fraud": Sentence("Assessment", "fraud"),
    "data_leak": Sentence("Assessment", "data leak"),
    "personal_safety": Sentence("Assessment", "personal safety"),
    "press": Sentence("Assessment", "press"),
    "regulator": Sentence("Assessment", "regulator"),
    "category": Sentence("Assessment", "category"),
    "customer": Sentence("Assessment", "customer"),
}


def kind_of_risk(code: str) -> str:
    """Say a kind of risk; one that the rules have made up is said as it is."""
    return str(_KINDS.get(code, code.replace("_", " ")))


def rests_on(part: ScorePart, found: Assessment, used: float) -> str:
    """Say what the points of a part come from; `used` is the share of its time that the nearest deadline has used."""
    known = found.known
    if part is ScorePart.URGENCY:
        return words.priority(known.priority)
    if part is ScorePart.CUSTOMER:
        return known.level or str(Sentence("Assessment", "no level is known"))
    if part is ScorePart.RISK:
        return str(Sentence("Assessment", "high risk") if known.high_risk else Sentence("Assessment", "none found"))
    if part is ScorePart.EMOTION:
        return str(words.EMOTIONS[known.emotion] if known.emotion else Sentence("Assessment", "not recorded"))
    if part is ScorePart.IMPACT:
        return number(known.affected)
    if not found.running:
        return str(Sentence("Assessment", "no deadline runs"))
    return str(
        Sentence("Assessment", "late")
        if used >= 1
        else Sentence("Assessment", "{share} of the time used", share=percent(max(used, 0), 0))
    )


def risk_reasons(found: Assessment) -> Iterator[str]:
    """Yield what a complaint's risk rests on, line by line; what a person said comes first."""
    if found.said:
        said = (
            Sentence("Assessment", "Marked as high risk: {reason}", reason=found.said.reason)
            if found.said.high_risk
            else Sentence("Assessment", "Marked as no high risk: {reason}", reason=found.said.reason)
        )
        yield f"{said}{words.aside(found.said.by)}"
    for kind, which in found.words.items():
        yield words.named(kind_of_risk(kind), words.listed(f"“{word}”" for word in which))
    if found.risky_category:
        yield str(Sentence("Assessment", "The category is marked: {path}", path=found.risky_category))
    if found.risky_customer:
        yield str(Sentence("Assessment", "The customer is marked: {name}", name=found.risky_customer))
    if found.given:
        yield str(Sentence("Assessment", "It was recorded as of high risk."))
