"""How the event feed fares: when it was heard last, whom it turned away, and the names that the floor does not know."""

from collections.abc import Iterator

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QTableWidgetItem, QWidget

from app.errors import DomainError
from app.models.people import AgentState
from app.services.intake.feeds.names import Naming, say_name
from app.services.intake.feeds.standing import SaidName, Standing, UnknownName, read_standing
from app.views.bridge import Changes
from app.views.dialog import Dialog, Menu
from app.views.i18n import QT_TRANSLATE_NOOP, Sentence, date_and_time, number
from app.views.intake.import_choice import preview_table
from app.views.load.agent_states import state_word
from app.views.nothing import Nothing
from app.views.notice import Banner
from app.views.pane import Desk
from app.views.plain import plain_tip
from app.views.theme import GAP, Mark, icon

_SIZE = QSize(760, 560)
_CONCERNED = {"FeedStanding", "FloorDecision", "Person", "Queue"}
_NAMINGS = {
    Naming.AGENT: QT_TRANSLATE_NOOP("EventFeed", "Agent"),
    Naming.QUEUE: QT_TRANSLATE_NOOP("EventFeed", "Queue"),
    Naming.STATE: QT_TRANSLATE_NOOP("EventFeed", "State"),
}
_NEVER = QT_TRANSLATE_NOOP(
    "EventFeed",
    "No event has come yet. The feed is part of “main.py serve” and listens once feed.port and feed.token are set; "
    "docs/event_feed.md says what a telephone system sends to it.",
)
_HEARD = QT_TRANSLATE_NOOP(
    "EventFeed",
    "Last event: {at}. {now} events in this hour, {before} in the one before; at most {most} in an hour of the last "
    "24.",
)
_STRANGERS = QT_TRANSLATE_NOOP(
    "EventFeed",
    "{count} requests showed no token or a wrong one, the last on {at} from {address}: compare the sender's token with "
    "feed.token, or find out who that is.",
)
_TO_DO = QT_TRANSLATE_NOOP(
    "EventFeed",
    "Events with unknown names were refused. Choose a name and say what it means here, or have it corrected at the "
    "sender. What was refused is recorded when the sender sends it again.",
)


class EventFeed(Dialog):
    """The feed's last sign of life and its refusals; each unknown name can be given a meaning, and lose it again."""

    title = "Event feed"
    in_menu = True
    menu = Menu.SETTINGS
    position = 24

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._standing: Standing | None = None
        self._rows: tuple[UnknownName | SaidName, ...] = ()
        self.heard, self.refused, self.to_do = (QLabel(wordWrap=True) for _ in range(3))
        self.names, self.meaning = preview_table(5, 1), QWidget()
        self.nothing = Nothing(self.names)
        self.asked, self.means = QLabel(), QComboBox()
        self.say, self.drop, self.leave = QPushButton(), QPushButton(), QPushButton()
        self.banner = Banner("alert", Mark.SOON, Mark.SOON_BACK)
        self._lay_out()
        self.names.itemSelectionChanged.connect(self._choose)
        self.means.currentIndexChanged.connect(self._allow)
        self.say.clicked.connect(lambda: self._keep(self.means.currentData()))
        self.drop.clicked.connect(lambda: self._keep(None))
        self.leave.clicked.connect(self.reject)
        self.retranslate()
        self._choose()
        self._read()

    def retranslate(self) -> None:
        """Put the words in the language; what is chosen stays."""
        super().retranslate()
        self.names.setHorizontalHeaderLabels(
            [self.tr("What"), self.tr("Name in the feed"), self.tr("Refused"), self.tr("Last"), self.tr("Means here")]
        )
        self.names.setAccessibleName(self.tr("Names in the feed"))
        self.means.setAccessibleName(self.tr("What the name means here"))
        self.means.setPlaceholderText(self.tr("Choose"))
        self.say.setText(self.tr("&Save"))
        self.drop.setText(self.tr("&Forget"))
        self.drop.setToolTip(self.tr("The name means nothing any more: events with it are refused."))
        self.leave.setText(self.tr("C&lose"))
        self._show()

    def hear(self, changes: Changes | None) -> None:
        """Read anew what has come meanwhile."""
        if changes is None or _CONCERNED & set(changes):
            self._read()

    def _lay_out(self) -> None:
        self.names.setSelectionMode(self.names.SelectionMode.SingleSelection)
        self.means.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.means.setMinimumContentsLength(18)
        self.asked.setBuddy(self.means)
        row = QHBoxLayout(self.meaning)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(self.asked)
        row.addWidget(self.means, 1)
        row.addWidget(self.say)
        row.addWidget(self.drop)
        parts = (self.heard, self.refused, self.to_do, self.names, self.meaning, self.banner)
        self.lay_out(*parts, grows=self.names, right=[self.leave])
        self.say.setDefault(True)
        self.resize(_SIZE)

    def _read(self) -> None:
        desk, by = self.desk, self.desk.me()

        def work() -> Standing:
            with desk.database.read() as session:
                return read_standing(session, by=by, now=desk.now())

        desk.tasks.read(self, work, self._come, refused=self._refuse)

    def _come(self, standing: Standing) -> None:
        self._standing = standing
        self._show()

    def _show(self) -> None:
        standing = self._standing
        if standing is None:
            return
        self.heard.setText(self._how_heard(standing))
        self.refused.setText(" ".join(self._refusals(standing)))
        self.refused.setVisible(bool(self.refused.text()))
        self.nothing.say(
            self.tr("A name that comes and is not known here is listed, to be given its meaning.")
            if standing.last_at is None
            else self.tr("Every name that came is known.")
        )
        self.to_do.setText(self.tr(_TO_DO) if standing.unknown else "")
        self.to_do.setVisible(bool(self.to_do.text()))
        self._fill((*standing.unknown, *standing.said))
        self.meaning.setVisible(bool(self._rows))

    def _how_heard(self, standing: Standing) -> str:
        if standing.last_at is None:
            return self.tr(_NEVER)
        at = date_and_time(standing.last_at, self.desk.zone)
        now, before, most = standing.hours[-1], standing.hours[-2], max(standing.hours)
        return self.tr(_HEARD).format(at=at, now=number(now), before=number(before), most=number(most))

    def _refusals(self, standing: Standing) -> Iterator[str]:
        if standing.refused and standing.refused_since:
            since = date_and_time(standing.refused_since, self.desk.zone)
            words = self.tr("{count} events were refused since {since}.")
            yield words.format(count=number(standing.refused), since=since)
        if standing.stranger_at:
            at = date_and_time(standing.stranger_at, self.desk.zone)
            count = number(standing.strangers)
            yield self.tr(_STRANGERS).format(count=count, at=at, address=standing.stranger_from)

    def _fill(self, rows: tuple[UnknownName | SaidName, ...]) -> None:
        """Show the names; the chosen one stays chosen, also where it comes to stand elsewhere."""
        chosen = self._chosen()
        self._rows = rows
        self.names.blockSignals(True)
        self.names.setRowCount(len(rows))
        for row, each in enumerate(rows):
            for column, text in enumerate((self.tr(_NAMINGS[each.naming]), each.name, *self._cells(each))):
                item = QTableWidgetItem(text)
                item.setToolTip(plain_tip(text))
                if column == 2:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                if column == 0 and isinstance(each, UnknownName):
                    item.setIcon(icon("alert", Mark.SOON))
                self.names.setItem(row, column, item)
        self.names.clearSelection()
        for row, each in enumerate(rows):
            if chosen and (each.naming, each.name) == (chosen.naming, chosen.name):
                self.names.selectRow(row)
        self.names.blockSignals(False)
        now = self._chosen()
        if chosen is None or now is None or (now.naming, now.name) != (chosen.naming, chosen.name):
            self._choose()
        else:
            self._ask(now)

    def _cells(self, each: UnknownName | SaidName) -> tuple[str, str, str]:
        if isinstance(each, UnknownName):
            return number(each.count), date_and_time(each.last_at, self.desk.zone), self.tr("not known")
        return "", "", self._meaning(each) or self.tr("not there any more")

    def _meaning(self, each: SaidName) -> str:
        return str(state_word(AgentState(each.means))) if each.naming is Naming.STATE else each.means

    def _chosen(self) -> UnknownName | SaidName | None:
        found = self.names.selectionModel().selectedRows()
        return self._rows[found[0].row()] if found and found[0].row() < len(self._rows) else None

    def _choose(self) -> None:
        """Offer what the chosen name may mean."""
        chosen, standing = self._chosen(), self._standing
        self.means.clear()
        if chosen and standing:
            if chosen.naming is Naming.STATE:
                for state in AgentState:
                    self.means.addItem(str(state_word(state)), state)
            else:
                for id_, name in (standing.agents if chosen.naming is Naming.AGENT else standing.queues).items():
                    self.means.addItem(name, id_)
        means = self._meaning(chosen) if isinstance(chosen, SaidName) else ""
        self.means.setCurrentIndex(self.means.findText(means) if means else -1)
        self._ask(chosen)

    def _ask(self, chosen: UnknownName | SaidName | None) -> None:
        name = chosen.name if chosen else ""
        shown = name if len(name) <= 24 else f"{name[:23]}…"
        hint = self.tr("Choose a name above")
        self.asked.setText(self.tr("“{name}” &means").format(name=shown.replace("&", "&&")) if chosen else hint)
        self.asked.setToolTip(plain_tip(name))
        self._allow()

    def _allow(self) -> None:
        chosen, may = self._chosen(), self._standing is not None and self._standing.may_say
        self.means.setEnabled(chosen is not None and may)
        self.say.setEnabled(chosen is not None and may and self.means.currentIndex() >= 0)
        self.drop.setEnabled(isinstance(chosen, SaidName) and may)
        self.say.setToolTip("" if may else self.tr("Supervisors, managers and administrators say it."))

    def _keep(self, means: int | AgentState | None) -> None:
        chosen = self._chosen()
        assert chosen, "the buttons wait for one"
        desk, by = self.desk, self.desk.me()
        self.banner.hide()
        if means is None:
            said = Sentence("EventFeed", "“{name}” means nothing any more", name=chosen.name)
        else:
            said = Sentence("EventFeed", "“{name}” means {means}", name=chosen.name, means=self.means.currentText())

        def work() -> None:
            with desk.database.write() as session:
                say_name(session, chosen.naming, chosen.name, means, by=by, now=desk.now())

        desk.tasks.run(self, work, lambda _: desk.notices.change(said), refused=self._refuse)

    def _refuse(self, refusal: DomainError) -> None:
        self.banner.tell(Sentence.of(refusal))
