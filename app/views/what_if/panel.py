"""The what-if on the screen: the coming hours without help and with each tier, row by row, while sliders move."""

from collections.abc import Callable, Generator, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedLayout, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from app.models.activation import TIERS
from app.services.floor.whatif.floor_now import FloorNow, Mix, Offers, mix_of, up_to
from app.services.floor.whatif.offers import read_offers
from app.services.floor.whatif.outcome import LEAST_RUNS, Figure, Floats, Outcome, change_of, outcome_of
from app.services.floor.whatif.reading import read_floor_now
from app.services.floor.whatif.simulation import PROPOSING_RUNS, search
from app.services.staffing.service_level import ServiceLevelRule
from app.views.i18n import Translated, language_of_now, number, percent, time_of_day
from app.views.pane import Desk
from app.views.reader import Reader
from app.views.theme import GAP, PAD, scaled_font
from app.views.what_if import words
from app.views.what_if.runs import ALL_RUNS, Runs
from app.views.what_if.sliders import LONGEST_HOURS
from app.views.what_if.table import Mixed, OutcomeTable

# Less growth than this is not worth a sentence.
_NOTICED = 0.05


@dataclass(frozen=True)
class _Read:
    """What was read for a question (which queue, None: the whole floor; whether it is a drill): floor and offers."""

    question: tuple[int | None, bool]
    floor: FloorNow
    rule: ServiceLevelRule
    offers: Offers


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
        self._question: tuple[int | None, bool] | None = None
        self._read: _Read | None = None
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
            self._read, self.proposed, self.touched = None, None, False
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
        if self._read is None:
            return None
        without, helped = self._outcome(self._read, ()), self._outcome(self._read, self._mixes(self._read)[-1])
        if helped is None:
            return None
        return {
            "read_at": self._read.floor.read_at.isoformat(),
            "hours": self.sliders.seconds / 3600,
            "runs": helped.runs,
            "without": _kept(without),
            "with": _kept(helped),
        }

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

    def _begin(self) -> Callable[[Session], _Read]:
        assert self._question
        return partial(_look, desk=self.desk, question=self._question, me=self.desk.me())

    def _come(self, read: _Read) -> None:
        if read.question != self._question:
            return
        limits = {tier: len(read.offers[tier]) for tier in TIERS}
        self._read = read
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
        if self._read is None:
            return
        self.runs.ask(self._read.floor, self.sliders.seconds, self._mixes(self._read))
        question = self._read.floor, self.sliders.seconds
        if self._searched != question and self._is_anything(self._read):
            self._searched = question
            self._search = search(self._read.floor, self._read.rule, self._read.offers, self._read.question[0])
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

    def _mixes(self, read: _Read) -> list[Mix]:
        """Return the mix of each row, no help first."""
        wanted = self.wanted()
        return [(), *(mix_of(read.offers, up_to(tier, wanted)) for tier in TIERS)]

    @staticmethod
    def _is_anything(read: _Read) -> bool:
        """Say whether there is anything to simulate: people, or work that waits or is expected."""
        work = read.floor.work
        return bool(read.floor.agents) or any(each.waiting or any(each.contacts) for each in work)

    def _outcome(self, read: _Read, mix: Mix) -> Outcome | None:
        runs = self.runs.of(mix)
        if runs is None or len(runs) < LEAST_RUNS:
            return None
        queue_id = read.question[0]
        return _of_queue(outcome_of(read.floor, read.rule, runs, () if queue_id is None else (queue_id,)), queue_id)

    def _mixed(self, read: _Read, mix: Mix, *, proposed: bool) -> Mixed:
        runs, without = self.runs.of(mix), self.runs.of(())
        outcome = self._outcome(read, mix)
        if outcome is None or runs is None or without is None or not mix:
            return Mixed(len(mix), proposed, outcome, None, {})
        names = {each.queue_id: each.name for each in read.floor.work}
        lending = {each.donor_queue_id for each in mix} & names.keys()
        changes = change_of(read.floor, read.rule, runs, without, lending | {read.question[0]})
        donors = words.most_costly_first({names[id_]: changes.queues[id_] for id_ in lending if id_ is not None})
        return Mixed(len(mix), proposed, outcome, _of_queue(changes, read.question[0]), donors)

    def _show(self) -> None:
        """Show what is known by now."""
        read = self._read
        self.nothing.setText(self._nothing())
        self.pages.setCurrentIndex(int(read is not None and self._is_anything(read)))
        if read is None:
            return
        names = {each.queue_id: each.name for each in read.floor.work}
        of_whom = self.tr("the whole floor") if read.question[0] is None else names.get(read.question[0], "")
        self.table.setAccessibleName(self.tr("What if: {queue}").format(queue=of_whom))
        self.back.setVisible(self.touched and self.proposed not in (None, self.wanted()))
        self.note.setText(self._notes(read))
        self.note.setVisible(bool(self.note.text()))
        sentence = read.rule.sentence
        self.definition.setText(sentence.zh if language_of_now() == "zh" else sentence.en)
        self.definition.setToolTip(self._explained())
        proposed = self._proposed_row()
        mixes = [self._mixed(read, mix, proposed=place == proposed) for place, mix in enumerate(self._mixes(read))]
        known = [len(runs) for mix in self._mixes(read) if (runs := self.runs.of(mix)) is not None]
        at = time_of_day(read.floor.read_at, self.desk.zone)
        least = number(min(known)) if len(known) == len(mixes) else number(0)
        self.state.setText(
            self.tr("{runs} of {all} runs · as of {time}").format(runs=least, all=number(ALL_RUNS), time=at)
        )
        self.table.show_mixes(mixes, read.rule.aim)

    def _proposed_row(self) -> int | None:
        """Return which row shows the proposal as the sliders stand, if any."""
        if self.proposed is None:
            return None
        last = max((tier for tier, count in self.proposed.items() if count), default=0)
        return last if up_to(last, self.wanted()) == up_to(last, self.proposed) else None

    def _nothing(self) -> str:
        if self._question is None:
            return self.tr("Choose a queue to see what help would do in the coming hours.")
        if self._read is None:
            return self.tr("Looking at the floor …")
        return self.tr(
            "Nobody is here in the coming hours and nothing waits, so that there is nothing to simulate.\n"
            "Let people say that they are ready, or write their shifts into the schedule."
        )

    def _notes(self, read: _Read) -> str:
        said = []
        late = sum(each.late for each in read.floor.work if read.question[0] in (None, each.queue_id))
        if late:
            said.append(self.tr("Besides, {count} complaints are late already.").format(count=number(late)))
        if not any(read.offers.values()):
            said.append(
                self.tr("Nobody can be called: give people skills, a home queue or standby shifts, and look again.")
            )
        if read.floor.surge > _NOTICED:
            said.append(
                self.tr(
                    "{growth} more comes now than was expected: half of it is taken to be gone with each hour."
                ).format(growth=percent(read.floor.surge, 0))
            )
        if not read.floor.scheduled:
            said.append(self.tr("There is no schedule for these hours: who is here now is taken to stay."))
        if not any(any(each.contacts) for each in read.floor.work):
            said.append(self.tr("No contacts are recorded: only complaints are simulated."))
        return " ".join(said)

    def _explained(self) -> str:
        return self.tr(
            "The bar is where the expected figure lies with 95% certainty; it narrows with the runs. All rows meet "
            "the same luck, so that differences are surer than the figures. Contacts go first: complaints are put "
            "aside for them. Nobody waits on the line as it begins, and whoever serves a queue takes its complaints, "
            "whoever owns them."
        )


def _look(session: Session, *, desk: Desk, question: tuple[int | None, bool], me: int | None) -> _Read:
    """Read the floor and who could be called for it; who calls goes on leading."""
    now = desk.now()
    floor = read_floor_now(session, rulebook=desk.rulebook, now=now, hours=LONGEST_HOURS)
    rule = ServiceLevelRule.read(session)
    offers = read_offers(session, question[0], drill=question[1], now=now)
    others = {tier: tuple(each for each in offered if each.person_id != me) for tier, offered in offers.items()}
    return _Read(question, floor, rule, others)


def _of_queue(outcome: Outcome, queue_id: int | None) -> Outcome:
    return outcome if queue_id is None else outcome.queues[queue_id]


def _kept(outcome: Outcome | None) -> dict[str, Any]:
    """Return the figures of an outcome as they can be kept."""
    figures: dict[str, Figure | None] = {name: getattr(outcome, name, None) for name in words.FIGURES}
    return {name: asdict(each) if each else None for name, each in figures.items()}
