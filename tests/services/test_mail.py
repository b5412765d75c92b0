"""Whatever somebody mails is read as far as it can be, and nothing of it stops the reading."""

import base64
import inspect
import sys
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.mail import LONGEST_TEXT, MOST_FILES, MailFile, read_mail
from app.services.plain_text import decode, text_of_html


def mail(text: str = "空调不制冷", **headers: str) -> EmailMessage:
    """A proper mail with some headers."""
    made = EmailMessage()
    said = {"From": "王芳 <Wang@Example.com>", "To": "help@x.cn", "Subject": "投诉", "Message-ID": "<1@x>"} | headers
    for name, value in said.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


def raw(body: bytes, kind: str = "text/plain", more: bytes = b"") -> bytes:
    """A mail as bytes, however wrong."""
    return b"From: a@b.cn\r\nMIME-Version: 1.0\r\nContent-Type: " + kind.encode() + b"\r\n" + more + b"\r\n" + body


def test_a_proper_mail_is_read_whole() -> None:
    made = mail(Date="Mon, 02 Mar 2026 10:00:00 +0800", In_Reply_To="<0@x>", References="<00@x> <0@x>", Cc="B <b@x.cn>")
    made.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="发票.pdf")
    read = read_mail(made.as_bytes())
    assert (read.message_id, read.in_reply_to, read.references) == ("<1@x>", "<0@x>", ("<00@x>", "<0@x>"))
    assert (read.sender_name, read.sender, read.recipients) == ("王芳", "wang@example.com", ("help@x.cn", "b@x.cn"))
    assert (read.subject, read.text, read.automatic) == ("投诉", "空调不制冷", False)
    assert read.attachments == (MailFile("发票.pdf", b"%PDF"),)
    assert read.sent_at == datetime(2026, 3, 2, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("body", "charset", "text"),
    [
        ("镕基的包裹".encode("gb18030"), "gb2312", "镕基的包裹"),
        ("退款太慢".encode("gb18030"), "GB18030", "退款太慢"),
        ("退款太慢".encode("gb18030"), "utf-8", "退款太慢"),
        ("退款太慢".encode("gb18030"), "no-such-set", "退款太慢"),
        ("退款太慢".encode("gb18030"), "base64", "退款太慢"),
        ("退款太慢".encode(), "punycode", "退款太慢"),
        ("退款太慢".encode(), "us-ascii", "退款太慢"),
        ("我嘅訂單啫".encode("big5hkscs"), "big5", "我嘅訂單啫"),
        ("“quoted”".encode("cp1252"), "iso-8859-1", "“quoted”"),
        ("退款太慢".encode()[:-1], "utf-8", "退款太�"),
        ("退款太慢".encode("gb18030")[:-1], "gb18030", "退款太�"),
        ("한국".encode("cp949"), "ks_c_5601-1987", "한국"),
        (b"a\0b\x1bc", "utf-8", "abc"),
    ],
)
def test_each_set_of_characters_is_read_also_under_a_wrong_name(body: bytes, charset: str, text: str) -> None:
    assert read_mail(raw(body, f'text/plain; charset="{charset}"')).text == text


@pytest.mark.parametrize(
    ("subject", "read"),
    [
        (b"=?gb2312?B?" + base64.b64encode("投诉".encode("gb18030")) + b"?=", "投诉"),
        ("投诉：退款".encode("gb18030"), "投诉：退款"),
        ("Re: 投诉".encode(), "Re: 投诉"),
        (b"=?UTF-8?Q?=E6=8A=95=E8=AF=89?= now", "投诉 now"),
        # One character cut in two, as some programs do.
        (b"=?utf-8?B?5oqV6A==?=\r\n =?utf-8?B?r4k=?=", "投诉"),
        (b"=?utf-8?B?5oqV6K+J?==?utf-8?B?5oqV6K+J?=", "投诉投诉"),
        (b"=?utf-8?B?!!!?=", ""),
        (b"=?nonsense?X?abc?=", "=?nonsense?X?abc?="),
        (b"x" * 5_000, "x" * 400),
    ],
)
def test_subjects_are_read_however_they_are_encoded(subject: bytes, read: str) -> None:
    assert read_mail(b"Subject: " + subject + b"\r\n\r\n").subject == read


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>空调<b>不</b>制冷<br>三天了</p>", "空调不制冷\n三天了"),
        ("<style>p{}</style><script>x()</script><p hidden>a<p>b", "a\nb"),
        ('<div style="display: none">preheader</div>real', "real"),
        ("<table><tr><td>单号<td>88</table>", "单号 88"),
        ('see <img src="http://tracker.example/x.png">this', "see this"),
        ('new<blockquote>old<p>older</blockquote><div class="gmail_quote">q</div>', "new\n> old\n> older\n> q"),
        ("<meta charset=gb2312>退款 &amp; 赔偿", "退款 & 赔偿"),
        ("<" * 1000, ""),
        ("", ""),
        ("<!-- never ends", ""),
        ("no tags at all", "no tags at all"),
    ],
)
def test_html_alone_becomes_its_text(html: str, text: str) -> None:
    assert text_of_html(html).replace("<", "") == text


def test_html_nested_without_end_is_read_in_time() -> None:
    assert read_mail(raw(b"shown" + b"<div>" * 5_000 + b"deep", "text/html")).text.startswith("shown")
    assert read_mail(raw(b"<b>x</b>" * 10_000, "text/html")).text.startswith("xxx")


def test_of_two_forms_the_plain_one_is_read_unless_it_is_empty() -> None:
    made = mail("plain")
    made.add_alternative("<p>html</p>", subtype="html")
    assert read_mail(made.as_bytes()).text == "plain"
    made = mail(" ")
    made.add_alternative("<p>html</p>", subtype="html")
    assert read_mail(made.as_bytes()).text == "html"


def test_parts_within_parts_are_found() -> None:
    inner = mail("inner")
    inner.make_mixed()
    inner.add_attachment(b"a", maintype="image", subtype="png", filename="a.png")
    outer = EmailMessage()
    outer["Message-ID"] = "<2@x>"
    outer.make_mixed()
    outer.attach(inner)
    read = read_mail(outer.as_bytes())
    assert (read.text, [each.name for each in read.attachments]) == ("inner", ["a.png"])


def test_parts_a_thousand_deep_are_not_walked() -> None:
    deep = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(400))
    usual = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + 300)
    try:
        assert read_mail(b"From: a@b.cn\r\nSubject: deep\r\n" + deep).subject == "deep"
    finally:
        sys.setrecursionlimit(usual)


def test_a_mail_that_cannot_be_walked_is_its_own_file() -> None:
    deep = b"From: a@b.cn\r\nContent-Type: message/rfc822\r\n\r\n" * 400
    usual = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + 300)
    try:
        assert [file.content for file in read_mail(deep).attachments] == [deep]
    finally:
        sys.setrecursionlimit(usual)


def test_remarks_within_remarks_in_an_address_stop_no_reading() -> None:
    read = read_mail(b"From: a@b.cn\r\nTo: " + b"(" * 3_900 + b"\r\nCc: c@d.cn\r\n\r\nx")
    assert (read.sender, read.recipients, read.text) == ("a@b.cn", ("c@d.cn",), "x")


def test_an_invitation_is_its_own_text() -> None:
    assert read_mail(raw(b"BEGIN:VCALENDAR", "text/calendar; method=REQUEST")).text == "BEGIN:VCALENDAR"


def test_a_mail_within_a_mail_is_a_file_and_its_text_is_not_the_text() -> None:
    outer = mail("see below")
    outer.add_attachment(mail("forwarded", Subject="旧的 / 事"))
    [file] = read_mail(outer.as_bytes()).attachments
    assert (read_mail(outer.as_bytes()).text, file.name) == ("see below", "事.eml")
    assert read_mail(file.content).text == "forwarded"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("..\\..\\windows\\x.png", "x.png"),
        ("/etc/passwd", "passwd"),
        ("a\0b?.png", "ab .png"),
        ("x" * 500 + ".png", "x" * 179 + ".png"),
        ("..", "1.png"),
        ("", "1.png"),
    ],
)
def test_the_name_of_a_file_is_no_path(name: str, kept: str) -> None:
    disposition = b'Content-Disposition: attachment; filename="' + name.replace("\\", "\\\\").encode() + b'"\r\n'
    [file] = read_mail(raw(b"abc", "image/png", disposition)).attachments
    assert file == MailFile(kept, b"abc")


def test_no_more_files_and_text_are_taken_than_somebody_sends() -> None:
    made = mail("长" * (LONGEST_TEXT + 1))
    for place in range(MOST_FILES + 5):
        made.add_attachment(b"a", maintype="image", subtype="png", filename=f"{place}.png")
    read = read_mail(made.as_bytes())
    assert (len(read.text), len(read.attachments)) == (LONGEST_TEXT, MOST_FILES)


@pytest.mark.parametrize(
    ("date", "at"),
    [
        ("Mon, 02 Mar 2026 10:00:00 +0800", datetime(2026, 3, 2, 2, tzinfo=UTC)),
        ("Mon, 02 Mar 2026 10:00:00 -0000", datetime(2026, 3, 2, 10, tzinfo=UTC)),
        ("2 Mar 2099 10:00:00 GMT", datetime(2099, 3, 2, 10, tzinfo=UTC)),
        ("yesterday", None),
        ("Mon, 32 Foo 2026 99:00:00 +9999", None),
        # Years of two digits are read as RFC 5322 says.
        ("1 Jan 0001 00:00:00 +1400", datetime(2000, 12, 31, 10, tzinfo=UTC)),
        ("1 Jan 9999 00:00:00 -2300", datetime(9999, 1, 1, 23, tzinfo=UTC)),
        ("31 Dec 9999 23:00:00 -2300", None),
        ("", None),
    ],
)
def test_a_date_is_what_the_mail_says_or_nothing(date: str, at: datetime | None) -> None:
    assert read_mail(f"Date: {date}\r\n\r\nx".encode()).sent_at == at


def test_without_a_message_id_a_mail_is_known_by_what_it_says() -> None:
    [first, again, other] = [read_mail(b"\r\n" + text).message_id for text in (b"a", b"a", b"b")]
    assert first == again != other
    assert read_mail(b"Message-ID: not one\r\n\r\na").message_id.startswith("sha256:")
    assert len(read_mail(b"Message-ID: <" + b"x" * 3_000 + b">\r\n\r\n").message_id) <= 255


@pytest.mark.parametrize(
    ("sender", "name", "address"),
    [
        ('"a@evil.com" <real@x.cn>', "a@evil.com", "real@x.cn"),
        ("=?utf-8?B?546L6IqzIDxhQGIuY24+?= <real@x.cn>", "王芳 <a@b.cn>", "real@x.cn"),
        ("nobody", "", ""),
        ("", "", ""),
        ("a\0b@x.cn", "", "ab@x.cn"),
        ("<" + "x" * 400 + "@x.cn>", "", ""),
    ],
)
def test_a_sender_is_an_address_or_nobody(sender: str, name: str, address: str) -> None:
    read = read_mail(f"From: {sender}\r\n\r\nx".encode())
    assert (read.sender_name, read.sender) == (name, address)


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated; owner"},
        {"Precedence": "auto_reply"},
        {"Precedence": "bulk"},
        {"X_Autoreply": "yes"},
        {"X_Failed_Recipients": "a@b.cn"},
        {"Return_Path": "<>"},
        {"From": "Mail Delivery <MAILER-DAEMON@x.cn>"},
        {"Subject": "自动回复：投诉"},
        {"Subject": "Automatic reply: away"},
    ],
)
def test_what_no_person_wrote_is_known_as_that(headers: dict[str, str]) -> None:
    assert read_mail(mail(**headers).as_bytes()).automatic


@pytest.mark.parametrize(
    "headers",
    [{"Auto_Submitted": "no"}, {"Return_Path": "<a@b.cn>"}, {"Subject": "自动回复太慢"}, {"Precedence": "normal"}],
)
def test_what_a_person_wrote_is_not_taken_for_a_machine(headers: dict[str, str]) -> None:
    assert not read_mail(mail(**headers).as_bytes()).automatic


def test_a_bounce_is_automatic_and_says_what_the_server_said() -> None:
    bounce = (
        b"--b\r\n\r\nno such user\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nAction: failed\r\n\r\n--b--"
    )
    read = read_mail(raw(bounce, "multipart/report; report-type=delivery-status; boundary=b"))
    assert (read.automatic, read.text, read.attachments) == (True, "no such user", ())


@given(
    st.binary(max_size=400),
    st.sampled_from(["text/plain", "text/html", "multipart/mixed; boundary=b", "message/rfc822"]),
)
def test_no_bytes_at_all_stop_the_reading(body: bytes, kind: str) -> None:
    for each in (body, raw(body, kind), raw(body, kind, b"Content-Transfer-Encoding: base64\r\n")):
        read = read_mail(each)
        for text in (read.text, read.subject, read.sender, read.message_id):
            assert "\0" not in text
            text.encode()


@given(st.binary(max_size=60), st.text(max_size=20))
def test_any_bytes_in_any_set_are_a_text(body: bytes, charset: str) -> None:
    assert isinstance(decode(body, charset), str)
