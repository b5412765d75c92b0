"""What a person has answered, out of whatever their mail program makes of it."""

import base64
from email.message import EmailMessage

import pytest

from app.services.floor.activation.replies import first_word_says, read_reply


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("yes", True),
        ("Yes, on my way.\n\nOn Mon, Anna wrote:\n> no", True),
        ("  OK!", True),
        ("accept", True),
        ("是", True),
        ("好的，马上到。", True),
        ("接受", True),
        ("“是”", True),
        ("NO", False),
        ("No. Sorry", False),
        ("decline", False),
        ("否", False),
        ("拒绝，家里有事", False),
        ("不行", False),
        ("", None),
        ("maybe yes", None),
        ("yesterday", None),
        ("> yes\n> please come", None),
        ("On Mon, 2 Mar 2026 at 10:00 Desk wrote:\n\nyes", None),
        ("发件人：督导台\n是", None),
        ("-----Original Message-----\nyes", None),
        ("2026年3月2日 督导台 <a@b> 写道：\n是", None),
    ],
)
def test_the_first_word_says_yes_or_no_and_what_is_quoted_says_nothing(text: str, says: bool | None) -> None:
    assert first_word_says(text) is says


def mail(text: str = "yes", subject: str = "Re: [Floorwatch] Help #ABCD2345", **headers: str) -> EmailMessage:
    """Make a mail as a person would write it."""
    made = EmailMessage()
    given = {"From": "Li Na <LiNa@example.com>", "Subject": subject, "Message_ID": "<1@example.com>"} | headers
    for name, value in given.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


def test_mark_and_sender_are_read_whatever_their_case() -> None:
    reply = read_reply(mail(subject="回复：求援 #abcd2345").as_bytes())
    assert (reply.token, reply.sender, reply.says) == ("ABCD2345", "lina@example.com", True)
    assert not reply.is_automatic


def test_of_two_senders_nobody_is_believed() -> None:
    assert read_reply(mail(From="a@example.com, b@example.com").as_bytes()).sender == ""


@pytest.mark.parametrize("charset", ["gb18030", "gb2312", "big5", "utf-8"])
def test_chinese_is_read_in_each_of_its_encodings(charset: str) -> None:
    made = mail()
    made.set_content("是", charset=charset, cte="base64")
    assert read_reply(made.as_bytes()).says is True


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"Content-Type: text/plain; charset=no-such-set\r\n\r\nyes", True),
        (b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + "否".encode("gb18030"), False),
        (b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n&&&&", None),
        (b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nno\r\n", False),
        (b"Content-Type: text/plain; charset=undefined\r\n\r\nyes", True),
        (b'Content-Type: text/plain; charset="a\x00b"\r\n\r\nyes', True),
        (b"Subject: =?utf-8?b?a?=\r\n\r\nyes", True),
        (b"\xff\xfe\x00\x01" * 50, None),
        (b"", None),
    ],
)
def test_broken_mails_are_read_as_far_as_they_go(raw: bytes, says: bool | None) -> None:
    assert read_reply(raw).says is says


@pytest.mark.parametrize("repeated", ["<a ", "<!--", "<?", "<![CDATA[", "<blockquote>", "<div class='quote'></p>", "<"])
def test_a_mail_that_is_made_to_take_hours_takes_no_longer_than_others_of_its_length(repeated: str) -> None:
    head = b"Content-Type: text/html\r\n\r\n<p>yes</p>"
    assert read_reply(head + repeated.encode() * (1_000_000 // len(repeated))).says is True
    assert read_reply(b'Content-Type: text/plain; x="' + b'\\";' * 300_000 + b"\r\n\r\nyes").says is True


def test_no_character_is_left_that_a_database_does_not_keep() -> None:
    reply = read_reply(b"Message-ID: <1\0@x>\r\nFrom: a\0b@example.com\r\n\r\nyes")
    assert (reply.message_id, reply.sender) == ("<1@x>", "ab@example.com")


def test_comments_of_html_are_not_shown_whatever_ends_them() -> None:
    html = "<!--[if mso]><p>no</p><![endif]--><!--[if !mso]><!--><p>yes</p><!--<![endif]-->"
    assert read_reply(b"Content-Type: text/html\r\n\r\n" + html.encode()).says is True
    assert read_reply(b"Content-Type: text/html\r\n\r\n<!--> yes &amp; no <!-- <p>no").says is True


def test_of_html_what_is_shown_and_not_quoted_counts() -> None:
    made = mail()
    made.set_content(
        "<html><head><style>p{}</style><title>no</title></head><body><div><br></div><p>接受</p>"
        '<div class="gmail_quote">no</div><blockquote>no</blockquote></body></html>',
        subtype="html",
    )
    assert read_reply(made.as_bytes()).says is True
    made.set_content('<div class="gmail_quote"><p>yes</p></div>', subtype="html")
    assert read_reply(made.as_bytes()).says is None


def test_the_plain_text_wins_over_the_html() -> None:
    made = mail("no")
    made.add_alternative("<p>yes</p>", subtype="html")
    assert read_reply(made.as_bytes()).says is False


def test_an_attached_text_is_no_answer() -> None:
    made = mail("…")
    made.add_attachment("yes", filename="answer.txt")
    assert read_reply(made.as_bytes()).says is None


def test_an_automatic_mail_is_known_as_one() -> None:
    assert read_reply(mail(Auto_Submitted="auto-replied").as_bytes()).is_automatic
    assert read_reply(mail(Precedence="bulk").as_bytes()).is_automatic


def test_a_subject_in_two_encodings_keeps_its_mark() -> None:
    words = base64.b64encode("请求支援".encode("gb18030")).decode()
    raw = mail().as_bytes().replace(b"Re: [Floorwatch] Help", f"=?gb2312?b?{words}?= =?utf-8?q?for?=".encode())
    assert read_reply(raw).token == "ABCD2345"


def test_a_mail_without_an_identity_is_known_by_what_it_says() -> None:
    raw = b"From: a@example.com\r\n\r\nyes"
    assert read_reply(raw).message_id == read_reply(raw).message_id
    assert read_reply(raw).message_id != read_reply(raw + b"!").message_id
