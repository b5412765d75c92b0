"""What a view of the queue is: search, chips, sort, group and columns under a name; and how it is remembered."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP

from app.models.words import Priority, Source
from app.views.i18n import Sentence
from app.views.memory import Memory
from app.views.queue.chips import ALL, NOBODY
from app.views.queue.filter import Urgency, WorklistFilter

_SAVED, _LAST = "queue/views", "queue/last"


@dataclass(frozen=True)
class ColumnPlace:
    """One column of a view, in the order in which they stand: its key, its width in pixels, whether it is shown."""

    key: str
    width: int
    shown: bool


@dataclass(frozen=True)
class QueueView:
    """A way to look at the queue. `mine` adds whoever sits at the console to the owners; no `columns`: as they are."""

    name: str
    filter: WorklistFilter = ALL
    mine: bool = False
    search: str = ""
    sorted_by: str = "due"
    descending: bool = False
    group: str | None = None
    columns: tuple[ColumnPlace, ...] = ()

    def for_person(self, me: int | None) -> WorklistFilter:
        """Return the filter for whoever sits here; `mine` says nothing as long as they have not said who they are."""
        return replace(self.filter, owners=self.filter.owners | {me}) if self.mine and me is not None else self.filter

    def like(self, other: "QueueView") -> bool:
        """Say whether both show the same, whatever their names and columns are."""
        return replace(self, name="", columns=()) == replace(other, name="", columns=())


BUILT_IN = (
    QueueView(str(QT_TRANSLATE_NOOP("QueueViews", "All open"))),
    QueueView(str(QT_TRANSLATE_NOOP("QueueViews", "Late")), WorklistFilter(urgencies=frozenset({Urgency.LATE}))),
    QueueView(str(QT_TRANSLATE_NOOP("QueueViews", "Next hour")), WorklistFilter(urgencies=frozenset({Urgency.SOON}))),
    QueueView(str(QT_TRANSLATE_NOOP("QueueViews", "Mine")), mine=True),
    QueueView(str(QT_TRANSLATE_NOOP("QueueViews", "Nobody's")), WorklistFilter(owners=frozenset({NOBODY}))),
)


class SavedViews:
    """The views that a person has saved, and how they looked at the queue last; what cannot be read is left out."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        found = _loaded(memory.text(_SAVED))
        views = [_view(each) for each in found] if isinstance(found, list) else []
        self.views = [view for view in views if view is not None and view.name]

    def last(self) -> QueueView | None:
        """Return how the queue was looked at last."""
        return _view(_loaded(self._memory.text(_LAST)))

    def keep_last(self, view: QueueView) -> None:
        """Remember how the queue is looked at."""
        self._memory.keep(_LAST, json.dumps(_written(view)))

    def save(self, view: QueueView) -> None:
        """Remember a view, in the place of one of the same name."""
        at = next((place for place, each in enumerate(self.views) if each.name == view.name), len(self.views))
        self.views[at : at + 1] = [view]
        self._keep()

    def forget(self, name: str) -> None:
        """Forget the view of a name."""
        self.views = [each for each in self.views if each.name != name]
        self._keep()

    def _keep(self) -> None:
        self._memory.keep(_SAVED, json.dumps([_written(each) for each in self.views]))


def built_in_name(view: QueueView) -> str:
    """Return the name of a built-in view in the language of now."""
    return str(Sentence("QueueViews", view.name))


def _written(view: QueueView) -> dict[str, Any]:
    wanted = view.filter
    return {
        "name": view.name,
        "mine": view.mine,
        "owners": sorted(wanted.owners),
        "queues": sorted(wanted.queues),
        "categories": sorted(wanted.categories),
        "tags": sorted(wanted.tags),
        "sources": sorted(wanted.sources),
        "priorities": sorted(wanted.priorities),
        "urgencies": sorted(wanted.urgencies),
        "waiting": wanted.waiting,
        "high_risk": wanted.high_risk,
        "search": view.search,
        "sorted_by": view.sorted_by,
        "descending": view.descending,
        "group": view.group,
        "columns": [[each.key, each.width, each.shown] for each in view.columns],
    }


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _view(found: Any) -> QueueView | None:
    """Read a view; None where somebody else's hand, or another release, has left something that is none."""
    try:
        return QueueView(
            name=str(found["name"]),
            filter=WorklistFilter(
                owners=frozenset(map(int, found["owners"])),
                sources=frozenset(map(Source, found["sources"])),
                priorities=frozenset(map(Priority, found["priorities"])),
                urgencies=frozenset(map(Urgency, found["urgencies"])),
                waiting=_flag(found["waiting"]),
                high_risk=_flag(found["high_risk"]),
                # Views that were saved before there were these to choose have none.
                queues=frozenset(map(str, found.get("queues", ()))),
                categories=frozenset(map(str, found.get("categories", ()))),
                tags=frozenset(map(str, found.get("tags", ()))),
            ),
            mine=bool(found["mine"]),
            search=str(found["search"]),
            sorted_by=str(found["sorted_by"]),
            descending=bool(found["descending"]),
            group=None if found["group"] is None else str(found["group"]),
            columns=_columns(found["columns"]),
        )
    except (KeyError, TypeError, ValueError):
        return None


def _flag(found: Any) -> bool | None:
    return None if found is None else bool(found)


def _columns(found: Sequence[Any]) -> tuple[ColumnPlace, ...]:
    return tuple(ColumnPlace(str(key), int(width), bool(shown)) for key, width, shown in found)
