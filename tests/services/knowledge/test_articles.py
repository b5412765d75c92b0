"""Articles: who may do what, what is kept of each change, what is due, what comes from a case, what is suggested."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from app.models.customer import ContactKind, Customer, CustomerContact, CustomerOrder
from app.models.knowledge import Article, ArticleState, Readership
from app.models.masking import MASK, mask
from app.models.message import Direction, Message, Purpose
from app.models.people import Role
from app.models.ticket import Source, Ticket
from app.services.database import Database
from app.services.knowledge.article_list import article_versions, articles, due_articles
from app.services.knowledge.articles import (
    ArticleError,
    ArticleText,
    edit_article,
    publish_article,
    retire_article,
    review_article,
    use_article,
    write_article,
)
from app.services.knowledge.from_case import article_from_case
from app.services.knowledge.index import index_all
from app.services.knowledge.rights import ArticleRightsError
from app.services.knowledge.suggest import suggest
from tests.builders import MONDAY, open_floor, person
from tests.services.knowledge.test_search import add_article, add_tickets

DAY = timedelta(days=1)
TODAY = MONDAY.date()
REFUND = ArticleText("如何退款", "三日内到账。")


def write(database: Database, given: ArticleText = REFUND, by: Role = Role.AGENT) -> int:
    with database.write() as session:
        return write_article(session, given, person_id=person(session, by).id, now=MONDAY).id


def publish(database: Database, article: int, by: Role = Role.TEAM_LEAD) -> None:
    with database.write() as session:
        publish_article(session, article, person_id=person(session, by).id, now=MONDAY + DAY)


def test_each_state_of_an_article_is_kept_with_who_made_it(database: Database) -> None:
    open_floor(database)
    article = write(database)
    publish(database, article)
    with database.write() as session:
        lead = person(session, Role.TEAM_LEAD).id
        changed = ArticleText("如何退款", "七日内到账。", audience=Readership.PUBLIC)
        edit_article(session, article, changed, version=2, remark="新规定", person_id=lead, now=MONDAY + 2 * DAY)
        retire_article(session, article, "不再适用", person_id=lead, now=MONDAY + 3 * DAY)
    with database.read() as session:
        said = [
            (each.number, each.state, each.body, each.changed_by, each.remark)
            for each in article_versions(session, article)
        ]
        assert said == [
            (4, "retired", "七日内到账。", "team_lead", "不再适用"),
            (3, "published", "七日内到账。", "team_lead", "新规定"),
            (2, "published", "三日内到账。", "team_lead", ""),
            (1, "draft", "三日内到账。", "agent", ""),
        ]
        (row,) = articles(session)
        assert (row.state, row.owner, row.text.body) == (ArticleState.RETIRED, "agent", "七日内到账。")
        assert row.text.review_on == (MONDAY + 181 * DAY).date()


def test_a_change_that_changes_nothing_is_no_version(database: Database) -> None:
    open_floor(database)
    article = write(database)
    with database.write() as session:
        edit_article(session, article, REFUND, version=1, person_id=person(session, Role.AGENT).id, now=MONDAY)
    with database.read() as session:
        assert len(article_versions(session, article)) == 1


def test_who_does_not_lead_changes_their_own_drafts_and_publishes_nothing(database: Database) -> None:
    open_floor(database)
    own, other = write(database), write(database, by=Role.SUPERVISOR)
    with database.write() as session:
        agent = person(session, Role.AGENT).id
        edit_article(session, own, ArticleText("退款", "好"), version=1, person_id=agent, now=MONDAY)
        attempts: tuple[Callable[[], object], ...] = (
            lambda: edit_article(session, other, REFUND, version=1, person_id=agent, now=MONDAY),
            lambda: publish_article(session, own, person_id=agent, now=MONDAY),
            lambda: retire_article(session, own, "", person_id=agent, now=MONDAY),
            lambda: review_article(session, own, TODAY + DAY, today=TODAY, person_id=agent),
            lambda: write_article(session, REFUND, person_id=None, now=MONDAY),
        )
        for refused in attempts:
            with pytest.raises(ArticleRightsError):
                refused()
    publish(database, own)
    with database.write() as session, pytest.raises(ArticleRightsError):
        edit_article(session, own, REFUND, version=3, person_id=agent, now=MONDAY)


def test_what_is_no_article_is_refused(database: Database) -> None:
    open_floor(database)
    empty = write(database, ArticleText("空的", " \n"))
    with database.write() as session:
        lead = person(session, Role.MANAGER).id
        for wrong in (ArticleText("…", "x"), ArticleText("长" * 401, "x"), ArticleText("好", "x", keywords="词" * 401)):
            with pytest.raises(ArticleError):
                write_article(session, wrong, person_id=lead, now=MONDAY)
        with pytest.raises(ArticleError, match="product of at most 200"):
            write_article(session, ArticleText("好", "x", product="长" * 201), person_id=lead, now=MONDAY)
        with pytest.raises(ArticleError, match="category"):
            write_article(session, ArticleText("好", "x", category_id=9), person_id=lead, now=MONDAY)
        with pytest.raises(ArticleError, match="says nothing"):
            publish_article(session, empty, person_id=lead, now=MONDAY)
        with pytest.raises(ArticleError, match="meanwhile"):
            edit_article(session, empty, REFUND, version=7, person_id=lead, now=MONDAY)
        with pytest.raises(ArticleError, match="not there"):
            retire_article(session, 99, "", person_id=lead, now=MONDAY)
        retire_article(session, empty, "", person_id=lead, now=MONDAY)
        with pytest.raises(ArticleError, match="already"):
            retire_article(session, empty, "", person_id=lead, now=MONDAY)


def test_published_articles_are_due_until_somebody_has_looked_them_over(database: Database) -> None:
    open_floor(database)
    later = write(database, ArticleText("二", "x", review_on=TODAY))
    first = write(database, ArticleText("一", "x", review_on=TODAY - DAY))
    write(database, ArticleText("草稿", "x", review_on=TODAY - DAY))
    for article in (later, first):
        publish(database, article)
    with database.write() as session:
        assert [row.id for row in due_articles(session, today=TODAY)] == [first, later]
        lead = person(session, Role.TEAM_LEAD).id
        with pytest.raises(ArticleError, match="after today"):
            review_article(session, first, TODAY, today=TODAY, person_id=lead)
        review_article(session, first, date(2026, 9, 1), today=TODAY, person_id=lead)
        assert [row.id for row in due_articles(session, today=TODAY)] == [later]


def test_the_last_word_of_a_person_about_an_article_and_a_complaint_counts(database: Database) -> None:
    open_floor(database)
    article = write(database)
    (ticket,) = add_tickets(database, "退款")
    with database.write() as session:
        agent = person(session, Role.AGENT).id
        for helped in (True, False):
            use_article(session, article, helped=helped, ticket_id=ticket, person_id=agent, now=MONDAY)
        use_article(session, article, helped=True, now=MONDAY)
        use_article(session, article, helped=True, now=MONDAY)
        (row,) = articles(session, ids=[article])
        assert (row.helped, row.missed) == (2, 1)


def test_an_article_from_a_case_says_nothing_of_whom_it_is_about(database: Database) -> None:
    open_floor(database)
    (ticket,) = add_tickets(
        database, "张三丰投诉退款", description="本人张三丰，订单AB2026-778，电话 139 1234 5678，三月未退款"
    )
    with database.write() as session:
        customer = Customer(name="张三丰", email="zsf@example.com")
        session.add(customer)
        session.flush()
        contact = {
            "customer_id": customer.id,
            "kind": ContactKind.TELEPHONE,
            "value": "0591-8888",
            "normal": "05918888",
        }
        session.add_all([CustomerContact(**contact), CustomerOrder(customer_id=customer.id, number="AB2026-778")])
        session.execute(
            update(Ticket).where(Ticket.id == ticket).values(customer_id=customer.id, demand="全额退款", product="手机")
        )
        told = {"ticket_id": ticket, "direction": Direction.OUT, "medium": Source.EMAIL, "at": MONDAY}
        for purpose, body in (
            (Purpose.PROGRESS, "处理中"),
            (Purpose.RESULT, "张三丰您好，已退 300 元，回拨 0591-8888"),
        ):
            session.add(Message(**told, purpose=purpose, body=body))
    with database.read() as session:
        text = article_from_case(session, ticket)
    assert text.title == f"{MASK}投诉退款"
    assert text.body == (
        f"## 问题\n\n本人{MASK}，订单{MASK}，电话 {MASK}，三月未退款\n\n"
        f"## 客户诉求\n\n全额退款\n\n## 处理结果\n\n{MASK}您好，已退 300 元，回拨 {MASK}"
    )
    assert (text.product, text.ticket_id, text.audience) == ("手机", ticket, Readership.INTERNAL)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("请回电13912345678，谢谢", f"请回电{MASK}，谢谢"),
        ("身份证35010219900101123X。", f"身份证{MASK}。"),
        ("写信到 a.b@mail.cn 或王先生", f"写信到 {MASK} 或{MASK}先生"),
        ("我叫欧阳锋，住福州", f"我叫{MASK}，住福州"),
        ("Mr. Smith, order FW-1000123, call (555) 123-4567", f"Mr. {MASK}, order {MASK}, call {MASK}"),
        ("my name is John Smith and I paid", f"my name is {MASK} and I paid"),
        ("2026-03-01 付款 1,299.50 元，5G套餐", "2026-03-01 付款 1,299.50 元，5G套餐"),
        ("2026年3月1日 iPhone15 Pro", "2026年3月1日 iPhone15 Pro"),
        ("本人对此不满", "本人对此不满"),
    ],
)
def test_names_and_numbers_are_masked_and_dates_and_sums_are_not(text: str, masked: str) -> None:
    assert mask(text) == masked


def test_articles_are_suggested_that_share_what_is_rare(database: Database) -> None:
    for number in range(5):
        add_article(database, f"宽带套餐说明{number}", "宽带资费与套餐说明")
    wanted = add_article(database, "光猫红灯怎么办", "宽带光猫红灯闪烁时请重启光猫。")
    add_article(database, "光猫红灯草稿", "光猫红灯闪烁", state=ArticleState.DRAFT)
    index_all(database)
    with database.read() as session:
        found = suggest(session, "客户的宽带断了，光猫一直红灯闪烁")
        assert found[0].id == wanted
        assert found[0].begins == "宽带光猫红灯闪烁时请重启光猫。"
        assert 0 < found[0].shared < 1
        assert "光猫红灯草稿" not in [each.title for each in found]
        assert suggest(session, "的了") == suggest(session, "") == suggest(session, "完全无关的问题") == ()
        assert session.get_one(Article, wanted).state is ArticleState.PUBLISHED
