"""The first start: a demo floor, an empty floor, or a shared database; nobody has to know a command for it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from PySide6.QtCore import QSize
from PySide6.QtGui import QCloseEvent, QIcon
from PySide6.QtWidgets import QButtonGroup, QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from app.errors import DomainError
from app.services.first_start import FirstFloor
from app.services.login import Login, log_in, password_file, remember_password
from app.settings import Settings, keep_database_address
from app.views.i18n import LANGUAGES, Language, Sentence, Translated
from app.views.memory import Memory
from app.views.notice import Banner, FaultDialog
from app.views.places import spoken_path
from app.views.tasks import Tasks
from app.views.theme import GAP, PAD, ROOM, Mark, Symbol, icon, scaled_font
from app.views.welcome_cards import Card, DemoFields, EmptyFields, SharedFields

_SIZE = QSize(700, 640)
_LOGO = 40


class Kind(StrEnum):
    """On what a person wants to work."""

    DEMO = "demo"
    EMPTY = "empty"
    SHARED = "shared"


@dataclass(frozen=True)
class Choice:
    """What was chosen: a demo at a speed (else 0), a first floor to make, or an address, which may hold a password."""

    kind: Kind
    speed: float = 0
    floor: FirstFloor | None = None
    address: str = field(default="", repr=False)


class Welcome(Translated, QDialog):
    """Three cards, of which one is opened and filled in; `ask` gives the choice, or None when it was closed.

    A shared database is tried before it is chosen; its address is then in the settings, its password never is.
    """

    def __init__(self, settings: Settings, language: Language, memory: Memory) -> None:
        super().__init__()
        self.choice: Choice | None = None
        self._language, self._memory = language, memory
        self._tasks = Tasks(self)
        self._fault = FaultDialog(self)
        self._tasks.failed.connect(self._fail)
        self.demo, self.empty, self.shared = (
            DemoFields(),
            EmptyFields(spoken_path(settings.database_address)),
            SharedFields(spoken_path(password_file())),
        )
        self.cards = {
            Kind.DEMO: Card("demo", self.demo),
            Kind.EMPTY: Card("pane", self.empty),
            Kind.SHARED: Card("database", self.shared),
        }
        self.title, self.ask_what = QLabel(), QLabel()
        self.languages = {code: QPushButton(name) for code, (name, _) in LANGUAGES.items()}
        self.banner = Banner("alert", Mark.SOON, Mark.SOON_BACK)
        self.leave, self.start = QPushButton(), QPushButton()
        self.setWindowIcon(icon("floorwatch"))
        self._lay_out()
        self._connect()
        self.resize(_SIZE)
        self.retranslate()
        self.open_card(Kind.DEMO)

    def ask(self) -> Choice | None:
        """Show it until something is chosen."""
        self.exec()
        return self.choice

    def open_card(self, kind: Kind) -> None:
        """Open one card; the others show only what they are."""
        self.banner.hide()
        for each, card in self.cards.items():
            card.open(each is kind)
        self.cards[kind].button.setFocus()

    def opened(self) -> Kind:
        """Return which card is open."""
        return next(kind for kind, card in self.cards.items() if card.button.isChecked())

    def retranslate(self) -> None:
        """Put the frame and the cards' titles in the language; their fields hear of a switch themselves."""
        self.setWindowTitle(self.tr("Welcome to Floorwatch"))
        self.title.setText(self.tr("Welcome to Floorwatch"))
        self.ask_what.setText(self.tr("What do you want to work on? You can choose again later."))
        self.cards[Kind.DEMO].say(
            self.tr("&Demo floor"),
            self.tr(
                "A made-up floor that lives: complaints come in, a surge builds up, deadlines pass. It has a database "
                "and a clock of its own, and sends nothing."
            ),
        )
        self.cards[Kind.EMPTY].say(
            self.tr("&Empty floor"),
            self.tr("Begin with your own complaints on this computer, recorded here or imported. Nothing to install."),
        )
        self.cards[Kind.SHARED].say(
            self.tr("&Shared database"),
            self.tr("Join the consoles that work on one PostgreSQL server. Its administrator gives you the address."),
        )
        self.leave.setText(self.tr("&Quit"))
        self.start.setText(self.tr("Start"))
        for code, button in self.languages.items():
            button.setChecked(code == self._language.code)
            button.setIcon(icon("check") if button.isChecked() else QIcon())

    def done(self, result: int) -> None:
        """Close, and let no work outlive it."""
        super().done(result)
        self._tasks.close()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Take the window's cross for leaving."""
        self.reject()
        super().closeEvent(event)

    def _lay_out(self) -> None:
        logo = Symbol("floorwatch")
        logo.setFixedSize(_LOGO, _LOGO)
        self.title.setFont(scaled_font(self.title, 1.6, bold=True))
        words, head, buttons, column = QVBoxLayout(), QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        words.addWidget(self.title)
        words.addWidget(self.ask_what)
        head.setSpacing(ROOM)
        head.addWidget(logo)
        head.addLayout(words, 1)
        tongues = QHBoxLayout()
        tongues.setSpacing(GAP)
        for button in self.languages.values():
            button.setAutoDefault(False)
            button.setCheckable(True)
            tongues.addWidget(button)
        head.addLayout(tongues)
        buttons.addWidget(self.leave)
        buttons.addStretch()
        buttons.addWidget(self.start)
        self.start.setDefault(True)
        self.leave.setAutoDefault(False)
        column.setContentsMargins(ROOM, ROOM, ROOM, ROOM)
        column.setSpacing(PAD)
        column.addLayout(head)
        for card in self.cards.values():
            column.addWidget(card)
        column.addStretch()
        column.addWidget(self.banner)
        column.addLayout(buttons)

    def _connect(self) -> None:
        group = QButtonGroup(self)
        for kind, card in self.cards.items():
            group.addButton(card.button)
            card.button.clicked.connect(lambda _=False, kind=kind: self.open_card(kind))
        for code, button in self.languages.items():
            button.clicked.connect(lambda _=False, code=code: self._speak(code))
        self.shared.attempt.clicked.connect(lambda: self._log_in(self._show_login))
        self.leave.clicked.connect(self.reject)
        self.start.clicked.connect(self._start)

    def _speak(self, code: str) -> None:
        self._language.switch(code)
        self._memory.keep("language", code)

    def _start(self) -> None:
        self.banner.hide()
        match self.opened():
            case Kind.DEMO:
                self._choose(Choice(Kind.DEMO, speed=self.demo.speed()))
            case Kind.EMPTY:
                try:
                    self._choose(Choice(Kind.EMPTY, floor=self.empty.floor()))
                except DomainError as refusal:
                    self._refused(refusal)
            case Kind.SHARED:
                self._log_in(self._keep_login)

    def _log_in(self, then: Callable[[Login], None]) -> None:
        address, password = self.shared.address.text(), self.shared.password.text()
        self._lock(True)
        self.shared.say(self.tr("Connecting …"), "wait", Mark.QUIET)
        self._tasks.run(self, lambda: log_in(address, password), then, refused=self._refused)

    def _show_login(self, login: Login) -> None:
        self._lock(False)
        self.shared.say(
            self.tr("It works: you are {user} on {host}.").format(user=login.user, host=login.host), "check", Mark.FINE
        )

    def _keep_login(self, login: Login) -> None:
        remember = self.shared.remember.isChecked()

        def work() -> Login:
            if login.password and remember:
                remember_password(login, password_file())
            keep_database_address(login.address)
            return login

        self._tasks.run(self, work, self._joined, refused=self._refused)

    def _joined(self, login: Login) -> None:
        self._choose(Choice(Kind.SHARED, address=login.whole_address))

    def _refused(self, refusal: DomainError) -> None:
        self._lock(False)
        self.shared.say("", "wait", Mark.QUIET)
        self.banner.tell(Sentence.of(refusal))

    def _fail(self, fault: BaseException) -> None:
        self._lock(False)
        self._fault.tell(fault)

    def _lock(self, locked: bool) -> None:
        if locked:
            self.banner.hide()
        for widget in (*self.cards.values(), self.start):
            widget.setEnabled(not locked)

    def _choose(self, choice: Choice) -> None:
        self.choice = choice
        self.accept()
