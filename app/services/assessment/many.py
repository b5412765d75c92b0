"""Judges complaints in bulk as `judge` judges one: an import asks for what is marked once, not for each row."""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models.customer import Customer
from app.models.desk_rules import DeskRules
from app.models.risk import risks_in
from app.models.score import Known, lasting_score
from app.models.ticket import Emotion, Priority
from app.services.assessment.judge import in_marked_category


class New(NamedTuple):
    """What is known of a complaint that is not recorded yet."""

    title: str
    text: str
    priority: Priority
    category_id: int | None
    customer_id: int | None
    demand: str = ""
    emotion: Emotion | None = None


class Judged(NamedTuple):
    """What a complaint is found to be, as the columns of a ticket."""

    high_risk: bool
    risk: dict[str, Any]
    score: int

    @property
    def kinds(self) -> list[str]:
        """The kinds of risk that were found."""
        return [*self.risk["words"], *self.risk["marks"]]


class JudgeMany:
    """Judges new complaints under the rules of a desk."""

    def __init__(self, session: Session, rules: DeskRules) -> None:
        self._session, self._rules = session, rules
        self._is_marked = cache(lambda category_id: in_marked_category(session, category_id))
        # One for all of which nothing is found: it is written once.
        self._nothing: dict[str, Any] = {"words": {}, "marks": []}

        @cache
        def score(priority: Priority, level: str | None, high_risk: bool, emotion: Emotion | None) -> int:
            return lasting_score(Known(priority, level, high_risk, emotion, 1), rules.score)

        self._score = score

    def __call__(self, complaints: Sequence[New]) -> list[Judged]:
        """Return what each is found to be."""
        customers = self._customers({each.customer_id for each in complaints if each.customer_id})
        return [self._judged(each, *customers.get(each.customer_id or 0, (None, False))) for each in complaints]

    def _judged(self, complaint: New, level: str | None, marked: bool) -> Judged:
        words = risks_in((complaint.title, complaint.text, complaint.demand), self._rules.risk)
        marks = ["category"] if self._is_marked(complaint.category_id) else []
        marks += ["customer"] if marked else []
        risk = {"words": {kind: list(found) for kind, found in words.items()}, "marks": marks}
        high_risk = bool(words or marks)
        emotion = Emotion(complaint.emotion) if complaint.emotion else None
        score = self._score(Priority(complaint.priority), level, high_risk, emotion)
        return Judged(high_risk, risk if high_risk else self._nothing, score)

    def _customers(self, ids: set[int]) -> dict[int, tuple[str | None, bool]]:
        """Return level and mark of those customers of whom either is known."""
        known = select(Customer.id, Customer.level, Customer.high_risk).where(
            Customer.id.in_(ids), or_(Customer.level.is_not(None), Customer.high_risk)
        )
        return {id_: (level, marked) for id_, level, marked in self._session.execute(known)} if ids else {}
