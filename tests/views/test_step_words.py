"""What people read of a step of the ladder, in the case and among their messages."""

import pytest

from app.models.ladder import Step
from app.models.sla import Target
from app.services.floor.inbox import Told
from app.views import alert_inbox, case_words
from tests.builders import MONDAY


@pytest.mark.parametrize(
    ("step", "in_case", "in_inbox"),
    [
        (Step("a", share=0.5), "50 % of the time", "50% of the time is over"),
        (Step("a", before_due=7_200), "before the due time", "deadline is near"),
        (Step("a", share=1), "due time", "deadline passed"),
        (Step("a", share=1.2), "120 % of the time", "120% of the time is over"),
        (Step("a", after_due=7_200), "late", "still late"),
    ],
)
def test_a_step_is_told_by_when_it_is_owed(qapp: object, step: Step, in_case: str, in_inbox: str) -> None:
    assert in_case in case_words.step_in_words(step, 1, step.key)
    told = Told(1, 1, "FW-1", Target.RESOLUTION, step, MONDAY, MONDAY, False)
    assert in_inbox == alert_inbox.step_in_words(told)
