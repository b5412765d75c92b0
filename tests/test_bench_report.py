"""How benches state their figures."""

import json
from collections.abc import Iterator

import pytest

from bench.report import Case, main


def test_a_case_is_one_line_of_json_without_what_was_not_given(capsys: pytest.CaptureFixture[str]) -> None:
    def cases() -> Iterator[Case]:
        yield Case(bench="sweep", case="due_vs_orm", ratio=12.5, against="the ORM")
        yield Case(bench="excel", case="peak_mb", value=0.0, unit="MB")

    main(cases, ["--json"])
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == [
        {"bench": "sweep", "case": "due_vs_orm", "ratio": 12.5, "unit": "x", "against": "the ORM"},
        {"bench": "excel", "case": "peak_mb", "value": 0.0, "unit": "MB"},
    ]


def test_a_case_has_either_a_ratio_or_a_value() -> None:
    with pytest.raises(ValueError, match="either a ratio or a value"):
        Case(bench="sweep", case="due_vs_orm")
    with pytest.raises(ValueError, match="either a ratio or a value"):
        Case(bench="sweep", case="due_vs_orm", ratio=1, value=1)
