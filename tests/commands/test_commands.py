"""The command line as a person meets it: sentences and exit codes, real files, and real processes where those count."""

import os
import shutil
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from app import commands
from app.clock import wall_time
from app.discovery import modules
from app.models.escalation import Delivery, Escalation, Notification
from app.models.people import Person
from app.models.sla import Clock, Target
from app.models.ticket import Source
from app.services.database import Database
from app.services.deadlines.rulebook import Rulebook
from app.services.handling.register import register
from app.services.holds import place_hold
from main import main
from tests.builders import HOUR
from tests.services.deadlines.conftest import MailServer, mail_server  # noqa: F401 - a fixture

ROOT = Path(__file__).parents[2]
MAIN = (sys.executable, str(ROOT / "main.py"))


class Shell:
    """Runs main.py with a database of its own: in this process, or in one of its own, which takes a second."""

    def __init__(self, patch: pytest.MonkeyPatch, output: pytest.CaptureFixture[str]) -> None:
        self._patch, self._output = patch, output

    def set(self, **environment: str) -> None:
        """Set variables of the environment."""
        for name, value in environment.items():
            self._patch.setenv(f"FLOORWATCH_{name.upper()}", value)

    def __call__(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run a command here."""
        try:
            code = main(arguments)
        except SystemExit as left:
            code = int(str(left.code))
        said = self._output.readouterr()
        return subprocess.CompletedProcess(arguments, code, said.out, said.err)

    def process(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run a command in a process of its own."""
        return subprocess.run([*MAIN, *arguments], capture_output=True, text=True, check=False, timeout=120)

    def refusal(self, *arguments: str) -> str:
        """Run a command that is refused; return its sentence."""
        return refusal(self(*arguments))

    def lines(self, *arguments: str) -> list[str]:
        """Run a command that works; return what it says."""
        return lines(self(*arguments))


def refusal(done: "subprocess.CompletedProcess[str]") -> str:
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
    return done.stderr


def lines(done: "subprocess.CompletedProcess[str]") -> list[str]:
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the shell's database is, once it is made."""
    return tmp_path / "data" / "floor.db"


@pytest.fixture
def shell(file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    found = Shell(monkeypatch, capsys)
    found.set(database_address=str(file))
    return found


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that `db upgrade` has made: that takes longer than what is done with it."""
    file = tmp_path_factory.mktemp("upgraded") / "floor.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FLOORWATCH_DATABASE_ADDRESS", str(file))
        assert main(["db", "upgrade"]) == 0
    return file


@pytest.fixture
def ready(shell: Shell, file: Path, upgraded: Path) -> Shell:
    """The shell with a database that is up to date."""
    file.parent.mkdir()
    shutil.copy(upgraded, file)
    return shell


def test_the_help_names_every_command_and_setting(shell: Shell) -> None:
    told = "\n".join(lines(shell.process("--help")))
    names = [module.__name__.rpartition(".")[2].rstrip("_") for module in modules(commands)]
    assert set(names) >= {"serve", "db", "people", "report", "import"}
    for word in (*names, "FLOORWATCH_EMAIL_HOST", "sweep.interval"):
        assert word in told
    for name in names:
        assert "usage: main.py" in "\n".join(shell.lines(name, "--help"))


@pytest.mark.parametrize(
    "arguments",
    [["fly"], ["db"], ["db", "fly"], ["people", "add"], ["db", "release", "x"], ["db", "release", "9" * 20]],
)
def test_a_wrong_command_line_exits_with_2(shell: Shell, arguments: list[str]) -> None:
    assert "usage: main.py" in shell.refusal(*arguments)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["people", "add", "X", "--role", "nope"], "'nope' (choose from 'agent', 'team_lead'"),
        (["db", "release", "x"], "x is not a number that a list shows"),
        (["channels", "remove", "½"], "½ is not a number that a list shows"),
    ],
)
def test_what_may_be_said_is_told_in_words(shell: Shell, arguments: list[str], said: str) -> None:
    assert said in shell.refusal(*arguments)


def test_a_file_that_is_not_there_is_told_without_the_systems_number(ready: Shell) -> None:
    assert ready.refusal("db", "publish", "gone.toml") == "gone.toml: No such file or directory\n"
    assert ready.refusal("db", "backup", "gone") == "No backup could be written to gone: No such file or directory.\n"


def test_a_database_is_made_looked_at_and_copied(shell: Shell, tmp_path: Path) -> None:
    assert "main.py db upgrade" in refusal(shell.process("db", "status"))
    assert any("sample rules" in line for line in lines(shell.process("db", "upgrade")))
    assert len(shell.lines("db", "upgrade")) == 1
    assert shell.lines("db", "status")[0] == "0 tickets, 0 live clocks, 0 of them late."
    (copy,) = shell.lines("db", "backup", str(tmp_path))
    assert Path(copy).stat().st_size > 0
    assert "nothing to confirm" in shell.refusal("db", "confirm-time")
    assert "was not set aside" in shell.refusal("db", "release", "7")
    for action in ("send-again", "settle"):
        assert "neither failed nor" in shell.refusal("db", action, "7")
    assert "is not empty" in shell.refusal("db", "restore", copy)
    shell.set(database_address=str(tmp_path / "elsewhere" / "floor.db"))
    assert shell.lines("db", "restore", copy)[-1].endswith("is up to date.")
    assert shell.lines("db", "status")[0] == "0 tickets, 0 live clocks, 0 of them late."


def test_a_changed_policy_moves_what_is_open_after_it_was_shown_and_goes_back(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "moving.db"
    shell.set(database_address=str(file))
    shell.lines("db", "upgrade")
    database = Database(file)
    now = database.time()
    with database.write() as session:
        register(session, Rulebook(), source=Source.EMAIL, title="No heating", now=now)
    shipped = ROOT / "resources" / "policies" / "default.toml"
    changed = tmp_path / "default.toml"
    changed.write_text(shipped.read_text(encoding="utf-8").replace('"24h"', '"12h"', 1), encoding="utf-8")
    moves = "all: 1 of 2 open deadlines move (1 earlier, 0 later); 0 become late, 0 no longer are"
    assert shell.lines("db", "preview", str(changed))[0].startswith(moves)

    def due_after() -> timedelta:
        with database.read() as session:
            return session.scalars(select(Clock.due_at).where(Clock.target == Target.FIRST_RESPONSE)).one() - now

    assert due_after() == 24 * HOUR
    assert "--reason" in shell("db", "apply", str(changed)).stderr
    done = shell.lines("db", "apply", str(changed), "--reason", "The law")
    assert done[0].startswith(moves)
    assert done[-1] == "In force as change 1: `main.py db undo-rules 1` takes it back."
    assert due_after() == 12 * HOUR
    assert shell.lines("db", "undo-rules", "1") == ["2 clocks have what they had, 1 deadlines have moved back."]
    assert due_after() == 24 * HOUR
    assert "undone already" in shell.refusal("db", "undo-rules", "1")
    database.close()


def test_a_changed_policy_and_a_calendar_are_put_in_force(ready: Shell, tmp_path: Path) -> None:
    shipped = ROOT / "resources" / "policies" / "default.toml"
    assert ready.lines("db", "publish", str(shipped)) == [
        "default is in force as version 1, for clocks that start from now on."
    ]
    changed = tmp_path / "default.toml"
    changed.write_text(shipped.read_text(encoding="utf-8").replace('"5min"', '"5d"'), encoding="utf-8")
    assert f"{changed}:15: targets[2].amount: 5d cannot be counted" in ready.refusal("db", "check", str(changed))
    changed.write_text(shipped.read_text(encoding="utf-8").replace('"24h"', '"12h"'), encoding="utf-8")
    assert ready.lines("db", "check", str(changed)) == [f"{changed}: default can be published."]
    assert "New complaints come under uk_complaints" in ready.lines("db", "use-policy", "uk_complaints")[0]
    assert "version 2" in ready.lines("db", "publish", str(changed))[0]
    calendar = ROOT / "resources" / "calendars" / "china_office.toml"
    assert "china_office is in force as version 1" in ready.lines("db", "publish", str(calendar))[0]
    changed.write_text(shipped.read_text(encoding="utf-8").replace("china_office", "moon_office"), encoding="utf-8")
    assert "moon_office" in ready.refusal("db", "publish", str(changed))
    assert "default.toml" in ready.refusal("db", "publish", str(tmp_path / "nothing" / "default.toml"))
    rules = tmp_path / "desk.toml"
    text = (ROOT / "resources" / "desk" / "desk.toml").read_text(encoding="utf-8")
    rules.write_text(text.replace("urgency = 25", "urgency = 24"), encoding="utf-8")
    assert f"{rules}:6: score.weights" in ready.refusal("db", "check", str(rules))
    rules.write_text(text.replace("half = 10", "half = 20"), encoding="utf-8")
    assert "desk is in force as version 2" in ready.lines("db", "publish", str(rules))[0]


def test_a_reader_that_leaves_is_no_fault(ready: Shell) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as closed:
        done = subprocess.run(
            [*MAIN, "db", "status"], stdout=closed, stderr=subprocess.PIPE, text=True, check=False, timeout=120
        )
    assert (done.returncode, done.stderr) == (141, "")


def test_every_terminal_is_answered_whatever_signs_it_knows(ready: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    ready.lines("people", "add", "李娜")
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    assert "\\u674e\\u5a1c" in lines(ready.process("people", "list"))[0]
    assert "\\u6295\\u8bc9" in "".join(lines(ready.process("-h")))


@pytest.mark.skipif(sys.platform != "linux", reason="closes them as a shell of Linux does, and needs its full device")
def test_what_cannot_be_told_is_done_all_the_same(ready: Shell) -> None:
    told = ["sh", "-c", 'exec "$0" "$@" >&- 2>&-', *MAIN, "people", "add", "Li Na"]
    assert subprocess.run(told, check=False, timeout=120).returncode == 0
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [*MAIN, "people", "list"], stdout=full, stderr=subprocess.PIPE, text=True, check=False, timeout=120
        )
    assert (done.returncode, done.stderr) == (2, "What was done cannot be told: No space left on device.\n")
    assert "Li Na" in "".join(ready.lines("people", "list"))


def test_a_hold_is_confirmed_by_name(ready: Shell, file: Path) -> None:
    database = Database(file)
    with database.write() as session:
        place_hold(session, "the wall clock jumped 60 minutes ahead", now=wall_time())
    database.close()
    assert any("The sweep is stopped since" in line for line in ready.lines("db", "status"))
    assert ready.lines("db", "confirm-time", "--by", "李雷") == [
        "Confirmed: the wall clock jumped 60 minutes ahead. The sweep goes on at its next tick."
    ]


def test_people_come_and_go(shell: Shell) -> None:
    assert "db upgrade" in shell.refusal("people", "list")
    shell.lines("db", "upgrade")
    shell.lines("people", "add", "李雷", "--email", "li@example.com", "--team", "早班")
    shell.lines("people", "add", "王芳", "--role", "team_lead", "--team", "早班", "--language", "en")
    assert shell.lines("people", "list") == [
        "agent\t李雷\t早班\tli@example.com\t10\t-\t-\t-",
        "team_lead\t王芳\t早班\t-\t10\t-\t-\t-",
    ]
    assert "already somebody called 李雷" in shell.refusal("people", "add", "李雷")
    for email in ("a@b\nBcc: c@d", "boss<a@b", "a,b@c", "a@b,c", "李@example.com", "a@" + "b" * 300, ""):
        assert "not an e-mail address" in shell.refusal("people", "add", "韩梅梅", "--email", email)
    for name in ("x" * 101, "a\tb", " "):
        assert "A name " in shell.refusal("people", "add", name)
        assert "A name " in shell.refusal("people", "add", "韩梅梅", "--team", name)
    lines(shell.process("people", "remove", "李雷"))
    assert "Nobody called 李雷" in shell.refusal("people", "remove", "李雷")
    assert shell.lines("people", "add", "李雷", "--role", "supervisor") == ["李雷 works here as supervisor."]


def test_people_carry_and_serve_what_is_said(ready: Shell) -> None:
    assert ready.lines("people", "add", "李雷", "--capacity", "15", "--queue", "贷款", "--queue", "一线") == [
        "李雷 works here as agent.",
        "李雷 can carry 15 open complaints.",
        "一线 is a new queue.",
        "贷款 is a new queue.",
        "李雷 serves 一线, 贷款.",
    ]
    assert ready.lines("people", "list") == ["agent\t李雷\t-\t-\t15\t一线, 贷款\t-\t-"]
    assert ready.lines("people", "change", "李雷", "--queue", "一线") == ["李雷 serves 一线."]
    assert ready.lines("people", "change", "李雷", "--capacity", "0") == ["李雷 can carry 0 open complaints."]
    assert ready.lines("people", "list") == ["agent\t李雷\t-\t-\t0\t一线\t-\t-"]
    assert ready.lines("people", "change", "李雷", "--no-queue") == ["李雷 serves no queue."]
    assert "--capacity or --queue" in ready.lines("people", "change", "李雷")[0]
    for capacity in ("-1", "1001"):
        assert f"not {capacity}" in ready.refusal("people", "change", "李雷", "--capacity", capacity)
    assert "A name " in ready.refusal("people", "change", "李雷", "--queue", " ")
    for options in (["--capacity", "5"], ["--queue", "一线"]):
        assert "Nobody called 王芳" in ready.refusal("people", "change", "王芳", *options)
    assert ready.lines("people", "list") == ["agent\t李雷\t-\t-\t0\t-\t-\t-"]


def test_people_are_away_and_somebody_stands_in(ready: Shell) -> None:
    for name in ("李雷", "王芳"):
        ready.lines("people", "add", name)
    assert ready.lines("people", "change", "李雷", "--deputy", "王芳", "--digest", "30") == [
        "While 李雷 is away, 王芳 hears what is meant for them.",
        "What can wait comes to 李雷 together, every 30 minutes.",
    ]
    (said,) = ready.lines("people", "leave", "李雷", "--back", "2999-10-08", "--reason", "holiday")
    assert said.endswith(" until 2999-10-08 00:00.")
    assert ready.lines("people", "list")[0] == "agent\t李雷\t-\t-\t10\t-\t王芳\taway until 2999-10-08 00:00"
    assert ready.lines("people", "back", "李雷") == ["李雷 is here again."]
    assert ready.lines("people", "back", "李雷") == ["李雷 was not away."]
    assert ready.lines("people", "change", "李雷", "--no-deputy", "--digest", "0") == [
        "While 李雷 is away, the next one up hears what is meant for them.",
        "What can wait comes to 李雷 each by itself.",
    ]
    assert ready.lines("people", "list")[0] == "agent\t李雷\t-\t-\t10\t-\t-\t-"
    assert "usage: main.py" in ready.refusal("people", "leave", "李雷", "--back", "soon")
    assert "comes back later" in ready.refusal("people", "leave", "李雷", "--back", "1999-10-08")
    assert "stand in for themselves" in ready.refusal("people", "change", "李雷", "--deputy", "李雷")


def test_a_wrong_setting_is_a_sentence(shell: Shell) -> None:
    shell.set(email_port="many")
    assert "email.port must be a whole number" in shell.refusal("db", "status")


def test_a_file_that_is_no_database_is_left_alone(shell: Shell, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear customer, " * 100)
    shell.set(database_address=str(letter))
    for done in (shell("db", "upgrade"), shell.process("serve"), shell("people", "list")):
        assert done.returncode == 2
        assert "is not a Floorwatch database" in done.stderr
    assert letter.read_text() == "Dear customer, " * 100


def test_serve_refuses_a_shared_database_to_those_who_are_not_the_service(
    shell: Shell, postgresql_database: Database
) -> None:
    with postgresql_database.write() as session:
        session.execute(text("DROP ROLE IF EXISTS clerk"))
        session.execute(text("CREATE ROLE clerk LOGIN"))
    shell.set(database_address=postgresql_database.url.set(username="clerk").render_as_string(hide_password=False))
    assert "Only the service escalates" in refusal(shell.process("serve"))
    with postgresql_database.write() as session:
        session.execute(text("DROP ROLE clerk"))


def test_serve_escalates_and_mails_until_it_is_told_to_stop(
    ready: Shell,
    file: Path,
    mail_server: MailServer,  # noqa: F811
) -> None:
    ready.lines("people", "add", "李雷", "--email", "li@example.com")
    database = Database(file)
    with database.write() as session:
        owner = session.scalars(select(Person)).one()
        now = wall_time()
        # In the fast lane 24 hours are promised, day and night: at half of them the owner hears of it.
        register(
            session,
            Rulebook(),
            source=Source.EMAIL,
            title="Gas smell",
            high_risk=True,
            owner_id=owner.id,
            received_at=now - 13 * HOUR,
            now=now,
        )
    settings = mail_server.settings
    ready.set(email_host=settings.host, email_port=str(settings.port), email_security="none")
    ready.set(sweep_interval="1", sweep_delivery_interval="1")
    with subprocess.Popen([*MAIN, "serve"], stderr=subprocess.PIPE, text=True) as served:
        assert served.stderr is not None
        give_up = threading.Timer(60, served.kill)
        give_up.start()
        log = []
        for line in served.stderr:
            log.append(line)
            if "delivery notification=" in line and " sent" in line:
                served.send_signal(signal.SIGTERM)
        give_up.cancel()
    assert served.returncode == 0
    assert "serve stopped" in log[-1]
    assert all(line[:4].isdecimal() and line[23] == "Z" for line in log)
    assert "Gas smell" not in "".join(log)
    # The first response is late, but nobody leads here: that is for the inbox that everybody reads.
    (mail,) = mail_server.received
    assert mail["To"] == "li@example.com"
    with database.read() as session:
        assert session.query(Escalation).count() >= 2
        told = session.execute(select(Notification.person_id, Notification.channel, Notification.state))
        assert sorted((person_id or 0, channel, state) for person_id, channel, state in told) == [
            (0, "inbox", Delivery.SENT),
            (owner.id, "email", Delivery.SENT),
            (owner.id, "inbox", Delivery.SENT),
        ]
    database.close()
