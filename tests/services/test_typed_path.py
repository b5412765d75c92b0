"""Names of files and folders as people type them."""

from pathlib import Path

import pytest

from app.services.typed_path import typed_path


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("~/site", "site"),
        (" site ", "site"),
        ("si\0te", "site"),
        ("~nobody-is-called-so/site", "~nobody-is-called-so/site"),
        ("", "."),
    ],
)
def test_what_begins_nowhere_lies_at_home(
    text: str, meant: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert typed_path(text) == tmp_path / meant


def test_or_in_the_folder_that_is_named_unless_it_says_another(tmp_path: Path) -> None:
    assert typed_path("site", tmp_path / "there") == tmp_path / "there" / "site"
    assert typed_path(str(tmp_path / "else"), tmp_path / "there") == tmp_path / "else"
