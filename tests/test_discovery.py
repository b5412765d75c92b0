"""A new file in a registry's folder is found by being there."""

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from app.discovery import modules, subclasses


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    package = tmp_path / "found_here"
    package.mkdir()
    (package / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    yield package
    for name in [name for name in sys.modules if name.partition(".")[0] == "found_here"]:
        del sys.modules[name]


def test_modules_come_in_the_order_of_their_names(folder: Path) -> None:
    for name in ("beta", "alpha"):
        (folder / f"{name}.py").write_text("")
    found = modules(import_module("found_here"))
    assert [module.__name__ for module in found] == ["found_here.alpha", "found_here.beta"]


def test_concrete_subclasses_are_found_where_they_are_defined(folder: Path) -> None:
    (folder / "alpha.py").write_text("class First(dict): pass\nclass Second(First): pass\nclass Other: pass\n")
    (folder / "beta.py").write_text(
        "from abc import abstractmethod, ABC\nfrom found_here.alpha import First\nclass Half(ABC, First):\n"
        "    @abstractmethod\n    def missing(self): ...\nclass Third(Half):\n    def missing(self): ...\n"
    )
    assert [found.__name__ for found in subclasses(import_module("found_here"), dict)] == ["First", "Second", "Third"]


def test_a_module_that_cannot_be_imported_is_not_passed_over(folder: Path) -> None:
    (folder / "broken.py").write_text("import no_such_module_anywhere\n")
    with pytest.raises(ModuleNotFoundError):
        list(modules(import_module("found_here")))
