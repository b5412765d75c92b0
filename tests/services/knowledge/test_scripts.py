"""Scripts: fields come from the complaint, and no text asks for more than a complaint has."""

import pytest

from app.models.customer import Customer
from app.models.message import Purpose, TemplateKind, TextTemplate
from app.models.people import Language, Role
from app.models.template_fields import FIELDS, GAP, TemplateError, fields_of, filled
from app.models.ticket import Ticket
from app.services.database import Database
from app.services.handling.template_values import field_values
from app.services.knowledge.rights import ArticleRightsError
from app.services.knowledge.scripts import FilledScript, ScriptError, fill, save_script, scripts_for
from tests.builders import new_ticket, open_floor, person

ZH = Language.CHINESE


@pytest.mark.parametrize(
    "text", ["{phone}", "{number.__class__}", "{number[0]}", "{number!r}", "{number:>9}", "{}", "{0}"]
)
def test_a_field_that_no_complaint_has_is_refused(text: str) -> None:
    with pytest.raises(TemplateError, match="There is no field"):
        fields_of(text)


@pytest.mark.parametrize("text", ["{number", "number}", "{a{b}"])
def test_braces_that_do_not_match_are_refused(text: str) -> None:
    with pytest.raises(TemplateError):
        fields_of(text)


def test_a_gap_stays_where_a_complaint_has_nothing() -> None:
    assert fields_of("{customer}，{{您好}} {number} {customer}") == ("customer", "number")
    assert (
        filled("{customer}，{{您好}} {number}", {"number": "{title}", "customer": ""}) == f"{GAP}，{{您好}} {{title}}"
    )


def test_a_script_is_filled_from_the_complaint_in_the_time_of_the_floor(database: Database) -> None:
    rulebook = open_floor(database)
    with database.write() as session:
        customer = Customer(name="陈女士")
        session.add(customer)
        session.flush()
        lead, agent, customer_id = person(session, Role.TEAM_LEAD).id, person(session, Role.AGENT).id, customer.id
        body = "{customer}您好，我是{speaker}。您{received}反映的“{title}”（{number}）{due}前答复。"
        save_script(session, "open", ZH, "开场", body, person_id=lead)
        save_script(session, "old", ZH, "旧", "x", active=False, person_id=lead)
        save_script(session, "open", Language.ENGLISH, "Opening", "Hello {customer}", person_id=lead)
    ticket = new_ticket(database, rulebook, title="暖气不热", customer_id=customer_id)
    with database.read() as session:
        known = session.get_one(Ticket, ticket.id)
        (said,) = scripts_for(session, ticket.id, ZH, person_id=agent)
        assert said.name == "开场"
        assert said.body.startswith("陈女士您好，我是agent。您2026-03-02 10:00反映的“暖气不热”（FW-1000001）2026-03-")
        assert scripts_for(session, ticket.id, Language.ENGLISH) == (FilledScript("open", "Opening", "Hello 陈女士"),)
        assert tuple(field_values(session, known)) == FIELDS
        assert fill(session, TextTemplate(body="{owner}"), known) == "agent"
        with pytest.raises(ScriptError, match="not there"):
            scripts_for(session, 999, ZH)


def test_a_script_is_changed_by_who_may_and_has_read_it_last(database: Database) -> None:
    open_floor(database)
    with database.write() as session:
        lead = person(session, Role.TEAM_LEAD).id
        session.add(
            TextTemplate(
                code="notice", language=ZH, kind=TemplateKind.NOTICE, purpose=Purpose.RESULT, name="结果", body="x"
            )
        )
        script = save_script(session, "end", ZH, "结束语", "再见", person_id=lead)
        assert save_script(session, "end", ZH, "结束语", "祝您愉快", version=1, person_id=lead) is script
        for code, text, version, refusal in (
            ("end", "x", 1, ScriptError),
            ("end", "x", None, ScriptError),
            ("notice", "x", 1, ScriptError),
            ("new", " ", None, ScriptError),
            (" ", "x", None, ScriptError),
            ("new", "{secret}", None, TemplateError),
        ):
            with pytest.raises(refusal):
                save_script(session, code, ZH, "名", text, version=version, person_id=lead)
        with pytest.raises(ArticleRightsError):
            save_script(session, "new", ZH, "名", "x", person_id=person(session, Role.AGENT).id)
