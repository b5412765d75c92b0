"""Templates of notices (通知模板): those of the program, and what a floor has written in their place."""

import tomllib
from dataclasses import dataclass
from functools import cache

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.message import Purpose, TemplateKind, TextTemplate
from app.models.people import Language
from app.models.template_fields import fields_of, filled
from app.models.texts import trimmed
from app.models.ticket import Ticket
from app.services.deadlines.letters import LONGEST_SUBJECT, one_line
from app.services.deadlines.message import TEMPLATES
from app.services.handling.desk_rights import require_lead
from app.services.handling.template_values import field_values, locked_template

_LONGEST_CODE, _LONGEST_NAME, LONGEST_BODY = 64, 200, 20_000


class NoticeTemplateError(DomainError):
    """A template of a notice that cannot be kept as given."""


@dataclass(frozen=True)
class NoticeTemplate:
    """A template; `version` is None for one that comes with the program and that nobody has changed."""

    code: str
    language: Language
    purpose: Purpose
    name: str
    subject: str
    body: str
    active: bool = True
    version: int | None = None


@dataclass(frozen=True)
class Draft:
    """A template filled from a complaint."""

    subject: str
    body: str


def read_templates(
    session: Session, language: Language | None = None, *, retired: bool = False
) -> tuple[NoticeTemplate, ...]:
    """Return the templates by language and purpose; what the floor has written stands for the one of its code."""
    found = {(each.code, each.language): each for each in _shipped()}
    for row in session.scalars(select(TextTemplate).where(TextTemplate.kind == TemplateKind.NOTICE)):
        found[row.code, row.language] = NoticeTemplate(
            row.code, row.language, row.purpose, row.name, row.subject, row.body, row.active, row.version
        )
    order = list(Purpose)
    chosen = (each for each in found.values() if (retired or each.active) and language in (None, each.language))
    return tuple(sorted(chosen, key=lambda each: (each.language, order.index(each.purpose), each.name)))


def save_template(session: Session, template: NoticeTemplate, *, person_id: int | None) -> TextTemplate:
    """Keep a template as of the `version` that was edited, in place of the one of its code and language.

    Raises `TemplateError` for a field that no complaint has, `NoticeTemplateError` and `DeskRightsError`.
    """
    require_lead(session, person_id)
    code, name = one_line(template.code), one_line(template.name)
    subject, body = one_line(template.subject), trimmed(template.body)
    if not (0 < len(code) <= _LONGEST_CODE and 0 < len(name) <= _LONGEST_NAME):
        raise NoticeTemplateError(
            "A template needs a code of at most {code} characters and a name of at most {name}.",
            code=_LONGEST_CODE,
            name=_LONGEST_NAME,
        )
    if not (subject and 0 < len(body) <= LONGEST_BODY):
        raise NoticeTemplateError(
            "A notice needs a subject, and a text of at most {longest} characters.", longest=LONGEST_BODY
        )
    for text in (subject, body):
        fields_of(text)
    row = locked_template(session, code, template.language)
    if row is not None and row.kind is not TemplateKind.NOTICE:
        raise NoticeTemplateError("{code} is a script already: choose another code.", code=code)
    changed = NoticeTemplateError("Somebody else has changed {name} meanwhile: look at it again.", name=name)
    if (row.version if row else None) != template.version:
        raise changed
    row = row or TextTemplate(code=code, language=template.language, kind=TemplateKind.NOTICE)
    row.purpose, row.name, row.subject, row.body = template.purpose, name, subject, body
    row.active = template.active
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as error:
        raise changed from error
    return row


def draft(session: Session, ticket: Ticket, template: NoticeTemplate, *, person_id: int | None) -> Draft:
    """Return a template filled from a complaint; what it has nothing for stays a gap."""
    values = field_values(session, ticket, person_id=person_id)
    return Draft(one_line(filled(template.subject, values))[:LONGEST_SUBJECT], filled(template.body, values))


@cache
def _shipped() -> tuple[NoticeTemplate, ...]:
    found = []
    for language in Language:
        file = TEMPLATES / "messages" / f"notices.{language.value}.toml"
        for code, words in tomllib.loads(file.read_text(encoding="utf-8")).items():
            found.append(NoticeTemplate(code, language, Purpose(code), words["name"], words["subject"], words["body"]))
    return tuple(found)
