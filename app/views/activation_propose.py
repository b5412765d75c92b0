"""What triggered it, what help would do, whom to call: from here people are called in one click."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QSplitter,
    QVBoxLayout,
    QWidget,
)
from sqlalchemy.orm import Session

from app.models.activation import TIERS
from app.services.floor.activation.proposal import Proposal, read_proposal
from app.services.floor.activation.reading import read_activation
from app.services.floor.activation.record import Happened
from app.services.floor.activation.running import activate
from app.services.floor.alerts import AlertRow
from app.services.floor.arrivals import floor_calendar
from app.views.activation_pick import PickTable
from app.views.activation_words import TIER_HINTS, say, tier_word, trigger
from app.views.flow import Flow
from app.views.i18n import Sentence, Translated, number
from app.views.pane import Desk
from app.views.reader import Reader
from app.views.theme import GAP, PAD, Mark, Symbol, scaled_font
from app.views.what_if import WhatIf

_PAUSE_MS = 5_000
# What is narrower has the what-if below the people, of whom so many can be seen at once.
_WIDE, _ROWS = 860, 6


class Propose(Translated, QWidget):
    """Asks for whom, shows what help would do beside the ranked people, and calls those who are checked.

    `begun` tells the identity of the activation that was begun; `drilling` whether it is a drill.
    """

    begun = Signal(int)
    drilling = Signal(bool)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._proposal: Proposal | None = None
        self._alert_id: int | None = None
        self._promised: dict[str, Any] | None = None
        self._drill_since: datetime | None = None
        # Once a person has changed the choice, no reading changes it.
        self._touched = False
        self.queue, self.drill, self.tells, self.automatic = QComboBox(), QCheckBox(), QCheckBox(), QCheckBox()
        self.symbol, self.why, self.level = Symbol("surge", Mark.LATE), QLabel(wordWrap=True), QLabel(wordWrap=True)
        self.nobody = QLabel(wordWrap=True)
        self.labels = {tier: QLabel() for tier in TIERS}
        self.counts = {tier: QSpinBox() for tier in TIERS}
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
        self._alert_id, self._touched = alert.id, False
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
        for tier in TIERS:
            self.labels[tier].setText(tier_word(tier))
            self.labels[tier].setToolTip(say(TIER_HINTS[tier]))
            self.counts[tier].setToolTip(say(TIER_HINTS[tier]))
            self.counts[tier].setAccessibleName(self.tr("Head count of {tier}").format(tier=tier_word(tier)))
        self.nobody.setText(
            self.tr(
                "Nobody can be called for this queue now. Give people the skill for it, write standby shifts into the "
                "schedule, or let leads on site say that they are ready."
            )
        )
        self._name_queues()
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Put people and what-if side by side where there is room."""
        super().resizeEvent(event)
        is_wide = event.size().width() >= _WIDE
        self.split.setOrientation(Qt.Orientation.Horizontal if is_wide else Qt.Orientation.Vertical)

    def _arrange(self) -> None:
        self.why.setFont(scaled_font(self, 1.05, bold=True))
        self.tells.hide()
        # Its words grow with the language.
        self.queue.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.nobody.setAlignment(Qt.AlignmentFlag.AlignCenter)
        top, told, counts = QWidget(), QHBoxLayout(), QWidget()
        head = Flow(counts, spacing=PAD)
        row = Flow(top, spacing=PAD)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (self.queue, self.drill, self.tells):
            row.addWidget(widget)
        told.setSpacing(PAD)
        told.addWidget(self.symbol, 0, Qt.AlignmentFlag.AlignTop)
        told.addWidget(self.why, 1)
        head.setContentsMargins(0, 0, 0, 0)
        for tier in TIERS:
            self.labels[tier].setBuddy(self.counts[tier])
            pair = QWidget()
            pair_row = QHBoxLayout(pair)
            pair_row.setContentsMargins(0, 0, PAD, 0)
            pair_row.setSpacing(GAP)
            pair_row.addWidget(self.labels[tier])
            pair_row.addWidget(self.counts[tier])
            head.addWidget(pair)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        foot = QHBoxLayout()
        foot.setSpacing(PAD)
        foot.addWidget(self.rules)
        foot.addStretch(1)
        foot.addWidget(self.automatic)
        foot.addWidget(self.go)
        column.addWidget(counts)
        column.addWidget(self.people, 1)
        column.addWidget(self.nobody, 1)
        column.addWidget(self.level)
        column.addLayout(foot)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        # It is taller than a low window, and nothing of it is squeezed.
        sheet = QScrollArea(widgetResizable=True)
        sheet.setFrameShape(QFrame.Shape.NoFrame)
        sheet.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        sheet.setWidget(self.what_if)
        self.people.setMinimumHeight(self.people.height_of(_ROWS))
        for part in (left, sheet):
            self.split.addWidget(part)
        self.split.setStretchFactor(0, 1)
        self.split.setStretchFactor(1, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, GAP, 0, 0)
        whole.setSpacing(PAD)
        whole.addWidget(top)
        whole.addLayout(told)
        whole.addWidget(self.split, 1)
        self.setFocusProxy(self.people)

    def _listen(self) -> None:
        self.reader.came.connect(self._come)
        self.queue.activated.connect(lambda _: self._turn())
        self.drill.toggled.connect(self._drill)
        self.people.picks.picked.connect(self._pick)
        for tier in TIERS:
            self.counts[tier].valueChanged.connect(lambda _: self._count())
        self.what_if.chosen.connect(self._take)
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
        self._touched, self._promised = False, None
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
        for tier in TIERS:
            there = sum(each.tier == tier for each in proposal.candidates)
            with_block = self.counts[tier]
            with_block.blockSignals(True)
            with_block.setMaximum(min(there, proposal.rules[tier].quota))
            with_block.blockSignals(False)
        self._propose()
        if is_first:
            self.what_if.look(self.queue.currentData(), drill=self.is_drill())
        self._show()

    def _propose(self) -> None:
        """Propose the head count of the what-if, be it nobody; until it knows, one of the nearest tier that has any."""
        if self._touched or self._proposal is None:
            return
        wanted = self.what_if.proposed
        # A drill is practised with somebody.
        if wanted is None or (self.is_drill() and not any(wanted.values())):
            wanted = {each.tier: 1 for each in self._proposal.candidates[:1]}
        self._choose(wanted)

    def _take(self, wanted: Mapping[int, int], promised: dict[str, Any]) -> None:
        """Take over what somebody has chosen in the what-if."""
        self._touched, self._promised = True, promised
        self._choose(wanted)

    def _choose(self, wanted: Mapping[int, int]) -> None:
        for tier in TIERS:
            self.counts[tier].blockSignals(True)
            self.counts[tier].setValue(wanted.get(tier, 0))
            self.counts[tier].blockSignals(False)
        self.people.picks.choose_first({tier: self.counts[tier].value() for tier in TIERS})
        self._show()

    def _count(self) -> None:
        self._touched, self._promised = True, None
        self.people.picks.choose_first({tier: self.counts[tier].value() for tier in TIERS})
        self._show()

    def _pick(self) -> None:
        self._touched, self._promised = True, None
        for tier, count in self.people.picks.counts().items():
            self.counts[tier].blockSignals(True)
            self.counts[tier].setValue(count)
            self.counts[tier].blockSignals(False)
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
        self.go.setEnabled(bool(count))
        words = self.tr("&Begin the drill: {count}") if drill else self.tr("&Call people: {count}")
        self.go.setText(words.format(count=number(count)))
        since = None if self._drill_since is None else self.desk.now() - self._drill_since
        self.why.setText(self._trigger(since))
        alert = proposal.alert if proposal else None
        is_urgent = drill or alert is not None
        self.symbol.change("surge" if is_urgent else "check", Mark.LATE if is_urgent else Mark.QUIET)
        there = bool(proposal and proposal.candidates)
        self.people.setVisible(there or proposal is None)
        self.nobody.setVisible(proposal is not None and not there)
        over = [
            tier
            for tier, chosen in self.people.picks.counts().items()
            if proposal and chosen > proposal.rules[tier].quota
        ]
        if over and proposal:
            quota = number(proposal.rules[over[0]].quota)
            self.level.setText(
                "▲ " + self.tr("Tier {tier} gives at most {quota} people at once.").format(tier=over[0], quota=quota)
            )
            self.go.setEnabled(False)
        else:
            self.level.setText(self.tr("Who says no, or does not answer in time, is followed by the next one in rank."))
            if not count and there and not self._touched and self.what_if.proposed is not None:
                self.level.setText(
                    self.tr("The what-if proposes nobody: in its hours no help does better. Tick whom you call anyway.")
                )

    def _trigger(self, drill_since: timedelta | None) -> str:
        if self._proposal is None:
            return self.tr("Looking who can be called …")
        zone, now = self.desk.zone, self.desk.now()
        return trigger(self._proposal.alert, self._proposal.surge, drill_since, zone, now)

    def _activate(self) -> None:
        if self._proposal is None:
            return
        desk, me, drill, queue_id = self.desk, self.desk.me(), self.is_drill(), self.queue.currentData()
        picks = self.people.picks
        chosen = [(each.person_id, each.tier) for each in self._proposal.candidates if each.person_id in picks.chosen]
        alert = None if drill else self._proposal.alert
        reason, tells, automatic = self.why.text(), self.tells.isChecked(), self.automatic.isChecked()
        action = self.tr("Called for help: {count}").format(count=number(len(chosen)))
        promised = self._promised

        def work() -> tuple[int, list[Sentence]]:
            from dataclasses import replace

            from app.services.floor.activation.clear import usual_clear

            now = desk.now()
            with desk.database.write() as session:
                alert_id = alert.id if alert else None
                clear = usual_clear(session, queue_id, alert_id, drill=drill, now=now)
                id_ = activate(
                    session,
                    queue_id,
                    chosen,
                    by=me,
                    reason=reason,
                    action=action,
                    alert_id=alert_id,
                    promised=promised,
                    clear=replace(clear, automatic=automatic),
                    drill=drill,
                    tells=tells if drill else True,
                    now=now,
                )
                row = read_activation(session, id_)
            events = row.events if row else ()
            taken = [
                Sentence("DomainError", each.details["sentence"], **each.details["values"])
                for each in events
                if each.kind is Happened.TAKEN
            ]
            return id_, taken

        desk.tasks.run(self, work, self._activated)

    def _activated(self, done: tuple[int, list[Sentence]]) -> None:
        id_, taken = done
        self._touched = False
        self.drill.setChecked(False)
        said = Sentence("Activation", "People are being called")
        self.desk.notices.change(taken[0] if taken else said)
        self.begun.emit(id_)

    def _edit_rules(self) -> None:
        # Questions are not asked before the first paint.
        from app.views.dialogs.tier_rules import TierRulesDialog

        dialog = TierRulesDialog(self.desk, self.window(), self.queue.currentData())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
