"""The alerts of the floor: what needs an answer, who has given it, and what was resolved; and what people were told."""

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QToolButton, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from app.services.alerts import FLOOD_FROM, Alerts, acknowledge, act, read_alerts, resolve
from app.services.deadlines.inbox import Inbox, read_inbox
from app.services.floor.activation.reading import MyCall, read_my_calls
from app.views.activation.my_calls import MyCalls
from app.views.alerts.card import AlertCard
from app.views.alerts.inbox import InboxList
from app.views.alerts.words import title
from app.views.bridge import Changes
from app.views.drill import look_into_alert
from app.views.flow import Flow
from app.views.i18n import Sentence, number
from app.views.pane import Desk, Pane
from app.views.reader import Reader
from app.views.theme import GAP, PAD, ROOM

# The ages are in minutes.
_AGES_MS = 10_000
# A card with its answers is seen whole, however low the window.
_CARD = 150
_ANSWERS: dict[str, Callable[..., None]] = {"acknowledge": acknowledge, "act": act, "resolve": resolve}


class AlertsPane(Pane):
    """Cards of the alerts that wait for an answer; those that were resolved fold away below them."""

    title = "Alerts"
    icon = "alert"
    area = Qt.DockWidgetArea.RightDockWidgetArea
    position = 50
    share = 4
    shows: ClassVar[frozenset[str]] = frozenset({"Activation", "Alert", "Notification"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._alerts: Alerts | None = None
        self.reader = Reader(desk, self._begin, self)
        self.reader.came.connect(self._come)
        self.cards: dict[int, AlertCard] = {}
        self.waiting, self.rate, self.quiet = QLabel(), QLabel(), QLabel(wordWrap=True)
        self.fold, self.inbox = QToolButton(autoRaise=True), InboxList(desk)
        self.calls = MyCalls(desk)
        self.fold.setCheckable(True)
        self.fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.fold.setArrowType(Qt.ArrowType.RightArrow)
        self.fold.toggled.connect(self._show)
        self._minute = QTimer(self, interval=_AGES_MS)
        self._minute.timeout.connect(self._show)
        self._minute.start()
        self._arrange()
        self.retranslate()

    def refresh(self, changes: Changes | None) -> None:
        """Read the alerts anew; they are few."""
        self.reader.ask()

    def retranslate(self) -> None:
        """Put header and empty state in the language; the cards hear of it themselves."""
        self.sheet.setAccessibleName(self.heading())
        self._show()

    def _arrange(self) -> None:
        self._head, self._list, self.sheet = QWidget(), QVBoxLayout(), QScrollArea(widgetResizable=True)
        head = Flow(self._head, spacing=PAD)
        self._head.setContentsMargins(PAD, GAP, PAD, 0)
        head.setContentsMargins(PAD, GAP, PAD, 0)
        for label in (self.waiting, self.rate):
            head.addWidget(label)
        self.quiet.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.quiet.setContentsMargins(ROOM, ROOM, ROOM, ROOM)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(GAP)
        self._list.addWidget(self.quiet)
        self._list.addWidget(self.fold)
        self._list.addStretch(1)
        inside = QWidget()
        inside.setLayout(self._list)
        self.sheet.setWidget(inside)
        self.sheet.setFrameShape(QFrame.Shape.NoFrame)
        self.sheet.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.sheet.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.sheet.setMinimumHeight(_CARD)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.calls)
        column.addWidget(self._head)
        column.addWidget(self.sheet, 1)
        column.addWidget(self.inbox)

    def _begin(self) -> Callable[[Session], tuple[Alerts, Inbox, tuple[MyCall, ...]]]:
        me, rulebook = self.desk.me(), self.desk.rulebook

        def read(session: Session) -> tuple[Alerts, Inbox, tuple[MyCall, ...]]:
            alerts = read_alerts(session, now=self.desk.now())
            return alerts, read_inbox(session, rulebook, person_id=me), read_my_calls(session, me)

        return read

    def _come(self, found: tuple[Alerts, Inbox, tuple[MyCall, ...]]) -> None:
        self._alerts, inbox, calls = found
        self.inbox.show_inbox(inbox)
        if self.calls.show_calls(calls):
            # Who is called is asked at once, wherever they look.
            self.wanted.emit()
        self._show()

    def _show(self) -> None:
        """Put cards where the alerts say, and count them."""
        if not self._alerts:
            self.quiet.setText(self.tr("The alerts are being read."))
            self.fold.hide()
            return
        now = self.desk.now()
        waiting = [row for row in self._alerts.rows if row.resolved_at is None]
        resolved = [row for row in self._alerts.rows if row.resolved_at is not None]
        rows = waiting + (resolved if self.fold.isChecked() else [])
        for gone in set(self.cards).difference(row.id for row in rows):
            self._drop(self.cards.pop(gone))
        for place, row in enumerate(rows):
            if row.id not in self.cards:
                self.cards[row.id] = self._card(row.id, AlertCard(row, self.desk.zone, now))
            self.cards[row.id].show_alert(row, now)
            # The fold stands between what waits and what was resolved, the quiet words before everything.
            self._list.insertWidget(1 + place + (place >= len(waiting)), self.cards[row.id])
        self._list.insertWidget(1 + len(waiting), self.fold)
        self._count(len(waiting), len(resolved))

    def _count(self, waiting: int, resolved: int) -> None:
        assert self._alerts
        self.waiting.setText(self.tr("{count} to answer").format(count=number(waiting)))
        self.waiting.setVisible(waiting > 0)
        hour, lately = self._alerts.in_hour, self._alerts.in_ten_minutes
        words = self.tr("{hour} in the last hour").format(hour=number(hour))
        if lately >= FLOOD_FROM:
            words = "▲ " + self.tr("{lately} in ten minutes: more than anybody can answer").format(
                lately=number(lately)
            )
        self.rate.setText(words)
        self.rate.setToolTip(self.tr("Alerts that were raised; more than ten in ten minutes cannot be answered."))
        self.quiet.setVisible(waiting == 0)
        self.quiet.setText(
            self.tr(
                "All quiet. A surge, too much work or a deadline that passes is told here, and waits for an answer."
            )
        )
        self.fold.setVisible(resolved > 0)
        self.fold.setText(self.tr("Resolved lately: {count}").format(count=number(resolved)))
        self.fold.setArrowType(Qt.ArrowType.DownArrow if self.fold.isChecked() else Qt.ArrowType.RightArrow)
        first = next(iter(self._shown()), None)
        # The keyboard goes nowhere that cannot be seen.
        self.setFocusProxy(first or (self.fold if resolved else self.quiet))

    def _shown(self) -> list[AlertCard]:
        """The cards from top to bottom."""
        return sorted(self.cards.values(), key=self._list.indexOf)

    def _card(self, alert_id: int, card: AlertCard) -> AlertCard:
        card.asked.connect(partial(self._ask, alert_id))
        card.passed.connect(partial(self._pass, alert_id))
        return card

    def _drop(self, card: AlertCard) -> None:
        had_focus = card.hasFocus()
        self._list.removeWidget(card)
        card.hide()
        card.deleteLater()
        if had_focus and (left := self._shown()):
            left[0].setFocus()

    def _pass(self, alert_id: int, step: int) -> None:
        """Bring the keyboard to the card before or after one."""
        cards = self._shown()
        place = min(max(cards.index(self.cards[alert_id]) + step, 0), len(cards) - 1)
        cards[place].setFocus()
        self.sheet.ensureWidgetVisible(cards[place])

    def _ask(self, alert_id: int, name: str, text: str) -> None:
        """Lead to the complaints of an alert, or give an answer to it."""
        card = self.cards[alert_id]
        if name == "tickets":
            look_into_alert(self.desk.requests, card.alert)
            return
        if name == "activate":
            self.desk.requests.activation.emit(card.alert)
            return
        me, desk = self.desk.me(), self.desk
        given: tuple[Any, ...] = (text,) if name == "act" else ()

        def work() -> None:
            with desk.database.write() as session:
                _ANSWERS[name](session, alert_id, *given, person_id=me, now=desk.now())

        desk.tasks.run(self, work, lambda _: self._answered(alert_id, name, card))

    def _answered(self, alert_id: int, name: str, card: AlertCard) -> None:
        kind = title(card.alert.kind)
        said = {
            "acknowledge": Sentence("AlertsPane", "Alert “{kind}” acknowledged", kind=kind),
            "act": Sentence("AlertsPane", "Action on alert “{kind}” noted", kind=kind),
            "resolve": Sentence("AlertsPane", "Alert “{kind}” resolved", kind=kind),
        }
        if name == "act" and alert_id in self.cards:
            card.put_away()
        self.desk.notices.change(said[name])
