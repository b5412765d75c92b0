"""Scripts (话术): what is said on the telephone, written once with fields and filled from the complaint at hand."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.message import TemplateKind, TextTemplate
from app.models.people import Language
from app.models.template_fields import fields_of, filled
from app.models.texts import trimmed
from app.models.ticket import Ticket
from app.services.handling.template_values import field_values, locked_template
from app.services.knowledge.rights import require_editor

_LONGEST_CODE, _LONGEST_NAME = 64, 200


class ScriptError(DomainError):
    """A script that cannot be kept as given."""


@dataclass(frozen=True)
class FilledScript:
    """A script as it is said for one complaint."""

    code: str
    name: str
    body: str


@dataclass(frozen=True)
class ScriptRow:
    """A script as it is written; `version` is what a change is based on."""

    code: str
    name: str
    body: str
    active: bool
    version: int


def read_scripts(session: Session, language: Language) -> tuple[ScriptRow, ...]:
    """Return the scripts of a language by name, those that are not offered any more among them."""
    rows = session.scalars(
        select(TextTemplate)
        .where(TextTemplate.kind == TemplateKind.SCRIPT, TextTemplate.language == language)
        .order_by(TextTemplate.name, TextTemplate.id)
    )
    return tuple(ScriptRow(each.code, each.name, each.body, each.active, each.version) for each in rows)


def save_script(
    session: Session,
    code: str,
    language: Language,
    name: str,
    body: str,
    *,
    active: bool = True,
    version: int | None = None,
    person_id: int | None,
) -> TextTemplate:
    """Keep a script, in place of the one with this code and language; `version` is the one that was edited.

    Raises `TemplateError` for a field that no complaint has, `ScriptError` and `ArticleRightsError`.
    """
    require_editor(session, person_id)
    code, name, body = (trimmed(text) for text in (code, name, body))
    name = " ".join(name.split())
    if not (0 < len(code) <= _LONGEST_CODE and 0 < len(name) <= _LONGEST_NAME and body):
        raise ScriptError(
            "A script needs a code of at most {code} characters, a name of at most {name}, and a text.",
            code=_LONGEST_CODE,
            name=_LONGEST_NAME,
        )
    fields_of(body)
    script = locked_template(session, code, language)
    if script is not None and script.kind is not TemplateKind.SCRIPT:
        raise ScriptError("{code} is a notice already.", code=code)
    changed = ScriptError("There is a script {code} already, or somebody else has changed it meanwhile.", code=code)
    if script is not None and script.version != version:
        raise changed
    script = script or TextTemplate(code=code, language=language, kind=TemplateKind.SCRIPT)
    script.name, script.body, script.active = name, body, active
    try:
        with session.begin_nested():
            session.add(script)
    except IntegrityError as error:
        raise changed from error
    return script


def scripts_for(
    session: Session, ticket_id: int, language: Language, *, person_id: int | None = None
) -> tuple[FilledScript, ...]:
    """Return the active scripts of a language by name, filled from a complaint."""
    ticket = session.get(Ticket, ticket_id)
    if ticket is None:
        raise ScriptError("This complaint is not there any more.")
    values = field_values(session, ticket, person_id=person_id)
    statement = (
        select(TextTemplate)
        .where(TextTemplate.kind == TemplateKind.SCRIPT, TextTemplate.active, TextTemplate.language == language)
        .order_by(TextTemplate.name, TextTemplate.id)
    )
    return tuple(FilledScript(each.code, each.name, filled(each.body, values)) for each in session.scalars(statement))


def fill(session: Session, template: TextTemplate, ticket: Ticket, *, person_id: int | None = None) -> str:
    """Return the text of a script or notice for a complaint; `person_id` is who speaks."""
    return filled(template.body, field_values(session, ticket, person_id=person_id))
