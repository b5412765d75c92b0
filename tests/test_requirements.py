"""The requirement files: pinned together, with hashes, from wheels, from no particular index."""

import re
import tomllib
from pathlib import Path

import pytest

import dev

FILES = (dev.RUN, dev.DEV, dev.BENCH)
PIN = re.compile(
    r"(?P<name>[a-z0-9-]+)==(?P<version>[^\s;]+)(?: ; (?P<marker>.+?))?(?P<hashes>( --hash=sha256:[0-9a-f]{64})+)"
)


def pins(file: Path) -> list[re.Match[str]]:
    """Return the pins of a requirement file; a line that is neither a pin with hashes nor a comment fails."""
    joined = re.sub(r" \\\n +", " ", file.read_text("utf-8"))
    lines = [line for line in joined.splitlines() if line and not line.startswith("#")]
    assert lines.pop(0) == "--only-binary :all:"
    found = [PIN.fullmatch(line) for line in lines]
    assert all(found), [line for line, match in zip(lines, found, strict=True) if not match]
    return [match for match in found if match]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_requirement_is_pinned_with_hashes_and_names_no_index(file: Path) -> None:
    assert pins(file)
    assert not re.search(r"://|--(extra-)?index|--find-links|file:", file.read_text("utf-8"))


def test_a_package_has_one_version_in_all_requirement_files() -> None:
    versions: dict[str, set[str]] = {}
    for pin in (pin for file in FILES for pin in pins(file)):
        versions.setdefault(pin["name"], set()).add(pin["version"])
    assert {name: found for name, found in versions.items() if len(found) > 1} == {}


def test_every_direct_dependency_is_pinned_in_its_file() -> None:
    project = tomllib.loads((dev.ROOT / "pyproject.toml").read_text("utf-8"))
    groups = project["dependency-groups"]
    for file, wanted in zip(FILES, (project["project"]["dependencies"], groups["dev"], groups["bench"]), strict=True):
        names = {re.split(r"[^\w.-]", line, maxsplit=1)[0].lower() for line in wanted}
        assert names - {pin["name"] for pin in pins(file)} == set(), f"run: python3 dev.py lock ({file.name})"
