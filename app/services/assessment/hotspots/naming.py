"""Says what a hotspot is called, and what its complaints have in common."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from app.models.grams import is_signs, normal, phrases
from app.services.assessment.hotspots.series import LONGEST_PHRASE, Sort

# What so large a share of the complaints have is what they share; a name may leave out a few of them.
SHARED, _TELLING = 0.6, 0.6
_LONGEST_NAME = 16
# Orders of so many days are a range that says something.
_RANGE = 31
# Signs that belong to no name stand at neither of its ends.
_FILLING = frozenset("的了是我你他她它们这那吗呢吧啊着也就都很还又而但在有")


@dataclass(frozen=True)
class Facts:
    """What of one complaint can be shared by many; empty where it is not known."""

    category: str
    product: str
    place: str
    ordered_on: date | None


def shared_facts(facts: Sequence[Facts]) -> dict[str, str]:
    """Return what most complaints have in common: category, product, place, and from when to when they ordered."""
    found: dict[str, str] = {}
    for name in ("category", "product", "place"):
        counted = Counter(value for value in (getattr(each, name) for each in facts) if value)
        for value, count in counted.most_common(1):
            if count >= SHARED * len(facts):
                found[name] = value
    days = sorted(each.ordered_on for each in facts if each.ordered_on)
    # One order that is much older or newer is no reason to say nothing.
    inner = days[len(days) // 10 : len(days) - len(days) // 10]
    if len(days) >= max(SHARED * len(facts), 2) and (inner[-1] - inner[0]).days <= _RANGE:
        found |= {"ordered_from": inner[0].isoformat(), "ordered_until": inner[-1].isoformat()}
    return found


def telling_phrase(subjects: Iterable[str], texts: Sequence[str]) -> str:
    """Return the phrase by which texts are best told: the longest that most of those with a leading phrase have.

    `subjects` are names of series, the leading one first. Empty where there is no phrase among them.
    """
    prefix = f"{Sort.PHRASE}:"
    written = [normal(text) for text in texts]
    counts = {
        phrase: sum(phrase in text for text in written)
        for phrase in (subject.removeprefix(prefix) for subject in subjects if subject.startswith(prefix))
    }
    most = max(counts.values(), default=0)
    grown = {_grown(phrase, written) for phrase, count in counts.items() if count and count >= _TELLING * most}
    held = {phrase: sum(phrase in text for text in written) for phrase in grown}
    # What many have is worth more than a sign or two: a name twice as long may be had by fewer.
    return max(grown, key=lambda phrase: (held[phrase] * min(len(phrase), 6), len(phrase), phrase), default="")


def common_phrase(texts: Sequence[str]) -> str:
    """Return the longest phrase that most texts have, and at least two of them; empty where there is none."""
    counted = Counter(phrase for text in texts for phrase in phrases(text, LONGEST_PHRASE))
    most = [phrase for phrase, count in counted.items() if count >= max(SHARED * len(texts), 2)]
    return telling_phrase([f"{Sort.PHRASE}:{phrase}" for phrase in most], texts)


def _grown(phrase: str, texts: Sequence[str]) -> str:
    """Let a phrase of a script without spaces grow by the signs that most texts have before and after it."""
    if not is_signs(phrase):
        return phrase
    while len(phrase) < _LONGEST_NAME:
        longer = max(_neighbours(phrase, texts), key=lambda each: each[1], default=("", 0))
        if longer[1] < SHARED * sum(phrase in text for text in texts) or longer[1] < 2:
            break
        phrase = longer[0]
    return phrase


def _neighbours(phrase: str, texts: Sequence[str]) -> list[tuple[str, int]]:
    """Return the phrases that are longer by one sign, and how many texts have each."""
    found: Counter[str] = Counter()
    for text in texts:
        longer = set[str]()
        place = text.find(phrase)
        while place >= 0:
            end = place + len(phrase)
            longer |= {text[place - 1 : end]} if place and _joins(text[place - 1]) else set()
            longer |= {text[place : end + 1]} if end < len(text) and _joins(text[end]) else set()
            place = text.find(phrase, place + 1)
        found.update(longer)
    return sorted(found.items())


def _joins(sign: str) -> bool:
    return is_signs(sign) and sign not in _FILLING
