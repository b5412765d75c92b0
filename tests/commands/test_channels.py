"""`main.py channels`: an address is added, tried with a real message, listed without its secret, and taken away."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.clock import wall_time
from tests.commands.test_commands import Shell, file, ready, shell, upgraded  # noqa: F401 - fixtures
from tests.services.deadlines.conftest import MailServer, mail_server  # noqa: F401 - fixture
from tests.services.deadlines.vendors import SECRET, TOKEN, Vendors


@pytest.fixture
def vendors() -> Iterator[Vendors]:
    """The vendors, at the time of this machine."""
    found = Vendors(wall_time().timestamp())
    yield found
    found.stop()


@pytest.fixture
def floor(ready: Shell, tmp_path: Path) -> Shell:  # noqa: F811
    """A shell whose floor has a team lead, and whose key is beside its settings."""
    settings = tmp_path / "settings.toml"
    settings.touch()
    ready.set(settings=str(settings))
    ready("people", "add", "李雷", "--role", "team_lead", "--team", "早班")
    return ready


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    """Let these lines come from standard input."""
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines)))


def test_an_address_is_added_tried_listed_and_removed(
    floor: Shell, vendors: Vendors, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    typed(monkeypatch, vendors.url("feishu"), SECRET)
    said = floor.lines("channels", "add", "feishu", "早班群", "--role", "team_lead", "--team", "早班")
    assert said == ["Address 1 is kept; `channels test 1` shows whether it is right."]
    assert (tmp_path / "channel.key").exists()
    assert floor.lines("channels", "list") == ["1\tfeishu\t早班群\tteam_lead 早班\tzh"]
    assert floor.lines("channels", "test", "1") == ["feishu: sent. Look whether it is there."]
    assert "测试通知" in str(vendors.received)
    assert floor.lines("channels", "remove", "1") == ["早班群 is told nothing any more."]
    assert floor.lines("channels", "list") == []
    assert floor.refusal("channels", "test", "1") == "There is no address 1.\n"


def test_the_vendors_answer_is_shown_when_a_test_is_refused(
    floor: Shell, vendors: Vendors, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, vendors.url("dingtalk"), "wrong")
    floor.lines("channels", "add", "dingtalk", "李雷", "--person", "李雷", "--language", "en")
    assert floor.refusal("channels", "test", "1") == "dingtalk: refused: 310000 sign not match\n"


def test_what_cannot_be_kept_is_refused_without_repeating_the_address(
    floor: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    for words, address, refusal in (
        (("wecom", "x", "--role", "manager"), "http://example.com/?key=1", "https"),
        (("wecom", "x", "--role", "manager"), "", "no address"),
        (("wecom", "x", "--person", "韩梅梅"), f"https://example.com/?key={TOKEN}", "韩梅梅"),
        (("wecom", "x", "--role", "manager", "--team", "晚班"), f"https://example.com/?key={TOKEN}", "晚班"),
        (("wecom", "x", "--person", "李雷", "--team", "早班"), f"https://example.com/?key={TOKEN}", "--role"),
        (("wecom", " ", "--role", "manager"), f"https://example.com/?key={TOKEN}", "A name has"),
        (("wecom", "x"), "", "required"),
        (("email", "x", "--role", "manager"), "", "invalid choice"),
    ):
        typed(monkeypatch, address)
        told = floor.refusal("channels", "add", *words)
        assert refusal in told
        assert TOKEN not in told
    assert floor.lines("channels", "list") == []


def test_a_key_that_is_none_is_refused_and_not_shown(floor: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    floor.set(channel_key="a-key-of-another-kind")
    typed(monkeypatch, f"https://example.com/?key={TOKEN}")
    told = floor.refusal("channels", "add", "wecom", "x", "--role", "manager")
    assert told == "What FLOORWATCH_CHANNEL_KEY holds is not a key.\n"


def test_the_mail_server_is_tried_with_somebodys_own_address(floor: Shell, mail_server: MailServer) -> None:  # noqa: F811
    floor.set(email_host="")
    assert floor.refusal("channels", "test", "--email", "李雷") == "There is no channel email here.\n"
    floor.set(email_host="127.0.0.1", email_port=str(mail_server.settings.port), email_security="none")
    assert floor.refusal("channels", "test", "--email", "李雷") == "李雷 has no address on email.\n"
    floor("people", "add", "韩梅梅", "--email", "hmm@example.com")
    assert floor.lines("channels", "test", "--email", "韩梅梅") == ["email: sent. Look whether it is there."]
    assert [mail["To"] for mail in mail_server.received] == ["hmm@example.com"]
