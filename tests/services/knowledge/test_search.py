"""Search: what holds the words is found by whatever road it came, what no longer does is not."""

import random
from collections.abc import Sequence
from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from app.clock import TimeSource
from app.models.change import Change
from app.models.knowledge import SEARCH_QUEUE, Article, ArticleState, ArticleUse, Readership, Searched
from app.models.ticket import Source, Ticket
from app.services.bulk import BulkInsert
from app.services.database import Database, DatabaseError, is_lost
from app.services.deadlines.rulebook import Rulebook
from app.services.first_start import make_ready
from app.services.knowledge import index
from app.services.knowledge.index import forget_traces, index_all, index_some, waiting
from app.services.knowledge.search import FoundRow, search
from app.services.scheduler import Scheduler
from app.settings import Settings
from tests.builders import MONDAY

DAY = timedelta(days=1)


def add_article(database: Database, title: str, body: str = "", **details: object) -> int:
    given: dict[str, object] = {"audience": Readership.PUBLIC, "state": ArticleState.PUBLISHED, "keywords": ""}
    given |= {"created_at": MONDAY, "changed_at": MONDAY} | details
    with database.write() as session:
        article = Article(title=title, body=body, **given)
        session.add(article)
        session.flush()
        return article.id


def add_tickets(database: Database, *titles: str, description: str = "") -> Sequence[int]:
    common = {"source": Source.EMAIL, "received_at": MONDAY, "recorded_at": MONDAY, "description": description}
    with database.write() as session:
        return session.scalars(
            insert(Ticket).returning(Ticket.id, sort_by_parameter_order=True),
            [common | {"title": title} for title in titles],
        ).all()


def found(database: Database, words: str, **how: object) -> tuple[FoundRow, ...]:
    with database.read() as session:
        return search(session, words, now=MONDAY, **how).rows  # type: ignore[arg-type]


def titles(database: Database, words: str) -> list[str]:
    return sorted(row.title for row in found(database, words))


@pytest.mark.parametrize("indexed", [False, True])
def test_words_of_two_languages_are_found_at_once_and_after_they_are_indexed(database: Database, indexed: bool) -> None:
    add_tickets(database, "退款迟迟未到账", "Refunds are late", "用U盾登录失败", "宽带 5G套餐资费")
    add_article(database, "如何退款", "ＲＥＦＵＮＤ 三日内到账")
    if indexed:
        assert index_all(database) == 5
    assert titles(database, "退款") == ["如何退款", "退款迟迟未到账"]
    assert titles(database, "退款迟迟") == ["退款迟迟未到账"]
    assert titles(database, "款") == ["如何退款", "退款迟迟未到账"]
    assert titles(database, "账") == ["如何退款", "退款迟迟未到账"]
    assert titles(database, "U盾") == ["用U盾登录失败"]
    assert titles(database, "5g套餐") == ["宽带 5G套餐资费"]
    assert titles(database, "到账 退款") == ["如何退款", "退款迟迟未到账"]
    assert titles(database, "refund") == (["Refunds are late", "如何退款"] if indexed else ["Refunds are late"])
    assert titles(database, "投诉无门") == titles(database, " ,%'\"* ") == []


def test_a_longer_word_is_not_found_by_its_pairs_apart(database: Database) -> None:
    add_tickets(database, "网络断了，断网赔偿", "断网络")
    index_all(database)
    assert titles(database, "断网络") == ["断网络"]


def test_every_run_of_signs_finds_what_holds_it_however_many_newer_texts_hold_its_pairs_apart(
    database: Database,
) -> None:
    chance = random.Random(7)
    texts = ["".join(chance.choices("网络，", k=chance.randint(2, 9))) for _ in range(60)]
    for text_ in texts[::2]:
        add_tickets(database, text_)
    for text_ in texts[1::2]:
        add_tickets(database, "投诉", description=text_)
    index_all(database)
    with database.read() as session:
        for word in ("".join(signs) for size in range(1, 6) for signs in product("网络", repeat=size)):
            holds = sum(word in text_ for text_ in texts)
            answer = search(session, word, limit=2, now=MONDAY)
            assert all(word in row.title + row.snippet for row in answer.rows if not answer.meant), word
            assert len(answer.rows) == min(holds, 2) or (not holds and answer.meant), word


def test_a_longer_word_in_another_form_of_its_signs_is_found(database: Database) -> None:
    add_tickets(database, "申请ﾊﾟｿｺﾝ退换")
    index_all(database)
    assert titles(database, "パソコン") == ["申请ﾊﾟｿｺﾝ退换"]


def test_whatever_changes_a_text_puts_it_into_the_index(database: Database) -> None:
    first, second, third = add_tickets(database, "空调漏水", "空调噪音", "空调异味")
    with database.write() as session:
        columns = "source received_at recorded_at title description stage high_risk status priority complexity policy"
        row = ("email", MONDAY, MONDAY, "空调不冷", "", "intake", False, "open", "normal", "general", "default")
        BulkInsert(session.connection(), Ticket, columns.split(), {"version": 1})([row])
    index_all(database)
    with database.write() as session:
        session.get_one(Ticket, first).title = "冰箱漏水"
    with database.write() as session:
        session.execute(update(Ticket).where(Ticket.id == second).values(demand="更换冰箱"))
        session.connection().exec_driver_sql(f"UPDATE ticket SET title = '冰箱异味' WHERE id = {third}")
    for _ in range(2):
        assert titles(database, "冰箱") == ["冰箱异味", "冰箱漏水", "空调噪音"]
        assert titles(database, "空调") == ["空调不冷", "空调噪音"]
        index_all(database)
    with database.write() as session:
        session.execute(delete(Ticket).where(Ticket.id == third))
    assert titles(database, "冰箱") == ["冰箱漏水", "空调噪音"]
    assert index_all(database) == 1


def test_what_changes_no_text_waits_for_nothing_and_indexing_tells_no_console(database: Database) -> None:
    (ticket,) = add_tickets(database, "退款")
    index_all(database)
    with database.write() as session:
        session.get_one(Ticket, ticket).stage = "investigation"
    with database.write() as session:
        before = session.scalar(select(func.count()).select_from(Change))
        assert index_some(session) == 0
    with database.read() as session:
        assert session.execute(select(SEARCH_QUEUE)).all() == []
        assert session.scalar(select(func.count()).select_from(Change)) == before


def test_the_queue_is_emptied_in_pieces_until_it_is_told_to_stop(database: Database) -> None:
    add_tickets(database, *(f"投诉{number}" for number in range(150)))
    answers = iter([True, False])
    assert index_all(database, lambda: next(answers)) == 100
    assert index_all(database) == 50
    assert len(found(database, "投诉", limit=200)) == 150


def test_many_texts_are_found_in_one_place_on_sqlite(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "_MANY", 200)
    pieces = text("SELECT count(DISTINCT segid) FROM search_ticket_idx")
    for count in (150, 250):
        add_tickets(sqlite_database, *(f"投诉{number}" for number in range(count)))
        assert index_all(sqlite_database) == count
        with sqlite_database.read() as session:
            assert (session.scalar(pieces) == 1) == (count >= 200)
    assert len(found(sqlite_database, "投诉", limit=500)) == 400


def test_what_the_database_refuses_is_said_as_everywhere(database: Database) -> None:
    def without_queue() -> None:
        with database.write() as session:
            session.connection().exec_driver_sql("DROP TABLE search_queue")
            search(session, "退款", now=MONDAY)

    with pytest.raises(DBAPIError, match="search_queue") as refusal:
        without_queue()
    assert not is_lost(refusal.value)


def test_a_text_of_more_pieces_than_an_index_takes_keeps_no_other_from_being_indexed(database: Database) -> None:
    # What a mail may hold that was a file: no two of its lines are the same.
    add_tickets(database, "日志", description="\n".join(f"{number:060}" for number in range(20_000)))
    add_tickets(database, "退款")
    assert index_all(database) == 2
    assert titles(database, "退款") == ["退款"]
    assert titles(database, f"{9:060}") == ["日志"]


@pytest.mark.parametrize(
    "words", ["AND", "退款 OR NOT", "NEAR(退 款, 2)", '退款" OR "', "title : 退*", "退_款%", "退\0款\ud800"]
)
def test_words_that_mean_something_to_an_index_are_words(database: Database, words: str) -> None:
    add_tickets(database, "NEAR and far or not: title 2 退 款 退款")
    add_tickets(database, "到账")
    index_all(database)
    assert titles(database, words) == ["NEAR and far or not: title 2 退 款 退款"]


def test_a_text_that_was_erased_leaves_no_trace(database: Database) -> None:
    add_tickets(database, "张三丰的手机")
    (ticket,) = add_tickets(database, "李四光的手机")
    index_all(database)
    with database.write() as session:
        session.execute(update(Ticket).where(Ticket.id == ticket).values(title="–"))
        forget_traces(session)
    assert titles(database, "手机") == ["张三丰的手机"]
    with database.read() as session:
        if database.embedded:
            blocks = session.scalars(text("SELECT block FROM search_ticket_data")).all()
            assert any("三丰".encode() in block for block in blocks)
            assert not any("四光".encode() in block for block in blocks)
        else:
            assert session.scalars(text("SELECT words::text FROM search_ticket ORDER BY id")).all()[1] == ""


def test_the_title_stands_above_the_text_and_the_useful_and_the_new_above_the_rest(database: Database) -> None:
    in_text = add_article(database, "会员须知", "退款需要三天。")
    old = add_article(database, "退款办法一", changed_at=MONDAY - 900 * DAY)
    plain = add_article(database, "退款办法二")
    useful, useless = add_article(database, "退款办法三"), add_article(database, "退款办法四")
    with database.write() as session:
        for article, helped in ((useful, True), (useful, True), (useless, False)):
            session.add(ArticleUse(article_id=article, at=MONDAY, helped=helped))
    index_all(database)
    rows = found(database, "退款", kinds=[Searched.ARTICLE])
    assert [row.id for row in rows] == [useful, plain, useless, old, in_text]
    assert sorted((row.score for row in rows), reverse=True) == [row.score for row in rows]


def test_newer_drafts_and_texts_that_have_changed_meanwhile_keep_nothing_from_being_found(database: Database) -> None:
    wanted = add_article(database, "退款指引")
    others = [add_article(database, f"退款草稿{number}") for number in range(6)]
    index_all(database)
    with database.write() as session:
        session.execute(update(Article).where(Article.id.in_(others[:3])).values(state=ArticleState.DRAFT))
        session.execute(update(Article).where(Article.id.in_(others[3:])).values(title="换货"))
    assert [row.id for row in found(database, "退款", limit=2)] == [wanted]
    with database.read() as session:
        assert waiting(session) == 3


def test_articles_stand_apart_however_many_complaints_hold_the_words(database: Database) -> None:
    add_tickets(database, *(f"退款{number}" for number in range(9)))
    article = add_article(database, "会员须知", "退款需要三天。")
    index_all(database)
    assert article not in [row.id for row in found(database, "退款", limit=3) if row.kind is Searched.ARTICLE]
    rows = found(database, "退款", limit=3, apart=True)
    assert [row.kind for row in rows] == [Searched.TICKET] * 3 + [Searched.ARTICLE]


def test_drafts_and_retired_articles_are_found_by_who_asks_for_them(database: Database) -> None:
    add_article(database, "退款草稿", state=ArticleState.DRAFT)
    add_article(database, "退款指引", "", keywords="钱没退")
    index_all(database)
    assert titles(database, "退款") == titles(database, "钱没退") == ["退款指引"]
    assert [row.title for row in found(database, "退款", states=[ArticleState.DRAFT])] == ["退款草稿"]


def test_the_snippet_shows_where_the_words_are(database: Database) -> None:
    add_tickets(database, "投诉", description="前情提要。" * 30 + "客户要求\n退款，ＲＥＦＵＮＤ now" + "后续。" * 60)
    index_all(database)
    (row,) = found(database, "退款 refund")
    assert [row.snippet[since:until] for since, until in row.marks] == ["退款", "ＲＥＦＵＮＤ"]
    assert len(row.snippet) == 120
    assert "\n" not in row.snippet
    assert row.number.startswith("FW-")


def test_the_snippet_of_an_article_shows_its_words_and_not_its_markdown(database: Database) -> None:
    body = "# 指引\n\n前言。\n- 登录[**退款**页面](https://shop.example/refund)，点`申请`\n- 等 *三天*\n1. 到账"
    add_article(database, "会员须知", body)
    add_article(database, "常用网址", "见 [商城](https://shop.example/refund) 首页")
    index_all(database)
    (row,) = found(database, "退款")
    assert row.snippet.startswith("登录退款页面，点申请 等 三天 1. 到账")
    assert [row.snippet[since:until] for since, until in row.marks] == ["退款"]
    assert {row.title: (row.snippet, row.marks) for row in found(database, "shop")}["常用网址"] == ("见 商城 首页", ())


@pytest.mark.parametrize(
    ("typed", "meant"), [("宽带段网", "宽带断网"), ("refnud late", "refund late"), ("退宽", "退款")]
)
def test_what_is_mistyped_is_found_by_what_was_meant(database: Database, typed: str, meant: str) -> None:
    add_tickets(database, "家里宽带断网三天", "My refund is late", "要求退款", "申请退款被拒")
    index_all(database)
    with database.read() as session:
        answer = search(session, typed, now=MONDAY)
        assert answer.meant == meant
        assert answer.rows == search(session, meant, now=MONDAY).rows
        assert search(session, "qqqq 乌有", now=MONDAY).rows == ()


def test_on_postgresql_one_process_indexes_at_a_time(postgresql_database: Database) -> None:
    add_tickets(postgresql_database, "退款")
    with postgresql_database.write() as one:
        assert index_some(one) == 1
        assert index_all(postgresql_database) == 0


def test_a_duty_indexes_what_waits(sqlite_database: Database) -> None:
    add_tickets(sqlite_database, "退款")
    time = TimeSource(sqlite_database.time)
    duties = Scheduler(sqlite_database, Rulebook(), [], Settings(), time)
    duties.tick_indexing()
    with sqlite_database.read() as session:
        assert session.execute(select(SEARCH_QUEUE)).all() == []
    assert titles(sqlite_database, "退款") == ["退款"]


def test_a_damaged_file_is_noticed_at_the_start(sqlite_database: Database) -> None:
    add_tickets(sqlite_database, *(f"投诉{number}" * 40 for number in range(300)))
    index_all(sqlite_database)
    make_ready(sqlite_database, now=MONDAY)
    sqlite_database.close()
    assert sqlite_database.file
    whole = bytearray(sqlite_database.file.read_bytes())
    # The last pages hold what was written last: complaints, and what they are found by.
    for page in range(len(whole) // 4096 - 30, len(whole) // 4096):
        whole[page * 4096 : page * 4096 + 2000] = b"\xa5" * 2000
    sqlite_database.file.write_bytes(whole)
    with pytest.raises(DatabaseError, match="is damaged"):
        make_ready(sqlite_database, now=MONDAY)
