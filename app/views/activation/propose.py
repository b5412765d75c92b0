"""What triggered it, what help would do, whom to call: from here people are called in one click."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from app.models.activation import TIERS
from app.services.alerts import AlertRow
from app.services.floor.activation.proposal import Proposal, read_proposal
from app.services.floor.arrivals import floor_calendar
from app.views.activation.calling import Calling
from app.views.activation.pick import PickTable
from app.views.activation.words import trigger
from app.views.flow import Flow
from app.views.i18n import Sentence, Translated, number
from app.views.pane import Desk
from app.views.reader import Reader
from app.views.theme import GAP, PAD, Mark, Symbol, icon, scaled_font
from app.views.what_if.panel import WhatIf

_PAUSE_MS = 5_000
# What is narrower has the alert above the what-if; beside it, it is no wider than that. So many people are always seen.
_WIDE, _ASIDE, _ROWS = 860, 300, 2


class Propose(Translated, QWidget):
    """Asks for whom, shows the alert beside what help would do, below them the people, and calls who is checked.

    `begun` tells the identity of the activation that was begun; `drilling` whether it is a drill.
    """

    begun = Signal(int)
    drilling = Signal(bool)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._proposal: Proposal | None = None
        self._alert_id: int | None = None
        self._drill_since: datetime | None = None
        self.queue, self.drill, self.tells, self.automatic = QComboBox(), QCheckBox(), QCheckBox(), QCheckBox()
        self.symbol, self.why, self.level = Symbol("surge", Mark.LATE), QLabel(wordWrap=True), QLabel(wordWrap=True)
        self.nobody = QLabel(wordWrap=True)
        self.people, self.what_if = PickTable(), WhatIf(desk)
        self.rules, self.go = QPushButton(), QPushButton()
        self.reader = Reader(desk, self._begin, self, pause_ms=_PAUSE_MS)
        self._arrange()
        self._listen()
        self.retranslate()

    def refresh(self) -> None:
        """Read who can be called now."""
        self.reader.ask()

    def answer_alert(self, alert: AlertRow) -> None:
        """Propose what answers an alert."""
        self._alert_id = alert.id
        self.drill.setChecked(False)
        place = self.queue.findData(int(alert.subject)) if alert.subject.isdigit() else 0
        self.queue.setCurrentIndex(max(place, 0))
        self._turn()

    def is_drill(self) -> bool:
        """Say whether the next activation is a drill."""
        return self.drill.isChecked()

    def retranslate(self) -> None:
        """Put the words in the language; table and what-if hear of it themselves."""
        self.queue.setAccessibleName(self.tr("Queue that needs help"))
        self.drill.setText(self.tr("&Drill"))
        self.drill.setToolTip(self.tr("Practise with a made-up surge: no shift, no state and no figure is touched."))
        self.tells.setText(self.tr("Messages too, marked DRILL"))
        self.automatic.setText(self.tr("Send back by itself"))
        self.automatic.setToolTip(self.tr("Send people back without asking once the clear level has held."))
        self.rules.setText(self.tr("Tier rules …"))
        self.go.setToolTip(self.tr("Who says no, or does not answer in time, is followed by the next one in rank."))
        self.nobody.setText(
            self.tr(
                "Nobody can be called for this queue now. Give people the skill for it, write standby shifts into the "
                "schedule, or let leads on site say that they are ready."
            )
        )
        self._name_queues()
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Put alert and what-if side by side where there is room."""
        super().resizeEvent(event)
        is_wide = event.size().width() >= _WIDE
        self.band.setDirection(QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom)
        self.aside.setMaximumWidth(_ASIDE if is_wide else self.maximumWidth())
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Ask for no more width than the what-if needs: below it stands what else would be beside it.

        As high as its lines are at the width that it has, which Qt does not ask of what stands in tabs.
        """
        least = self.what_if.minimumSizeHint().width()
        return QSize(least, self._whole.totalMinimumHeightForWidth(max(self.width(), least)))

    def _arrange(self) -> None:
        self.why.setFont(scaled_font(self, 1.05, bold=True))
        self.go.setFont(scaled_font(self, 1.05, bold=True))
        self.tells.hide()
        # Its words grow with the language.
        self.queue.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.nobody.setAlignment(Qt.AlignmentFlag.AlignCenter)
        choice, told = QWidget(), QHBoxLayout()
        row = Flow(choice, spacing=PAD)
        for widget in (self.queue, self.drill, self.tells, self.automatic, self.rules, self.go):
            row.addWidget(widget)
        told.setSpacing(PAD)
        told.addWidget(self.symbol, 0, Qt.AlignmentFlag.AlignTop)
        told.addWidget(self.why, 1)
        self.aside = QWidget()
        alert = QVBoxLayout(self.aside)
        alert.setContentsMargins(0, 0, 0, 0)
        alert.setSpacing(GAP)
        alert.addLayout(told)
        alert.addWidget(choice)
        alert.addWidget(self.level)
        alert.addStretch(1)
        self.band = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.band.setSpacing(PAD)
        self.band.addWidget(self.aside, 1)
        self.band.addWidget(self.what_if, 2)
        self.people.setMinimumHeight(self.people.height_of(_ROWS))
        self._whole = whole = QVBoxLayout(self)
        whole.setContentsMargins(0, GAP, 0, 0)
        whole.setSpacing(GAP)
        whole.addLayout(self.band)
        whole.addWidget(self.people, 1)
        whole.addWidget(self.nobody, 1)
        self.setFocusProxy(self.people)

    def _listen(self) -> None:
        self.reader.came.connect(self._come)
        self.queue.activated.connect(lambda _: self._turn())
        self.drill.toggled.connect(self._drill)
        self.people.picks.picked.connect(self._pick)
        self.what_if.chosen.connect(self._choose)
        self.what_if.settled.connect(lambda _: self._propose())
        self.go.clicked.connect(self._activate)
        self.rules.clicked.connect(self._edit_rules)

    def _begin(self) -> Callable[[Session], Proposal]:
        desk, queue_id, alert_id, drill = self.desk, self.queue.currentData(), self._alert_id, self.is_drill()
        me = desk.me()

        def read(session: Session) -> Proposal:
            calendar = floor_calendar(session, desk.rulebook)
            return read_proposal(
                session, queue_id, alert_id, drill=drill, by=me, history=desk.history, calendar=calendar, now=desk.now()
            )

        return read

    def _turn(self) -> None:
        """Begin anew for another queue, or with another reason."""
        self.what_if.touched = False
        self.what_if.look(self.queue.currentData(), drill=self.is_drill())
        self.reader.ask(hurried=True)

    def _drill(self, drill: bool) -> None:
        self._drill_since = self.desk.now() if drill else None
        self.tells.setVisible(drill)
        self.drilling.emit(drill)
        self._turn()
        self._show()

    def _come(self, proposal: Proposal) -> None:
        is_first = self._proposal is None
        self._proposal = proposal
        self._name_queues()
        self.people.show_people(proposal.candidates, proposal.queues, proposal.rules)
        there = Counter(each.tier for each in proposal.candidates)
        self.what_if.sliders.limit({tier: min(there[tier], proposal.rules[tier].quota) for tier in TIERS})
        self._propose()
        if is_first:
            self.what_if.look(self.queue.currentData(), drill=self.is_drill())
        self._show()

    def _propose(self) -> None:
        """Propose the head count of the what-if, be it nobody; until it knows, one of the nearest tier that has any."""
        if self.what_if.touched or self._proposal is None:
            return
        wanted = self.what_if.proposed
        # A drill is practised with somebody.
        if wanted is None or (self.is_drill() and not any(wanted.values())):
            wanted = {each.tier: 1 for each in self._proposal.candidates[:1]}
        self._choose(wanted)

    def _choose(self, wanted: Mapping[int, int]) -> None:
        self.people.picks.choose_first(wanted)
        self.what_if.put(self.people.picks.counts())
        self._show()

    def _pick(self) -> None:
        self.what_if.touched = True
        self.what_if.put(self.people.picks.counts())
        self._show()

    def _name_queues(self) -> None:
        chosen, queues = self.queue.currentData(), self._proposal.queues if self._proposal else {}
        self.queue.blockSignals(True)
        self.queue.clear()
        self.queue.addItem(self.tr("Whole floor"), None)
        for queue_id, name in queues.items():
            self.queue.addItem(name, queue_id)
        self.queue.setCurrentIndex(max(self.queue.findData(chosen), 0))
        self.queue.blockSignals(False)

    def _show(self) -> None:
        proposal, drill = self._proposal, self.is_drill()
        count = len(self.people.picks.chosen)
        self.go.setIcon(icon("backup"))
        words = self.tr("&Call people: {count}")
        if drill:
            words = self.tr("&Begin the drill: {count}")
        elif proposal and proposal.running_id is not None:
            words = self.tr("&Call more: {count}")
        self.go.setText(words.format(count=number(count)))
        since = None if self._drill_since is None else self.desk.now() - self._drill_since
        self.why.setText(self._trigger(since))
        alert = proposal.alert if proposal else None
        is_urgent = drill or alert is not None
        self.symbol.change("surge" if is_urgent else "check", Mark.LATE if is_urgent else Mark.QUIET)
        there = bool(proposal and proposal.candidates)
        self.people.setVisible(there or proposal is None)
        self.nobody.setVisible(proposal is not None and not there)
        self.level.setText(self._warning(proposal, count) if proposal else "")
        self.level.setVisible(bool(self.level.text()))
        self.go.setEnabled(bool(count and proposal and self._over(proposal) is None))

    def _over(self, proposal: Proposal) -> int | None:
        """Return a tier of which more are chosen than it gives at once."""
        chosen = self.people.picks.counts()
        return next((tier for tier, count in chosen.items() if count > proposal.rules[tier].quota), None)

    def _warning(self, proposal: Proposal, count: int) -> str:
        tier = self._over(proposal)
        if tier is not None:
            quota = number(proposal.rules[tier].quota)
            return "▲ " + self.tr("Tier {tier} gives at most {quota} people at once.").format(tier=tier, quota=quota)
        if not count and proposal.candidates and not self.what_if.touched and self.what_if.proposed is not None:
            return self.tr("The what-if proposes nobody: in its hours no help does better. Tick whom you call anyway.")
        return ""

    def _trigger(self, drill_since: timedelta | None) -> str:
        if self._proposal is None:
            return self.tr("Looking who can be called …")
        zone, now = self.desk.zone, self.desk.now()
        return trigger(self._proposal.alert, self._proposal.surge, drill_since, zone, now)

    def _activate(self) -> None:
        if self._proposal is None:
            return
        desk, me, drill, proposal = self.desk, self.desk.me(), self.is_drill(), self._proposal
        picks = self.people.picks
        chosen = [(each.person_id, each.tier) for each in proposal.candidates if each.person_id in picks.chosen]
        calling = Calling(
            queue_id=self.queue.currentData(),
            chosen=chosen,
            reason=self.why.text(),
            action=self.tr("Called for help: {count}").format(count=number(len(chosen))),
            alert_id=proposal.alert.id if proposal.alert and not drill else None,
            promised=self.what_if.promised(),
            running_id=None if drill else proposal.running_id,
            drill=drill,
            tells=self.tells.isChecked(),
            automatic=self.automatic.isChecked(),
        )

        def work() -> tuple[int, list[Sentence]]:
            with desk.database.write() as session:
                return calling.call(session, by=me, now=desk.now())

        desk.tasks.run(self, work, self._activated)

    def _activated(self, done: tuple[int, list[Sentence]]) -> None:
        id_, taken = done
        self.what_if.touched = False
        self.drill.setChecked(False)
        said = Sentence("Activation", "People are being called")
        self.desk.notices.change(taken[0] if taken else said)
        self.begun.emit(id_)

    def _edit_rules(self) -> None:
        # Questions are not asked before the first paint.
        from app.views.dialogs.tier_rules import TierRulesDialog

        dialog = TierRulesDialog(self.desk, self.window(), self.queue.currentData())
        dialog.open()
