"""The suggested category on labelled Chinese complaints: how much oftener it is right than the largest one would be.

Reads `留言一级分类*.xlsx` in the folder that FLOORWATCH_DATA names, by default `../shared/data` beside the repository.
Ten-fold: each tenth is judged by what the other nine have taught. Nothing is tuned within a fold.
"""

import os
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import perf_counter

from app.services.assessment.suggest import Learned, Past
from bench.report import Case, main

DATA = Path(os.environ.get("FLOORWATCH_DATA") or Path(__file__).resolve().parents[1] / ".." / "shared" / "data")
FOLDS = 10
# So many complaints are learned for the measurement of the time, each of so many categories.
MANY, CATEGORIES = 100_000, 500


def cases() -> Iterator[Case]:
    """Yield the gain, and the figures beside it."""
    complaints = _complaints()
    random.Random(1).shuffle(complaints)
    judged = [
        (found, each.category_id)
        for fold in range(FOLDS)
        for learned in (_learned([each for place, each in enumerate(complaints) if place % FOLDS != fold]),)
        for each in complaints[fold::FOLDS]
        for found in (learned.judge(each.title, each.text),)
    ]
    right = [bool(found) and found[0][0] == category for found, category in judged]
    among_three = [category in [id_ for id_, _ in found[:3]] for found, category in judged]
    largest = max(Counter(category for _, category in judged).values()) / len(judged)
    accuracy = sum(right) / len(judged)
    yield Case(bench="category", case="accuracy", value=accuracy, unit="")
    yield Case(bench="category", case="among_three", value=sum(among_three) / len(judged), unit="")
    yield Case(
        bench="category", case="accuracy_gain", value=accuracy - largest, unit="", against="always the largest class"
    )
    # Of what is said to be sure to such a degree, so much is right: none is the best.
    sure = [found[0][1] if found else 0.0 for found, _ in judged]
    yield Case(bench="category", case="overconfidence", value=sum(sure) / len(sure) - accuracy, unit="")
    yield from _times(complaints)


def _times(complaints: list[Past]) -> Iterator[Case]:
    dice = random.Random(2)
    sentences = [part for each in complaints for part in each.text.split("。") if part]

    def made() -> Iterator[Past]:
        for id_ in range(MANY):
            text = "。".join(dice.choices(sentences, k=6))
            yield Past(id_, dice.randrange(CATEGORIES), dice.choice(complaints).title, text)

    past = list(made())
    begin = perf_counter()
    learned = _learned(past)
    yield Case(bench="category", case="learned", value=perf_counter() - begin, unit="s")
    times = []
    for each in complaints[:50]:
        begin = perf_counter()
        learned.judge(each.title, each.text)
        times.append(perf_counter() - begin)
    yield Case(bench="category", case="judged", value=1000 * median(times), unit="ms")


def _learned(complaints: list[Past]) -> Learned:
    learned = Learned()
    learned.learn(complaints)
    return learned


def _complaints() -> list[Past]:
    import openpyxl

    (file,) = DATA.glob("留言一级分类*.xlsx")
    rows = openpyxl.load_workbook(file, read_only=True).worksheets[0].iter_rows(min_row=2, max_col=6, values_only=True)
    found = [(str(title), str(text), str(label)) for _, _, title, _, text, label in rows if label]
    labels = sorted({label for _, _, label in found})
    return [Past(id_, labels.index(label), title, text) for id_, (title, text, label) in enumerate(found)]


if __name__ == "__main__":
    main(cases)
