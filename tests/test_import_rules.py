"""The rules of who may know whom: import contracts, the one reader of the clock, dev.py without packages."""

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CLOCK_READERS = {
    ("datetime", "now"),
    ("datetime", "today"),
    ("datetime", "utcnow"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
}
SESSION_MAKERS = {"Session", "sessionmaker", "scoped_session", "AsyncSession", "create_engine"}


def contracts(folder: Path) -> subprocess.CompletedProcess[str]:
    """Check the import contracts of a checkout."""
    command = "import importlinter.cli; importlinter.cli.lint_imports_command()"
    words = [sys.executable, "-c", command, "--no-logo", "--no-cache"]
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)


def clock_readings(source: str) -> Iterator[str]:
    """Yield what in this source reads the system clock, called or handed on."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute):
            owner = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
            if (owner, node.attr) in CLOCK_READERS:
                yield f"{owner}.{node.attr}"
        elif isinstance(node, ast.ImportFrom) and node.module == "time":
            yield from (f"time.{name.name}" for name in node.names if ("time", name.name) in CLOCK_READERS)


def sessions(source: str) -> Iterator[str]:
    """Yield what in this source would let it talk to a database."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy"):
            yield from (name.name for name in node.names if name.name in SESSION_MAKERS)
        elif isinstance(node, ast.Attribute) and node.attr in SESSION_MAKERS:
            yield node.attr


def imported_packages(source: str) -> set[str]:
    """Return the outermost packages that this source imports, wherever it does."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found.update(name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or ".").partition(".")[0])
    return found


def python_files(folder: Path) -> list[Path]:
    """Return the Python files below a folder; an empty answer would prove nothing."""
    files = sorted(folder.rglob("*.py"))
    assert files
    return files


def test_the_import_contracts_hold() -> None:
    checked = contracts(ROOT)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_imports_against_the_rules_are_found(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "app", tmp_path / "app", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    planted = {
        "app/models/planted_upward.py": "import app.services",
        "app/models/planted_clock.py": "import app.clock",
        "app/models/planted_driver.py": "import psycopg",
        "app/services/planted_upward.py": "import app.commands",
        "app/services/deadlines/planted_judgement.py": "import app.services.assessment.judge",
        "app/services/planted_screen.py": "from PySide6 import QtCore",
        "app/planted_room.py": "",
    }
    for name, source in planted.items():
        (tmp_path / name).write_text(f"{source}\n", encoding="utf-8")
    checked = contracts(tmp_path)
    assert checked.returncode == 1
    unnoticed = [name for name in planted if Path(name).stem not in checked.stdout]
    assert not unnoticed, checked.stdout


def test_only_the_clock_reads_the_time() -> None:
    files = [file for file in python_files(ROOT / "app") if file != ROOT / "app" / "clock.py"]
    readers = {file.name: found for file in files if (found := list(clock_readings(file.read_text("utf-8"))))}
    assert readers == {}


@pytest.mark.parametrize(
    "source",
    [
        "import datetime\nx = datetime.datetime.now(tz)",
        "from datetime import datetime\nx = datetime.now(tz)",
        "from datetime import date\nx = date.today()",
        "import time\ndefault = time.time",
        "from time import time",
    ],
)
def test_a_reading_of_the_time_is_found(source: str) -> None:
    assert len(list(clock_readings(source))) == 1


def test_models_open_no_session() -> None:
    found = {file.name: list(sessions(file.read_text("utf-8"))) for file in python_files(ROOT / "app" / "models")}
    assert not any(found.values()), found


@pytest.mark.parametrize(
    "source", ["from sqlalchemy.orm import Mapped, Session", "import sqlalchemy.orm\nx = sqlalchemy.orm.Session(e)"]
)
def test_a_session_is_found(source: str) -> None:
    assert list(sessions(source)) == ["Session"]


def test_dev_py_needs_nothing_but_the_standard_library() -> None:
    assert imported_packages((ROOT / "dev.py").read_text("utf-8")) - sys.stdlib_module_names == set()


def test_an_imported_package_is_found_wherever_it_stands() -> None:
    assert imported_packages("import os.path\ndef f():\n    from rich.text import Text") == {"os", "rich"}
