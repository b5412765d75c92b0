"""Files are what their endings say, and nothing that runs is taken, whatever it calls itself."""

import zlib
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from app.models.desk_rules import DeskRules, read_desk_rules
from app.services.deadlines.rulebook import DESK_FILE
from app.services.intake.file_kinds import KINDS, EvidenceError, kind_of, read_file, safe_name

ALLOWED = DeskRules.from_specification(read_desk_rules(DESK_FILE.read_text("utf-8"))).evidence.types
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc330000"
    "000049454e44ae426082"
)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01" + bytes(20) + b"\xff\xd9"
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
EXE = b"MZ\x90\x00" + bytes(60) + b"PE\x00\x00"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def office(main: str = _WORD, parts: dict[str, bytes] | None = None) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w") as packed:
        packed.writestr("[Content_Types].xml", f'<Types><Override ContentType="{main}"/></Types>')
        for name, content in {"word/document.xml": b"<document/>", **(parts or {})}.items():
            packed.writestr(name, content)
    return file.getvalue()


def mail(*files: tuple[str, bytes]) -> bytes:
    found = EmailMessage()
    found["From"], found["Subject"] = "customer@example.com", "投诉"
    found.set_content("Please look.")
    for name, content in files:
        found.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return found.as_bytes()


def packed_pdf(inside: bytes) -> bytes:
    return PDF + b"<< /Type /ObjStm /Filter /FlateDecode >>\nstream\n" + zlib.compress(inside) + b"\nendstream\n"


GOOD = {
    "photo.png": PNG,
    "photo.JPG": JPEG,
    "moving.gif": b"GIF89a" + bytes(20),
    "photo.webp": b"RIFF\x24\x00\x00\x00WEBPVP8 " + bytes(20),
    "scan.bmp": b"BM" + bytes(60),
    "scan.tif": b"II*\x00" + bytes(20),
    "发票.pdf": PDF,
    "packed.pdf": packed_pdf(b"<< /Type /Page >>"),
    "letter.docx": office(),
    "printed.xlsx": office(
        _WORD.replace("wordprocessingml.document", "spreadsheetml.sheet"),
        {"xl/printerSettings/printerSettings1.bin": b"x"},
    ),
    "chat.txt": "客户：你们的服务太差了\r\n客服：抱歉".encode(),
    "old.txt": "客户：你们的服务太差了".encode("gb18030"),
    "wide.txt": "客户".encode("utf-16"),
    "empty lines.csv": b"a,b\n\n1,2\n",
    "mail.eml": mail(("photo.png", PNG), ("deeper.eml", mail(("chat.txt", b"hello")))),
    "call.mp3": b"ID3\x03" + bytes(20),
    "call.wav": b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(20),
    "call.amr": b"#!AMR\n" + bytes(20),
    "call.m4a": b"\x00\x00\x00\x20ftypM4A " + bytes(20),
    "film.mp4": b"\x00\x00\x00\x20ftypisom" + bytes(20),
}
WRONG = {
    "photo.png": EXE,
    "photo.jpg": b"<html><script>alert(1)</script></html>",
    "letter.pdf": EXE,
    "letter.docx": PDF,
    "sheet.xlsx": office(),
    "broken.docx": office()[:60],
    "twice.docx": office(parts={"WORD/document.xml": b"<other/>"}),
    "chat.txt": EXE,
    "list.csv": PNG,
    "mail.eml": b"no headers at all",
    "disguised.eml": EXE,
    "call.mp3": PNG,
}
ACTIVE = {
    "page.txt": b"  <HTML><script>alert(1)</script>",
    "drawing.txt": b"<svg onload='alert(1)'/>",
    "script.csv": b"#!/bin/sh\nrm -r /\n",
    "macro.docx": office(parts={"word/vbaProject.bin": b"x"}),
    "renamed.docx": office("application/vnd.ms-word.document.macroEnabled.main+xml"),
    "control.docx": office(parts={"word/activeX/activeX1.xml": b"<x/>"}),
    "object.docx": office(parts={"word/embeddings/oleObject1.bin": b"x"}),
    "template.docx": office(
        parts={
            "word/_rels/settings.xml.rels": b'<Relationship Type="http://x/attachedTemplate" Target="http://x/t.dotm" '
            b'TargetMode="External"/>'
        }
    ),
    "script.pdf": PDF + b"<< /S /JavaScript /JS (app.alert(1)) >>",
    "hidden.pdf": PDF + b"<< /S /J#61vaScript /JS (app.alert(1)) >>",
    "launch.pdf": PDF + b"<< /S /Launch /F (cmd.exe) >>",
    "deep.pdf": packed_pdf(b"<< /S /JavaScript /JS (app.alert(1)) >>"),
    "unreadable.pdf": PDF + b"<< /Type /ObjStm /Filter /ASCIIHexDecode >>\nstream\n4a4a\nendstream\n",
    "mail.eml": mail(("bill.pdf.exe", EXE)),
    "deep.eml": mail(("inner.eml", mail(("photo.png", EXE)))),
}
NOT_TAKEN = (
    "bill.exe",
    "bill.pdf.exe",
    "bill.pdf.exe. ",
    "bill\u202efdp.exe",
    "page.html",
    "drawing.svg",
    "macro.docm",
    "macro.xlsm",
    "letter.doc",
    "files.zip",
    "no ending",
    ".png",
    "",
)


@pytest.mark.parametrize("name", GOOD)
def test_what_is_what_it_says_is_taken(name: str) -> None:
    kept, kind = kind_of(name, GOOD[name], ALLOWED)
    assert kept == name
    assert kind.name in ALLOWED


@pytest.mark.parametrize("name", WRONG)
def test_what_is_not_what_it_says_is_refused(name: str) -> None:
    with pytest.raises(EvidenceError, match="is not what its ending says"):
        kind_of(name, WRONG[name], ALLOWED)


@pytest.mark.parametrize("name", ACTIVE)
def test_what_could_run_something_is_refused(name: str) -> None:
    with pytest.raises(EvidenceError, match="holds a program or commands"):
        kind_of(name, ACTIVE[name], ALLOWED)


@pytest.mark.parametrize("name", NOT_TAKEN)
def test_other_endings_are_refused_with_those_that_are_taken(name: str) -> None:
    with pytest.raises(EvidenceError, match=r"are not taken\. Possible are jpg, png"):
        kind_of(name, EXE, ALLOWED)


def test_a_floor_takes_what_its_rules_say_and_no_page_whatever_they_say() -> None:
    assert {kind.name for kind in KINDS} == ALLOWED
    for name, content in (("photo.png", PNG), ("page.html", b"<html>")):
        with pytest.raises(EvidenceError, match="Possible are pdf"):
            kind_of(name, content, {"pdf", "html", "svg"})


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(EvidenceError, match=r"photo\.png is empty"):
        kind_of("photo.png", b"", ALLOWED)


def test_a_picture_gets_the_ending_that_it_has() -> None:
    kept, kind = kind_of("wechat.jpg", PNG, ALLOWED)
    assert (kept, kind.media_type) == ("wechat.png", "image/png")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("photo.png", "photo.png"),
        ("../../etc/passwd.txt", "passwd.txt"),
        (r"C:\Windows\system32\chat.txt", "chat.txt"),
        ("a\x00b\r\n.png", "ab.png"),
        ("bill\u202egnp.exe", "billgnp.exe"),
        ('what?: <b>|"*.png', "what__ _b____.png"),
        ("stream.txt:evil.exe", "stream.txt_evil.exe"),
        ("  two   words .png. ", "two words .png"),
        ("CON.txt", "_CON.txt"),
        ("lpt1", "_lpt1"),
        ("cafe\u0301.png", "café.png"),
        ("\ud800.png", "_.png"),
        ("..", "_"),
        ("", "_"),
    ],
)
def test_names_lose_what_leads_elsewhere_or_deceives(given: str, kept: str) -> None:
    assert safe_name(given) == kept


def test_a_name_that_is_too_long_keeps_its_ending(tmp_path: Path) -> None:
    name = safe_name("长" * 300 + ".png")
    assert name.endswith("长.png")
    (tmp_path / name).write_bytes(PNG)


def test_a_document_that_unpacks_without_end_is_refused_at_once() -> None:
    bomb = office(parts={"word/_rels/document.xml.rels": bytes(3_000_000)})
    stream = b"<< /ObjStm >>\nstream\n" + zlib.compress(bytes(8_000_000)) + b"\nendstream\n"
    for name, content in (("bomb.docx", bomb), ("bomb.pdf", PDF + stream * 9)):
        with pytest.raises(EvidenceError, match="is not what its ending says"):
            kind_of(name, content, ALLOWED)


def test_many_small_parts_that_unpack_without_end_are_refused_before_they_fill_the_memory() -> None:
    parts = {f"word/_rels/{number}.rels": bytes(900_000) for number in range(80)}
    with pytest.raises(EvidenceError, match="is not what its ending says"):
        kind_of("bomb.docx", office(parts=parts), ALLOWED)


def test_mails_within_mails_are_looked_into_as_deep_as_somebody_forwards_them() -> None:
    content = b"hello"
    for _ in range(4):
        content = mail(("inner.eml" if content != b"hello" else "chat.txt", content))
    assert kind_of("mail.eml", content, ALLOWED)[0] == "mail.eml"
    with pytest.raises(EvidenceError, match="holds a program or commands"):
        kind_of("mail.eml", mail(("inner.eml", content)), ALLOWED)


def test_a_file_of_this_machine_is_read_up_to_its_limit(tmp_path: Path) -> None:
    file = tmp_path / "photo.png"
    file.write_bytes(PNG)
    assert read_file(file, len(PNG)) == PNG
    for path, most, refusal in (
        (file, len(PNG) - 1, r"photo\.png is larger than"),
        (tmp_path, 10, "is no file"),
        (tmp_path / "gone.png", 10, r"gone\.png is no file"),
        (Path("/dev/zero"), 10, "zero is no file"),
    ):
        with pytest.raises(EvidenceError, match=refusal):
            read_file(path, most)
