"""What people read of a step of the ladder: in the case, among their messages and in the delivery log."""

import pytest

from app.models.ladder import Step
from app.views.ticket_words import step_in_words


@pytest.mark.parametrize(
    ("step", "occurrence", "said"),
    [
        (Step("a", share=0.5), 1, "50% of the time used"),
        (Step("a", before_due=7_200), 1, "2 h before the deadline"),
        (Step("a", share=1), 1, "deadline reached"),
        (Step("a", share=1.2), 1, "120% of the time used"),
        (Step("a", after_due=7_200), 1, "2 h late"),
        (Step("a", after_due=7_200, every=3_600, times=3), 2, "3 h late"),
        (None, 1, "set aside, because it failed"),
    ],
)
def test_a_step_is_told_by_when_it_is_owed(qapp: object, step: Step | None, occurrence: int, said: str) -> None:
    assert step_in_words(step, occurrence, step.key if step else "quarantined") == said
