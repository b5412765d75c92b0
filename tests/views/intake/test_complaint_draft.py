"""What is taken down is kept on this machine while it is of use, and not beyond the erasure of its customer."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from app.views.intake.complaint_draft import KEPT_FOR, ComplaintDraft, drop_naming, drop_old
from tests.builders import MONDAY

ZHANG = ("张伟", "138 0013 8000", "Zhang@x.cn", "")


@pytest.mark.parametrize(
    ("texts", "stays"),
    [
        ({"name": "张伟", "title": "漏电"}, False),
        ({"sought": "13800138000"}, False),
        ({"title": "漏电", "description": "请打 +86-138-0013-8000 找我"}, False),
        ({"demand": "write to zhang@X.cn"}, False),
        ({"name": "李雷", "telephone": "13900139000", "email": "li@x.cn", "description": "5 台"}, True),
    ],
)
def test_who_is_erased_is_in_no_draft(tmp_path: Path, texts: dict[str, str], stays: bool) -> None:
    draft = ComplaintDraft(tmp_path, 7)
    draft.keep(texts)
    drop_naming(tmp_path, ZHANG)
    assert draft.file.exists() is stays


def test_a_customer_without_a_number_drops_no_draft_of_others(tmp_path: Path) -> None:
    draft = ComplaintDraft(tmp_path, 7)
    draft.keep({"description": "138"})
    drop_naming(tmp_path, ("", " ", "王芳", "138"[:1]))
    assert draft.file.exists()


@pytest.mark.parametrize(("age", "dropped"), [(KEPT_FOR, 0), (KEPT_FOR + timedelta(seconds=1), 2)])
def test_what_nobody_goes_on_with_is_dropped_whoever_began_it(tmp_path: Path, age: timedelta, dropped: int) -> None:
    drafts = [ComplaintDraft(tmp_path, person_id) for person_id in (7, None)]
    for draft in drafts:
        draft.keep({"title": "漏电"})
        os.utime(draft.file, (MONDAY.timestamp(), MONDAY.timestamp()))
    others = tmp_path / "console.ini"
    others.write_text("", "utf-8")
    os.utime(others, (0, 0))
    assert drop_old(tmp_path, now=MONDAY + age) == dropped
    assert sum(draft.file.exists() for draft in drafts) == 2 - dropped
    assert others.exists()
