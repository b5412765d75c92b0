"""The priority score as a column of the queue: with what the nearing deadline adds now, and ordered by that."""

from datetime import timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.services.floor.worklist_columns import NO_SCORE, NO_TARGET, Worklist
from app.views.i18n import QT_TRANSLATE_NOOP, Sentence, number
from app.views.table.column import RIGHT, Column, Moment
from app.views.theme import Mark

KEY = "score"
# So long an order by it is right enough.
_LASTS = timedelta(seconds=30).seconds
_HIGH, _HIGHEST = 60, 80
# What has no score yet comes last.
_LAST = 1.0


class ScoreColumn:
    """What the column shows; `weight` is what the rules of the desk give a deadline, `at` when it was ordered last."""

    def __init__(self) -> None:
        self.weight = 0.0
        self.at = 0

    def column(self) -> Column:
        """Return the column."""
        return Column(
            KEY,
            QT_TRANSLATE_NOOP("Worklist", "Score"),
            7,
            self._text,
            self._order,
            alignment=RIGHT,
            mark=self._mark,
            bar=lambda rows, slot, moment: (
                None if rows.score[slot] == NO_SCORE else self._now(rows, slot, moment) / 100
            ),
            tip=self._tip,
            live=True,
        )

    def is_old(self, moment: Moment) -> bool:
        """Say whether time has moved on so far that the order may be another one; then it is that of the moment."""
        if abs(moment.seconds - self.at) < _LASTS:
            return False
        self.at = moment.seconds
        return True

    def _now(self, rows: Worklist, slot: int, moment: Moment) -> float:
        score = float(rows.score[slot])
        if rows.score_set[slot] or rows.paused[slot] or rows.target[slot] == NO_TARGET:
            return score
        started, due = int(rows.started[slot]), int(rows.due[slot])
        return score + self.weight * min(max((moment.seconds - started) / max(due - started, 1), 0.0), 1.0)

    def _text(self, rows: Worklist, slot: int, moment: Moment) -> str:
        if rows.score[slot] == NO_SCORE:
            return "–"
        said = number(round(self._now(rows, slot, moment)))
        return f"✎ {said}" if rows.score_set[slot] else said

    def _mark(self, rows: Worklist, slot: int, moment: Moment) -> Mark | None:
        score = self._now(rows, slot, moment)
        return Mark.LATE if score >= _HIGHEST else Mark.SOON if score >= _HIGH else None

    def _tip(self, rows: Worklist, slot: int, moment: Moment) -> str:
        if rows.score[slot] == NO_SCORE:
            return str(Sentence("Worklist", "It was recorded before there were scores."))
        if rows.score_set[slot]:
            return str(Sentence("Worklist", "Set by hand; the case says why."))
        added = self._now(rows, slot, moment) - float(rows.score[slot])
        return str(
            Sentence(
                "Worklist",
                "{score} of 100, of which the nearing deadline adds {added}; the case shows each part.",
                score=number(round(self._now(rows, slot, moment))),
                added=number(round(added)),
            )
        )

    def _order(self, rows: Worklist) -> NDArray[Any]:
        """The most pressing first, as of `at`."""
        span = np.maximum(rows.due - rows.started, 1)
        used = np.clip((self.at - rows.started) / span, 0.0, 1.0)
        grows = ~(rows.score_set | rows.paused | (rows.target == NO_TARGET))
        return np.where(rows.score == NO_SCORE, _LAST, -(rows.score + np.where(grows, self.weight * used, 0.0)))
