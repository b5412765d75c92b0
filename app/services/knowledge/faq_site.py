"""The FAQ site (常见问题网站): the public articles as plain files that any web server, or none, can show and search."""

import json
import os
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.grams import grams
from app.models.knowledge import Article, ArticleState, Readership
from app.models.markdown import as_html, as_text
from app.models.people import Language
from app.models.ticket import Category
from app.services.pulse import floor_zone

RESOURCES = Path(__file__).resolve().parents[3] / "resources" / "faq"
# Names the files that were written, so that the next time these and no others are replaced.
MANIFEST = "faq.json"
# What any file of a site is called, whatever the system takes for a path.
_OURS = re.compile(r"(?:index/\d+\.js|article-\d+\.html|index\.html|(?:articles|search)\.js|style\.css)", re.ASCII)
# One file of the index has about so many pieces; a search reads one or a few of them.
_PIECES_A_FILE = 4_000
_BEGIN = 120
_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none'"

_WORDS: Mapping[Language, Mapping[str, str]] = {
    Language.CHINESE: {
        "title": "常见问题",
        "search": "搜索",
        "hint": "输入关键词，例如：退款",
        "skip": "跳到正文",
        "other": "其他",
        "back": "返回全部问题",
        "changed": "更新日期：{day}",
        "found": "找到 {count} 篇",
        "none": "没有找到，请换个说法试试。",
        "script": "搜索需要启用 JavaScript，全部问题列在下方。",
    },
    Language.ENGLISH: {
        "title": "Frequently asked questions",
        "search": "Search",
        "hint": "Type a word, such as refund",
        "skip": "Skip to the content",
        "other": "Other",
        "back": "All questions",
        "changed": "Last changed: {day}",
        "found": "{count} found",
        "none": "Nothing found. Try other words.",
        "script": "Searching needs JavaScript; all questions are listed below.",
    },
}


class FaqError(DomainError):
    """An FAQ site that cannot be written."""


def faq_site(session: Session, folder: Path, language: Language = Language.CHINESE, title: str = "") -> int:
    """Write the public articles of a language into a folder, in place of the site that is there; return how many.

    The folder is whole at every moment but the last: everything is written beside it first. Raises `FaqError` where
    there is nothing to show, or where the folder holds what is not such a site.
    """
    rows = session.execute(
        select(Article, Category.path)
        .outerjoin(Category, Category.id == Article.category_id)
        .where(
            Article.state == ArticleState.PUBLISHED,
            Article.audience == Readership.PUBLIC,
            Article.language == language,
        )
        .order_by(Category.path.is_(None), Category.path, Article.title, Article.id)
    ).all()
    # What was public once must not stay on a site for want of another article.
    if not rows and not os.path.isfile(folder / MANIFEST):
        raise FaqError("No article is public yet: publish one that is for everybody first.")
    words = dict(_WORDS[language])
    words["title"] = title.strip() or words["title"]
    zone = ZoneInfo(floor_zone(session))
    files = dict(_files([(article, path or words["other"]) for article, path in rows], language, words, zone))
    try:
        _replace(folder, files)
    except OSError as error:
        raise FaqError("The FAQ site cannot be written to {folder}: {reason}.", folder=folder, reason=error) from error
    return len(rows)


def _files(
    rows: Sequence[tuple[Article, str]], language: Language, words: Mapping[str, str], zone: ZoneInfo
) -> Iterator[tuple[str, str]]:
    for name in ("search.js", "style.css"):
        yield name, (RESOURCES / name).read_text("utf-8")
    yield "index.html", _front(rows, language, words)
    for article, path in rows:
        yield _file(article), _page(article, path, language, words, zone)
    pieces = _index([article for article, _ in rows])
    count = max(len(pieces) // _PIECES_A_FILE, 1)
    shards: defaultdict[int, dict[str, list[int]]] = defaultdict(dict)
    for piece, places in pieces.items():
        shards[ord(piece[0]) % count][piece] = places
    for number in range(count):
        yield f"index/{number}.js", f"faq.load({number},{_json(shards[number])})"
    listed = [(_file(each), each.title, as_text(each.body)[:_BEGIN]) for each, _ in rows]
    said = {name: words[name] for name in ("found", "none")}
    yield "articles.js", f"faq.count={count};faq.words={_json(said)};faq.articles={_json(listed)}"


def _index(articles: Sequence[Article]) -> dict[str, list[int]]:
    """Return of each piece its articles: twice their place, one more where the title holds it, each as a step on."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    last: dict[str, int] = {}
    for place, article in enumerate(articles):
        in_title = {*grams(article.title), *grams(article.keywords)}
        for piece in sorted(in_title.union(grams(as_text(article.body)))):
            value = 2 * place + (piece in in_title)
            found[piece].append(value - last.get(piece, 0))
            last[piece] = value
    return found


def _front(rows: Sequence[tuple[Article, str]], language: Language, words: Mapping[str, str]) -> str:
    lists = "\n".join(
        f"<section><h2>{escape(path)}</h2>\n<ul>\n"
        + "\n".join(f'<li><a href="{_file(article)}">{escape(article.title)}</a></li>' for article, _ in group)
        + "\n</ul></section>"
        for path, group in groupby(rows, key=lambda row: row[1])
    )
    body = f"""<h1>{escape(words["title"])}</h1>
<form role="search"><label for="words">{words["search"]}</label>
<input id="words" type="search" autocomplete="off" placeholder="{words["hint"]}" aria-controls="found"></form>
<p id="said" role="status" aria-live="polite"></p>
<noscript><p>{words["script"]}</p></noscript>
<ul id="found"></ul>
<div id="all">
{lists}
</div>"""
    return _html(
        words["title"], body, language, words, '<script src="search.js"></script><script src="articles.js"></script>'
    )


def _page(article: Article, path: str, language: Language, words: Mapping[str, str], zone: ZoneInfo) -> str:
    day = words["changed"].format(day=f"{article.changed_at.astimezone(zone):%Y-%m-%d}")
    body = f"""<nav><a href="index.html">{words["back"]}</a></nav>
<article><h1>{escape(article.title)}</h1>
{as_html(article.body)}
</article>
<footer>{escape(path)} · {day}</footer>"""
    return _html(f"{article.title} · {words['title']}", body, language, words)


def _html(title: str, body: str, language: Language, words: Mapping[str, str], scripts: str = "") -> str:
    return f"""<!DOCTYPE html>
<html lang="{"zh-CN" if language is Language.CHINESE else "en"}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="referrer" content="no-referrer">
<title>{escape(title)}</title><link rel="stylesheet" href="style.css">{scripts}</head>
<body><a class="skip" href="#main">{words["skip"]}</a>
<main id="main">
{body}
</main></body></html>
"""


def _file(article: Article) -> str:
    return f"article-{article.id}.html"


def _json(value: Any) -> str:
    """Return JSON that is JavaScript, too, wherever it stands."""
    found = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return found.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _replace(folder: Path, files: Mapping[str, str]) -> None:
    manifest = folder / MANIFEST
    if folder.exists() and not manifest.is_file() and (not folder.is_dir() or any(folder.iterdir())):
        raise FaqError("{folder} holds other files: choose an empty folder, or one with an FAQ site.", folder=folder)
    known = _known(manifest.read_text("utf-8")) if manifest.is_file() else set()
    (folder / "index").mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as beside:
        for name, text in {**files, MANIFEST: json.dumps(sorted(files))}.items():
            written = Path(beside) / name.replace("/", "-")
            written.write_text(text, "utf-8")
            written.chmod(0o644)
        for name in (*files, MANIFEST):
            (Path(beside) / name.replace("/", "-")).replace(folder / name)
    for name in known - set(files):
        (folder / name).unlink(missing_ok=True)


def _known(manifest: str) -> set[str]:
    """Return the files that a list names: one that somebody has changed leads to none but those of a site."""
    return {name for name in re.findall(r'"([^"]*)"', manifest) if _OURS.fullmatch(name)}
