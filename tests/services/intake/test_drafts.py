"""Drafts: what a row says, what had to be put right, and why a row is not imported."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.services.intake.draft import Draft
from app.services.intake.drafts import Batch, Opening, Reject, read_drafts
from app.services.intake.limits import LIMITS, Limits
from app.services.intake.mapping import Mapping
from app.services.intake.mapping_files import mapping_named
from app.services.intake.tables import FileRefusedError, open_table
from tests.services.intake.files import (
    BOSTON,
    COMCAST,
    INCIDENTS,
    MESSAGES,
    NOW,
    boston_row,
    csv_bytes,
    incident_row,
    put,
    workbook,
)


def drafts_of(path: Path, mapping: Mapping, limits: Limits = LIMITS) -> tuple[list[Draft], list[Reject], Opening]:
    drafts: list[Draft] = []
    rejects: list[Reject] = []
    with open_table(path, mapping.form, limits) as table:
        opening, *batches = read_drafts(table, mapping, NOW, limits)
    assert isinstance(opening, Opening)
    for batch in batches:
        assert isinstance(batch, Batch)
        if batch.drafts:
            drafts += map(batch.drafts.draft, range(len(batch.drafts)))
        rejects += batch.rejects
    return drafts, rejects, opening


def boston(tmp_path: Path, *rows: list[str]) -> tuple[list[Draft], list[str]]:
    path = put(tmp_path / "boston.csv", csv_bytes([BOSTON, *rows]))
    drafts, rejects, _ = drafts_of(path, mapping_named("boston311"))
    return drafts, [str(reject.reason) for reject in rejects]


def comcast_row(key: str, day: str, check: str, **other: str) -> list[str]:
    values = dict.fromkeys(COMCAST, "") | {
        "Ticket #": key,
        "Customer Complaint": "Speed",
        "Date": day,
        "Date_month_year": check,
        "Time": "3:53:50 PM",
        "Received Via": "Internet",
        "Status": "Open",
    }
    return list((values | other).values())


def comcast(tmp_path: Path, *rows: list[str]) -> tuple[list[Draft], list[Reject], Opening]:
    path = put(tmp_path / "comcast.csv", b"\xef\xbb\xbf" + csv_bytes([COMCAST, *rows]))
    return drafts_of(path, mapping_named("Comcast"))


def incidents(tmp_path: Path, *rows: list[str]) -> tuple[list[Draft], list[Reject]]:
    path = put(tmp_path / "log.csv.gz", csv_bytes([INCIDENTS, *rows]))
    return drafts_of(path, mapping_named("uci_incident"))[:2]


def test_local_times_become_instants(tmp_path: Path) -> None:
    [draft], _ = boston(
        tmp_path, boston_row("1", "01/02/2015 12:25:23 AM", "07/16/2015 08:30:00 AM", "01/05/2015 04:17:43 PM")
    )

    assert draft.times == {
        "received": datetime(2015, 1, 2, 5, 25, 23, tzinfo=UTC),
        "resolution_due": datetime(2015, 7, 16, 12, 30, tzinfo=UTC),
        "closed": datetime(2015, 1, 5, 21, 17, 43, tzinfo=UTC),
    }
    assert draft.words == {"status": "closed", "source": "telephone"}
    assert draft.texts["category"] == "Works / Roads / Repair"
    assert draft.line == 2


def test_names_lose_what_cannot_be_seen_and_keep_the_path_whole(tmp_path: Path) -> None:
    row = boston_row("1", "01/02/2015 12:25:23 AM", CASE_TITLE="　Snow\u200b \x07 on\xa0 road　", SUBJECT="A / B")

    [draft], _ = boston(tmp_path, row)

    assert draft.texts["title"] == "Snow on road"
    assert draft.texts["category"] == "A/B / Roads / Repair"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (boston_row("", "01/02/2015 12:25:23 AM"), "CASE_ENQUIRY_ID is blank, so the complaint has no name."),
        (boston_row("1", ""), "OPEN_DT is blank."),
        (boston_row("1", "02/30/2015 12:25:23 AM"), "“02/30/2015 12:25:23 AM” in OPEN_DT is not a time as the"),
        (boston_row("1", "soon"), "“soon” in OPEN_DT is not a time as the mapping has it."),
        (boston_row("1", "01/02/1915 12:25:23 AM"), "OPEN_DT says 1915-01-02, which is before 1970."),
        (boston_row("1", "01/02/2035 12:25:23 AM"), "The time received lies in the future, on 2035-01-02."),
        (
            boston_row("1", "01/02/2015 12:25:23 AM", closed="01/02/2035 12:25:23 AM"),
            "The time closed lies in the future",
        ),
        (boston_row("1", "01/02/2015 12:25:23 AM", CASE_STATUS="Lost"), "what “Lost” in CASE_STATUS means"),
        (boston_row("1" * 201, "01/02/2015 12:25:23 AM"), "The field key is longer than 200 characters."),
        (boston_row("1", "01/02/2015 12:25:23 AM", QUEUE="q" * 201), "The field queue is longer than 200 characters."),
        (["1", "01/02/2015 12:25:23 AM"], "The row has 2 cells, the heading has 14."),
        ([*boston_row("1", "01/02/2015 12:25:23 AM"), "more"], "The row has 15 cells, the heading has 14."),
    ],
)
def test_a_row_that_cannot_be_imported_says_why(tmp_path: Path, row: list[str], reason: str) -> None:
    drafts, reasons = boston(tmp_path, row, boston_row("good", "01/02/2015 12:25:23 AM"))

    assert [draft.key for draft in drafts] == ["good"]
    assert reason in reasons[0]


def test_a_key_that_stands_twice_is_imported_once(tmp_path: Path) -> None:
    row = boston_row("7", "01/02/2015 12:25:23 AM")

    drafts, reasons = boston(tmp_path, row, row)

    assert len(drafts) == 1
    assert reasons == ["“7” stands already in line 2; each is imported once."]


def test_a_rejected_row_does_not_take_its_key_with_it(tmp_path: Path) -> None:
    drafts, reasons = boston(tmp_path, boston_row("7", "soon"), boston_row("7", "01/02/2015 12:25:23 AM"))

    assert [draft.line for draft in drafts] == [3]
    assert len(reasons) == 1


def test_a_closure_before_the_received_time_is_noted_or_refused_as_the_mapping_says(tmp_path: Path) -> None:
    row = boston_row("7", "01/02/2015 12:25:23 AM", closed="01/01/2015 12:25:23 AM")
    path = put(tmp_path / "boston.csv", csv_bytes([BOSTON, row]))
    mapping = mapping_named("boston311")

    [draft], _, _ = drafts_of(path, mapping)
    _, [reject], _ = drafts_of(path, replace(mapping, keep_backward=False))

    assert draft.notes == (str(reject.reason),)
    assert "lies before the complaint was received" in str(reject.reason)


def test_hours_that_clock_changes_skip_or_repeat_are_settled_and_noted(tmp_path: Path) -> None:
    skipped, repeated = boston(
        tmp_path,
        boston_row("1", "03/08/2015 01:00:00 AM", closed="03/08/2015 02:30:00 AM"),
        boston_row("2", "11/01/2015 01:50:00 AM", closed="11/01/2015 01:10:00 AM"),
    )[0]

    assert skipped.times["closed"] == datetime(2015, 3, 8, 7, tzinfo=UTC)
    assert "was skipped" in skipped.notes[0]
    assert repeated.times["closed"] - repeated.times["received"] == timedelta(minutes=20)
    assert "the second passing of the hour is meant" in repeated.notes[-1]


def test_exchanged_days_are_put_right_when_the_numbers_prove_it(tmp_path: Path) -> None:
    drafts, rejects, opening = comcast(
        tmp_path,
        comcast_row("1", "04-01-15", "04-Jan-15"),
        comcast_row("2", "04-04-15", "04-Apr-15"),
        comcast_row("3", "04-12-15", "04-Dec-15"),
        comcast_row("4", "13-04-15", "13-Apr-15"),
        comcast_row("odd", "05-02-15", "05-Feb-15"),
    )

    assert rejects == []
    assert [f"{draft.times['received']:%m-%d}" for draft in drafts] == ["04-01", "04-04", "04-12", "04-13", "05-02"]
    assert drafts[0].notes == ("Date and Time “04-01-15 3:53:50 PM” means 2015-04-01: day and month are exchanged.",)
    assert drafts[1].notes == drafts[3].notes == ()
    assert "day and month are exchanged: in the order of Ticket #" in str(opening.remarks[0])


def test_days_that_are_right_already_are_left_alone(tmp_path: Path) -> None:
    drafts, _, opening = comcast(
        tmp_path,
        comcast_row("1", "01-04-15", "01-Apr-15"),
        comcast_row("2", "05-04-15", "05-Apr-15"),
        comcast_row("3", "12-04-15", "12-Apr-15"),
        comcast_row("4", "13-04-15", "13-Apr-15"),
    )

    assert [f"{draft.times['received']:%m-%d}" for draft in drafts] == ["04-01", "04-05", "04-12", "04-13"]
    assert "as written" in str(opening.remarks[0])


def test_two_columns_that_contradict_each_other_reject_the_row(tmp_path: Path) -> None:
    drafts, rejects, _ = comcast(
        tmp_path,
        comcast_row("1", "04-08-15", "08-Apr-15"),
        comcast_row("2", "14-08-15", "soon"),
        comcast_row("3", "14-08-15", ""),
    )

    assert [draft.key for draft in drafts] == ["3"]
    assert str(rejects[0].reason) == "Date and Time says 2015-08-04 and Date_month_year says 2015-04-08."
    assert str(rejects[1].reason) == "“soon” in Date_month_year is not a time as the mapping has it."


def test_the_rows_of_an_incident_are_one_draft_with_its_history(tmp_path: Path) -> None:
    final = {"resolved_at": "1/3/2016 11:29", "closed_at": "5/3/2016 12:00"}
    drafts, rejects = incidents(
        tmp_path,
        incident_row("INC1", "New", "29/2/2016 01:23", made_sla="true", **final),
        incident_row("INC1", "New", "29/2/2016 02:23", made_sla="true", **final),
        incident_row("INC1", "Active", "29/2/2016 08:53", made_sla="true", assigned_to="Resolver 1", **final),
        incident_row("INC1", "Closed", "5/3/2016 12:00", made_sla="false", assigned_to="Resolver 1", **final),
        incident_row("INC2", "Awaiting User Info", "1/3/2016 08:53"),
    )

    first, second = drafts
    assert rejects == []
    assert first.kept["made_sla"] == "false"
    assert first.texts["owner"] == "Resolver 1"
    assert first.times["closed"] == datetime(2016, 3, 5, 12, tzinfo=UTC)
    assert [change.values for change in first.history] == [
        {"incident_state": "New"},
        {"incident_state": "Active", "assigned_to": "Resolver 1"},
        {"incident_state": "Closed"},
    ]
    assert second.words["status"] == "waiting"
    assert "owner" not in second.texts


def test_an_incident_whose_rows_lie_apart_is_imported_once(tmp_path: Path) -> None:
    drafts, rejects = incidents(
        tmp_path,
        incident_row("INC1", "New", "29/2/2016 01:23"),
        incident_row("INC2", "New", "29/2/2016 01:23"),
        incident_row("INC1", "Closed", "1/3/2016 01:23"),
    )

    assert [draft.key for draft in drafts] == ["INC1", "INC2"]
    assert [str(reject.reason) for reject in rejects] == ["“INC1” stands already in line 2; each is imported once."]


def test_a_time_of_closure_outweighs_a_word(tmp_path: Path) -> None:
    drafts, _ = incidents(tmp_path, incident_row("INC1", "Active", "29/2/2016 01:23", resolved_at="1/3/2016 11:29"))

    assert drafts[0].words["status"] == "resolved"
    assert "says when it was resolved: that stands" in drafts[0].notes[0]


def test_workbook_times_and_texts_are_read_alike(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "留言.xlsx",
        [
            MESSAGES,
            [
                7019,
                "U1",
                "供水",
                "2017/12/31 16:50:00",
                "\n\t\t\n\t　　水压小\n　　没有水",
                "　　已收悉",
                "2018/1/18 15:28:43",
            ],
            [7020, "U2", "道路", datetime(2017, 12, 31, 16, 50), "　", None, None],  # noqa: DTZ001
        ],
    )

    drafts, rejects, _ = drafts_of(path, mapping_named("留言答复"))

    first, second = drafts
    assert rejects == []
    assert first.key == "7019"
    assert first.times["received"] == second.times["received"] == datetime(2017, 12, 31, 8, 50, tzinfo=UTC)
    assert first.times["first_responded"] == first.times["resolved"] == datetime(2018, 1, 18, 7, 28, 43, tzinfo=UTC)
    assert first.texts["description"] == "水压小\n没有水"
    assert first.texts["reply"] == "已收悉"
    assert (first.words["status"], second.words["status"]) == ("resolved", "open")
    assert "description" not in second.texts


def test_a_due_day_without_an_hour_ends_with_the_day(tmp_path: Path) -> None:
    mapping = mapping_named("boston311")
    due = replace(mapping.times["resolution_due"], formats=("%m/%d/%Y",))
    path = put(tmp_path / "b.csv", csv_bytes([BOSTON, boston_row("1", "01/02/2015 12:25:23 AM", "01/05/2015")]))

    [draft], _, _ = drafts_of(path, replace(mapping, times=mapping.times | {"resolution_due": due}))

    assert draft.times["resolution_due"] == datetime(2015, 1, 6, 4, 59, 59, tzinfo=UTC)


def test_a_file_without_the_headings_is_refused_with_their_names(tmp_path: Path) -> None:
    path = put(tmp_path / "b.csv", csv_bytes([COMCAST]))

    with pytest.raises(FileRefusedError, match=r"lacks the heading “CASE_ENQUIRY_ID”.*it has “Ticket #”"):
        drafts_of(path, mapping_named("boston311"))


def test_a_file_of_which_no_row_fits_is_given_up(tmp_path: Path) -> None:
    path = put(tmp_path / "b.csv", csv_bytes([BOSTON, *[boston_row("1", "soon")] * 30]))

    with pytest.raises(
        FileRefusedError, match=r"None of the first 30 rows of “b\.csv” fits.*line 2: “soon” in OPEN_DT"
    ):
        drafts_of(path, mapping_named("boston311"), Limits(hopeless_rows=20))
