"""Tells what a file is by its name and by what is in it, and refuses what could do something when it is opened.

A file is taken only when its ending is that of a kind the floor allows and its bytes are of that kind, too: something
that runs is refused whatever it calls itself. Of documents that can carry programs, those that do are refused.
"""

import re
import unicodedata
import zlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile

import puremagic

from app.errors import DomainError
from app.services.mail import MOST_FILES, read_mail

# What every file system takes as a name, with room for an ending.
_LONGEST_NAME_BYTES = 200
_NOT_IN_NAMES = re.compile(r'[<>:"|?*]')
# What Windows takes for a device, whatever ending stands behind it.
_DEVICE = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")
# No document that a person wrote has more, or packs more that has to be looked at.
_MOST_PARTS, _LARGEST_PART, _MOST_UNPACKED = 5_000, 1_000_000, 64_000_000
# No kind of file: stands among those that are allowed once for each mail that the file lies in.
_WITHIN, _DEEPEST_MAIL = "", 3


class EvidenceError(DomainError):
    """A file that cannot be attached, opened or removed."""


class _WrongError(Exception):
    """The content is not what its ending says."""


class _ActiveError(Exception):
    """The content could do something by itself."""


@dataclass(frozen=True)
class FileKind:
    """One kind of file: its endings, the usual one first, and what `puremagic` calls content of this kind.

    `look` looks further into the content. A bitmap is nothing but a picture, and may be shown.
    """

    name: str
    media_type: str
    endings: tuple[str, ...]
    magic: frozenset[str] = frozenset()
    look: Callable[[bytes, Collection[str]], None] | None = None
    is_bitmap: bool = False

    def check(self, content: bytes, allowed: Collection[str]) -> None:
        """Raise a refusal of content that is not of this kind, or active."""
        if self.magic and not self.magic & _endings_by_content(content):
            raise _WrongError
        if self.look:
            self.look(content, allowed)


def kind_of(name: str, content: bytes, allowed: Collection[str]) -> tuple[str, FileKind]:
    """Return the name under which a file may be kept, and its kind, one of `allowed`; raises `EvidenceError`.

    A picture with the ending of another kind of picture, as messengers write them, gets the ending that it has.
    """
    name = safe_name(name)
    ending = PurePosixPath(name).suffix.lower()[1:]
    claimed = next((kind for kind in KINDS if ending in kind.endings and kind.name in allowed), None)
    if claimed is None:
        raise EvidenceError(
            "{name}: files of this type are not taken. Possible are {types}.", name=name, types=_said(allowed)
        )
    if not content:
        raise EvidenceError("{name} is empty.", name=name)
    kind = claimed
    if claimed.is_bitmap:
        fitting = (each for each in KINDS if each.is_bitmap and each.name in allowed)
        kind = next((each for each in fitting if each.magic & _endings_by_content(content)), claimed)
    try:
        kind.check(content, allowed)
    except _WrongError:
        raise EvidenceError("{name} is not what its ending says.", name=name) from None
    except _ActiveError:
        raise EvidenceError("{name} holds a program or commands, and is not taken.", name=name) from None
    return (name if kind is claimed else f"{name[: -len(ending)]}{kind.endings[0]}"), kind


def read_file(path: Path, largest: int) -> bytes:
    """Return what is in a file of this machine, of at most so many bytes; raises `EvidenceError`."""
    name = safe_name(path.name)
    try:
        # What is no file may never end.
        if not path.is_file():
            raise EvidenceError("{name} is no file.", name=name)
        with path.open("rb") as file:
            content = file.read(largest + 1)
    except OSError as error:
        raise EvidenceError("{name} cannot be read: {reason}.", name=name, reason=error.strerror or error) from error
    check_size(name, content, largest)
    return content


def check_size(name: str, content: bytes, largest: int) -> None:
    """Refuse what is larger than so many bytes; raises `EvidenceError`."""
    if len(content) > largest:
        raise EvidenceError(
            "{name} is larger than {largest} MB.", name=safe_name(name), largest=f"{largest / 1_000_000:g}"
        )


def safe_name(name: str) -> str:
    """Return the name of a file without folders and without signs that hide or turn round others, not too long."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode()))[-1]
    seen = "".join(sign for sign in last if unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))
    plain = _NOT_IN_NAMES.sub("_", " ".join(seen.split())).strip(" .")
    if _DEVICE.match(plain):
        plain = f"_{plain}"
    stem, ending = PurePosixPath(plain).stem, PurePosixPath(plain).suffix[:16]
    room = _LONGEST_NAME_BYTES - len(ending.encode())
    return f"{stem.encode()[:room].decode(errors='ignore')}{ending}" or "_"


def _said(allowed: Collection[str]) -> str:
    return ", ".join(kind.endings[0] for kind in KINDS if kind.name in allowed)


def _endings_by_content(content: bytes) -> frozenset[str]:
    try:
        return frozenset(match.extension.lstrip(".").lower() for match in puremagic.magic_string(content))
    except puremagic.PureError:
        return frozenset()


def _look_at_text(content: bytes, _: Collection[str]) -> None:
    """Refuse what is no plain text, or is the text of a page or a program."""
    text = _decoded(content)
    if any(unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\t\n\r\f" for sign in set(text)):
        raise _WrongError
    if _MARKUP.match(text):
        raise _ActiveError


def _decoded(content: bytes) -> str:
    encodings = ["utf-16"] if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _WrongError


def _look_at_mail(content: bytes, allowed: Collection[str]) -> None:
    """Refuse what is no mail, and one with a file in it that would not be taken by itself."""
    # Each mail within a mail is taken apart again: a hundred of them would take an hour.
    if [*allowed].count(_WITHIN) > _DEEPEST_MAIL:
        raise _ActiveError
    mail = read_mail(content)
    if b"\0" in content or not (mail.sender or mail.subject or mail.sent_at) or len(mail.attachments) >= MOST_FILES:
        raise _WrongError
    for file in mail.attachments:
        try:
            kind_of(file.name, file.content, [*allowed, _WITHIN])
        except (EvidenceError, RecursionError):
            raise _ActiveError from None


def _look_at_pdf(content: bytes, _: Collection[str]) -> None:
    """Refuse a PDF that runs something: names may be written in hexadecimal, and hidden in packed objects."""
    if not content.startswith(b"%PDF-"):
        raise _WrongError
    for part in (content, *_packed_objects(content)):
        if _ACTIVE_PDF.search(_HEXADECIMAL.sub(lambda found: bytes.fromhex(found[1].decode()), part)):
            raise _ActiveError


def _packed_objects(content: bytes) -> Iterator[bytes]:
    """Yield what the object streams of a PDF hold; of one that asks for a password nobody can say."""
    room, place = _MOST_UNPACKED, content.find(b"/ObjStm")
    while place >= 0 and (begin := content.find(b"stream", place)) >= 0:
        end = content.find(b"endstream", begin)
        end = end if end >= 0 else len(content)
        try:
            inside = zlib.decompressobj().decompress(content[begin + len(b"stream") : end].lstrip(b"\r\n"), room)
        except zlib.error:
            if b"/Encrypt" not in content:
                raise _ActiveError from None
            inside = b""
        yield inside
        room -= len(inside)
        if room <= 0:
            raise _WrongError
        place = content.find(b"/ObjStm", end)


def _look_at_office(main: bytes) -> Callable[[bytes, Collection[str]], None]:
    """Return what refuses documents of another kind, and those with macros, controls or a foreign template."""

    def look(content: bytes, _: Collection[str]) -> None:
        try:
            with ZipFile(BytesIO(content)) as parts:
                names = [name.lower() for name in parts.namelist()]
                # Of two of one name, programs may read either.
                if len(set(names)) < len(names) or len(names) > _MOST_PARTS:
                    raise _WrongError
                types = _part(parts, "[Content_Types].xml")
                is_foreign = _links_abroad(parts)
        except (BadZipFile, KeyError, NotImplementedError, RuntimeError, OSError, zlib.error, EOFError, ValueError):
            raise _WrongError from None
        if b"macroenabled" in types or any(map(_ACTIVE_PART.search, names)) or is_foreign:
            raise _ActiveError
        if main.lower() not in types:
            raise _WrongError

    return look


def _links_abroad(parts: ZipFile) -> bool:
    """Say whether a document fetches something active from elsewhere."""
    room = _MOST_UNPACKED
    for name in parts.namelist():
        if name.lower().endswith(".rels"):
            links = _part(parts, name)
            if _FOREIGN_PART.search(links):
                return True
            if (room := room - len(links)) < 0:
                raise _WrongError
    return False


def _part(parts: ZipFile, name: str) -> bytes:
    """Return a part in small letters."""
    with parts.open(name) as part:
        found = part.read(_LARGEST_PART + 1)
    if len(found) > _LARGEST_PART:
        raise _WrongError
    return found.lower()


_MARKUP = re.compile(r"\s*(<(!doctype|!--|html|head|body|svg|script|\?)|#!|\{\\rtf|@echo|%!PS)", re.IGNORECASE)
_ACTIVE_PDF = re.compile(rb"/(JavaScript|Launch|RichMedia|ImportData|SubmitForm|XFA)(?![A-Za-z])")
_HEXADECIMAL = re.compile(rb"#([0-9A-Fa-f]{2})")
_ACTIVE_PART = re.compile(
    r"vbaproject|vbadata|macrosheets/|activex/|embeddings/.*\.bin$|\.(exe|dll|js|vbs|ps1|bat|cmd|scr|com)$"
)
_FOREIGN_PART = re.compile(rb"<relationship\b(?=[^>]*(attachedtemplate|oleobject|/frame))[^>]*external")
_OFFICE = "application/vnd.openxmlformats-officedocument."


def _office(ending: str, kind: str, main: str) -> FileKind:
    look = _look_at_office(f"{_OFFICE}{main}.main+xml".encode())
    return FileKind(ending, f"{_OFFICE}{kind}", (ending,), frozenset({ending}), look)


def _bitmap(name: str, *endings: str) -> FileKind:
    return FileKind(name, f"image/{name}", endings, frozenset(endings), is_bitmap=True)


# What may be allowed at all. Pages, drawings and archives are not among them, whatever a floor's rules say.
KINDS: tuple[FileKind, ...] = (
    _bitmap("jpeg", "jpg", "jpeg", "jfif"),
    _bitmap("png", "png"),
    _bitmap("gif", "gif"),
    _bitmap("webp", "webp"),
    _bitmap("bmp", "bmp"),
    _bitmap("tiff", "tiff", "tif"),
    FileKind("pdf", "application/pdf", ("pdf",), frozenset({"pdf"}), _look_at_pdf),
    _office("docx", "wordprocessingml.document", "wordprocessingml.document"),
    _office("xlsx", "spreadsheetml.sheet", "spreadsheetml.sheet"),
    _office("pptx", "presentationml.presentation", "presentationml.presentation"),
    FileKind("txt", "text/plain", ("txt", "log"), look=_look_at_text),
    FileKind("csv", "text/csv", ("csv",), look=_look_at_text),
    FileKind("eml", "message/rfc822", ("eml",), look=_look_at_mail),
    FileKind("mp3", "audio/mpeg", ("mp3",), frozenset({"mp3", "mpga"})),
    FileKind("wav", "audio/wav", ("wav",), frozenset({"wav"})),
    FileKind("amr", "audio/amr", ("amr",), frozenset({"amr"})),
    FileKind("m4a", "audio/mp4", ("m4a",), frozenset({"m4a", "mp4"})),
    FileKind("mp4", "video/mp4", ("mp4",), frozenset({"mp4"})),
)
