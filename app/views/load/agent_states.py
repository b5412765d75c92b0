"""The states of agents (坐席状态) on the screen: their words, and the symbols and colours that stand with them."""

from collections.abc import Mapping

from PySide6.QtCore import QT_TRANSLATE_NOOP

from app.models.people import AgentState
from app.views.i18n import Sentence
from app.views.theme import Mark

# From who can take work to who cannot; this is the order of the states in menus and lists.
_WORDS: Mapping[AgentState | None, str] = {
    AgentState.READY: str(QT_TRANSLATE_NOOP("AgentState", "Ready")),
    AgentState.HANDLING: str(QT_TRANSLATE_NOOP("AgentState", "Handling")),
    AgentState.WRAP_UP: str(QT_TRANSLATE_NOOP("AgentState", "Wrap-up")),
    AgentState.BREAK: str(QT_TRANSLATE_NOOP("AgentState", "Break")),
    AgentState.TRAINING: str(QT_TRANSLATE_NOOP("AgentState", "Training")),
    AgentState.OFF: str(QT_TRANSLATE_NOOP("AgentState", "Off")),
    None: str(QT_TRANSLATE_NOOP("AgentState", "Not set")),
}
STATES = tuple(_WORDS)
# The fuller the circle, the more of the person is free for the next one.
_SIGNS: Mapping[AgentState | None, tuple[str, Mark | None]] = {
    AgentState.READY: ("●", Mark.FINE),
    AgentState.HANDLING: ("◐", None),
    AgentState.WRAP_UP: ("◑", None),
    AgentState.BREAK: ("‖", Mark.QUIET),
    AgentState.TRAINING: ("□", Mark.QUIET),
    AgentState.OFF: ("○", Mark.QUIET),
    None: ("–", Mark.QUIET),
}


def state_word(state: AgentState | None) -> Sentence:
    """Return what a state is called; it follows the language."""
    return Sentence("AgentState", _WORDS[state])


def state_sign(state: AgentState | None) -> str:
    """Return the symbol that says what its colour says."""
    return _SIGNS[state][0]


def state_mark(state: AgentState | None) -> Mark | None:
    """Return the meaning of the colour of a state."""
    return _SIGNS[state][1]
