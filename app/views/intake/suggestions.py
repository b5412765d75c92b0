"""Suggestions of a category, from what this console has learned of past complaints; it learns much of them aside."""

import itertools
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.errors import DomainError
from app.views.i18n import Sentence
from app.views.tasks import Tasks

if TYPE_CHECKING:
    from app.services.assessment.suggest import CategorySuggestion, Learned
    from app.services.database import Database

Suggested = tuple["CategorySuggestion", ...]


class Suggestions:
    """Answers in a thread; where there is much to learn first, the worker process does it, and the answer waits."""

    def __init__(self, tasks: Tasks, opened: "Callable[[], Database]") -> None:
        # What learns counts with NumPy: whoever suggests nothing does without.
        from app.services.assessment.suggest import Learned

        self._tasks, self._opened, self._learned = tasks, opened, Learned()
        self._is_learning = False
        # What was asked last for each owner, and whom to answer, while it is being learned.
        self._waiting: dict[QObject, tuple[int, Callable[[], None], Callable[[Suggested], None]]] = {}
        self._numbers = itertools.count(1)

    def ask(self, owner: QObject, title: str, text: str, then: Callable[[Suggested], None], *, limit: int = 3) -> None:
        """Hand `then` the categories to which a text most likely belongs; none where nobody can say."""
        from app.services.assessment.suggest import suggest_categories

        opened, learned, number = self._opened, self._learned, next(self._numbers)

        def work() -> Suggested | str:
            database = opened()
            with database.read() as session:
                if learned.has_much_to_learn(session):
                    # With its password: it goes through a pipe to the worker, and nowhere else.
                    return database.url.render_as_string(hide_password=False)
                return suggest_categories(session, learned, title, text, limit=limit)

        def come(found: Suggested | str) -> None:
            if not isinstance(found, str):
                then(found)
            elif learned is not self._learned:
                # It was learned while this was being read.
                self.ask(owner, title, text, then, limit=limit)
            else:
                # Of two at once the older may come last.
                if number > self._waiting.get(owner, (0,))[0]:
                    self._waiting[owner] = (number, lambda: self.ask(owner, title, text, then, limit=limit), then)
                self._learn(found)

        self._tasks.run(owner, work, come)

    def _learn(self, address: str) -> None:
        if self._is_learning:
            return
        from app.services.assessment.suggest import learn_apart

        self._is_learning = True
        title = Sentence("Suggestions", "Learning categories from past complaints")
        # This is no QObject, which a thread might be the last to let go of; who asks for the learning lives as long.
        tasks = self._tasks
        tasks.compute(tasks, learn_apart, (address,), self._come, refused=self._give_up, over=self._end, title=title)

    def _come(self, learned: "Learned") -> None:
        self._learned = learned
        asked = [*self._waiting.values()]
        self._waiting.clear()
        for _number, ask, _then in asked:
            ask()

    def _give_up(self, _: DomainError) -> None:
        """Suggest nothing to who waits: the next who asks begins it again."""
        asked = [*self._waiting.values()]
        self._waiting.clear()
        for _number, _ask, then in asked:
            then(())

    def _end(self) -> None:
        self._is_learning = False
