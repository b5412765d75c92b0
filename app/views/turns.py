"""Does what only the thread of the window may do in turns, so that the window answers in between."""

from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject

from app.views.tasks import Tasks


def in_turns(tasks: Tasks, owner: QObject, steps: Iterator[object], then: Callable[[], None]) -> None:
    """Import files of widgets or make them, one at a time, and then go on.

    Not in a thread: what makes or destroys a widget while another thread does crashes the program.
    """

    def turn(_: object) -> None:
        if next(steps, None) is None:
            then()
        else:
            # Through the tasks, so that these are not settled in between.
            tasks.run(owner, lambda: None, turn)

    turn(None)
