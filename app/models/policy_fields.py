"""Reads the fields of a policy's specification one by one, and refuses a wrong one by its name."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from app.errors import DomainError
from app.models.sla import Measure

# Where a value stands in a specification: names of fields, and places in lists from 0.
Path = tuple[str | int, ...]

_AMOUNT = re.compile(r"(\d{1,9}) ?(min|h|d)")
_SECONDS = {"min": 60, "h": 3_600, "d": 1}
IN_DAYS = (Measure.NATURAL_DAYS, Measure.WORKING_DAYS)
_Word = TypeVar("_Word", bound=StrEnum)


class PolicyError(DomainError):
    """A policy that cannot be followed; the sentence names the field as `ladders[1].steps[2].share`, from 1.

    `path` is where that stands in the specification, and `line` where in the text, from 1; None where the text is not
    known.
    """

    def __init__(self, sentence: str, *, path: Path = (), line: int | None = None, **values: object) -> None:
        super().__init__(sentence, **{"field": spelled(path), **values}, path=path, line=line)
        self.path = path
        self.line = line

    def on_line(self, line: int) -> "PolicyError":
        """Return the same refusal with the line on which its field stands."""
        return PolicyError(self.sentence, **self.values | {"line": line})  # type: ignore[arg-type]


def spelled(path: Path) -> str:
    """Write a path as people count."""
    return "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")


@dataclass(frozen=True)
class Fields:
    """One table of a specification; every reader raises `PolicyError` for a field that is not what it should be."""

    table: Mapping[str, Any]
    path: Path = ()

    def __contains__(self, name: str) -> bool:
        return name in self.table

    def at(self, name: str) -> Path:
        """Return the path of a field."""
        return (*self.path, name)

    def refuse_others(self, *names: str) -> None:
        """Refuse a field that is none of the names."""
        for name in self.table:
            if name not in names:
                raise PolicyError(
                    "{field} is no field here; there are {known}.", path=self.at(name), known=", ".join(names)
                )

    def text(self, name: str, *, longest: int = 200) -> str:
        """Return a text that has to be there."""
        value = self._needed(name)
        if not isinstance(value, str) or not 0 < len(value) <= longest:
            raise PolicyError("{field} is a text of 1 to {longest} characters.", path=self.at(name), longest=longest)
        return value

    def flag(self, name: str) -> bool | None:
        """Return true or false, None where it is left out."""
        value = self.table.get(name)
        if value is not None and not isinstance(value, bool):
            raise PolicyError("{field} is true or false.", path=self.at(name))
        return value

    def word(self, words: type[_Word], name: str) -> _Word:
        """Return a word of an enumeration that has to be there."""
        return _word(words, self._needed(name), self.at(name))

    def words(self, words: type[_Word], name: str) -> tuple[_Word, ...]:
        """Return a list of words; one that is left out is empty."""
        return tuple(_word(words, each, (*self.at(name), place)) for place, each in enumerate(self._list(name)))

    def texts(self, name: str, *, longest: int) -> frozenset[str]:
        """Return a list of texts; one that is left out is empty."""
        for place, each in enumerate(self._list(name)):
            if not isinstance(each, str) or not 0 < len(each) <= longest:
                path = (*self.at(name), place)
                raise PolicyError("{field} is a text of 1 to {longest} characters.", path=path, longest=longest)
        return frozenset(self._list(name))

    def tables(self, name: str) -> list["Fields"]:
        """Return the tables of a list; one that is left out is empty."""
        found = [Fields(each, (*self.at(name), place)) for place, each in enumerate(self._list(name))]
        for each in found:
            if not isinstance(each.table, Mapping):
                raise PolicyError("{field} is a table.", path=each.path)
        return found

    def section(self, name: str) -> "Fields":
        """Return a table within this one; one that is left out is empty."""
        table = self.table.get(name, {})
        if not isinstance(table, Mapping):
            raise PolicyError("{field} is a table.", path=self.at(name))
        return Fields(table, self.at(name))

    def amount(self, name: str, measure: Measure) -> int:
        """Return an amount that a measure counts: days, or seconds."""
        amount, in_days = self.amount_of_either(name)
        if in_days != (measure in IN_DAYS):
            raise PolicyError(
                "{field}: {amount} cannot be counted as {measure}: days are counted in d, time in h and min.",
                path=self.at(name),
                amount=self.table[name],
                measure=measure,
            )
        return amount

    def amount_of_either(self, name: str) -> tuple[int, bool]:
        """Return an amount, and if it is in days."""
        value = self._needed(name)
        found = _AMOUNT.fullmatch(value) if isinstance(value, str) else None
        if not found:
            raise PolicyError(
                '{field} is written like "5min", "24h" or "3d", not {value}.', path=self.at(name), value=value
            )
        return int(found[1]) * _SECONDS[found[2]], found[2] == "d"

    def seconds(self, name: str) -> int:
        """Return a time in hours or minutes."""
        amount, in_days = self.amount_of_either(name)
        if in_days:
            raise PolicyError("{field} is a time in hours or minutes.", path=self.at(name))
        return amount

    def _needed(self, name: str) -> Any:
        if name not in self.table:
            raise PolicyError("{field} is missing.", path=self.at(name))
        return self.table[name]

    def _list(self, name: str) -> list[Any]:
        value = self.table.get(name, [])
        if not isinstance(value, list):
            raise PolicyError("{field} is a list.", path=self.at(name))
        return value


def _word(words: type[_Word], value: object, path: Path) -> _Word:
    if value not in list(words):
        raise PolicyError("{field} is one of {words}, not {value}.", path=path, words=", ".join(words), value=value)
    return words(str(value))
