"""What people are asked while they handle complaints."""

from app.services.handling.actions import Action
from app.views.case.action_bar import Drafts
from app.views.case.actions import ACTS
from app.views.dialogs.assign import Assign
from app.views.dialogs.confirm import Confirm
from app.views.dialogs.merge import Merge
from app.views.dialogs.tell import Tell
from app.views.panes.queue import QueuePane
from app.views.scenes import Scenes
from app.views.studio import Studio


def _confirm(studio: Studio, action: Action) -> Confirm:
    """Ask about some tickets of the queue, to which it can be done."""
    queue = next(pane for pane in studio.window.docks.panes.values() if isinstance(pane, QueuePane))
    rows = queue.table.rows
    fitting = rows.ids[rows.waiting == (action is Action.GO_ON)].tolist()
    return Confirm(studio.desk, studio.window, action, fitting[-12:])


def _tell(studio: Studio, name: str) -> Tell:
    """Ask what an action on the case needs."""
    return Tell(studio.desk, studio.window, studio.case, ACTS[name], Drafts())


SCENES: Scenes = {
    Assign: {"": lambda studio: Assign(studio.desk, studio.window, [studio.case.id], studio.case.number)},
    Confirm: {
        "wait": lambda studio: _confirm(studio, Action.WAIT),
        "go-on": lambda studio: _confirm(studio, Action.GO_ON),
        "raise": lambda studio: _confirm(studio, Action.RAISE_PRIORITY),
    },
    Merge: {"": lambda studio: Merge(studio.desk, studio.window, studio.case, ACTS["merge"])},
    Tell: {
        # With a root cause, with a reason to wait, and with a proof.
        "resolve": lambda studio: _tell(studio, "resolve"),
        "wait": lambda studio: _tell(studio, "wait"),
        "withdraw": lambda studio: _tell(studio, "withdraw"),
    },
}
