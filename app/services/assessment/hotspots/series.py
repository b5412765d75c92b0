"""What complaints are counted by: each level of their category, product, place, week of the order, and phrases."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from app.models.grams import phrases

# Phrases of more signs are put together from shorter ones; and so much of a text says what it is about.
LONGEST_PHRASE, _READ = 4, 600
# As long as the subject of an alert may be.
_LONGEST = 64


class Sort(StrEnum):
    """What a series is about."""

    CATEGORY = "category"
    PRODUCT = "product"
    PLACE = "place"
    ORDERS = "orders"
    PHRASE = "phrase"


@dataclass(frozen=True)
class Said:
    """What is known of one complaint; `categories` are the ids from its own category up to the root.

    `who` is the customer: what one says again within a window counts once. None: nobody else is them.
    """

    id: int
    at: float
    text: str
    categories: tuple[int, ...] = ()
    product: str = ""
    place: str = ""
    ordered_on: date | None = None
    who: int | None = None


def subjects(said: Said) -> Iterator[str]:
    """Yield the names of the series that a complaint counts for, such as "category:12" or "phrase:停水"."""
    for category in said.categories:
        yield f"{Sort.CATEGORY}:{category}"
    if said.product:
        yield f"{Sort.PRODUCT}:{said.product}"[:_LONGEST]
    if said.place:
        yield f"{Sort.PLACE}:{said.place}"[:_LONGEST]
    if said.ordered_on:
        year, week, _ = said.ordered_on.isocalendar()
        yield f"{Sort.ORDERS}:{year}-{week:02}"
    for phrase in phrases(said.text[:_READ], LONGEST_PHRASE):
        yield f"{Sort.PHRASE}:{phrase}"[:_LONGEST]


def key_of(subject: str) -> int:
    """Return the number that stands for a series."""
    return crc32(subject.encode())


def keys_of(said: Said) -> NDArray[np.uint32]:
    """Return the numbers of the series that a complaint counts for, in order."""
    return np.unique(np.fromiter(map(key_of, subjects(said)), np.uint32))
