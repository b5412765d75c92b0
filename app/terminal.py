"""What the sub-commands say to a terminal, and what it tells them."""

import sys
from argparse import ArgumentTypeError
from datetime import date
from typing import Self

# What a shell expects of a program that Ctrl+C ended.
INTERRUPTED = 130


class ProgressLine:
    """One line on stderr that is written over until the block ends; nothing where nobody watches."""

    def __init__(self) -> None:
        self._watched = sys.stderr.isatty()

    def say(self, text: str) -> None:
        """Replace the line."""
        if self._watched:
            sys.stderr.write(f"\r{text}")
            sys.stderr.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._watched:
            sys.stderr.write("\n")


def identity(text: str) -> int:
    """Read the identity of a row of the command line."""
    if not text.isdecimal() or not 0 < int(text) < 2**63:
        raise ArgumentTypeError(f"{text} is not a number that a list shows")
    return int(text)


def day(text: str) -> date:
    """Read a day of the command line."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text} is not a day as 2026-03-01") from error
