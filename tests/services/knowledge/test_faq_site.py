"""The FAQ site: public articles only, nothing of them but text, and its search finds what the console finds."""

import json
import re
import shutil
import subprocess
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.commands import faq
from app.models.floor import Floor
from app.models.grams import grams
from app.models.knowledge import Article, ArticleState, Readership
from app.models.markdown import as_html, as_text
from app.models.people import Language
from app.models.ticket import Category
from app.services.database import Database
from app.services.knowledge.faq_site import MANIFEST, FaqError, faq_site
from app.settings import DatabaseSettings, Settings
from tests.services.knowledge.test_search import add_article

CHROMIUM = shutil.which("chromium")
EVIL = "</script><script>document.title='bad'</script><img src=x onerror=alert(1)>"


def write(database: Database, folder: Path, language: Language = Language.CHINESE) -> int:
    with database.read() as session:
        return faq_site(session, folder, language)


def test_only_public_articles_of_the_language_are_written(database: Database, tmp_path: Path) -> None:
    with database.write() as session:
        category = Category(name="退货", path="售后 / 退货")
        session.add(category)
        session.flush()
        inside = category.id
    shown = add_article(database, "如何退款", "## 步骤\n\n1. 申请\n2. 等待", category_id=inside)
    add_article(database, "内部话术", "不外传", audience=Readership.INTERNAL)
    add_article(database, "未完成", "草稿", state=ArticleState.DRAFT)
    add_article(database, "Refunds", "Three days", language=Language.ENGLISH)
    assert write(database, tmp_path) == 1
    names = sorted(str(each.relative_to(tmp_path)) for each in tmp_path.rglob("*.*"))
    assert names == [
        f"article-{shown}.html",
        "articles.js",
        "faq.json",
        "index.html",
        "index/0.js",
        "search.js",
        "style.css",
    ]
    front = (tmp_path / "index.html").read_text("utf-8")
    assert '<html lang="zh-CN">' in front
    assert "<h2>售后 / 退货</h2>" in front
    whole = "".join(each.read_text("utf-8") for each in tmp_path.rglob("*.*"))
    assert not re.search("内部话术|不外传|未完成|Refunds", whole)
    page = (tmp_path / f"article-{shown}.html").read_text("utf-8")
    assert "<h2>步骤</h2>\n<ol><li>申请</li><li>等待</li></ol>" in page
    assert not re.search(r"""(src|href)=["']?(https?:)?//""", whole)
    for name in ("index.html", f"article-{shown}.html"):
        policy = "content=\"default-src 'none'; script-src 'self'; style-src 'self';"
        assert policy in (tmp_path / name).read_text("utf-8")


def test_the_index_holds_each_piece_with_the_steps_between_its_articles(
    sqlite_database: Database, tmp_path: Path
) -> None:
    for number in range(3):
        add_article(sqlite_database, f"问题{number}", "退款" if number else "换货", language=Language.ENGLISH)
    write(sqlite_database, tmp_path, Language.ENGLISH)
    call = (tmp_path / "index" / "0.js").read_text("utf-8")
    pieces = json.loads(call.removeprefix("faq.load(0,").removesuffix(")"))
    assert pieces["问题"] == [1, 2, 2]
    assert pieces["退款"] == [2, 2]
    assert pieces["换货"] == [0]
    assert set(pieces) == {*grams("问题0 问题1 问题2 退款 换货")}


def test_nothing_in_an_article_becomes_more_than_text(sqlite_database: Database, tmp_path: Path) -> None:
    add_article(
        sqlite_database, EVIL, f'{EVIL}\n\n[x](javascript:alert(1)) [y](https://a.cn/"onclick=) `<b>`', keywords=EVIL
    )
    write(sqlite_database, tmp_path)
    for file in tmp_path.rglob("*.*"):
        assert "<script>document" not in file.read_text("utf-8")
        assert "<img" not in file.read_text("utf-8")
    (page,) = tmp_path.glob("article-*.html")
    assert not re.search('href="(javascript|https://a)', page.read_text("utf-8"))


def test_a_new_site_takes_the_place_of_the_old_one_and_of_nothing_else(
    sqlite_database: Database, tmp_path: Path
) -> None:
    with pytest.raises(FaqError, match="No article is public"):
        write(sqlite_database, tmp_path / "site")
    first = add_article(sqlite_database, "旧")
    write(sqlite_database, tmp_path / "site")
    (tmp_path / "site" / "CNAME").write_text("faq.example.cn")
    manifest = tmp_path / "site" / MANIFEST
    manifest.write_text(
        json.dumps([*json.loads(manifest.read_text()), "../kept.html", "/etc/kept.html", "C:/kept.html", "", 7])[:-1]
    )
    (tmp_path / "kept.html").touch()
    with sqlite_database.write() as session:
        session.connection().exec_driver_sql("UPDATE article SET state = 'retired'")
    second = add_article(sqlite_database, "新")
    write(sqlite_database, tmp_path / "site")
    assert not (tmp_path / "site" / f"article-{first}.html").exists()
    assert (tmp_path / "site" / f"article-{second}.html").exists()
    assert (tmp_path / "site" / "CNAME").exists()
    assert (tmp_path / "kept.html").exists()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "thesis.txt").touch()
    for folder in (tmp_path / "other", tmp_path / "kept.html"):
        with pytest.raises(FaqError, match="other files"):
            write(sqlite_database, folder)


def test_the_last_article_that_is_taken_back_leaves_the_site(sqlite_database: Database, tmp_path: Path) -> None:
    article = add_article(sqlite_database, "旧", "不再公开")
    write(sqlite_database, tmp_path)
    with sqlite_database.write() as session:
        session.get_one(Article, article).audience = Readership.INTERNAL
    assert write(sqlite_database, tmp_path) == 0
    assert not (tmp_path / f"article-{article}.html").exists()
    assert "不再公开" not in "".join(each.read_text("utf-8") for each in tmp_path.rglob("*.*"))


def test_a_page_says_on_which_day_of_the_floor_it_was_changed(sqlite_database: Database, tmp_path: Path) -> None:
    with sqlite_database.write() as session:
        session.add(Floor(name="呼叫中心", zone="Asia/Shanghai"))
    article = add_article(sqlite_database, "旧", changed_at=datetime(2026, 11, 21, 17, 30, tzinfo=UTC))
    write(sqlite_database, tmp_path)
    assert "更新日期：2026-11-22" in (tmp_path / f"article-{article}.html").read_text("utf-8")


def test_a_long_line_of_signs_that_might_begin_something_ends_soon() -> None:
    for line in ("*a " * 9_000, "**a " * 9_000, "[" * 30_000, "[a](" * 9_000):
        assert as_html(line) == f"<p>{line.strip()}</p>"
        assert as_text(line) == line.strip()
    assert as_text("甲" + "\n" * 30_000 + "乙") == "甲 乙"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("一\n二\n\n三", "<p>一<br>二</p>\n<p>三</p>"),
        ("# 题\n- 甲\n- **乙**", "<h2>题</h2>\n<ul><li>甲</li><li><strong>乙</strong></li></ul>"),
        ("```\n<b>*x*</b>\n```", "<pre><code>&lt;b&gt;*x*&lt;/b&gt;</code></pre>"),
        ("a *b* 2*3*4", "<p>a <em>b</em> 2*3*4</p>"),
        (
            "[官网](https://a.cn/?a=1&b=2)",
            '<p><a href="https://a.cn/?a=1&amp;b=2" rel="noopener noreferrer">官网</a></p>',
        ),
        ("[x](data:text/html,1)", "<p>[x](data:text/html,1)</p>"),
        ("[a*b](https://a.cn/*c*)", '<p><a href="https://a.cn/*c*" rel="noopener noreferrer">a*b</a></p>'),
    ],
)
def test_markdown_becomes_what_it_may(text: str, html: str) -> None:
    assert as_html(text) == html


def test_what_a_reader_sees_is_on_one_line() -> None:
    assert as_text("## 题\n\n- **甲**\n- [官网](https://a.cn)\n```\nx\n```") == "题 甲 官网 x"


def test_the_command_says_where_the_site_begins(
    sqlite_database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add_article(sqlite_database, "如何退款")
    parser = ArgumentParser()
    faq.add_arguments(parser)
    given = parser.parse_args([str(tmp_path / "site"), "--title", "帮助 <中心>"])
    assert faq.run(given, Settings(database=DatabaseSettings(address=str(sqlite_database.file)))) == 0
    assert capsys.readouterr().out == f"{tmp_path / 'site' / 'index.html'}: 1\n"
    assert "<h1>帮助 &lt;中心&gt;</h1>" in (tmp_path / "site" / "index.html").read_text("utf-8")


@pytest.mark.long
@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")
def test_a_browser_without_a_server_finds_what_is_looked_for(sqlite_database: Database, tmp_path: Path) -> None:
    add_article(sqlite_database, "会员须知", "退款需要三天，ＲＥＦＵＮＤ也一样。")
    add_article(sqlite_database, "如何退款", "联系客服，用U盾登录。")
    add_article(sqlite_database, EVIL, "宽带断网")
    # So many pieces that the index has several files.
    add_article(sqlite_database, "生僻字", "".join(map(chr, range(0x4E00, 0x4E00 + 9_000))))
    write(sqlite_database, tmp_path)
    assert len(list((tmp_path / "index").iterdir())) > 1
    for words, titles in (
        ("退款", ["如何退款", "会员须知"]),
        ("款", ["如何退款", "会员须知"]),
        ("u盾 客服", ["如何退款"]),
        ("refun", ["会员须知"]),
        ("断网", [EVIL]),
        ("乌有", []),
    ):
        shown = _shown_by_browser(tmp_path / "index.html", words, tmp_path)
        assert [title for title in shown if title != "生僻字"] == titles


def _shown_by_browser(page: Path, words: str, folder: Path) -> list[str]:
    """Return the titles in the list of what was found, as Chromium has drawn it."""
    command = [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}"]
    command += ["--virtual-time-budget=10000", "--dump-dom", f"{page.as_uri()}#{words}"]
    drawn = subprocess.run(command, capture_output=True, check=True, encoding="utf-8", timeout=120).stdout
    found = re.search(r'<ul id="found">(.*?)</ul>', drawn, re.DOTALL)
    assert found, drawn[:2_000]
    assert "<title>常见问题</title>" in drawn
    titles = re.findall(r"<a [^>]*>(.*?)</a>", found[1])
    return [title.replace("&lt;", "<").replace("&gt;", ">") for title in titles]
