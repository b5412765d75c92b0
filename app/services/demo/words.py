"""The words of the demo floor: made-up names, products and complaints, by language and by what they are about."""

import tomllib
from dataclasses import dataclass
from typing import Any

from app.models.people import Language
from app.services.demo.profiles import FOLDER, Kind


@dataclass(frozen=True)
class Subject:
    """What complaints of one category say; texts have the fields product, amount and days."""

    kind: Kind
    category: str
    titles: tuple[str, ...]
    descriptions: tuple[str, ...]
    high_risk: bool = False
    surge: bool = False  # what everybody complains about while something is broken


@dataclass(frozen=True)
class Words:
    """Everything on the demo floor that has a name, in one language."""

    floor: str
    teams: tuple[str, ...]
    family: tuple[str, ...]
    given: tuple[str, ...]
    name: str  # how a name is made of the two
    levels: tuple[str, ...]  # of customers, rising
    products: tuple[str, ...]
    queues: dict[str, str]
    events: dict[str, str]
    kinds: dict[Kind, str]
    subjects: tuple[Subject, ...]

    def names(self) -> list[str]:
        """Return every name that can be made, each once."""
        return [self.name.format(family=family, given=given) for given in self.given for family in self.family]


def load_words(language: Language) -> Words:
    """Read the words of a language."""
    found: dict[str, Any] = tomllib.loads((FOLDER / f"floor.{language.value}.toml").read_text("utf-8"))
    subjects = tuple(
        Subject(
            kind=Kind(each.pop("kind")),
            titles=tuple(each.pop("titles")),
            descriptions=tuple(each.pop("descriptions")),
            **each,
        )
        for each in found.pop("subjects")
    )
    lists = {name: tuple(found.pop(name)) for name in ("teams", "family", "given", "levels", "products")}
    kinds = {Kind(word): name for word, name in found.pop("kinds").items()}
    rest: dict[str, Any] = found | lists
    return Words(kinds=kinds, subjects=subjects, **rest)
