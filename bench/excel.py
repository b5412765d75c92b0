"""The report's workbook against XlsxWriter: time for 100,000 rows of 14 mixed columns, and its peak memory."""

import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

import xlsxwriter

from app.models.people import Language
from app.services.bilingual import Bilingual
from app.services.reporting.sheets import FORMATS, Column, Kind, Sheet
from app.services.reporting.workbook import Book
from bench.report import Case, main

ROWS = 100_000
ROUNDS = 3
ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
KINDS = {
    "Ticket": Kind.TEXT,
    "External key": Kind.TEXT,
    "Source": Kind.TEXT,
    "Category": Kind.TEXT,
    "Owner": Kind.TEXT,
    "Description": Kind.TEXT,
    "Cycle": Kind.INTEGER,
    "Score": Kind.NUMBER,
    "Share": Kind.PERCENT,
    "Started": Kind.DATETIME,
    "Due": Kind.DATETIME,
    "Stopped": Kind.DATETIME,
    "Late by": Kind.DURATION,
    "On time": Kind.FLAG,
}
COLUMNS = [Column(name, Bilingual(name, name), kind) for name, kind in KINDS.items()]
SOURCES = ("telephone 电话", "chat 在线", "e-mail 邮件", "web form 表单", "social media 社交媒体")
CATEGORIES = ("billing & fees 费用", "logistics 物流", "product <quality> 质量", "service attitude 态度", "policy 政策")
OWNERS = tuple(f"坐席 {number:03}" for number in range(120))

Row = tuple[Any, ...]


def rows(count: int = ROWS) -> Iterator[Row]:
    """Rows as a report draws them: texts that repeat and texts that do not, blanks, aware instants."""
    draw = random.Random(7)
    for number in range(count):
        started = NOW - timedelta(seconds=draw.randrange(90 * 86_400))
        due = started + timedelta(hours=24)
        late = draw.randrange(-80_000, 20_000)
        stopped = None if late % 9 == 0 else due + timedelta(seconds=late)
        yield (
            f"C-2026-{number:06}",
            f"{draw.getrandbits(40):010x}",
            draw.choice(SOURCES),
            draw.choice(CATEGORIES),
            draw.choice(OWNERS),
            f"=客户第 {number} 次来电 called about order {draw.randrange(10**8)} & waits" if number % 3 else None,
            1 + number % 3,
            draw.random() * 100,
            draw.random(),
            started,
            due,
            stopped,
            max(0, late),
            late <= 0,
        )


def ours(path: Path, data: Iterator[Row] | list[Row]) -> None:
    sheet = Sheet(Bilingual("数据", "Data"), "Clocks", COLUMNS, data, total=ROWS)
    Book(Bilingual("时效报表", "SLA report"), [sheet], Language.ENGLISH, ZONE, NOW).write(path)


def theirs(path: Path, data: list[Row]) -> None:
    """The same cells, formats, heading, widths, filter and frozen panes through XlsxWriter's typed writers."""
    book = xlsxwriter.Workbook(path, {"constant_memory": True, "default_date_format": FORMATS[Kind.DATETIME]})
    sheet = book.add_worksheet("Data")
    formats = {kind: book.add_format({"num_format": FORMATS[kind], "font_size": 10}) for kind in Kind}
    quoted = book.add_format({"quote_prefix": True, "font_size": 10})
    bold = book.add_format({"bold": True, "bg_color": "#1F2D3A", "font_color": "#FFFFFF", "text_wrap": True})
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    for column, name in enumerate(KINDS):
        sheet.set_column(column, column, 18)
        sheet.write_string(0, column, name, bold)
    kinds = list(KINDS.values())
    for number, row in enumerate(data, 1):
        for column, (kind, value) in enumerate(zip(kinds, row, strict=True)):
            if value is None:
                continue
            if kind is Kind.TEXT:
                sheet.write_string(number, column, value, quoted if value[0] in "=+-@\t\r" else formats[kind])
            elif kind is Kind.DATETIME:
                sheet.write_datetime(number, column, value.astimezone(ZONE).replace(tzinfo=None), formats[kind])
            elif kind is Kind.FLAG:
                sheet.write_boolean(number, column, value, formats[kind])
            else:
                sheet.write_number(number, column, value / 86_400 if kind is Kind.DURATION else value, formats[kind])
    sheet.autofilter(0, 0, len(data), len(KINDS) - 1)
    book.close()


def seconds(write: Callable[[Path, list[Row]], None], path: Path, data: list[Row]) -> float:
    start = perf_counter()
    write(path, data)
    return perf_counter() - start


def peak_mb() -> float:
    """Megabytes at the peak of one export above the idle process, in a child that has imported everything."""
    answer = subprocess.run(
        [sys.executable, "-m", "bench.excel", "--child"], capture_output=True, text=True, check=True
    )
    return float(answer.stdout)


def child() -> float:
    """Export once, from an iterator, and return the megabytes by which this process grew (Linux)."""
    with tempfile.TemporaryDirectory() as folder:
        idle = _memory("VmRSS")
        Path("/proc/self/clear_refs").write_text("5")  # lets the high-water mark start anew
        ours(Path(folder, "peak.xlsx"), rows())
        return (_memory("VmHWM") - idle) / 1024


def _memory(field: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(field))


def cases() -> Iterator[Case]:
    data = list(rows())
    mine, peers = [], []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(ROUNDS):
            mine.append(seconds(ours, Path(folder, "ours.xlsx"), data))
            peers.append(seconds(theirs, Path(folder, "theirs.xlsx"), data))
    against = f"XlsxWriter constant_memory, {ROWS:,} x {len(KINDS)}: {median(mine):.2f} s against {median(peers):.2f} s"
    yield Case(bench="excel", case="write_vs_xlsxwriter", ratio=median(peers) / median(mine), against=against)
    yield Case(bench="excel", case="peak_mb", value=peak_mb(), unit="MB", against="the idle process")


if __name__ == "__main__":
    if "--child" in sys.argv:
        print(child())
    else:
        main(cases)
