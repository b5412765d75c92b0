"""The filter chips above the queue: what they let through, combined, and how many tickets each of them would."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any

import numpy as np
from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from app.models.words import Priority, Source
from app.services.floor.worklist_columns import PRIORITIES, SOURCES, Worklist
from app.views.field_words import CONTEXT, PRIORITY_WORDS, SOURCE_WORDS
from app.views.flow import Flow
from app.views.i18n import Sentence, Translated, listed, named, number
from app.views.queue.chip import Chip, ChoiceMenu
from app.views.queue.filter import Urgency, WorklistFilter
from app.views.queue.named_chip import NAMED, NamedWords
from app.views.table.column import Moment
from app.views.table.order import Slots
from app.views.theme import GAP, Mark

NOBODY = 0
# So many words fit into a chip.
_LISTED = 3
ALL = WorklistFilter()


@dataclass(frozen=True)
class _Choice:
    """One chip: its sign with what that means, and the value that it adds to a field of the filter."""

    sign: str
    mark: Mark | None
    field: str
    value: Any


# Whoever sits here: their id is put in its place.
_ME = "me"
_CHOICES: Mapping[str, _Choice] = {
    "late": _Choice("▲", Mark.LATE, "urgencies", Urgency.LATE),
    "soon": _Choice("◆", Mark.SOON, "urgencies", Urgency.SOON),
    "high_risk": _Choice("⚑", Mark.LATE, "high_risk", True),
    "waiting": _Choice("‖", Mark.QUIET, "waiting", True),
    "nobody": _Choice("○", None, "owners", NOBODY),
    "mine": _Choice("●", None, "owners", _ME),
}
_MENUS: Mapping[str, tuple[Sequence[StrEnum], Mapping[Any, str]]] = {
    # The most pressing first.
    "priorities": (tuple(reversed(Priority)), PRIORITY_WORDS),
    "sources": (tuple(Source), SOURCE_WORDS),
}


class FilterChips(Translated, QWidget):
    """Makes a `WorklistFilter` of chips: those of one field widen it, those of different fields narrow it.

    What a filter from elsewhere asks for and no chip stands for is one more chip, which can be taken away.
    """

    changed = Signal(object)

    def __init__(self, me: Callable[[], int | None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._me = me
        self.filter = ALL
        self._names: dict[int, str] = {}
        row = Flow(self)
        row.setSpacing(GAP)
        self.chips = {key: Chip(each.sign, each.mark, self) for key, each in _CHOICES.items()}
        for key, chip in self.chips.items():
            chip.clicked.connect(lambda _=False, key=key: self._toggle(_CHOICES[key].field, self._value(key)))
        self.menus = {name: ChoiceMenu(self) for name in (*_MENUS, *NAMED)}
        self.actions_of = {name: self._fill(name) for name in _MENUS}
        self.openers = {name: Chip(parent=self) for name in self.menus}
        self._words = NamedWords()
        for name, opener in self.openers.items():
            opener.clicked.connect(lambda _=False, name=name: self._open(name))
        self.rest, self.clear = Chip(parent=self), Chip("✕", parent=self)
        self.rest.clicked.connect(lambda: self._choose(self._without_rest()))
        self.clear.clicked.connect(lambda: self._choose(ALL))
        for widget in (*self.chips.values(), *self.openers.values(), self.rest, self.clear):
            row.addWidget(widget)
        self.retranslate()

    def show_filter(self, wanted: WorklistFilter) -> None:
        """Show a filter that was chosen elsewhere."""
        self.filter = wanted
        self.retranslate()

    def count(self, rows: Worklist, slots: Slots, moment: Moment) -> None:
        """Count the tickets of these slots that each chip would let through by itself."""
        self._words.see(rows, slots)
        there = np.full(len(rows), len(slots) == len(rows))
        if not there.all():
            there[slots] = True
        for key, chip in self.chips.items():
            if not chip.isHidden():
                chip.show_count(int(np.count_nonzero(self._alone(key)(rows, moment) & there)))
        for name, column, words in (("priorities", rows.priority, PRIORITIES), ("sources", rows.source, SOURCES)):
            for place, word in enumerate(words):
                count = int(np.count_nonzero((column == place) & there))
                self.actions_of[name][word].setText(f"{self._word(name, word)}\t{number(count)}")
        if owners := self.filter.owners.difference(self._names):
            at = np.isin(rows.owner_id, list(owners))
            found = zip(rows.owner_id[at].tolist(), np.flatnonzero(at).tolist(), strict=True)
            self._names |= {id_: rows.owner[slot] for id_, slot in found}
            self._show_rest()

    def retranslate(self) -> None:
        """Put the words in the language, and show what is chosen."""
        words = {
            "late": (self.tr("Late"), self.tr("A deadline has passed.")),
            "soon": (self.tr("Due < 1 h"), self.tr("A deadline falls within the next hour.")),
            "high_risk": (self.tr("High risk"), self.tr("Fraud, data leak, personal safety, press, regulator.")),
            "waiting": (self.tr("Waiting"), self.tr("The customer's answer is awaited.")),
            "nobody": (self.tr("Nobody's"), self.tr("Nobody owns it yet.")),
            "mine": (self.tr("Mine"), self.tr("You own it.")),
        }
        for key, chip in self.chips.items():
            text, tip = words[key]
            chip.setChecked(self._is_on(_CHOICES[key].field, self._value(key)))
            chip.say(text)
            chip.setToolTip(tip)
        self.chips["mine"].setVisible(self._me() is not None)
        titles = {
            "priorities": self.tr("Priority"),
            "sources": self.tr("Source"),
            "categories": self.tr("Category"),
            "tags": self.tr("Tag"),
        }
        for name, opener in self.openers.items():
            wanted = getattr(self.filter, name)
            for word, action in self.actions_of.get(name, {}).items():
                action.setChecked(word in wanted)
                action.setText(self._word(name, word) + "\t" + action.text().partition("\t")[2])
            chosen = sorted(wanted) if name in NAMED else [each for each in _MENUS[name][0] if each in wanted]
            chosen_words = _listed([self._word(name, word) for word in chosen])
            opener.setChecked(bool(chosen))
            opener.say((named(titles[name], chosen_words) if chosen else titles[name]) + " ▾")
            opener.setToolTip(titles[name])
            self.menus[name].setTitle(titles[name])
        self.clear.setVisible(self.filter != ALL)
        self.clear.setChecked(False)
        self.clear.say(self.tr("Clear"))
        self.clear.setToolTip(self.tr("Show all again"))
        self._show_rest()

    def _fill(self, name: str) -> dict[StrEnum, QAction]:
        menu, actions = self.menus[name], {}
        for word in _MENUS[name][0]:
            actions[word] = QAction(menu, checkable=True)
            actions[word].triggered.connect(lambda _=False, word=word: self._toggle(name, word))
        menu.addActions(list(actions.values()))
        return actions

    def _open(self, name: str) -> None:
        opener = self.openers[name]
        # A click has turned it over; only what is chosen does that.
        opener.setChecked(bool(getattr(self.filter, name)))
        if name in NAMED:
            self._fill_words(name)
        self.menus[name].popup(opener.mapToGlobal(QPoint(0, opener.height())))

    def _fill_words(self, name: str) -> None:
        """Fill a menu with the words that the tickets have now."""
        menu, wanted = self.menus[name], getattr(self.filter, name)
        menu.clear()
        for word, text in self._words.entries(name, wanted):
            action = QAction(text, menu, checkable=True)
            action.setChecked(word in wanted)
            action.triggered.connect(lambda _=False, word=word: self._toggle(name, word))
            menu.addAction(action)
        if menu.isEmpty():
            menu.addAction(self.tr("No ticket here has any")).setEnabled(False)

    def _word(self, name: str, word: str) -> str:
        if name in NAMED:
            return word.rpartition(" / ")[2]
        return str(Sentence(CONTEXT, _MENUS[name][1][word]))

    def _value(self, key: str) -> Any:
        value = _CHOICES[key].value
        return self._me() if value == _ME else value

    def _alone(self, key: str) -> WorklistFilter:
        value = self._value(key)
        alone: dict[str, Any] = {_CHOICES[key].field: value if value is True else frozenset({value})}
        return WorklistFilter(**alone)

    def _is_on(self, field: str, value: Any) -> bool:
        chosen = getattr(self.filter, field)
        return bool(chosen is True) if value is True else value in chosen

    def _toggle(self, field: str, value: Any) -> None:
        chosen = getattr(self.filter, field)
        changed: dict[str, Any] = {field: (None if chosen else True) if value is True else chosen ^ {value}}
        self._choose(replace(self.filter, **changed))

    def _choose(self, wanted: WorklistFilter) -> None:
        self.show_filter(wanted)
        self.changed.emit(wanted)

    def _without_rest(self) -> WorklistFilter:
        """Return what the other chips stand for."""
        known: dict[str, Any] = {name: getattr(self.filter, name) for name in self.menus}
        for key in self.chips:
            field, value = _CHOICES[key].field, self._value(key)
            if self._is_on(field, value):
                known[field] = True if value is True else known.get(field, frozenset()) | {value}
        return WorklistFilter(**known)

    def _show_rest(self) -> None:
        """Say what is asked for besides the chips."""
        known = self._without_rest()
        names = [self._names[id_] for id_ in sorted(self.filter.owners - known.owners) if self._names.get(id_)]
        said = [_listed(names)] if names else []
        said += [_listed(sorted(self.filter.queues))] if self.filter.queues else []
        urgencies = {
            Urgency.FINE: self.tr("In time"),
            Urgency.PAUSED: self.tr("Paused"),
            Urgency.NONE: self.tr("No deadline"),
        }
        said += [word for each, word in urgencies.items() if each in self.filter.urgencies]
        said += [self.tr("Not waiting")] if self.filter.waiting is False else []
        said += [self.tr("Not high risk")] if self.filter.high_risk is False else []
        differs = any(getattr(known, each.name) != getattr(self.filter, each.name) for each in fields(known))
        self.rest.setVisible(differs)
        self.rest.setChecked(True)
        self.rest.say(listed(said) or self.tr("Others"))
        self.rest.setToolTip(self.tr("Take this away"))


def _listed(words: Sequence[str]) -> str:
    """List words; of many only the first ones, and how many more there are."""
    more = len(words) - _LISTED
    return listed(words[:_LISTED]) + (f" +{number(more)}" if more > 0 else "")
