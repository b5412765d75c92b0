"""The what-if on the screen: the coming hours without help and with each tier, row by row, while sliders move."""

from collections.abc import Callable, Generator, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedLayout, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from app.models.activation import TIERS
from app.services.floor.whatif.floor_now import FloorNow, Mix, up_to
from app.services.floor.whatif.outcome import Floats
from app.services.floor.whatif.simulation import PROPOSING_RUNS, search
from app.views.i18n import Translated, language_of_now, number, percent, time_of_day
from app.views.pane import Desk
from app.views.reader import Reader
from app.views.theme import GAP, PAD, scaled_font
from app.views.what_if.asked import Asked, Question, ask_floor
from app.views.what_if.runs import ALL_RUNS, Runs
from app.views.what_if.table import OutcomeTable

# Less growth than this is not worth a sentence.
_NOTICED = 0.05


class WhatIf(Translated, QWidget):
    """Shows for a queue, or the whole floor, what no help and the help of the tiers would do.

    `look` begins. `chosen` tells the head count by tier that somebody wants to go with, `settled` the one that is
    proposed, each time there is a new one. Once a person has `touched` it no proposal moves the sliders any more.
    """

    chosen = Signal(object)
    settled = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.runs = Runs(desk, self)
        self.reader = Reader(desk, self._begin, self)
        self._question: Question | None = None
        self._asked: Asked | None = None
        # The least head count that does it, for which floor and how far ahead; the search for it, and where that is.
        self.proposed: dict[int, int] | None = None
        self._searched: tuple[FloorNow, float] | None = None
        self._search: Generator[Mix, Floats, dict[int, int]] | None = None
        self._tried: Mix = ()
        self.touched = False
        self.state = QLabel()
        self.table = OutcomeTable()
        self.sliders, self.again, self.back = self.table.sliders, self.table.again, self.table.back
        self.note, self.definition, self.nothing = QLabel(wordWrap=True), QLabel(wordWrap=True), QLabel(wordWrap=True)
        self.pages = QStackedLayout()
        self._lay_out()
        self._listen()
        self.retranslate()

    def look(self, queue_id: int | None, *, drill: bool = False) -> None:
        """Look at the floor as it is now, for a queue (None: the whole floor); another one begins anew."""
        if (queue_id, drill) != self._question:
            self._asked, self.proposed, self.touched = None, None, False
            self._search = self._searched = None
            self.runs.try_out(None)
        self._question = queue_id, drill
        self.reader.ask(hurried=True)
        self._show()

    def wanted(self) -> dict[int, int]:
        """Return the head count by tier that the sliders stand at."""
        return self.sliders.wanted()

    def put(self, wanted: Mapping[int, int]) -> None:
        """Put the sliders to a head count that is chosen elsewhere, and look what it would do."""
        if wanted != self.wanted():
            self.sliders.put(wanted)
            self._ask()

    def promised(self) -> dict[str, Any] | None:
        """Return what is expected without help and with the sliders as they stand, as it can be kept in a row."""
        if self._asked is None:
            return None
        return self._asked.promised(self.runs, self._asked.mixes(self.wanted())[-1], self.sliders.seconds / 3600)

    def retranslate(self) -> None:
        """Put everything in the language; the table hears of it itself."""
        self._show()

    def _lay_out(self) -> None:
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        page, foot = QWidget(), QHBoxLayout()
        for small in (self.state, self.note, self.definition):
            small.setFont(scaled_font(small, 0.9))
            small.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        foot.setSpacing(PAD)
        foot.addWidget(self.state)
        foot.addWidget(self.definition, 1)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.table)
        column.addWidget(self.note)
        column.addLayout(foot)
        column.addStretch(1)
        self.pages.addWidget(self.nothing)
        self.pages.addWidget(page)
        self.setLayout(self.pages)
        self.setFocusProxy(self.sliders.sliders[TIERS[0]])

    def _listen(self) -> None:
        self.reader.came.connect(self._come)
        self.runs.came.connect(self._go_on)
        self.sliders.moved.connect(self._move)
        self.sliders.looked.connect(self._ask)
        self.table.used.connect(self._use)
        self.again.clicked.connect(self._look_again)
        self.back.clicked.connect(self._put_back)

    def _begin(self) -> Callable[[Session], Asked]:
        assert self._question
        question, rulebook, me, now = self._question, self.desk.rulebook, self.desk.me(), self.desk.now()
        return partial(ask_floor, question=question, rulebook=rulebook, me=me, now=now)

    def _come(self, asked: Asked) -> None:
        if asked.question != self._question:
            return
        limits = {tier: len(asked.offers[tier]) for tier in TIERS}
        self._asked = asked
        self.sliders.limit(limits)
        self._ask()

    def _look_again(self) -> None:
        if self._question:
            self.look(self._question[0], drill=self._question[1])

    def _move(self) -> None:
        self.touched = True
        self.chosen.emit(self.wanted())
        self._ask()

    def _put_back(self) -> None:
        self.touched = False
        if self.proposed is not None:
            self._take(self.proposed)

    def _ask(self) -> None:
        """Ask for runs of what the sliders say now, and for a proposal where the question is another one."""
        if self._asked is None:
            return
        self.runs.ask(self._asked.floor, self.sliders.seconds, self._asked.mixes(self.wanted()))
        question = self._asked.floor, self.sliders.seconds
        if self._searched != question and self._asked.is_anything():
            self._searched = question
            self._search = search(self._asked.floor, self._asked.rule, self._asked.offers, self._asked.queue_id)
            self._tried = next(self._search)
            self.runs.try_out(self._tried)
        self._show()

    def _go_on(self) -> None:
        """Show what has come, and go on with the search for the least head count."""
        runs = self.runs.of(self._tried)
        if self._search and runs is not None and len(runs) >= PROPOSING_RUNS:
            try:
                self._tried = self._search.send(runs[:PROPOSING_RUNS])
            except StopIteration as found:
                self._search = None
                self.runs.try_out(None)
                self._take(found.value)
                return
            self.runs.try_out(self._tried)
            # What is known already need not come.
            if (known := self.runs.of(self._tried)) is not None and len(known) >= PROPOSING_RUNS:
                self._go_on()
                return
        self._show()

    def _take(self, proposed: dict[int, int]) -> None:
        self.proposed = proposed
        if not self.touched:
            self.sliders.put(proposed)
        self.settled.emit(proposed)
        self._ask()

    def _use(self, tier: int) -> None:
        self.sliders.put(up_to(tier, self.wanted()))
        self._move()

    def _show(self) -> None:
        """Show what is known by now."""
        asked = self._asked
        self.nothing.setText(self._nothing())
        self.pages.setCurrentIndex(int(asked is not None and asked.is_anything()))
        if asked is None:
            return
        names = {each.queue_id: each.name for each in asked.floor.work}
        of_whom = self.tr("the whole floor") if asked.queue_id is None else names.get(asked.queue_id, "")
        self.table.setAccessibleName(self.tr("What if: {queue}").format(queue=of_whom))
        self.back.setVisible(self.touched and self.proposed not in (None, self.wanted()))
        self.note.setText(self._notes(asked))
        self.note.setVisible(bool(self.note.text()))
        sentence = asked.rule.sentence
        self.definition.setText(sentence.zh if language_of_now() == "zh" else sentence.en)
        self.definition.setToolTip(self._explained())
        proposed = self._proposed_row()
        mixes = asked.mixes(self.wanted())
        rows = [asked.mixed(self.runs, mix, proposed=place == proposed) for place, mix in enumerate(mixes)]
        known = [len(runs) for mix in mixes if (runs := self.runs.of(mix)) is not None]
        at = time_of_day(asked.floor.read_at, self.desk.zone)
        least = number(min(known)) if len(known) == len(rows) else number(0)
        self.state.setText(
            self.tr("{runs} of {all} runs · as of {time}").format(runs=least, all=number(ALL_RUNS), time=at)
        )
        self.table.show_mixes(rows, asked.rule.aim)

    def _proposed_row(self) -> int | None:
        """Return which row shows the proposal as the sliders stand, if any."""
        if self.proposed is None:
            return None
        last = max((tier for tier, count in self.proposed.items() if count), default=0)
        return last if up_to(last, self.wanted()) == up_to(last, self.proposed) else None

    def _nothing(self) -> str:
        if self._question is None:
            return self.tr("Choose a queue to see what help would do in the coming hours.")
        if self._asked is None:
            return self.tr("Looking at the floor …")
        return self.tr(
            "Nobody is here in the coming hours and nothing waits, so that there is nothing to simulate.\n"
            "Let people say that they are ready, or write their shifts into the schedule."
        )

    def _notes(self, asked: Asked) -> str:
        said = []
        late = sum(each.late for each in asked.floor.work if asked.queue_id in (None, each.queue_id))
        if late:
            said.append(self.tr("Besides, {count} complaints are late already.").format(count=number(late)))
        if not any(asked.offers.values()):
            said.append(
                self.tr("Nobody can be called: give people skills, a home queue or standby shifts, and look again.")
            )
        if asked.floor.surge > _NOTICED:
            said.append(
                self.tr(
                    "{growth} more comes now than was expected: half of it is taken to be gone with each hour."
                ).format(growth=percent(asked.floor.surge, 0))
            )
        if not asked.floor.scheduled:
            said.append(self.tr("There is no schedule for these hours: who is here now is taken to stay."))
        if not any(any(each.contacts) for each in asked.floor.work):
            said.append(self.tr("No contacts are recorded: only complaints are simulated."))
        return " ".join(said)

    def _explained(self) -> str:
        return self.tr(
            "The bar is where the expected figure lies with 95% certainty; it narrows with the runs. All rows meet "
            "the same luck, so that differences are surer than the figures. Contacts go first: complaints are put "
            "aside for them. Nobody waits on the line as it begins, and whoever serves a queue takes its complaints, "
            "whoever owns them."
        )
