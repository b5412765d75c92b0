"""Made files of the shapes that others send, the good and the bad."""

import csv
import gzip
import io
import struct
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl

NOW = datetime(2026, 1, 10, 12, tzinfo=UTC)

_LISTS = """
CASE_ENQUIRY_ID,OPEN_DT,TARGET_DT,CLOSED_DT,OnTime_Status,CASE_STATUS,CASE_TITLE,SUBJECT,REASON,TYPE,QUEUE,Department,\
neighborhood,Source
Ticket #,Customer Complaint,Date,Date_month_year,Time,Received Via,City,State,Zip code,Status,\
Filing on Behalf of Someone
留言编号,留言用户,留言主题,留言时间,留言详情,答复意见,答复时间
number,incident_state,reassignment_count,reopen_count,made_sla,caller_id,opened_at,sys_updated_at,contact_type,\
location,category,subcategory,u_symptom,impact,urgency,priority,assignment_group,assigned_to,closed_code,resolved_at,\
closed_at
"""
BOSTON, COMCAST, MESSAGES, INCIDENTS = (line.split(",") for line in _LISTS.split("\n")[1:-1])


def boston_row(key: str, opened: str, target: str = "", closed: str = "", **other: str) -> list[str]:
    """Return one service request; the city's flag follows from its times unless it is given."""
    values = dict.fromkeys(BOSTON, "") | {
        "CASE_ENQUIRY_ID": key,
        "OPEN_DT": opened,
        "TARGET_DT": target,
        "CLOSED_DT": closed,
        "CASE_STATUS": "Closed" if closed else "Open",
        "CASE_TITLE": "Pothole",
        "SUBJECT": "Works",
        "REASON": "Roads",
        "TYPE": "Repair",
        "QUEUE": "District 6",
        "Source": "Constituent Call",
    }
    return list((values | other).values())


def incident_row(number: str, state: str, updated: str, **other: str) -> list[str]:
    """Return one row of an incident's log."""
    values = dict.fromkeys(INCIDENTS, "?") | {
        "number": number,
        "incident_state": state,
        "opened_at": "29/2/2016 01:16",
        "sys_updated_at": updated,
        "contact_type": "Phone",
        "category": "Category 5",
        "priority": "3 - Moderate",
    }
    return list((values | other).values())


def csv_bytes(rows: Iterable[Sequence[str]], encoding: str = "utf-8") -> bytes:
    """Return rows as a CSV file."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode(encoding)


def put(path: Path, content: bytes) -> Path:
    """Write a file, packed when its name says so, and return its path."""
    path.write_bytes(gzip.compress(content, 1) if path.suffix == ".gz" else content)
    return path


def workbook(path: Path, rows: Iterable[list[Any]]) -> Path:
    """Write a workbook of one sheet and return its path."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    book.save(path)
    return path


def with_entry(source: Path, path: Path, name: str, content: bytes) -> Path:
    """Copy a workbook with one entry replaced or added, and return the copy's path."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, content)
    return path


def understate(path: Path, name: str, size: int) -> Path:
    """Make a workbook's directory and the entry's own header declare that an entry unpacks to `size` bytes."""
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as book:
        entry = book.getinfo(name)
        struct.pack_into("<L", data, entry.header_offset + 22, size)
        place = book.start_dir
    while data[place + 46 : place + 46 + len(name.encode())] != name.encode():
        place = data.index(b"PK\x01\x02", place + 4)
    struct.pack_into("<L", data, place + 24, size)
    path.write_bytes(data)
    return path


def zeros_packed(path: Path, megabytes: int, byte: bytes = b"\x00") -> Path:
    """Write a gzip file of one byte repeated, without ever holding it unpacked."""
    member = gzip.compress(byte * (16 << 20))
    with path.open("wb") as file:
        for _ in range(megabytes // 16):
            file.write(member)
    return path
