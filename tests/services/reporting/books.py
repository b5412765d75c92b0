"""Small workbooks for the tests: a sheet of every kind, written and read back as three programs see it."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import openpyxl
import python_calamine
from lxml import etree

from app.models.people import Language
from app.services.bilingual import Bilingual
from app.services.reporting.sheets import Chart, Column, Kind, Series, Sheet
from app.services.reporting.workbook import Book

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
EVERY_KIND = [Column(kind, Bilingual(f"{kind} 列", f"{kind} column"), kind) for kind in Kind]
MIXED_ROWS: list[tuple[object, ...]] = [
    ("late <&> 超时", 3, 2.5, 0.932, 5_400, datetime(2026, 3, 1, 17, 5, 9, tzinfo=UTC), date(2026, 3, 2), True),
    (None, None, None, None, None, None, None, None),
    ("=1+1", -7, float("nan"), 1, 90_000.5, datetime(2025, 12, 31, 16, tzinfo=UTC), date(1901, 1, 1), False),
    (" _x0041_ ", 0, -0.125, 0, 0, datetime(1812, 6, 24, tzinfo=UTC), date(1066, 10, 14), None),
]


def sheet_of(rows: Iterable[Sequence[object]], columns: Sequence[Column] = EVERY_KIND, **more: Any) -> Sheet:
    return Sheet(Bilingual("数据", "Data"), "Data_Table", columns, rows, **more)


def texts(values: Iterable[object]) -> Sheet:
    """A sheet of one text column."""
    return sheet_of(((value,) for value in values), [Column("text", Bilingual("文本", "Text"))])


def by_source(rows: Sequence[Sequence[object]]) -> Sheet:
    """A titled summary with two charts."""
    columns = [
        Column("source", Bilingual("来源", "Source")),
        Column("met", Bilingual("按时", "On time"), Kind.INTEGER),
        Column("late", Bilingual("超时", "Late"), Kind.INTEGER),
        Column("rate", Bilingual("按时率", "On-time rate"), Kind.PERCENT),
    ]
    counts = [Series("met", "2F6F8F"), Series("late", "B5533C")]
    charts = [
        Chart("columns", Bilingual("数量", "Counts"), "source", counts, stacked=True, limit=2),
        Chart("line", Bilingual("按时率", "On-time rate"), "source", [Series("rate", "2F6F8F")]),
    ]
    return Sheet(
        Bilingual("按来源", "By source"),
        "By_source",
        columns,
        rows,
        title=Bilingual("时效达成", "SLA compliance"),
        lines=[Bilingual("生成于 2026-03-02", "Generated 2026-03-02")],
        notes=[Bilingual("=按时:不晚于到期时间", "=On time: not after the due time")],
        charts=charts,
    )


def book(*sheets: Sheet, language: Language = Language.ENGLISH, zone: ZoneInfo = SHANGHAI) -> Book:
    return Book(Bilingual("时效 & 报表", "SLA & report"), sheets, language, zone, NOW)


def cells(path: Path, sheet: int = 0) -> list[list[Any]]:
    """Every cell of a tab by openpyxl."""
    opened = openpyxl.load_workbook(path)
    return [list(row) for row in opened.worksheets[sheet].iter_rows(values_only=True)]


def seen_by_calamine(path: Path, sheet: int = 0) -> list[list[Any]]:
    return python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(sheet).to_python()


def part(path: Path, name: str) -> Any:
    """One part of the file as an XML tree."""
    with ZipFile(path) as archive:
        return etree.fromstring(archive.read(name))


def left_in(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())
