"""Robots and webhooks: each vendor takes what it is sent, and every answer and every broken line has its fate."""

import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

import pytest

from app.discovery import subclasses
from app.models.people import Language
from app.models.policy import Step
from app.models.sla import Target
from app.services.deadlines import channels
from app.services.deadlines.channels.base import AddressError, Channel, Fate, Receipt
from app.services.deadlines.channels.other import OtherChannel
from app.services.deadlines.channels.webhook_base import WebhookChannel
from app.services.deadlines.channels.wecom import WeComChannel
from app.services.deadlines.message import Message, Told, compose, compose_test
from app.services.deadlines.sealing import Address
from app.settings import ChannelSettings, Settings
from tests.builders import HOUR, MONDAY
from tests.services.deadlines.vendors import SECRET, TOKEN, Vendors

# apprise imports it for its PGP mail.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")

KINDS = {kind.name: kind for kind in subclasses(channels, Channel) if issubclass(kind, WebhookChannel)}  # type: ignore[type-abstract]
SIGNED = ("dingtalk", "feishu", "webhook")
_PATHS = {"wecom": "cgi-bin", "dingtalk": "robot", "feishu": "open-apis", "slack": "services", "teams": "workflows"}


@pytest.fixture
def vendors() -> Iterator[Vendors]:
    """The vendors, at the instant at which the tests send."""
    found = Vendors(MONDAY.timestamp())
    yield found
    found.stop()


def ready(name: str, timeout: int = 10) -> Channel:
    """A channel as its settings make it."""
    channel = KINDS[name].from_settings(Settings(channel=ChannelSettings(timeout=timeout)))
    assert channel
    return channel


def message(url: str, secret: str = SECRET, language: Language = Language.CHINESE) -> Message:
    """A message as an escalation makes it."""
    return compose(
        17,
        Address(url, secret),
        language,
        Told("FW-1000001", Target.RESOLUTION, "", Step("half", share=0.5), 1, MONDAY + HOUR, "Asia/Shanghai"),
        now=MONDAY,
    )


def sent(vendors: Vendors, name: str, answer: tuple[int, str, dict[str, str]] | None = None) -> Receipt:
    """Send one message, to which the vendor says what a test wants."""
    if answer:
        vendors.answers[_PATHS.get(name, "own")] = answer
    return ready(name).send(message(vendors.url(name)))


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", KINDS)
def test_a_vendor_takes_the_message_with_number_step_and_due_time(
    vendors: Vendors, name: str, language: Language
) -> None:
    assert ready(name).send(message(vendors.url(name), language=language)) == Receipt(Fate.SENT)
    ((_, payload),) = vendors.received
    words = str(payload)
    assert "FW-1000001" in words
    assert "2026-03-02 11:00 (Asia/Shanghai)" in words
    assert ("时限已用 50%" if language is Language.CHINESE else "50% of the time has passed") in words


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", KINDS)
def test_a_vendor_takes_the_test_message(vendors: Vendors, name: str, language: Language) -> None:
    trial = compose_test(Address(vendors.url(name), SECRET), language, now=MONDAY)
    assert ready(name).send(trial) == Receipt(Fate.SENT)
    assert ("测试通知" if language is Language.CHINESE else "Test message") in str(vendors.received)


def test_no_two_test_messages_are_taken_for_one() -> None:
    one, other = (compose_test(Address("a@example.com"), Language.ENGLISH, now=MONDAY) for _ in range(2))
    assert one.identity != other.identity


@pytest.mark.parametrize("name", KINDS)
def test_a_wrong_address_is_refused_although_the_answer_may_be_http_200(vendors: Vendors, name: str) -> None:
    receipt = ready(name).send(message(vendors.url(name, token="another-token-0123456789")))
    assert receipt.fate is Fate.REFUSED
    assert receipt.reason
    assert vendors.received == []


@pytest.mark.parametrize("name", SIGNED)
@pytest.mark.parametrize("secret", ["", "wrong"])
def test_a_wrong_signature_is_refused(vendors: Vendors, name: str, secret: str) -> None:
    assert ready(name).send(message(vendors.url(name), secret)).fate is Fate.REFUSED
    assert vendors.received == []


@pytest.mark.parametrize("name", ["dingtalk", "feishu"])
def test_a_signature_of_another_hour_is_refused(vendors: Vendors, name: str) -> None:
    vendors.now += 2 * 3600
    assert sent(vendors, name).fate is Fate.REFUSED


MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("name", "answer", "fate", "wait"),
    [
        ("wecom", (200, '{"errcode":45009,"errmsg":"api freq out of limit"}', {}), Fate.CROWDED, MINUTE),
        ("wecom", (200, '{"errcode":-1,"errmsg":"system busy"}', {}), Fate.PUT_OFF, None),
        ("wecom", (200, '{"errcode":40058,"errmsg":"markdown content exceed"}', {}), Fate.REFUSED, None),
        ("wecom", (200, "<html>log in to the hotel's network</html>", {}), Fate.UNKNOWN, None),
        ("dingtalk", (200, '{"errcode":130101,"errmsg":"send too fast"}', {}), Fate.CROWDED, 10 * MINUTE),
        ("dingtalk", (200, '{"errcode":410100,"errmsg":"send too fast"}', {}), Fate.CROWDED, 10 * MINUTE),
        ("dingtalk", (200, '{"errcode":310000,"errmsg":"keywords not in content"}', {}), Fate.REFUSED, None),
        ("dingtalk", (200, '{"errcode":-1,"errmsg":"system busy"}', {}), Fate.PUT_OFF, None),
        ("feishu", (400, '{"code":9499,"msg":"too many request"}', {}), Fate.CROWDED, MINUTE),
        ("feishu", (400, '{"code":9499,"msg":"Bad Request"}', {}), Fate.REFUSED, None),
        ("feishu", (200, '{"code":11232,"msg":"frequency limited"}', {}), Fate.CROWDED, MINUTE),
        ("feishu", (429, '{"code":99991400,"msg":"limit"}', {"x-ogw-ratelimit-reset": "30"}), Fate.CROWDED, MINUTE / 2),
        ("feishu", (400, '{"code":99991400,"msg":"limit"}', {}), Fate.CROWDED, MINUTE),
        ("feishu", (200, '{"code":19024,"msg":"Key Words Not Found"}', {}), Fate.REFUSED, None),
        ("feishu", (200, '{"StatusCode":0,"StatusMessage":"success"}', {}), Fate.SENT, None),
        ("slack", (429, "rate_limited", {"Retry-After": "30"}), Fate.CROWDED, MINUTE / 2),
        ("slack", (410, "channel_is_archived", {}), Fate.REFUSED, None),
        ("slack", (500, "rollup_error", {}), Fate.UNKNOWN, None),
        ("teams", (429, "", {}), Fate.CROWDED, None),
        ("teams", (429, "", {"Retry-After": "604800"}), Fate.CROWDED, HOUR),
        ("teams", (429, "", {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}), Fate.CROWDED, None),
        ("teams", (502, '{"error":{"code":"NoResponse"}}', {}), Fate.UNKNOWN, None),
        ("teams", (302, "", {"Location": "https://elsewhere.example.com"}), Fate.REFUSED, None),
        ("webhook", (503, "", {"Retry-After": "999999"}), Fate.PUT_OFF, HOUR),
        ("webhook", (500, "", {"Retry-After": "soon"}), Fate.PUT_OFF, None),
        ("webhook", (422, "no", {}), Fate.REFUSED, None),
    ],
)
def test_every_answer_has_its_fate(
    vendors: Vendors, name: str, answer: tuple[int, str, dict[str, str]], fate: Fate, wait: timedelta | None
) -> None:
    receipt = sent(vendors, name, answer)
    assert (receipt.fate, receipt.wait) == (fate, wait)
    assert bool(receipt.reason) == (fate is not Fate.SENT)


@pytest.mark.parametrize("name", KINDS)
def test_a_line_that_breaks_after_the_message_is_unknown_and_a_closed_door_is_not(vendors: Vendors, name: str) -> None:
    vendors.hangs_up = True
    assert sent(vendors, name).fate is Fate.UNKNOWN
    with socket.create_server(("127.0.0.1", 0)) as free:
        nobody = vendors.url(name).replace(vendors.base, f"http://127.0.0.1:{free.getsockname()[1]}")
    assert ready(name).send(message(nobody)).fate is Fate.UNREACHABLE
    assert ready(name).send(message(nobody.replace("127.0.0.1", "no..host"))).fate is Fate.UNREACHABLE


def test_a_server_that_takes_the_message_and_never_answers_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/own"
        receipt = ready("webhook", timeout=1).send(message(url))
    assert receipt.fate is Fate.UNKNOWN
    assert "timed out" in receipt.reason


def test_a_server_that_speaks_for_ever_one_byte_at_a_time_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        over = threading.Event()

        def drip() -> None:
            line, _ = server.accept()
            with line, suppress(OSError):
                line.recv(65_536)
                line.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
                while not over.wait(0.01):
                    line.sendall(b"[")

        speaking = threading.Thread(target=drip)
        speaking.start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}/cgi-bin/webhook/send?key={TOKEN}"
        # What it has said until then is no answer either, however deep it goes.
        receipt = WeComChannel(0.2).send(message(url))
        over.set()
        speaking.join()
    assert receipt.fate is Fate.UNKNOWN


def test_an_answer_that_nobody_can_read_is_unknown(vendors: Vendors) -> None:
    assert sent(vendors, "wecom", (200, "[" * 60_000, {})).fate is Fate.UNKNOWN


def test_an_address_that_is_none_is_struck_from_what_is_said_of_it() -> None:
    assert TOKEN not in Address(f"http://[::1/{TOKEN}").struck_from(f"no URL: http://[::1/{TOKEN}")


def test_a_host_that_cannot_prove_who_it_is_gets_nothing(vendors: Vendors) -> None:
    receipt = ready("wecom").send(message(vendors.url("wecom").replace("http:", "https:")))
    assert receipt.fate is Fate.UNREACHABLE
    assert "SSL" in receipt.reason
    assert vendors.received == []


def test_the_proxy_of_the_house_is_asked_for_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bytes] = []

    def refuse(door: socket.socket) -> None:
        line, _ = door.accept()
        with line:
            asked.append(line.recv(4096))
            line.sendall(b"HTTP/1.1 403 Forbidden\r\n\r\n")

    with socket.create_server(("127.0.0.1", 0)) as door:
        proxy = threading.Thread(target=refuse, args=(door,))
        proxy.start()
        monkeypatch.setenv("HTTPS_PROXY", f"http://desk:word@127.0.0.1:{door.getsockname()[1]}")
        receipt = ready("wecom").send(message("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1"))
        proxy.join()
    assert receipt.fate is Fate.UNREACHABLE
    assert "403" in receipt.reason
    assert asked[0].startswith(b"CONNECT qyapi.weixin.qq.com:443")
    assert b"Proxy-Authorization: Basic ZGVzazp3b3Jk" in asked[0]


def test_no_receipt_no_text_and_no_log_holds_what_is_secret(vendors: Vendors, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        told = [message(vendors.url(name, token="another-token-0123456789"), "wrong-secret") for name in KINDS]
        said = [ready(name).send(each) for name, each in zip(KINDS, told, strict=True)]
        # Some answers repeat what they were sent.
        vendors.answers["own"] = (404, f"{vendors.url('webhook')} {TOKEN} {SECRET}", {})
        said.append(ready("webhook").send(message(vendors.url("webhook"))))
        other = OtherChannel()
        with pytest.raises(AddressError) as refused:
            other.check(Address(f"dingtalk://{TOKEN}%20%20!"))
    words = f"{told} {said} {caplog.text} {refused.value} {[str(each) for each in told]}"
    for secret in ("another-token", "wrong-secret", TOKEN, SECRET):
        assert secret not in words


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("wecom", "qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1"),
        ("wecom", "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1"),
        ("wecom", "https://open.feishu.cn/open-apis/bot/v2/hook/1"),
        ("feishu", "https://open.feishu.cn/open-apis/bot/hook/1"),
        ("slack", "https://hooks.slack.com/services/T 1"),
        ("slack", "https:///services/T1"),
        ("teams", "https://example.com:port/workflows/1"),
        ("webhook", "ftp://example.com/own"),
        ("webhook", "https://user:word@example.com/own"),
        ("webhook", "https://example.com/" + "x" * 2_000),
        ("webhook", "https://例子.example.com/own"),
    ],
)
def test_what_cannot_be_an_address_is_refused_when_it_is_entered(name: str, url: str) -> None:
    with pytest.raises(AddressError):
        ready(name).check(Address(url))


def test_the_vendors_own_addresses_are_taken() -> None:
    for name, url in {
        "wecom": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa",
        "dingtalk": "https://oapi.dingtalk.com/robot/send?access_token=566cc69da782ec",
        "feishu": "https://open.larksuite.com/open-apis/bot/v2/hook/f0c7d3a1",
        "slack": "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXX",
        "teams": "https://prod-27.westeurope.logic.azure.com:443/workflows/1b/triggers/manual/paths/invoke?sig=1",
        "webhook": "http://intranet/floorwatch",
    }.items():
        ready(name).check(Address(url, SECRET))


@pytest.mark.parametrize(
    ("status", "fate"), [(200, Fate.SENT), (401, Fate.REFUSED), (429, Fate.CROWDED), (500, Fate.UNKNOWN)]
)
def test_what_apprise_says_is_not_taken_for_more_than_it_is(vendors: Vendors, status: int, fate: Fate) -> None:
    vendors.answers["own"] = (status, "", {})
    url = vendors.url("webhook").replace("http:", "json:")
    OtherChannel().check(Address(url))
    assert OtherChannel().send(message(url)).fate is fate


def test_no_connection_of_apprise_is_unknown_because_it_does_not_say_when_it_broke(vendors: Vendors) -> None:
    vendors.hangs_up = True
    assert OtherChannel().send(message(vendors.url("webhook").replace("http:", "json:"))).fate is Fate.UNKNOWN
