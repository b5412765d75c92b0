"""Brings the translation file up to date with the source: `python -m app.views.translations`, translate, run it again.

Texts are found by their form in every module of `app`: `self.tr("…")` (its context is the class around it),
`Sentence("Context", "…")`, `translate("Context", "…")` and `QT_TRANSLATE_NOOP("Context", "…")`, the `title` of a pane
or dialog, and the sentences of refusals.
Qt's tools merge them into the .ts file and compile that. They do not read the source themselves, because lupdate
mistakes the context of a `self.tr` behind a `translate` and knows nothing of refusals.
"""

import ast
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import PySide6

from app.errors import DomainError
from app.views.i18n import FOLDER, REFUSALS

Text = tuple[str, str]

APP = Path(__file__).resolve().parents[1]
TS = FOLDER / "floorwatch_zh.ts"


def texts(folder: Path = APP) -> list[Text]:
    """Return (context, text) of all that can be shown; ValueError names a text that is made up while running."""
    trees = [ast.parse(file.read_text("utf-8"), file.name) for file in sorted(folder.rglob("*.py"))]
    refusals = _refusals(trees)
    return sorted({text for tree in trees for text in _in_module(tree, refusals)})


def update(ts: Path) -> None:
    """Merge the texts of the source into a translation file and drop those that are gone."""
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "texts.py"
        lines = (f"QT_TRANSLATE_NOOP({_quoted(context)}, {_quoted(text)})\n" for context, text in texts())
        listed.write_text("".join(lines), "utf-8")
        words = ["-silent", "-no-obsolete", "-locations", "none", "-source-language", "en", "-target-language", "zh_CN"]
        # A guess from a like text would pass for a translation.
        words += ["-disable-heuristic", "sametext", "-disable-heuristic", "similartext"]
        _tool("lupdate", *words, listed, "-ts", ts)


def compile_translations(ts: Path, qm: Path) -> None:
    """Make the file that the console loads."""
    _tool("lrelease", "-silent", ts, "-qm", qm)


def _in_module(tree: ast.Module, refusals: set[str]) -> Iterator[Text]:
    named: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            named.setdefault(node.targets[0].id, []).append(_looked_up_in(node.value))

    def constants(value: ast.expr, deep: int = 2) -> list[str]:
        # A text may have a name, and come from a table that has one.
        if isinstance(value, ast.Name) and deep:
            return [text for each in named.get(value.id, []) for text in constants(each, deep - 1)]
        return _constants(value)

    def visit(node: ast.AST, around: str) -> Iterator[Text]:
        if isinstance(node, ast.ClassDef):
            around = node.name
            for base in {"Pane", "Dialog", "CasePart"}.intersection(map(ast.unparse, node.bases)):
                yield from ((base, text) for text in _title(node))
        if isinstance(node, ast.Call) and node.args:
            name = ast.unparse(node.func).rpartition(".")[2]
            if name in refusals:
                yield from ((REFUSALS, text) for text in constants(node.args[0]))
            elif found := _translated(name, node.args, around):
                context, value = found
                if isinstance(value, ast.JoinedStr | ast.BinOp):
                    raise ValueError(f"{ast.unparse(node)}: what is translated has to stand there as a text")
                yield from ((context, text) for text in constants(value))
        for child in ast.iter_child_nodes(node):
            yield from visit(child, around)

    return visit(tree, "")


def _translated(name: str, given: list[ast.expr], around: str) -> tuple[str, ast.expr] | None:
    """Return context and text of a call that translates."""
    if name == "tr":
        return around, given[0]
    if name in ("Sentence", "translate", "QT_TRANSLATE_NOOP") and len(given) > 1 and isinstance(given[0], ast.Constant):
        return str(given[0].value), given[1]
    return None


def _title(shown: ast.ClassDef) -> list[str]:
    found = (node for node in shown.body if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "title")
    return [text for node in found for text in _constants(node.value)]


def _looked_up_in(value: ast.expr) -> ast.expr:
    """Return the table that `table.get(key)` looks into; any other expression as it is."""
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr == "get":
        return value.func.value
    return value


def _constants(value: ast.expr) -> list[str]:
    """Return the texts that an expression is one of."""
    if isinstance(value, ast.Dict):
        return [text for each in value.values for text in _constants(each)]
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return [value.value]
    if isinstance(value, ast.IfExp):
        return _constants(value.body) + _constants(value.orelse)
    return []


def _refusals(trees: list[ast.Module]) -> set[str]:
    """Return the names of the classes below DomainError."""
    classes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    found = {DomainError.__name__}
    while new := {each.name for each in classes if found & {ast.unparse(base) for base in each.bases}} - found:
        found |= new
    return found


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _tool(name: str, *words: object) -> None:
    subprocess.run([Path(PySide6.__file__).with_name(name), *map(str, words)], check=True)


def main() -> int:
    """Update and compile; the exit code is 1 while something is left to translate."""
    update(TS)
    compile_translations(TS, TS.with_suffix(".qm"))
    unfinished = TS.read_text("utf-8").count('type="unfinished"')
    if unfinished:
        sys.stderr.write(f"{unfinished} texts in {TS.name} wait for a translation.\n")
    return int(bool(unfinished))


if __name__ == "__main__":
    sys.exit(main())
