"""The tree of categories (类别): who may edit it, what lies where, and how it is called."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.people import Person, Role
from app.models.texts import in_one_line
from app.models.ticket import Category, Ticket

SEPARATOR = " / "
LONGEST_NAME, LONGEST_PATH = 200, 800
_EDITORS = (Role.SUPERVISOR, Role.MANAGER, Role.ADMINISTRATOR)
# As the index of open tickets says it.
_IS_OPEN = text("ticket.status IN ('open', 'waiting')")


class CategoryError(DomainError):
    """An edit that the tree of categories does not allow."""


class CategoryRightsError(DomainError):
    """Somebody edits the tree of categories who may not."""


@dataclass(frozen=True)
class CategoryRow:
    """A node of the tree; `risky` says that it or one above it is marked, `open` counts its own open complaints."""

    id: int
    parent_id: int | None
    name: str
    path: str
    high_risk: bool
    risky: bool
    active: bool
    open: int


@dataclass(frozen=True)
class CategoryTree:
    """Every category, each behind the one it lies in, and whether the person may edit them."""

    rows: tuple[CategoryRow, ...] = ()
    may_edit: bool = False


class Branches:
    """The whole tree while it is edited: nobody else edits it until the transaction is over."""

    def __init__(self, session: Session) -> None:
        # In one order everywhere, so that two who edit do not wait for each other for ever.
        # Complaints of these categories are recorded all the same.
        found = session.scalars(select(Category).order_by(Category.id).with_for_update(key_share=True))
        self.by_id = {each.id: each for each in found}

    def __getitem__(self, category_id: int) -> Category:
        if category_id not in self.by_id:
            raise CategoryError("This category is gone: somebody has merged it into another one.")
        return self.by_id[category_id]

    def children(self, parent_id: int | None) -> list[Category]:
        """Return what lies right below a category (None: the first level), in its order."""
        below = [each for each in self.by_id.values() if each.parent_id == parent_id]
        return sorted(below, key=lambda each: (each.position, each.name))

    def subtree(self, category: Category) -> list[Category]:
        """Return a category and all below it, each behind the one it lies in."""
        return [category, *(each for child in self.children(category.id) for each in self.subtree(child))]

    def above(self, category: Category) -> list[Category]:
        """Return those in which a category lies, the nearest first."""
        found = []
        while category.parent_id is not None:
            category = self.by_id[category.parent_id]
            found.append(category)
        return found

    def risky(self, category: Category) -> bool:
        """Say whether whatever belongs to a category is of high risk."""
        return any(each.high_risk for each in (category, *self.above(category)))

    def called(self, name: str, parent_id: int | None) -> Category | None:
        """Return the category of that name in a place, whatever the case of its letters."""
        return next((each for each in self.children(parent_id) if each.name.casefold() == name.casefold()), None)


def may_edit_tree(session: Session, person_id: int | None) -> bool:
    """Say whether a person may edit the tree."""
    return session.scalar(select(Person.role).where(Person.id == person_id, Person.active)) in _EDITORS


def require_tree_rights(session: Session, person_id: int | None) -> None:
    """Refuse with `CategoryRightsError` who may not edit the tree."""
    if not may_edit_tree(session, person_id):
        raise CategoryRightsError("Supervisors, managers and administrators edit the categories.")


def read_tree(session: Session, person_id: int | None) -> CategoryTree:
    """Return the tree as a person sees it."""
    counted = select(Ticket.category_id, func.count()).where(_IS_OPEN).group_by(Ticket.category_id)
    opened = dict(session.execute(counted).all())
    below: dict[int | None, list[Category]] = {}
    for each in session.scalars(select(Category).order_by(Category.position, Category.name, Category.id)):
        below.setdefault(each.parent_id, []).append(each)

    def rows(parent_id: int | None, risky: bool) -> Iterable[CategoryRow]:
        for each in below.get(parent_id, ()):
            here, count = risky or each.high_risk, opened.get(each.id, 0)
            yield CategoryRow(each.id, each.parent_id, each.name, each.path, each.high_risk, here, each.active, count)
            yield from rows(each.id, here)

    return CategoryTree(tuple(rows(None, False)), may_edit_tree(session, person_id))


def add_category(session: Session, name: str, parent_id: int | None, *, by: int | None) -> Category:
    """Add a category as the last one of a place; raises `CategoryError` and `CategoryRightsError`."""
    require_tree_rights(session, by)
    return grow(session, Branches(session), name, parent_id)


def grow(session: Session, tree: Branches, name: str, parent_id: int | None) -> Category:
    """Add a category to a tree that is being edited; raises `CategoryError`."""
    parent = tree[parent_id] if parent_id is not None else None
    if parent is not None and not parent.active:
        raise CategoryError("“{path}” is retired: bring it back first.", path=parent.path)
    name = free_name(tree, name, parent_id)
    position = max((each.position for each in tree.children(parent_id)), default=-1) + 1
    category = Category(parent_id=parent_id, name=name, path=_path(parent, name), position=position)
    session.add(category)
    session.flush()
    tree.by_id[category.id] = category
    return category


def rename_category(session: Session, category_id: int, name: str, *, by: int | None) -> None:
    """Give a category another name; the paths of all below it follow."""
    require_tree_rights(session, by)
    tree = Branches(session)
    category = tree[category_id]
    category.name = free_name(tree, name, category.parent_id, but=category)
    write_paths(session, tree, category)


def retire_category(session: Session, category_id: int, *, by: int | None) -> None:
    """Let no new complaint be recorded of a category and of those below it; what is recorded keeps it."""
    require_tree_rights(session, by)
    tree = Branches(session)
    for each in tree.subtree(tree[category_id]):
        each.active = False
    session.flush()


def bring_back_category(session: Session, category_id: int, *, by: int | None) -> None:
    """Let complaints be recorded again of a category, of those below it, and so of those in which it lies."""
    require_tree_rights(session, by)
    tree = Branches(session)
    category = tree[category_id]
    for each in (*tree.subtree(category), *tree.above(category)):
        each.active = True
    session.flush()


def write_paths(session: Session, tree: Branches, category: Category) -> None:
    """Let the paths of a category and of all below it follow their names."""
    for each in tree.subtree(category):
        each.path = _path(tree.by_id[each.parent_id] if each.parent_id is not None else None, each.name)
    session.flush()


def _path(parent: Category | None, name: str) -> str:
    path = f"{parent.path}{SEPARATOR}{name}" if parent is not None else name
    if len(path) > LONGEST_PATH:
        raise CategoryError(
            "“{name}” would lie too deep: its path is longer than {longest} characters.",
            name=name,
            longest=LONGEST_PATH,
        )
    return path


def free_name(tree: Branches, name: str, parent_id: int | None, *, but: Category | None = None) -> str:
    """Return a name without blanks around it; raises `CategoryError` where it is none or somebody has it there."""
    name = in_one_line(name)
    if not 0 < len(name) <= LONGEST_NAME or SEPARATOR in f" {name} ":
        raise CategoryError(
            "A category has a name of at most {longest} characters, without “/” by itself.", longest=LONGEST_NAME
        )
    same = tree.called(name, parent_id)
    if same is not None and same is not but:
        raise CategoryError("“{path}” is there already.", path=same.path)
    return name
