"""How much work an open complaint still is (工作量), in hundredths of a general one that has just come in.

A capacity of ten is ten such complaints. The weights are declared here, and nowhere else.
"""

from collections.abc import Mapping

from app.models.words import Complexity, Status

WHOLE = 100
# A complex one is looked into, agreed on and answered by more than one person: about twice the work.
EFFORT: Mapping[Complexity, int] = {Complexity.GENERAL: WHOLE, Complexity.COMPLEX: 2 * WHOLE}
# What is left to do when a stage begins, in percent. A stage that a policy calls otherwise is taken as whole:
# nobody is said to carry less than they do.
LEFT: Mapping[str, int] = {"intake": 100, "investigation": 80, "handling": 60, "reply": 30}
# Who waits for the customer has to look again, not to work on.
WAITING_HALVES = 2
# What a general one takes from beginning to end where nothing is measured, in seconds of work.
USUAL_EFFORT = 1_800.0


def effort(complexity: Complexity, stage: str, status: Status) -> int:
    """Return what an open complaint still weighs, in hundredths of a general one that has just come in."""
    whole = EFFORT[complexity] * LEFT.get(stage, 100) // 100
    return whole // WAITING_HALVES if status is Status.WAITING else whole
