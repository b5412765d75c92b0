"""The rules, with a target that is being shortened."""

from app.models.people import Role
from app.models.sla import Measure
from app.views.dialogs.rules import Rules
from app.views.scenes import Scenes
from app.views.studio import Studio

# What the manager changes in the policy of the demo: two working days for the result instead of three.
_SHORTER = "2d"


def _rules(studio: Studio, page: int) -> Rules:
    """Shorten a target in a draft as the manager does, and show a page of it; the last one is the effect."""
    sitting = studio.seat.person
    studio.seat.take(next(each for each in studio.seat.people if each.role is Role.MANAGER))
    found = Rules(studio.desk, studio.window)
    studio.settle()
    draft = found.page
    if draft.draft is None:
        draft.edit.click()
        studio.settle()
    amounts = draft.amounts.amounts
    row = next(place for place, each in enumerate(amounts.rows) if each.rule.measure is Measure.WORKING_DAYS)
    amounts.setData(amounts.index(row, 2), _SHORTER)
    studio.settle()
    draft.amounts.selectRow(row)
    draft.tabs.setCurrentIndex(page)
    studio.settle()
    draft.impact.begin()
    studio.settle()
    if sitting:
        studio.seat.take(sitting)
    return found


SCENES: Scenes = {
    Rules: {
        "form": lambda studio: _rules(studio, 0),
        "text": lambda studio: _rules(studio, 1),
        "effect": lambda studio: _rules(studio, 2),
    }
}
