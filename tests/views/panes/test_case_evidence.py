"""The evidence page of the case pane: files come, are looked at as copies, are saved, and go for a reason."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest

from app.models.ticket import Ticket
from app.services.intake.evidence import AttachmentRow, attach, evidence_of
from app.views.case.parts.evidence import EvidencePart
from app.views.dialogs.remove_evidence import RemoveEvidence
from app.views.i18n import Language
from app.views.intake.file_taking import Offer, small_picture
from app.views.theme import Mode, Theme
from tests.services.intake.test_file_kinds import EXE, PDF
from tests.views.dialogs.looks import assert_looks_right
from tests.views.panes.case_room import Room


def opened(room: Room, ticket: Ticket) -> EvidencePart:
    """The page, in front, with all that it reads."""
    room.open(ticket)
    room.qtbot.waitUntil(lambda: EvidencePart in room.pane.aside.buttons)
    room.pane.aside.buttons[EvidencePart].click()
    room.settle()
    part = room.pane.aside.parts[EvidencePart]
    assert isinstance(part, EvidencePart)
    return part


def picture() -> QImage:
    shot = QImage(400, 300, QImage.Format.Format_RGB32)
    shot.fill(Qt.GlobalColor.darkGreen)
    return shot


def png(folder: Path) -> bytes:
    file = folder / "shot.png"
    assert picture().save(str(file))
    return file.read_bytes()


def put(room: Room, ticket: Ticket, **files: bytes) -> None:
    with room.database.write() as session:
        found = session.get_one(Ticket, ticket.id)
        for name, content in files.items():
            attach(session, room.desk.rulebook, found, name.replace("_", "."), content, person_id=None, now=room.now)


def lines(part: EvidencePart) -> list[str]:
    return [part.list.item(row).text() for row in range(part.list.count())]


def attached(part: EvidencePart) -> AttachmentRow:
    """The first of the files."""
    assert part._rows
    return part._rows[0]


def names(room: Room, ticket: Ticket) -> list[str]:
    with room.database.read() as session:
        return [row.name for row in evidence_of(session, ticket.id) if row.removed_at is None]


def test_what_is_pasted_or_dropped_is_added_and_what_runs_is_refused(room: Room, tmp_path: Path) -> None:
    ticket = room.ticket()
    part = opened(room, ticket)
    assert part.hint.isVisible()
    assert not part.look.isEnabled()
    data = QMimeData()
    data.setImageData(picture())
    QGuiApplication.clipboard().setMimeData(data)
    part.add.setFocus()
    QTest.keyClick(part.add, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    room.settle()
    (tmp_path / "letter.pdf").write_bytes(PDF)
    (tmp_path / "photo.jpg").write_bytes(EXE)
    part.taker.offered.emit([Offer(name, tmp_path / name) for name in ("photo.jpg", "letter.pdf")])
    room.settle()
    assert "photo.jpg is not what its ending says" in str(part.banner._sentence)
    room.hear(ticket)
    assert names(room, ticket) == ["letter.pdf", "Picture.png"]
    assert [line.splitlines()[0] for line in lines(part)] == ["letter.pdf", "Picture.png"]
    assert part.count() == 2
    assert "2" in room.pane.aside.buttons[EvidencePart].text()


def test_of_many_wrong_files_at_once_each_is_named(room: Room, tmp_path: Path) -> None:
    ticket = room.ticket()
    part = opened(room, ticket)
    (tmp_path / "folder.pdf").mkdir()
    (tmp_path / "nothing.pdf").touch()
    with (tmp_path / "vast.pdf").open("wb") as vast:
        vast.truncate(2 << 30)
    (tmp_path / "lost.pdf").symlink_to(tmp_path / "elsewhere.pdf")
    wrong = "folder.pdf", "nothing.pdf", "vast.pdf", "lost.pdf", "gone.pdf", f"{'长' * 300}.pdf"
    for name in wrong:
        part.taker.offered.emit([Offer(name, tmp_path / name)])
        room.settle()
        assert name[:20] in str(part.banner._sentence)
    part.banner.hide()
    part.taker.offered.emit([Offer(name, tmp_path / name) for name in wrong])
    room.settle()
    assert part.banner.isVisible()
    said = str(part.banner._sentence)
    assert said.startswith("folder.pdf is no file. Not taken either: nothing.pdf, vast.pdf, lost.pdf, gone.pdf, 长长")
    assert names(room, ticket) == []


def test_a_copy_is_opened_and_goes_with_the_console(room: Room) -> None:
    ticket = room.ticket()
    put(room, ticket, letter_pdf=PDF)
    part = opened(room, ticket)
    seen: list[Path] = []

    def show(url: QUrl) -> bool:
        seen.append(Path(url.toLocalFile()))
        return len(seen) == 1

    part.open_file = show
    part.list.setFocus()
    QTest.keyClick(part.list, Qt.Key.Key_Return)
    room.settle()
    assert (seen[0].name, seen[0].read_bytes()) == ("letter.pdf", PDF)
    part.look.click()
    room.settle()
    assert "No program of this machine opens letter.pdf" in str(part.banner._sentence)
    part.copies.forget()
    assert not seen[0].exists()


def test_a_file_is_saved_where_somebody_wants_it_and_a_refusal_says_why(room: Room, tmp_path: Path) -> None:
    ticket = room.ticket()
    put(room, ticket, letter_pdf=PDF)
    part = opened(room, ticket)
    part.save(attached(part), tmp_path / "mine.pdf")
    room.settle()
    assert (tmp_path / "mine.pdf").read_bytes() == PDF
    part.save(attached(part), tmp_path / "nowhere" / "mine.pdf")
    room.settle()
    assert "cannot be written" in str(part.banner._sentence)


def test_a_file_goes_for_a_reason_and_stays_on_record(room: Room) -> None:
    ticket = room.ticket()
    put(room, ticket, letter_pdf=PDF)
    part = opened(room, ticket)
    part.list.setFocus()
    QTest.keyClick(part.list, Qt.Key.Key_Delete)
    form = room.pane.window().findChild(RemoveEvidence)
    assert form
    assert not form.ok.isEnabled()
    form.reason.setText(" ")
    assert not form.ok.isEnabled()
    form.reason.setText("another customer's")
    form.ok.click()
    room.settle()
    room.hear(ticket)
    assert names(room, ticket) == []
    (line,) = lines(part)
    assert "another customer's" in line
    assert part.count() == 0
    assert not part.look.isEnabled()
    assert "File removed" in room.pane.story.toPlainText()


@pytest.mark.qt_log_ignore("Not a JPEG file", extend=True)
def test_only_bitmaps_are_shown_small(room: Room, tmp_path: Path) -> None:
    shot = png(tmp_path)
    small = small_picture(shot, "image/png")
    assert small is not None
    assert max(small.width(), small.height()) <= 72
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
    for content, media_type in (
        (shot, "application/pdf"),
        (svg, "image/png"),
        (shot[:60], "image/png"),
        (PDF, "image/jpeg"),
        (shot, "image/jpeg"),
        (b"", "image/png"),
    ):
        assert small_picture(content, media_type) is None


def test_the_page_looks_right(room: Room, tmp_path: Path, language: Language, theme: Theme) -> None:
    ticket = room.ticket()
    shot = png(tmp_path)
    part = opened(room, ticket)
    kept = ["letter.pdf", "photo.png", "chat.txt", "(Del)"]
    assert_looks_right(room.qtbot, part, language, theme, "evidence-empty", names=kept)
    put(room, ticket, letter_pdf=PDF, photo_png=shot, chat_txt=b"hello")
    room.hear(ticket)
    room.settle()
    assert part.list.count() == 3
    assert_looks_right(room.qtbot, part, language, theme, "evidence", names=kept)
    theme.switch(Mode.LIGHT)


def test_files_go_to_the_case_for_which_they_were_dropped_whichever_is_shown_by_then(
    room: Room, tmp_path: Path
) -> None:
    ticket, other = room.ticket(), room.ticket()
    part = opened(room, ticket)
    (tmp_path / "letter.pdf").write_bytes(PDF)
    assert part.case
    assert part.place
    part.taker.offered.emit([Offer("letter.pdf", tmp_path / "letter.pdf")])
    part.show_case(replace(part.case, id=other.id, number=other.number), part.place)
    room.settle()
    assert (names(room, ticket), names(room, other)) == (["letter.pdf"], [])
