"""What customers of a made-up floor have sent along: a picture, a chat, a list of calls."""

import struct
import zlib
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.people import Language
from app.models.ticket import Status, Ticket
from app.services.deadlines.rulebook import Rulebook
from app.services.intake.evidence import attach

_TICKETS = 24
_SIDE = 96
_NAMES = {
    Language.CHINESE: ("现场照片.png", "聊天记录.txt", "通话清单.csv"),
    Language.ENGLISH: ("photo.png", "chat.txt", "calls.csv"),
}
_CHAT = {
    Language.CHINESE: "客户：已经第三次联系了，到底什么时候解决？\n"
    "客服：非常抱歉，已为您加急，今天内回电。\n客户：上次也是这么说的。\n",
    Language.ENGLISH: "Customer: This is the third time that I write. When is it solved?\n"
    "Agent: I am sorry. It goes first now; we call you today.\nCustomer: That is what I was told last time.\n",
}
_CALLS = {Language.CHINESE: "时间,时长（秒）,结果\n", Language.ENGLISH: "time,seconds,result\n"}
_RESULTS = {Language.CHINESE: ("已接通", "无人接听"), Language.ENGLISH: ("answered", "not answered")}


def fill(session: Session, rulebook: Rulebook, language: Language, random: Random, *, now: datetime) -> None:
    """Let some of the open complaints have one to three files."""
    newest = select(Ticket).where(Ticket.status == Status.OPEN).order_by(Ticket.id.desc()).limit(_TICKETS)
    picture, chat, calls = _NAMES[language]
    for ticket in session.scalars(newest).all():
        files = {
            picture: _picture(random),
            chat: _CHAT[language].encode(),
            calls: _calls(language, random, now=now).encode("utf-8-sig"),
        }
        for name in random.sample(sorted(files), random.choice((1, 1, 2, 3))):
            at = min(ticket.recorded_at + timedelta(minutes=random.randrange(1, 20)), now)
            attach(session, rulebook, ticket, name, files[name], person_id=ticket.owner_id, now=at)


def _picture(random: Random) -> bytes:
    """Return a PNG of a lamp on a wall, in colours of its own: nothing has to draw it."""
    wall, lamp = ([random.randrange(40, 230) for _ in range(3)] for _ in range(2))
    middle, reach = _SIDE / 2, random.randrange(18, 40)
    rows = bytearray()
    for y in range(_SIDE):
        rows.append(0)
        for x in range(_SIDE):
            lit = max(0.0, 1 - ((x - middle) ** 2 + (y - middle) ** 2) / reach**2)
            rows += bytes(round(dark + (bright - dark) * lit) for dark, bright in zip(wall, lamp, strict=True))
    header = struct.pack(">2I5B", _SIDE, _SIDE, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(rows))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def _calls(language: Language, random: Random, *, now: datetime) -> str:
    lines = (
        f"{now - timedelta(hours=random.randrange(2, 90)):%Y-%m-%d %H:%M},{random.randrange(20, 600)},"
        f"{random.choice(_RESULTS[language])}"
        for _ in range(5)
    )
    return _CALLS[language] + "\n".join(lines) + "\n"
