"""Writes plain data as TOML, for rules that were never text: the standard library only reads it."""

import json
import re
from collections.abc import Mapping
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")
# Below these a table is written in braces.
_BROAD = 2


def as_toml(specification: Mapping[str, Any]) -> str:
    """Return the text of a specification: what is plain first, then its tables and lists of tables."""
    blocks = [
        "".join(f"{_key(name)} = {value_as_toml(value)}\n" for name, value in specification.items() if _plain(value))
    ]
    for name, value in specification.items():
        if _plain(value):
            continue
        tables, header = ([value], f"[{_key(name)}]") if isinstance(value, Mapping) else (value, f"[[{_key(name)}]]")
        blocks += (f"{header}\n{_lines(table)}" for table in tables)
    return "\n".join(block for block in blocks if block)


def value_as_toml(value: Any) -> str:
    """Return one value, on one line."""
    if isinstance(value, str):
        # JSON's texts are TOML's, but for one letter that JSON leaves as it is.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        pairs = (f"{_key(name)} = {value_as_toml(each)}" for name, each in value.items())
        return f"{{ {', '.join(pairs)} }}" if value else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(value_as_toml, value))}]"
    return str(value)


def _lines(table: Mapping[str, Any]) -> str:
    return "".join(f"{_key(name)} = {_broad(value)}\n" for name, value in table.items())


def _broad(value: Any) -> str:
    """Return a value, a list of several tables with a line for each."""
    if isinstance(value, list) and len(value) >= _BROAD and all(isinstance(each, Mapping) for each in value):
        return "[\n" + "".join(f"    {value_as_toml(each)},\n" for each in value) + "]"
    return value_as_toml(value)


def _plain(value: Any) -> bool:
    tables = isinstance(value, list) and value and all(isinstance(each, Mapping) for each in value)
    return not isinstance(value, Mapping) and not tables


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else value_as_toml(name)
