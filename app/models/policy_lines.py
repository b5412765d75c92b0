"""Finds where a field of a TOML text stands: the parser of the standard library tells it of faults only."""

import re
import tomllib
from bisect import bisect_right
from collections import deque
from collections.abc import Iterator

_Path = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BARE_KEY = re.compile(r"[\w-]+", re.ASCII)
# Strings of three quotes may hold one or two of their own, also before the end.
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}(?!")|\'\'\'.*?\'{3,5}(?!\')|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'', re.DOTALL
)
_SCALAR = re.compile(r"[^,\]}#\n]*")
_FAULT = re.compile(r"at line (\d+)")


def line_of(text: str, path: _Path) -> int:
    """Return the line (from 1) of a field in a valid text; of one that is left out, that of its table."""
    lines = dict(_Scanner(text).fields())
    while path not in lines and path:
        path = path[:-1]
    return lines.get(path, 1)


def with_value(text: str, path: _Path, value: str) -> str:
    """Return a valid text in which a field has another value, written as TOML; all else stays as it was written.

    Raises `KeyError` for a field that is not there.
    """
    scanner = _Scanner(text)
    # To walk over the text is what finds the values.
    deque(scanner.fields(), maxlen=0)
    begin, end = scanner.values[path]
    return text[:begin] + value + text[end:]


def line_of_fault(text: str, fault: tomllib.TOMLDecodeError) -> int:
    """Return the line (from 1) at which a text ceases to be TOML."""
    found = _FAULT.search(str(fault))
    return int(found[1]) if found else text.count("\n") + 1


class _Scanner:
    """Walks over a valid text and tells where each field begins; what the values are is not looked at."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._newlines = [place for place, letter in enumerate(text) if letter == "\n"]
        # How many tables each list of tables has so far.
        self._tables: dict[_Path, int] = {}
        # From where to where each value stands that was walked over.
        self.values: dict[_Path, tuple[int, int]] = {}

    def fields(self) -> Iterator[tuple[_Path, int]]:
        """Yield the path of every table, field and list entry, with its line."""
        section: _Path = ()
        self._skip(_BLANK)
        while self._at < len(self._text):
            if self._text[self._at] == "[":
                line, (section, parents) = self._line(), self._header()
                yield from ((parent, line) for parent in parents)
                yield section, line
            else:
                yield from self._field(section)
            self._skip(_BLANK)

    def _header(self) -> tuple[_Path, list[_Path]]:
        """Step over a header; return the path of its table and the tables and lists that it opens around it."""
        brackets = 2 if self._text.startswith("[[", self._at) else 1
        self._at += brackets
        parts = self._key()
        self._at += brackets
        path: _Path = ()
        around: list[_Path] = []
        for place, part in enumerate(parts, 1):
            path = (*path, part)
            if brackets == 2 and place == len(parts):
                self._tables[path] = self._tables.get(path, 0) + 1
                around += [path] if self._tables[path] == 1 else []
            if path in self._tables:
                path = (*path, self._tables[path] - 1)
        return path, around

    def _field(self, section: _Path) -> Iterator[tuple[_Path, int]]:
        line = self._line()
        for part in self._key():
            section = (*section, part)
            yield section, line
        self._at += 1  # the equals sign
        self._skip(_BLANK)
        yield from self._value(section)

    def _value(self, path: _Path) -> Iterator[tuple[_Path, int]]:
        begin = self._at
        opening = self._text[begin]
        if opening in "\"'":
            self._skip(_STRING)
        elif opening in "[{":
            yield from self._entries(path, "]" if opening == "[" else "}")
        else:
            self._skip(_SCALAR)
        self.values[path] = begin, begin + len(self._text[begin : self._at].rstrip())

    def _entries(self, path: _Path, end: str) -> Iterator[tuple[_Path, int]]:
        """Step over a list or a table within braces."""
        self._at += 1
        self._skip(_BLANK)
        place = 0
        while self._text[self._at] != end:
            if end == "]":
                yield (*path, place), self._line()
                yield from self._value((*path, place))
                place += 1
            else:
                yield from self._field(path)
            self._skip(_BLANK)
            self._at += self._text[self._at] == ","
            self._skip(_BLANK)
        self._at += 1

    def _key(self) -> list[str]:
        """Step over a key, with the blanks around it, and return its parts."""
        parts = []
        while True:
            self._skip(_BLANK)
            begin = self._at
            if self._text[begin] in "\"'":
                self._skip(_STRING)
                parts.append(next(iter(tomllib.loads(f"{self._text[begin : self._at]} = 0"))))
            else:
                self._skip(_BARE_KEY)
                parts.append(self._text[begin : self._at])
            self._skip(_BLANK)
            if self._text[self._at] != ".":
                return parts
            self._at += 1

    def _skip(self, what: re.Pattern[str]) -> None:
        found = what.match(self._text, self._at)
        self._at = found.end() if found else self._at

    def _line(self) -> int:
        return bisect_right(self._newlines, self._at - 1) + 1
