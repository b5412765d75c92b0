"""Demo profiles are measured by one command and read back as they were written; a spoilt one is refused."""

import json
from collections.abc import Iterator
from dataclasses import FrozenInstanceError
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.models.ticket import Source
from app.services.demo.profiles import FOLDER, Distribution, Kind, Profile, ProfileError, load_profiles, read_profile
from bench import demo_profiles
from bench.demo_profiles import COMMAND, LENDER_KINDS, RECIPES, TELECOM_KINDS, Contact, Row, kind_of, measure

MONDAY = datetime.fromisoformat("2026-03-02")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(scope="module")
def profiles() -> dict[str, Profile]:
    """The profiles that ship."""
    return load_profiles()


def test_every_profile_that_ships_was_measured_by_the_command_on_its_file(profiles: dict[str, Profile]) -> None:
    assert set(profiles) == set(RECIPES)
    for name, profile in profiles.items():
        assert (profile.measured_by, profile.measured_on) == (COMMAND, RECIPES[name].file)
        assert profile.records > 1000


def test_the_profiles_together_tell_all_that_a_floor_needs(profiles: dict[str, Profile]) -> None:
    for what in ("arrivals", "handling", "resolution", "kinds"):
        assert any(getattr(profile, what) for profile in profiles.values()), what
    told = set[Source]().union(*(profile.sources for profile in profiles.values()))
    assert {Source.TELEPHONE, Source.WEB_FORM, Source.CHAT, Source.EMAIL} <= told


def test_the_profiles_hold_numbers_and_known_words_only() -> None:
    known = {*Source, *Kind, COMMAND, *(recipe.file for recipe in RECIPES.values())}

    def texts(found: Any) -> Iterator[str]:
        if isinstance(found, str):
            yield found
        elif isinstance(found, dict | list):
            for each in found.values() if isinstance(found, dict) else found:
                yield from texts(each)

    for path in FOLDER.glob("*.json"):
        found = json.loads(path.read_text("utf-8"))
        dates = {found["arrivals"][name] for name in ("first", "last")} if found["arrivals"] else set()
        assert set(texts(found)) - dates <= known


def test_a_profile_cannot_be_changed(profiles: dict[str, Profile]) -> None:
    with pytest.raises(FrozenInstanceError):
        profiles["lender"].records = 0  # type: ignore[misc]


@pytest.mark.parametrize(
    ("share", "seconds"), [(0, 10), (0.1, 10), (0.3, 15), (0.5, 20), (0.7, 60), (0.9, 100), (1, 100)]
)
def test_a_distribution_is_linear_between_what_is_known(share: float, seconds: float) -> None:
    assert Distribution((0.1, 0.5, 0.9), (10, 20, 100)).at(share) == pytest.approx(seconds)


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda found: found.pop("records"), "records"),
        (lambda found: found["arrivals"]["means"].pop(), "seven days"),
        (lambda found: found["arrivals"]["means"][3].append(1), "30 minutes"),
        (lambda found: found["arrivals"]["means"][3].__setitem__(0, -1), "below zero"),
        (lambda found: found["handling"]["seconds"].reverse(), "rise"),
        (lambda found: found["handling"]["shares"].pop(), "as many"),
        (lambda found: found["sources"].update(telephone=0.5), "add up"),
        (lambda found: found.update(sources={"telegraph": 1}), "telegraph"),
    ],
)
def test_a_spoilt_profile_is_refused_with_its_file_and_the_reason(tmp_path: Path, spoil: Any, reason: str) -> None:
    found = json.loads((FOLDER / "call_centre.json").read_text("utf-8"))
    spoil(found)
    path = tmp_path / "spoilt.json"
    path.write_text(json.dumps(found), encoding="utf-8")
    with pytest.raises(ProfileError, match=rf"^spoilt\.json is no demo profile: .*{reason}"):
        read_profile(path)


def test_arrivals_are_means_over_all_days_but_the_gaps() -> None:
    at = [MONDAY + 9 * HOUR] * 4 + [MONDAY + 7 * DAY + 9.5 * HOUR] * 2 + [MONDAY + 15 * DAY]
    found = measure([Contact(at=each) for each in at], missing=[(MONDAY + 14 * DAY).date()])["arrivals"]
    assert (found["first"], found["last"]) == ("2026-03-02", "2026-03-17")
    assert found["means"][0][18:20] == [2, 1]
    assert found["means"][1][0] == pytest.approx(1 / 3, abs=0.001)
    assert sum(map(sum, found["means"])) == pytest.approx(3 + 1 / 3, abs=0.001)


def test_the_busiest_hour_is_told_only_where_an_hour_has_enough() -> None:
    few = [MONDAY + day * DAY for day in range(14)]
    many = few + [MONDAY + 9 * HOUR] * 30 + [MONDAY + 7 * DAY + 9 * HOUR] * 10
    busiest = [measure([Contact(at=at) for at in instants])["arrivals"]["busiest_hour"] for instants in (few, many)]
    assert busiest == [None, 1.5]


def test_shares_leave_out_what_is_hardly_there_and_times_become_quantiles() -> None:
    contacts = [Contact(source=Source.EMAIL, handling=second) for second in range(1999)]
    found = measure([*contacts, Contact(source=Source.LETTER)])
    assert found["sources"] == {"email": 0.9995}
    assert found["handling"]["seconds"][6] == 999
    assert found["arrivals"] is found["resolution"] is None


@pytest.mark.parametrize(
    ("text", "kinds", "kind"),
    [
        ("Billing and service issues", TELECOM_KINDS, Kind.BILLING),
        ("Data caps", TELECOM_KINDS, Kind.POLICY),
        ("SLOW INTERNET", TELECOM_KINDS, Kind.PRODUCT),
        ("Poor Customer Service", TELECOM_KINDS, Kind.SERVICE_ATTITUDE),
        ("Incorrect information on your report", LENDER_KINDS, Kind.INFORMATION),
        ("", TELECOM_KINDS, Kind.OTHER),
    ],
)
def test_titles_are_read_as_generic_kinds(text: str, kinds: dict[Kind, str], kind: Kind) -> None:
    assert kind_of(text, kinds) is kind


@pytest.mark.parametrize(
    ("name", "row", "contact"),
    [
        (
            "city_hotline",
            {"Source": "Self Service", "OPEN_DT": "01/02/2015 01:00:00 PM", "CLOSED_DT": "01/02/2015 02:00:00 PM"},
            Contact(at=datetime.fromisoformat("2015-01-02T13:00"), resolution=3600, source=Source.WEB_FORM),
        ),
        ("city_hotline", {"Source": "Employee Generated", "OPEN_DT": "", "CLOSED_DT": ""}, None),
        (
            "call_centre",
            {"date": "990103", "vru_entry": "9:00:31", "outcome": "AGENT", "ser_time": "54"},
            Contact(at=datetime.fromisoformat("1999-01-03T09:00:31"), handling=54, source=Source.TELEPHONE),
        ),
        ("call_centre", {"date": "?", "vru_entry": "", "outcome": "HANG", "ser_time": "0"}, None),
        (
            "message_board",
            {"留言时间": "2017/12/31 16:50:00", "答复时间": "2017/12/30 16:50:00"},
            Contact(at=datetime.fromisoformat("2017-12-31T16:50"), source=Source.WEB_FORM),
        ),
        (
            "river_hotline",
            {"信息来源": "电话　 ", "回复用时_天": "2.0"},
            Contact(resolution=172_800, source=Source.TELEPHONE),
        ),
        (
            "telecom",
            {"Customer Complaint": "Rude staff", "Received Via": "Internet"},
            Contact(source=Source.WEB_FORM, kind=Kind.SERVICE_ATTITUDE),
        ),
        ("lender", {"Issue": "Getting the loan"}, Contact(source=Source.REGULATOR, kind=Kind.POLICY)),
    ],
)
def test_rows_are_read_as_contacts(name: str, row: Row, contact: Contact | None) -> None:
    assert list(RECIPES[name].contacts([row])) == ([contact] if contact else [])


def test_an_incident_counts_once_however_many_events_it_has() -> None:
    row = {"number": "A1", "opened_at": "29/2/2016 01:16", "resolved_at": "29/2/2016 01:17", "contact_type": "Phone"}
    contacts = list(RECIPES["service_desk"].contacts([row, row, row | {"number": "A2", "resolved_at": "?"}]))
    assert [each.resolution for each in contacts] == [60, None]


def test_what_the_command_writes_is_read_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = "区,信息来源,回复用时_天\n" + "甲,电话,3.0\n" * 9 + "乙,网站,\n"
    (tmp_path / RECIPES["river_hotline"].file).write_text(table, encoding="utf-8-sig")
    monkeypatch.setattr(demo_profiles, "DATA", tmp_path)
    monkeypatch.setattr(demo_profiles, "FOLDER", tmp_path)
    profile = read_profile(demo_profiles.write_profile("river", RECIPES["river_hotline"]))
    assert profile.records == 10
    assert profile.sources == {Source.TELEPHONE: 0.9, Source.WEB_FORM: 0.1}
    assert profile.resolution
    assert profile.resolution.at(0.5) == 3 * 86_400
    assert profile.arrivals is None


def test_the_shape_of_a_week_survives_writing(profiles: dict[str, Profile]) -> None:
    arrivals = profiles["city_hotline"].arrivals
    assert arrivals
    assert (arrivals.first, arrivals.last) == (date(2015, 1, 1), date(2015, 3, 31))
    totals = [sum(day) for day in arrivals.means]
    assert min(totals[:5]) > 3 * max(totals[5:]) / 2, "a city hotline is quieter at the weekend"
    assert arrivals.busiest_hour
    assert arrivals.busiest_hour > 2
