"""One line above the people: how many are on, resting and off, how loaded the floor is, and who needs looking after."""

from collections import Counter

from PySide6.QtWidgets import QLabel, QWidget

from app.models.people import WORKING, AgentState
from app.services.floor.load import Load, LoadLevel, floor_share
from app.services.floor.worklist_columns import NEVER
from app.views.flow import Flow
from app.views.i18n import Translated, number, percent
from app.views.load.agent_states import state_sign
from app.views.load.columns import LEVEL_SIGNS, REST_SIGN
from app.views.table.column import Moment
from app.views.theme import PAD

# Shown also where nobody is so.
_ALWAYS = ("on", "break", "off", "load")


class LoadSummary(Translated, QWidget):
    """Counts the people of a load at a moment."""

    def __init__(self) -> None:
        super().__init__()
        names = ("on", "break", "off", "training", "unknown", "load", "over", "rest")
        self.figures = {name: QLabel() for name in names}
        self._shown: tuple[Load, Moment] | None = None
        row = Flow(self, spacing=PAD)
        for figure in self.figures.values():
            row.addWidget(figure)

    def show_load(self, load: Load, moment: Moment) -> None:
        """Count anew."""
        self._shown = (load, moment)
        self.retranslate()

    def retranslate(self) -> None:
        """Put the counts in the language."""
        if not self._shown:
            return
        load, moment = self._shown
        counts = _counts(load, moment)
        share = floor_share(load)
        texts = {
            "on": f"{state_sign(AgentState.READY)} " + self.tr("{count} on"),
            "break": f"{state_sign(AgentState.BREAK)} " + self.tr("{count} on break"),
            "off": f"{state_sign(AgentState.OFF)} " + self.tr("{count} off"),
            "training": f"{state_sign(AgentState.TRAINING)} " + self.tr("{count} in training"),
            "unknown": f"{state_sign(None)} " + self.tr("{count} not set"),
            "load": self.tr("Load {share}").format(share="—" if share is None else percent(share, 0)),
            "over": f"{LEVEL_SIGNS[LoadLevel.OVER][0]} " + self.tr("{count} over capacity"),
            "rest": f"{REST_SIGN} " + self.tr("{count} due for a rest"),
        }
        for name, text in texts.items():
            self.figures[name].setText(text.format(count=number(counts.get(name, 0))))
            self.figures[name].setVisible(name in _ALWAYS or counts[name] > 0)
        self.figures["load"].setToolTip(
            self.tr("What is left to do in the complaints of those who are on, against what they can carry together.")
        )
        self.figures["rest"].setToolTip(self.tr("At work for two hours or longer without a rest of ten minutes."))


def _counts(load: Load, moment: Moment) -> dict[str, int]:
    states = Counter(load.state)
    working = [place for place, since in enumerate(load.working_since.tolist()) if since != NEVER]
    return {
        "on": sum(states[state] for state in WORKING),
        "break": states[AgentState.BREAK],
        "off": states[AgentState.OFF],
        "training": states[AgentState.TRAINING],
        "unknown": states[None],
        "over": sum(load.level(place) is LoadLevel.OVER for place in range(len(load))),
        "rest": sum(load.is_owed_rest(place, now=moment.now) for place in working),
    }
