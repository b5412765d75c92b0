"""Files of categories: each row names one with those in which it lies, level by level; what is there stays."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain
from typing import ClassVar

from sqlalchemy.orm import Session

from app.services.assessment.categories import (
    SEPARATOR,
    Branches,
    CategoryError,
    grow,
    require_tree_rights,
)
from app.services.bilingual import Bilingual
from app.services.intake.drafts import Reject
from app.services.intake.plain_files import FileKind, Part, RowCounts, Total
from app.services.intake.plain_rows import Cells, Line, read_lines
from app.services.intake.tables import Table
from app.services.intake.timing import RowRefusedError

_NUMBERS = "一二三四五六"
_WHOLE = ("category", "path", "类别", "分类", "类别路径")
_COLUMNS = {
    f"level {level}": (
        f"level {level}",
        f"level{level}",
        f"category {level}",
        f"{sign}级分类",
        f"{sign}级类别",
        *(_WHOLE if level == 1 else ()),
    )
    for level, sign in enumerate(_NUMBERS, 1)
}
_Names = tuple[str, ...]


class Categories(FileKind[Line[_Names]]):
    """The tree of categories; a file adds to it, and neither renames nor retires anything."""

    name = "categories"
    title = Bilingual("类别树", "Categories")
    holds = Bilingual(
        "每行一个类别：各级名称分列（一级分类、二级分类、三级分类 …），或写在一列中，以“ / ”分隔；无需映射。",
        "One row for each category: its levels in columns (level 1, level 2, level 3 …), or in one (category) with "
        "“ / ” between; it needs no mapping.",
    )
    subject = Bilingual("一级类别", "First level")
    figures = (Bilingual("类别", "Categories"),)
    also: ClassVar = {
        "levels": Bilingual("连同上级共新增类别 {count} 个", "{count} categories are new with those above")
    }

    @classmethod
    def require_rights(cls, session: Session, by: int | None) -> None:
        """Ask for what editing the tree by hand asks for."""
        require_tree_rights(session, by)

    def reader(self, session: Session, **_: object) -> Callable[[Table], Iterator[Part[Line[_Names]]]]:
        """Read the names by level."""
        return partial(read_lines, columns=_COLUMNS, say=_names, optional=tuple(_COLUMNS)[1:])

    def write(self, session: Session, portions: Iterable[list[Line[_Names]]], counts: RowCounts) -> list[Reject]:
        """Add what is not there yet, whatever the case of its letters; a retired one takes nothing below it."""
        tree, refused = Branches(session), list[Reject]()
        before = len(tree.by_id)
        known = {(each.parent_id, each.name.casefold()): each.id for each in tree.by_id.values()}
        for line in chain.from_iterable(portions):
            parent_id, is_new = None, False
            try:
                for name in line.says:
                    found = known.get((parent_id, name.casefold()))
                    is_new = found is None
                    if found is None:
                        found = grow(session, tree, name, parent_id).id
                        known[parent_id, name.casefold()] = found
                    parent_id = found
            except CategoryError as reason:
                refused.append(line.refused(RowRefusedError(reason.sentence, **reason.values)))
                continue
            counts.added += is_new
            counts.unchanged += not is_new
        counts.also["levels"] = len(tree.by_id) - before
        return refused

    def total(self, row: Line[_Names]) -> Total:
        """Count by the first level."""
        return Total(row.says[0], None, (1,))


def _names(cells: Cells) -> _Names:
    texts = [cells.text(column) for column in _COLUMNS]
    while texts and not texts[-1]:
        texts.pop()
    if not texts or not all(texts):
        raise RowRefusedError("A level is missing.")
    return tuple(" ".join(name.split()) for text in texts for name in text.split(SEPARATOR))
