"""How every bench states its figures: one line a case, for people or, with --json, for programs."""

import argparse
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, kw_only=True)
class Case:
    """One measured figure of a bench: a ratio to a peer measured in the same run, or a bare value.

    `ratio` is theirs / ours for costs and ours / theirs for rates, so that higher is always better.
    """

    bench: str
    case: str
    ratio: float | None = None
    value: float | None = None
    unit: str = "x"
    against: str = ""

    def __post_init__(self) -> None:
        """Raise ValueError unless exactly one of `ratio` and `value` is given."""
        if (self.ratio is None) == (self.value is None):
            raise ValueError(f"{self.bench}.{self.case}: give either a ratio or a value.")

    def as_json(self) -> str:
        """Return one line of JSON that leaves out what was not given."""
        return json.dumps({name: field for name, field in asdict(self).items() if field not in (None, "")})

    def as_text(self) -> str:
        """Return one line for people: name, figure, unit and what it was measured against."""
        figure = self.value if self.ratio is None else self.ratio
        peer = f"  against {self.against}" if self.against else ""
        return f"{self.bench + '.' + self.case:<40} {figure:>12.4g} {self.unit}{peer}"


def main(cases: Callable[[], Iterable[Case]], arguments: Sequence[str] | None = None) -> None:
    """Print each case as soon as it is measured; `arguments` stand in for the command line in tests."""
    parser = argparse.ArgumentParser(description="Measure and print the figures of one bench.")
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    as_json = parser.parse_args(arguments).json
    for case in cases():
        print(case.as_json() if as_json else case.as_text(), flush=True)
