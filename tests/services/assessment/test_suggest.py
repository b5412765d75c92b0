"""The category of a text is suggested from past complaints, as they are now; where nothing is known nothing is said."""

from app.models.grams import grams, is_signs
from app.models.people import Role
from app.models.ticket import Status, Ticket
from app.services.assessment import suggest
from app.services.assessment.categories import add_category, retire_category
from app.services.assessment.suggest import Learned, Past, suggest_categories
from app.services.database import Database
from app.services.deadlines.rulebook import Rulebook
from app.services.handling.category_edits import change_category
from tests.builders import MONDAY, new_ticket, open_floor, person

FEES = ("多收了手续费", "charged a fee twice", "手续费不合理")
DAMAGE = ("快递破损", "the parcel is broken", "包裹摔坏了")


def floor(database: Database) -> tuple[Rulebook, int, int, list[Ticket]]:
    """Six complaints of fees and of damage."""
    rulebook = open_floor(database)
    with database.write() as session:
        by = person(session, Role.MANAGER).id
        fees, damage = (add_category(session, name, None, by=by).id for name in ("Fees", "Damage"))
    found = [new_ticket(database, rulebook, title=title, category_id=fees) for title in FEES]
    found += [new_ticket(database, rulebook, title=title, category_id=damage) for title in DAMAGE]
    return rulebook, fees, damage, found


def said(database: Database, learned: Learned, title: str, text: str = "") -> list[str]:
    with database.read() as session:
        found = suggest_categories(session, learned, title, text)
    assert all(0 < each.sure <= 1 for each in found)
    assert [each.sure for each in found] == sorted((each.sure for each in found), reverse=True)
    return [each.path for each in found]


def test_a_text_is_of_the_category_of_those_like_it(database: Database) -> None:
    floor(database)
    learned = Learned()
    assert said(database, learned, "手续费太高")[0] == "Fees"
    assert said(database, learned, "", "My PARCEL came broken")[0] == "Damage"


def test_of_what_nobody_has_seen_nothing_is_said(database: Database) -> None:
    learned = Learned()
    with database.read() as session:
        assert suggest_categories(session, learned, "手续费太高", "") == ()
    floor(database)
    for text in ("", " ", "服务态度恶劣", "rude", "费"):
        assert said(database, learned, text) == []


def test_what_happens_to_complaints_is_followed(database: Database) -> None:
    rulebook, fees, damage, tickets = floor(database)
    learned = Learned()
    assert said(database, learned, "手续费不合理")[0] == "Fees"
    with database.write() as session:
        for each in tickets[:3]:
            ticket = session.get_one(Ticket, each.id)
            change_category(session, rulebook, ticket, damage, person_id=None, now=MONDAY)
        for each in tickets[3:]:
            ticket = session.get_one(Ticket, each.id)
            change_category(session, rulebook, ticket, fees, person_id=None, now=MONDAY)
    assert said(database, learned, "手续费不合理")[0] == "Damage"
    new_ticket(database, rulebook, title="电池鼓包", category_id=fees)
    assert said(database, learned, "电池鼓包了")[0] == "Fees"


def test_what_is_retired_or_spam_is_not_suggested(database: Database) -> None:
    _, fees, _, tickets = floor(database)
    with database.write() as session:
        retire_category(session, fees, by=person(session, Role.MANAGER).id)
        for each in tickets[3:4]:
            session.get_one(Ticket, each.id).status = Status.SPAM
    learned = Learned()
    assert "Fees" not in said(database, learned, "手续费太高")
    assert said(database, learned, "快递破损") == []


def test_texts_are_cut_as_for_every_other_index() -> None:
    texts = ["多收了手续费 twice", "ＡＢＣ快递 a1 of", "", "emoji 🙂 é Ünïcode", "快"]
    found, of = suggest._pieces(texts)
    for place, text in enumerate(texts):
        # The last sign of a run alone says little, and is left out.
        wanted = {gram for gram in grams(text) if len(gram) > 1 or not is_signs(gram)}
        assert len(set(found[of == place])) == len(wanted), text


def test_learning_in_portions_is_learning_at_once() -> None:
    complaints = [Past(place, place % 3, title, "") for place, title in enumerate((*FEES, *DAMAGE) * 4)]
    at_once, in_portions = Learned(), Learned()
    at_once.learn(complaints)
    for each in complaints:
        in_portions.learn([each])
    in_portions.learn(complaints)
    assert at_once.judge("快递", "手续费") == in_portions.judge("快递", "手续费")
