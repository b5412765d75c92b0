"""One line above the people: how many are on, resting and off, how loaded the floor is, and who needs looking after."""

from collections import Counter

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy

from app.models.people import WORKING, AgentState
from app.services.floor.load import Load, LoadLevel, floor_share
from app.services.floor.worklist import NEVER
from app.views.agent_states import state_sign
from app.views.i18n import Translated, number, percent
from app.views.load_columns import LEVEL_SIGNS, REST_SIGN
from app.views.table_column import Moment

# Figures stay with their words where the line breaks.
_TOGETHER, _BETWEEN = "\N{NO-BREAK SPACE}", "   "


class LoadSummary(Translated, QLabel):
    """Counts the people of a load at a moment; what nobody is in is left out, except for on, break and off."""

    def __init__(self) -> None:
        super().__init__(wordWrap=True)
        self._shown: tuple[Load, Moment] | None = None
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)

    def show_load(self, load: Load, moment: Moment) -> None:
        """Count anew."""
        self._shown = (load, moment)
        self.retranslate()

    def retranslate(self) -> None:
        """Put the counts in the language."""
        if self._shown:
            self.setText(_BETWEEN.join(part.replace(" ", _TOGETHER) for part in self._parts(*self._shown)))
        self.setToolTip(self.tr("Load: open complaints of those who are on, against what they can carry together."))

    def _parts(self, load: Load, moment: Moment) -> list[str]:
        states = Counter(load.state)
        on = sum(states[state] for state in WORKING)
        parts = [
            f"{state_sign(AgentState.READY)} " + self.tr("{count} on").format(count=number(on)),
            f"{state_sign(AgentState.BREAK)} "
            + self.tr("{count} on break").format(count=number(states[AgentState.BREAK])),
            f"{state_sign(AgentState.OFF)} " + self.tr("{count} off").format(count=number(states[AgentState.OFF])),
        ]
        training, unknown = states[AgentState.TRAINING], states[None]
        if training:
            word = self.tr("{count} in training").format(count=number(training))
            parts.append(f"{state_sign(AgentState.TRAINING)} {word}")
        if unknown:
            parts.append(f"{state_sign(None)} " + self.tr("{count} not set").format(count=number(unknown)))
        share = floor_share(load)
        parts.append(self.tr("Load {share}").format(share="—" if share is None else percent(share, 0)))
        over = sum(load.level(place) is LoadLevel.OVER for place in range(len(load)))
        if over:
            sign, _ = LEVEL_SIGNS[LoadLevel.OVER]
            parts.append(f"{sign} " + self.tr("{count} over capacity").format(count=number(over)))
        owed = sum(
            load.is_owed_rest(place, now=moment.now)
            for place, since in enumerate(load.working_since.tolist())
            if since != NEVER
        )
        if owed:
            parts.append(f"{REST_SIGN} " + self.tr("{count} due for a rest").format(count=number(owed)))
        return parts
