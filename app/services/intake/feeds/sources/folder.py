"""A folder that others put files into: tables of complaints by a mapping, and mails (.eml).

A file is read when it has rested: it looks the same in two looks. What is on record is moved to `done`, what cannot be
read to `refused` with the reason beside it. Whoever dies in between reads the file again, and knows what it says.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, cast

from app.errors import DomainError
from app.models.texts import visible
from app.models.ticket import Emotion, Priority, Status
from app.models.ticket import Source as Via
from app.services.bilingual import Bilingual
from app.services.intake.draft import Draft, Drafts
from app.services.intake.drafts import Batch, Opening, Reject, read_drafts
from app.services.intake.feeds.item import Comment, Item, instant
from app.services.intake.feeds.mail_item import item_of_mail
from app.services.intake.feeds.source import (
    EVERY,
    Field,
    FieldKind,
    Found,
    ItemError,
    Page,
    Setting,
    Source,
    SourceError,
)
from app.services.intake.limits import LIMITS
from app.services.intake.mapping_files import known_mappings, mapping_named
from app.services.intake.reading import read_apart
from app.services.intake.rejects import RejectsFile
from app.services.mail import Mail, read_mail
from app.services.plain_text import decode
from app.services.typed_path import typed_path

DONE, REFUSED = "done", "refused"
_RESTS = timedelta(seconds=5)
_TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".gz")
_MAIL = ".eml"
# What programs write under until they are finished.
_UNFINISHED = (".part", ".tmp", ".crdownload", ".filepart", ".partial", ".swp")
_LARGEST_MAIL = 60 << 20
_FOLDER = "folder"


class Folder(Source):
    """One folder of the machine that reads it; those within it are left alone."""

    kind = "folder"
    title = Bilingual("监视文件夹", "Watched folder")
    retries = False
    fields = (
        Field(
            name=_FOLDER,
            title=Bilingual("文件夹", "Folder"),
            hint=Bilingual("在运行服务的电脑上", "on the machine that runs the service"),
            kind=FieldKind.FOLDER,
            needed=True,
        ),
        Field(
            name="mapping",
            title=Bilingual("表格的列映射", "Mapping of tables"),
            kind=FieldKind.CHOICE,
        ),
        replace(EVERY, first=30),
    )

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        self._mail_name = ""
        # Why the file of a mail was refused, by its name.
        self._refused: dict[str, str] = {}

    @classmethod
    def offered(cls) -> tuple[Field, ...]:
        """Return the fields with the mappings that there are."""
        titles = [
            ("", Bilingual("无：只收邮件文件", "none: mails only")),
            *((name, Bilingual(title, title)) for name, title in known_mappings().items()),
        ]
        return tuple(replace(each, choices=tuple(titles)) if each.name == "mapping" else each for each in cls.fields)

    @classmethod
    def beginning(cls, values: Mapping[str, Any], *, now: datetime) -> dict[str, Any]:
        """Read whatever lies there."""
        return {}

    @property
    def path(self) -> Path:
        """The folder."""
        return typed_path(self.values[_FOLDER])

    def pages(self, cursor: Mapping[str, Any], *, now: datetime) -> Iterator[Page]:
        """Yield what the files say that have rested, and remember how the others look."""
        before, looks, rested = cursor.get("looks", {}), {}, []
        for path, look in self._files():
            known = before.get(path.name)
            since = known[1] if known and known[0] == look else now.isoformat()
            looks[path.name] = [look, since]
            if known and known[0] == look and (instant(since) or now) + _RESTS <= now:
                rested.append((path, look))
        yield Page((), {"looks": looks})
        stuck: SourceError | None = None
        for path, look in rested:
            to, reason = DONE, ""
            try:
                yield from self._said(path, now)
            except DomainError as refusal:
                to, reason = REFUSED, str(refusal)
            else:
                # It is on record by now; what was written into it meanwhile is read with the next look.
                if _look(path) != look:
                    continue
                if path.name in self._refused:
                    to, reason = REFUSED, self._refused[path.name]
            try:
                self._put_away(path, to, reason)
            except SourceError as error:
                # Somebody has it open: the others are read all the same.
                stuck = error
        if stuck is not None:
            raise stuck

    def find(self, key: str) -> Found | None:
        """Nothing is found again: whoever puts a file right puts it back into the folder."""
        return None

    def check(self) -> None:
        """See that the folder is there, and that files can be moved within it."""
        try:
            if not self.path.is_dir():
                raise SourceError("There is no folder {folder} on this machine.", folder=self.path)
            with os.scandir(self.path) as entries:
                next(entries, None)
            for name in (DONE, REFUSED):
                (self.path / name).mkdir(exist_ok=True)
                if not os.access(self.path / name, os.W_OK):
                    raise PermissionError(name)
        except OSError as error:
            raise SourceError("The folder {folder} cannot be used: {reason}", folder=self.path, reason=error) from error
        if self.values["mapping"]:
            mapping_named(self.values["mapping"])

    def item(self, found: Found, files: frozenset[str]) -> Item:
        """Return a row or a mail; a row that its mapping refuses is refused."""
        if isinstance(found.raw, Reject):
            raise ItemError("Line {line}: {reason}", line=found.raw.line, reason=found.raw.reason)
        if isinstance(found.raw, Mail):
            details = {"message_id": found.raw.message_id}
            return item_of_mail(
                found.raw, origin=self.name, key=found.key, received_at=None, automatic_too=False, details=details
            )
        return _item_of_row(self.name, found.version, found.raw)

    def settle(self, taken: Sequence[Found], refused: Mapping[str, str]) -> None:
        """Remember which mail was refused, and why: its file is put away after."""
        for each in taken:
            if isinstance(each.raw, Mail) and each.key in refused:
                self._refused[self._mail_name] = refused[each.key]

    def _files(self) -> list[tuple[Path, list[int]]]:
        """Return the files and how each looks, the oldest first."""
        self.check()
        found = []
        for path in self.path.iterdir():
            unfinished = path.name.startswith((".", "~")) or path.suffix.lower() in _UNFINISHED
            if not unfinished and not path.is_symlink() and path.is_file() and (look := _look(path)):
                found.append((path, look))
        return sorted(found, key=lambda each: (each[1][1], each[0].name))

    def _said(self, path: Path, now: datetime) -> Iterator[Page]:
        ending = path.suffix.lower()
        if ending == _MAIL:
            yield Page([self._mail(path)])
        elif ending in _TABLES and self.values["mapping"]:
            yield from self._rows(path, now)
        elif ending in _TABLES:
            raise SourceError("No mapping is chosen that says what the columns of a table are.")
        else:
            raise SourceError("Only tables (.csv, .xlsx) and mails (.eml) are read here.")

    def _mail(self, path: Path) -> Found:
        try:
            if path.stat().st_size > _LARGEST_MAIL:
                raise SourceError("It is larger than {most} MB.", most=_LARGEST_MAIL >> 20)
            mail = read_mail(path.read_bytes())
        except OSError as error:
            raise SourceError("It cannot be read: {reason}", reason=error) from error
        self._mail_name = path.name
        said = json.dumps([mail.message_id, mail.sender, mail.subject, mail.text])
        key = hashlib.sha256(said.encode()).hexdigest()
        return Found(key, key, mail)

    def _rows(self, path: Path, now: datetime) -> Iterator[Page]:
        mapping = mapping_named(self.values["mapping"])
        work = partial(read_drafts, mapping=mapping, now=now, limits=LIMITS)
        with closing(read_apart(path, mapping.form, work)) as parts:
            opening = cast(Opening, next(parts))
            (self.path / REFUSED).mkdir(exist_ok=True)
            rejects = RejectsFile(self.path / REFUSED / f"{path.stem}.rejected.csv", opening.headings, str)
            try:
                for batch in cast(Iterator[Batch], parts):
                    rejects.add(batch.rejects)
                    found = [*_found(batch.drafts), *(_refused(path, each) for each in batch.rejects)]
                    if found:
                        yield Page(found)
                rejects.complete()
                rejects.publish()
            finally:
                rejects.discard()

    def _put_away(self, path: Path, name: str, reason: str) -> None:
        """Move a file where it is not looked for any longer, beside what bears its name already."""
        try:
            (self.path / name).mkdir(exist_ok=True)
            to, number = self.path / name / path.name, 1
            while to.exists():
                number += 1
                to = self.path / name / f"{path.stem}-{number}{path.suffix}"
            path.rename(to)
            if reason:
                beside = to.with_name(f"{to.name}.reason.txt")
                beside.write_text(f"{reason}\n", encoding="utf-8", errors="backslashreplace")
        except OSError as error:
            raise SourceError("“{name}” cannot be moved: {reason}", name=_shown(path), reason=error.strerror) from error


def _look(path: Path) -> list[int]:
    """Return the size of a file and when it was written; nothing where it is gone."""
    try:
        status = path.stat()
    except OSError:
        return []
    return [status.st_size, status.st_mtime_ns]


def _found(drafts: Drafts | None) -> Iterator[Found]:
    for place, digest in enumerate(drafts.digests if drafts else ()):
        assert drafts
        draft = drafts.draft(place)
        yield Found(draft.key, digest, draft)


def _refused(path: Path, reject: Reject) -> Found:
    return Found(f"{_shown(path)[:180]}:{reject.line}", "", reject)


def _shown(path: Path) -> str:
    """Return the name of a file as people read it; a program may have written it in another set of characters."""
    return visible(decode(os.fsencode(path.name), None))


def _item_of_row(origin: str, version: str, draft: Draft) -> Item:
    texts, words, times = draft.texts, draft.words, draft.times
    answered = times.get("first_responded")
    reply = Comment(key="reply", at=answered, text=texts["reply"], incoming=False) if texts.get("reply") else None
    return Item(
        origin=origin,
        key=draft.key,
        version=version,
        title=texts.get("title", ""),
        text=texts.get("description", ""),
        received_at=times.get("received"),
        source=Via(words.get("source", Via.OTHER)),
        status=Status(words.get("status", Status.OPEN)),
        answered_at=answered,
        ended_at=times.get("resolved") or times.get("closed"),
        priority=Priority(words["priority"]) if "priority" in words else None,
        demand=texts.get("demand", ""),
        emotion=Emotion(words["emotion"]) if "emotion" in words else None,
        category=texts.get("category", ""),
        product=texts.get("product", ""),
        queue=texts.get("queue", ""),
        customer=texts.get("customer") or texts.get("customer_key", ""),
        telephone=texts.get("telephone", ""),
        email=texts.get("email", ""),
        comments=(reply,) if reply else (),
        details=draft.kept,
    )
