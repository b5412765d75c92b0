"""Search over 100,000 articles and complaints against `LIKE` on both databases: how fast, and whether all is found.

The texts are sentences of real complaints, shuffled: `留言答复*.xlsx` (Chinese) and `cfpb*.csv.gz` (English) of the
folder that FLOORWATCH_DATA names, by default `../shared/data` beside the repository. Half of the rows are articles. The
words are those of the texts that stand in so many rows: from one in five thousand to one in twenty. A ratio is the
time of all of them by `LIKE` over the time by `search`, which ranks, reads and marks twenty rows; `vs_like` is the
least of the six.
"""

import csv
import gzip
import os
import random
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models.knowledge import Article, Searched
from app.models.ticket import Ticket
from app.services.bulk import BulkInsert
from app.services.database import Database, reserve_ids
from app.services.knowledge.index import TEXTS, index_all
from app.services.knowledge.search import search
from app.services.schema import upgrade
from bench.report import Case, main
from tests.builders import MONDAY
from tests.postgres import Postgres

DATA = Path(os.environ.get("FLOORWATCH_DATA") or Path(__file__).resolve().parents[1] / ".." / "shared" / "data")
ROWS = 100_000
# In which share of the rows the words of a measurement stand, and how often each is looked for.
SHARES = (0.0002, 0.001, 0.005, 0.02, 0.05)
ROUNDS = 5
# So often a server plans a statement anew before it keeps the plan; a console searches more often than that.
PLANNED = 12
SAVES = 200
ROWS_OF_RECALL = 40
_CHINESE, _ENGLISH = re.compile("[一-鿿]+"), re.compile(r"\b[a-z]{4,}\b")


def cases() -> Iterator[Case]:
    """Yield the ratios of each database and sort of words, the least of them, the recall, and what the index costs."""
    chinese, english = _sentences()
    rows = list(_rows(chinese, english))
    words = _words(rows)
    ratios, recalls = [], []
    for name, database, stop in _databases():
        _fill(database, rows)
        begin = perf_counter()
        index_all(database)
        yield _value(f"index_{name}", ROWS / (perf_counter() - begin), "texts/s")
        if not database.embedded:
            with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("VACUUM ANALYZE")
        for sort, chosen in words.items():
            ratio, recall, longest = _compare(database, chosen)
            ratios.append(ratio)
            recalls += [recall] if sort == "zh2" else []
            yield Case(bench="search", case=f"vs_like_{name}_{sort}", ratio=ratio, against=f"LIKE: {' '.join(chosen)}")
            yield _value(f"longest_{name}_{sort}", longest * 1_000, "ms")
        yield _value(f"save_{name}", _saving(database) * 1_000, "ms more to save a complaint")
        database.close()
        stop()
    yield Case(bench="search", case="vs_like", ratio=min(ratios), against="the least of the six")
    yield Case(bench="search", case="recall", value=min(recalls), unit="of the rows that LIKE finds")


def _value(case: str, value: float, unit: str) -> Case:
    return Case(bench="search", case=case, value=value, unit=unit)


def _databases() -> Iterator[tuple[str, Database, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        embedded = Database(Path(folder) / "floor.db")
        upgrade(embedded, now=MONDAY)
        yield "sqlite", embedded, lambda: None
    server = Postgres()
    yield "postgresql", server.copy(), server.stop


def _sentences() -> tuple[list[str], list[str]]:
    """Return Chinese and English sentences."""
    chinese, english = sorted(DATA.glob("留言答复*.xlsx")), sorted(DATA.glob("cfpb*.csv.gz"))
    if not (chinese and english):
        sys.stderr.write(f"There are no texts in {DATA}: set FLOORWATCH_DATA to the folder of the real files.\n")
        sys.exit(2)
    from python_calamine import CalamineWorkbook

    sheet = CalamineWorkbook.from_path(str(chinese[0])).get_sheet_by_index(0).to_python()
    cells = [cell for row in sheet for cell in row if isinstance(cell, str) and len(cell) > 30]
    with gzip.open(english[0], "rt", encoding="utf-8", errors="replace") as file:
        narratives = [cell for row in csv.reader(file) for cell in row if len(cell) > 200]
    return _split(cells, "[。！？；\\s]+"), _split(narratives, "[.!?;\\s]{2,}")


def _split(texts: Sequence[str], ends: str) -> list[str]:
    return [piece.strip() for each in texts for piece in re.split(ends, each) if 8 <= len(piece.strip()) <= 200]


def _rows(chinese: list[str], english: list[str]) -> Iterator[tuple[str, str]]:
    """Yield titles and texts, every fourth of them English."""
    chance = random.Random(6)
    for number in range(ROWS):
        source, end = (english, ". ") if number % 4 == 0 else (chinese, "。")
        title, *body = chance.choices(source, k=chance.randint(4, 8))
        yield title[:60], end.join(body)


def _words(rows: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    """Return of each sort of words those that stand in about so many rows."""
    counts: dict[str, Counter[str]] = {"zh2": Counter(), "zh4": Counter(), "en": Counter()}
    sample = rows[:: max(len(rows) // 20_000, 1)]
    for title, body in sample:
        text = f"{title} {body}"
        runs = _CHINESE.findall(text)
        for sort, size in (("zh2", 2), ("zh4", 4)):
            counts[sort].update({run[place : place + size] for run in runs for place in range(len(run) - size + 1)})
        counts["en"].update(set(_ENGLISH.findall(text)))
    return {
        sort: [min(found, key=lambda word: abs(found[word] / len(sample) - share)) for share in SHARES]
        for sort, found in counts.items()
    }


def _fill(database: Database, rows: Sequence[tuple[str, str]]) -> None:
    common: dict[str, Any] = {"version": 1, "state": "published", "audience": "public", "language": "zh"}
    of_article = common | {"created_at": MONDAY, "keywords": ""}
    of_ticket = {"version": 1, "source": "email", "status": "open", "stage": "intake", "priority": "normal"}
    of_ticket |= {"complexity": "general", "high_risk": False, "policy": "default", "recorded_at": MONDAY, "demand": ""}
    for kind, constants, texts, at, those in (
        (Article, of_article, ("title", "body"), "changed_at", rows[::2]),
        (Ticket, of_ticket, ("title", "description"), "received_at", rows[1::2]),
    ):
        with database.write() as session:
            ids = reserve_ids(session, kind, len(those))
            insert = BulkInsert(session.connection(), kind, ("id", *texts, at), constants)
            insert([(id_, *text, MONDAY - timedelta(minutes=id_)) for id_, text in zip(ids, those, strict=True)])


def _compare(database: Database, words: Sequence[str]) -> tuple[float, float, float]:
    """Return theirs over ours for all the words, the least share of rows found, and our longest single time."""
    ours: list[float] = []
    theirs: list[float] = []
    recalls = []
    with database.read() as session:
        for _ in range(PLANNED):
            _ours(session, words[0])
        for word in words:
            timed = partial(_least_time, session, word)
            ours.append(timed(_ours))
            theirs.append(timed(_theirs))
            known = set(_theirs(session, word))
            found = set(_ours(session, word, len(known) + ROWS_OF_RECALL))
            recalls.append(len(known & found) / len(known))
    return sum(theirs) / sum(ours), min(recalls), max(ours)


def _least_time(session: Session, word: str, look: Any) -> float:
    """Return the least of some rounds: what other work on the machine adds is no time of either."""
    times = []
    for _ in range(ROUNDS):
        begin = perf_counter()
        look(session, word)
        times.append(perf_counter() - begin)
    return min(times)


def _ours(session: Session, word: str, limit: int = 20) -> list[tuple[Searched, int]]:
    return [(row.kind, row.id) for row in search(session, word, limit=limit, now=MONDAY).rows]


def _theirs(session: Session, word: str) -> list[tuple[Searched, int]]:
    found = []
    for kind, (model, titles, bodies) in TEXTS.items():
        holds = or_(*(column.like(f"%{word}%") for column in (*titles, *bodies)))
        found += [(kind, id_) for id_ in session.connection().scalars(select(model.id).where(holds))]
    return found


def _saving(database: Database) -> float:
    """Return how much longer it takes to write a complaint with the trigger than without it: seconds."""
    with_it = _time_to_save(database)
    with database.write() as session:
        on = "" if database.embedded else " ON ticket"
        session.connection().exec_driver_sql(f"DROP TRIGGER search_ticket_insert{on}")
    return with_it - _time_to_save(database)


def _time_to_save(database: Database) -> float:
    times = []
    for _ in range(SAVES):
        begin = perf_counter()
        with database.write() as session:
            session.add(Ticket(source="email", title="退款迟迟未到账", received_at=MONDAY, recorded_at=MONDAY))
        times.append(perf_counter() - begin)
    return min(times)


if __name__ == "__main__":
    main(cases)
