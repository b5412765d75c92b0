"""The words of follow-ups and surveys: outcomes of a call, points, and the reasons that the rules know."""

from collections.abc import Mapping

from app.models.follow_up import CallOutcome
from app.services.handling.call_list import CallRow
from app.views.i18n import Sentence, number

# In the order of their keys.
OUTCOMES: Mapping[CallOutcome, Sentence] = {
    CallOutcome.REACHED: Sentence("FollowUp", "Reached"),
    CallOutcome.NO_ANSWER: Sentence("FollowUp", "No answer"),
    CallOutcome.BUSY: Sentence("FollowUp", "Busy"),
    CallOutcome.CALL_BACK: Sentence("FollowUp", "Call back"),
    CallOutcome.WRONG_NUMBER: Sentence("FollowUp", "Wrong number"),
    CallOutcome.REFUSED: Sentence("FollowUp", "Refused"),
}
SCORES: Mapping[int, Sentence] = {
    1: Sentence("FollowUp", "very bad"),
    2: Sentence("FollowUp", "bad"),
    3: Sentence("FollowUp", "fair"),
    4: Sentence("FollowUp", "good"),
    5: Sentence("FollowUp", "very good"),
}
# Reasons are words of the rules; these are in those that come with the program.
_REASONS = {
    "too_slow": Sentence("FollowUp", "too slow"),
    "not_solved": Sentence("FollowUp", "not solved"),
    "unfriendly": Sentence("FollowUp", "unfriendly"),
    "not_informed": Sentence("FollowUp", "not informed"),
    "compensation": Sentence("FollowUp", "compensation"),
    "other": Sentence("FollowUp", "other"),
}


def reason_word(code: str) -> str:
    """Say why somebody is not content; a reason that people have made up is said as it is."""
    return str(_REASONS.get(code, code.replace("_", " ")))


def score_word(score: int) -> str:
    """Say points with what they mean."""
    return f"{number(score)} {SCORES[score]}"


def hours_word(call_from: int | None, call_until: int | None) -> str:
    """Say between which hours somebody likes to be called; empty where it is all the same."""
    if call_from is None and call_until is None:
        return ""
    return f"{call_from or 0:02}:00–{24 if call_until is None else call_until:02}:00"


def tries_word(row: CallRow) -> str:
    """Say how often somebody was called, and what became of the last try."""
    if row.last is None:
        return "–"
    return f"{number(row.calls)} · {OUTCOMES[row.last]}"
