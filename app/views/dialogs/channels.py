"""The addresses of group robots and webhooks: which there are, adding one, trying one, taking one away."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QLineEdit, QListWidget, QPushButton, QVBoxLayout, QWidget
from sqlalchemy import select

from app.errors import DomainError
from app.models.people import Language, Role, Team
from app.services.deadlines.addresses import (
    AddressRow,
    Group,
    add_address,
    channel_named,
    channels_with_addresses,
    list_addresses,
    personal_channels,
    ready_channels,
    remove_address,
)
from app.services.deadlines.channels.base import Fate, Receipt
from app.services.deadlines.sealing import Address, Seal
from app.services.people import PersonRow, people_here
from app.views.channel_trial import told, try_address, try_person
from app.views.delivery_columns import CHANNEL_WORDS, CONTEXT, channel_word
from app.views.dialog import Dialog, Menu
from app.views.i18n import LANGUAGES, Sentence, language_of_now
from app.views.notice import Banner
from app.views.pane import Desk
from app.views.seat import role_word
from app.views.theme import GAP, PAD, Mark, scaled_font

_SIZE = QSize(620, 560)
_LINES = 5


@dataclass(frozen=True)
class _Found:
    """What there is to show and to choose from; of teams identity and name.

    `personal` are the channels that reach each person where the record of people says.
    """

    channels: list[str] = field(default_factory=list)
    personal: list[str] = field(default_factory=list)
    addresses: tuple[AddressRow, ...] = ()
    people: tuple[PersonRow, ...] = ()
    teams: tuple[tuple[int, str], ...] = ()


class Channels(Dialog):
    """Lists the addresses without their secrets; what a vendor answers to a test is shown as it is."""

    title = "Channels"
    in_menu = True
    menu = Menu.SETTINGS
    position = 60

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._said: Sentence | None = None
        self._found = _Found()
        self.refusal = Banner("alert", Mark.SOON, Mark.SOON_BACK)
        self.answer, self.heading_new = QLabel(wordWrap=True), QLabel()
        self.list, self.empty = QListWidget(), QLabel(wordWrap=True)
        self.channel, self.whose, self.team, self.language = QComboBox(), QComboBox(), QComboBox(), QComboBox()
        self.label, self.url, self.secret = QLineEdit(), QLineEdit(), QLineEdit()
        self.labels = [QLabel() for _ in range(7)]
        self.test, self.remove, self.close_it, self.add = QPushButton(), QPushButton(), QPushButton(), QPushButton()
        for edit in (self.url, self.secret):
            edit.setEchoMode(QLineEdit.EchoMode.PasswordEchoOnEdit)
        self._lay_out()
        self._listen()
        self.resize(_SIZE)
        self.retranslate()
        self._read()

    def retranslate(self) -> None:
        """Put the words in the language; what is typed and chosen stays."""
        super().retranslate()
        words = [
            self.tr("Channel"),
            self.tr("Name of the address"),
            self.tr("For"),
            self.tr("Team"),
            self.tr("Language"),
            self.tr("Address (URL)"),
            self.tr("Secret"),
        ]
        for label, word in zip(self.labels, words, strict=True):
            label.setText(word)
        self.heading_new.setText(self.tr("New address"))
        self.answer.setText(str(self._said or ""))
        self.answer.setVisible(bool(self._said))
        self.label.setPlaceholderText(self.tr("as people call the group"))
        self.url.setPlaceholderText(self.tr("https://… as the group's robot gives it"))
        self.secret.setPlaceholderText(self.tr("if its messages are signed"))
        self.empty.setText(
            self.tr(
                "No group is told yet. Add the address of a robot below: WeCom, DingTalk, Feishu, Slack, Teams, or a "
                "webhook of your own. E-mail needs no address here: each person has one."
            )
        )
        self.list.setAccessibleName(self.tr("Addresses"))
        self.test.setText(self.tr("Send a &test"))
        self.remove.setText(self.tr("&Remove"))
        self.close_it.setText(self.tr("Close"))
        self.add.setText(self.tr("&Add"))
        self._fill()

    def _lay_out(self) -> None:
        self.list.setMinimumHeight(_LINES * self.list.fontMetrics().lineSpacing())
        self.heading_new.setFont(scaled_font(self, 1.0, bold=True))
        self.answer.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        form = QFormLayout()
        form.setSpacing(GAP)
        form.setHorizontalSpacing(PAD)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        edits = (self.channel, self.label, self.whose, self.team, self.language, self.url, self.secret)
        for label, edit in zip(self.labels, edits, strict=True):
            label.setBuddy(edit)
            form.addRow(label, edit)
        above = QVBoxLayout()
        above.setSpacing(PAD)
        for widget in (self.list, self.empty):
            above.addWidget(widget, 1)
        self.lay_out(
            above,
            self.answer,
            self.refusal,
            self.heading_new,
            form,
            grows=None,
            left=[self.test, self.remove],
            right=[self.close_it, self.add],
        )

    def _listen(self) -> None:
        self.list.currentRowChanged.connect(self._check)
        for edit in (self.label, self.url):
            edit.textChanged.connect(self._check)
        self.whose.currentIndexChanged.connect(self._check)
        self.test.clicked.connect(self._test)
        self.remove.clicked.connect(self._remove)
        self.add.clicked.connect(self._add)
        self.close_it.clicked.connect(self.accept)

    def _read(self) -> None:
        def work() -> _Found:
            with self.desk.database.read() as session:
                teams = session.execute(select(Team.id, Team.name).order_by(Team.name))
                return _Found(
                    channels_with_addresses(),
                    personal_channels(self.desk.settings),
                    list_addresses(session),
                    people_here(session),
                    tuple((id_, name) for id_, name in teams),
                )

        self.desk.tasks.run(self, work, self._come, refused=self._refused)

    def _come(self, found: _Found) -> None:
        self._found = found
        self._fill()

    def _fill(self) -> None:
        row = self.list.currentRow()
        self.list.clear()
        for each in self._found.addresses:
            # Without items of our own: Qt frees them by the dozen, which the binding does not always survive.
            self.list.addItem(" · ".join([channel_word(each.channel), each.label, _whose(each)]))
        for name in self._found.personal:
            self.list.addItem(" · ".join([channel_word(name), self.tr("each person's own address")]))
        self.list.setCurrentRow(min(max(row, 0), self.list.count() - 1))
        self.list.setVisible(self.list.count() > 0)
        self.empty.setVisible(not self._found.addresses)
        _offer(self.channel, [(channel_word(name), name) for name in _in_order(self._found.channels)])
        roles = [(self.tr("{role} (everybody)").format(role=role_word(role)), role) for role in Role]
        _offer(self.whose, [*roles, *((person.name, person.id) for person in self._found.people)])
        _offer(self.team, [(self.tr("the whole floor"), None), *((name, id_) for id_, name in self._found.teams)])
        _offer(self.language, [(LANGUAGES[each.value][0], each) for each in Language], Language(language_of_now()))
        self._check()

    def _check(self) -> None:
        place = self.list.currentRow()
        self.test.setEnabled(place >= 0)
        self.remove.setEnabled(0 <= place < len(self._found.addresses))
        self.add.setEnabled(bool(self.label.text().strip() and self.url.text().strip()))
        # Qt gives a role back as its word; a person is a number.
        to_group = isinstance(self.whose.currentData(), str)
        self.team.setEnabled(to_group)
        self.language.setEnabled(to_group)

    def _add(self) -> None:
        name, label, whose = self.channel.currentData(), self.label.text(), self.whose.currentData()
        address, language = Address(self.url.text().strip(), self.secret.text().strip()), self.language.currentData()
        group = Group(role=Role(whose), team_id=self.team.currentData()) if self.team.isEnabled() else Group(whose)
        settings, database = self.desk.settings, self.desk.database

        def work() -> None:
            channel = channel_named(ready_channels(settings), name)
            with database.write() as session:
                seal = Seal(settings.channel)
                add_address(session, seal, channel, label, address, group, language=Language(language))

        self.add.setEnabled(False)
        self._begin()
        self.desk.tasks.run(self, work, lambda _: self._added(label), refused=self._refused)

    def _added(self, label: str) -> None:
        for edit in (self.label, self.url, self.secret):
            edit.clear()
        self.desk.notices.change(Sentence("Channels", "Address {label} added", label=label))
        self._say(Sentence("Channels", "Added. Send a test, to see whether it is right."))
        self._read()

    def _remove(self) -> None:
        row, database = self._found.addresses[self.list.currentRow()], self.desk.database

        def work() -> None:
            with database.write() as session:
                remove_address(session, row.id)

        self._begin()
        self.desk.tasks.run(self, work, lambda _: self._removed(row.label), refused=self._refused)

    def _removed(self, label: str) -> None:
        self.desk.notices.change(Sentence("Channels", "Address {label} removed", label=label))
        self._read()

    def _test(self) -> None:
        place = self.list.currentRow() - len(self._found.addresses)
        if place < 0:
            row = self._found.addresses[place]
            self._try(row.label, partial(try_address, self.desk, row.id))
            return
        name, me = self._found.personal[place], self.desk.me()
        if me is None:
            self.refusal.tell(Sentence("Channels", "Say first who sits here: the test goes to their address."))
            return
        # It follows the language, as the sentence does in which it stands.
        self._try(Sentence(CONTEXT, CHANNEL_WORDS.get(name, name)), partial(try_person, self.desk, name, me))

    def _try(self, label: object, work: Callable[[], Receipt]) -> None:
        self._begin()
        self._say(Sentence("Channels", "The test is under way …"))
        self.test.setEnabled(False)
        self.desk.tasks.run(self, work, partial(self._tested, label), refused=self._refused, over=self._check)

    def _tested(self, label: object, receipt: Receipt) -> None:
        if receipt.fate is Fate.SENT:
            self._say(told(label, receipt))
            return
        self._hush()
        self.refusal.tell(told(label, receipt))

    def _begin(self) -> None:
        self.refusal.hide()
        self._hush()

    def _say(self, sentence: Sentence) -> None:
        self._said = sentence
        self.answer.setText(str(sentence))
        self.answer.show()

    def _hush(self) -> None:
        self._said = None
        self.answer.hide()

    def _refused(self, refusal: DomainError) -> None:
        self._hush()
        self._check()
        self.refusal.tell(Sentence.of(refusal))


def _whose(row: AddressRow) -> str:
    if row.role is None:
        return row.person
    return " ".join(filter(None, (role_word(row.role), row.team)))


def _in_order(names: list[str]) -> list[str]:
    """Those that most floors have stand first."""
    known = list(CHANNEL_WORDS)
    return sorted(names, key=lambda name: known.index(name) if name in known else len(known))


def _offer(box: QComboBox, choices: list[tuple[str, object]], first: object = None) -> None:
    """Put choices into a box and leave chosen what was."""
    before = box.currentData() if box.count() else first
    box.blockSignals(True)
    box.clear()
    for text, data in choices:
        box.addItem(text, data)
    known = [data for _, data in choices]
    box.setCurrentIndex(known.index(before) if before in known else 0)
    box.blockSignals(False)
