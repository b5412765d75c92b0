"""The rules of the three tiers: how many at most, how long to wait for an answer, how people are ranked."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QGridLayout, QLabel, QPushButton, QSpinBox, QWidget
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.activation import TIERS, TierRule
from app.models.floor import Queue
from app.services.floor.activation.refusals import require_lead
from app.services.staffing.tier_rules import PARTS, Rule, drop_rule, keep_rule, read_rules
from app.views.activation.words import TIER_HINTS, part_word, say, tier_word
from app.views.dialog import Dialog, Menu
from app.views.i18n import Sentence, named
from app.views.notice import Banner
from app.views.pane import Desk
from app.views.theme import GAP, PAD, Mark

_MONEY, _SHARE = 100, 100
_Read = tuple[dict[int, Rule], dict[int, str], bool]


class TierRulesDialog(Dialog):
    """One column a tier, of the whole floor or of one queue; a queue without rules of its own follows the floor's."""

    title = "Tier rules"
    in_menu = True
    menu = Menu.SETTINGS
    position = 68

    def __init__(self, desk: Desk, parent: QWidget | None = None, queue_id: int | None = None) -> None:
        super().__init__(desk, parent)
        self._asked, self._rules = queue_id, dict[int, Rule]()
        self._has_own = False
        self.queue, self.about, self.banner = (
            QComboBox(),
            QLabel(wordWrap=True),
            Banner("alert", Mark.SOON, Mark.SOON_BACK),
        )
        self.heads = {tier: QLabel() for tier in TIERS}
        self.quota, self.timeout, self.after, self.rest = (
            {tier: QSpinBox(maximum=most, minimum=least) for tier in TIERS}
            for least, most in ((0, 1_000), (1, 1_440), (0, 1_440), (0, 60))
        )
        self.cost = {tier: QDoubleSpinBox(maximum=1_000_000, decimals=2) for tier in TIERS}
        self.keeps = QSpinBox(maximum=100, suffix=" %")
        self.weights = {
            (tier, part): QDoubleSpinBox(maximum=10, decimals=1, singleStep=0.5) for tier in TIERS for part in PARTS
        }
        self._labels = [QLabel() for _ in range(6 + len(PARTS))]
        self.drop, self.leave, self.save = QPushButton(), QPushButton(), QPushButton()
        self._lay_out()
        self.queue.activated.connect(lambda place: self._read(self.queue.itemData(place)))
        self.drop.clicked.connect(self._drop)
        self.leave.clicked.connect(self.reject)
        self.save.clicked.connect(self._save)
        self.retranslate()
        self._read(queue_id)

    def retranslate(self) -> None:
        """Put the words in the language."""
        super().retranslate()
        words = [
            self.tr("At most so many at once"),
            self.tr("Minutes to answer"),
            self.tr("Minutes until they help"),
            self.tr("Cost of an hour"),
            self.tr("Minutes of rest owed for each hour"),
            self.tr("Their queue keeps a service level of"),
        ]
        parts = [self.tr("Weight: {part}").format(part=part_word(part)) for part in PARTS]
        for label, text in zip(self._labels, (*words, *parts), strict=True):
            label.setText(text)
        for tier in TIERS:
            self.heads[tier].setText(tier_word(tier))
            self.heads[tier].setToolTip(say(TIER_HINTS[tier]))
            edits: tuple[dict[int, Any], ...] = (self.quota, self.timeout, self.after, self.cost, self.rest)
            for edit, text in zip(edits, words, strict=False):
                edit[tier].setAccessibleName(named(tier_word(tier), text))
            for part, text in zip(PARTS, parts, strict=True):
                self.weights[tier, part].setAccessibleName(named(tier_word(tier), text))
        self.keeps.setAccessibleName(words[-1])
        self.queue.setAccessibleName(self.tr("Whose rules"))
        self.queue.setItemText(0, self.tr("Whole floor"))
        self.about.setText(
            self.tr(
                "A queue follows the rules of the whole floor until it has its own. Who has been called stays called."
            )
        )
        self.drop.setText(self.tr("&Follow the floor"))
        self.leave.setText(self.tr("Cancel"))
        self.save.setText(self.tr("&Save"))

    def _lay_out(self) -> None:
        fields = QWidget()
        grid = QGridLayout(fields)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(PAD)
        grid.setVerticalSpacing(GAP)
        grid.setColumnStretch(0, 1)
        edits: list[dict[int, Any]] = [self.quota, self.timeout, self.after, self.cost, self.rest, {3: self.keeps}]
        edits += [{tier: self.weights[tier, part] for tier in TIERS if _counts(tier, part)} for part in PARTS]
        for column, tier in enumerate(TIERS, 1):
            grid.addWidget(self.heads[tier], 0, column)
        for row, (label, by_tier) in enumerate(zip(self._labels, edits, strict=True), 1):
            grid.addWidget(label, row, 0)
            for column, tier in enumerate(TIERS, 1):
                if tier in by_tier:
                    by_tier[tier].setAlignment(Qt.AlignmentFlag.AlignRight)
                    grid.addWidget(by_tier[tier], row, column)
        self.queue.addItem("", None)
        self.lay_out(self.queue, fields, self.about, self.banner, left=[self.drop], right=[self.leave, self.save])

    def _read(self, queue_id: int | None) -> None:
        desk = self.desk

        def work() -> _Read:
            with desk.database.read() as session:
                queues = dict(iter(session.execute(select(Queue.id, Queue.name).order_by(Queue.name))))
                own = select(TierRule.id).where(TierRule.queue_id == queue_id).limit(1)
                return read_rules(session, queue_id), queues, session.scalars(own).first() is not None

        self._asked = queue_id
        desk.tasks.run(self, work, self._come, refused=self._refused)

    def _come(self, found: _Read) -> None:
        self._rules, queues, self._has_own = found
        if self.queue.count() == 1:
            for queue_id, name in queues.items():
                self.queue.addItem(name, queue_id)
        self.queue.setCurrentIndex(max(self.queue.findData(self._asked), 0))
        for tier, rule in self._rules.items():
            self.quota[tier].setValue(rule.quota)
            self.timeout[tier].setValue(rule.timeout_minutes)
            self.after[tier].setValue(rule.productive_after)
            self.cost[tier].setValue(rule.hourly_cost / _MONEY)
            self.rest[tier].setValue(rule.rest_per_hour)
            for part in PARTS:
                self.weights[tier, part].setValue(rule.ranking.get(part, 0.0))
        self.keeps.setValue(round((self._rules[3].donor_keeps or 0.0) * _SHARE))
        self.drop.setVisible(self._asked is not None and self._has_own)

    def rules(self) -> list[Rule]:
        """Return the rules as they are entered."""
        return [
            replace(
                rule,
                queue_id=self._asked,
                quota=self.quota[tier].value(),
                timeout_minutes=self.timeout[tier].value(),
                productive_after=self.after[tier].value(),
                hourly_cost=round(self.cost[tier].value() * _MONEY),
                rest_per_hour=self.rest[tier].value(),
                ranking={part: self.weights[tier, part].value() for part in PARTS if _counts(tier, part)},
                donor_keeps=self.keeps.value() / _SHARE if tier == 3 else None,
            )
            for tier, rule in self._rules.items()
        ]

    def _save(self) -> None:
        rules = self.rules()

        def keep(session: Session) -> None:
            for rule in rules:
                keep_rule(session, rule)

        self._write(keep)

    def _drop(self) -> None:
        queue_id = self._asked

        def drop(session: Session) -> None:
            for tier in TIERS if queue_id is not None else ():
                drop_rule(session, tier, queue_id or 0)

        self._write(drop)

    def _write(self, change: Any) -> None:
        desk, me = self.desk, self.desk.me()

        def work() -> None:
            with desk.database.write() as session:
                require_lead(session, me)
                change(session)

        desk.tasks.run(self, work, self._done, refused=self._refused)

    def _done(self, _: None) -> None:
        self.desk.notices.change(Sentence("TierRulesDialog", "Tier rules saved"))
        self.accept()

    def _refused(self, refusal: DomainError) -> None:
        self.banner.tell(Sentence.of(refusal))


def _counts(tier: int, part: str) -> bool:
    """Say whether a part of the ranking means anything in a tier."""
    return {"willing": tier == 2, "donor": tier == 3}.get(part, True)
