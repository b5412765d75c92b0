"""Edits of the tree of categories that complaints follow (moving, marking, merging), and putting one under another."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.models.knowledge import Article
from app.models.ticket import Category, Ticket, TicketEvent
from app.services.assessment.categories import Branches, CategoryError, free_name, require_tree_rights, write_paths
from app.services.changes import note
from app.services.deadlines.rulebook import Rulebook
from app.services.handling.reassess import reassess, reassess_all, unfinished

CATEGORY_CHANGED = "category_changed"


def move_category(
    session: Session,
    rulebook: Rulebook,
    category_id: int,
    parent_id: int | None,
    place: int | None = None,
    *,
    by: int | None,
    now: datetime,
) -> None:
    """Move a category, with all below it, to a place (from 0; None: the last) in another one or in its own."""
    require_tree_rights(session, by)
    tree = Branches(session)
    category, parent = tree[category_id], tree[parent_id] if parent_id is not None else None
    if parent is not None and parent in tree.subtree(category):
        raise CategoryError("“{path}” cannot lie below itself.", path=category.path)
    if parent is not None and category.active and not parent.active:
        raise CategoryError("“{path}” is retired: bring it back first.", path=parent.path)
    free_name(tree, category.name, parent_id, but=category)
    was_risky = tree.risky(category)
    beside = [each for each in tree.children(parent_id) if each is not category]
    beside.insert(len(beside) if place is None else place, category)
    category.parent_id = parent_id
    for position, each in enumerate(beside):
        each.position = position
    write_paths(session, tree, category)
    if tree.risky(category) != was_risky:
        _reassess(session, rulebook, tree.subtree(category), by=by, now=now)


def mark_category(
    session: Session, rulebook: Rulebook, category_id: int, high_risk: bool, *, by: int | None, now: datetime
) -> int:
    """Say whether whatever belongs to a category is of high risk: its complaints that are not over are assessed anew.

    Returns how many were. One that waits, or only for its follow-up, is open again where it has come to be risky.
    """
    require_tree_rights(session, by)
    tree = Branches(session)
    category = tree[category_id]
    subtree = tree.subtree(category)
    before = [tree.risky(each) for each in subtree]
    category.high_risk = high_risk
    session.flush()
    turned = [each for each, was in zip(subtree, before, strict=True) if tree.risky(each) != was]
    return _reassess(session, rulebook, turned, by=by, now=now)


def merge_category(
    session: Session, rulebook: Rulebook, category_id: int, into_id: int, *, by: int | None, now: datetime
) -> None:
    """Let a category be one with another: complaints, articles and what lies below go there, and it is no more."""
    require_tree_rights(session, by)
    tree = Branches(session)
    category, into = tree[category_id], tree[into_id]
    if into in tree.subtree(category):
        raise CategoryError("“{path}” cannot be merged into itself or what lies below it.", path=category.path)
    _merge(session, rulebook, tree, category, into, by=by, now=now)


def change_category(
    session: Session,
    rulebook: Rulebook,
    ticket: Ticket,
    category_id: int | None,
    *,
    person_id: int | None,
    now: datetime,
) -> None:
    """Put a complaint under another category (None: under none); risk, score and deadlines follow.

    Raises `CategoryError` where it is retired or gone.
    """
    if category_id == ticket.category_id:
        return
    category = session.get(Category, category_id) if category_id is not None else None
    if category_id is not None and (category is None or not category.active):
        raise CategoryError("No complaint is put under a category that is retired or gone.")
    before = session.get(Category, ticket.category_id) if ticket.category_id else None
    paths = [before.path if before else "", category.path if category else ""]
    ticket.category_id = category_id
    session.add(
        TicketEvent(
            ticket_id=ticket.id, at=now, kind=CATEGORY_CHANGED, person_id=person_id, details={"category": paths}
        )
    )
    reassess(session, rulebook, ticket, person_id=person_id, now=now)


def _merge(
    session: Session,
    rulebook: Rulebook,
    tree: Branches,
    category: Category,
    into: Category,
    *,
    by: int | None,
    now: datetime,
) -> None:
    for child in tree.children(category.id):
        same = tree.called(child.name, into.id)
        if same is not None:
            _merge(session, rulebook, tree, child, same, by=by, now=now)
            continue
        was_risky = tree.risky(child)
        child.position = max((each.position for each in tree.children(into.id)), default=-1) + 1
        child.parent_id = into.id
        write_paths(session, tree, child)
        if tree.risky(child) != was_risky:
            _reassess(session, rulebook, tree.subtree(child), by=by, now=now)
    opened = unfinished(session, Ticket.category_id == category.id)
    turns = tree.risky(category) != tree.risky(into)
    moved = session.scalars(select(Ticket.id).where(Ticket.category_id == category.id)).all()
    # Their versions stay: nobody has worked on them, and an import may go on following them.
    session.execute(update(Ticket).where(Ticket.category_id == category.id).values(category_id=into.id))
    note(session, Ticket, moved)
    articles = session.scalars(select(Article.id).where(Article.category_id == category.id)).all()
    session.execute(update(Article).where(Article.category_id == category.id).values(category_id=into.id))
    note(session, Article, articles)
    details = {"category": [category.path, into.path]}
    session.add_all(
        TicketEvent(ticket_id=id_, at=now, kind=CATEGORY_CHANGED, person_id=by, details=details) for id_ in opened
    )
    del tree.by_id[category.id]
    session.delete(category)
    session.flush()
    if turns:
        reassess_all(session, rulebook, opened, person_id=by, now=now)


def _reassess(
    session: Session, rulebook: Rulebook, categories: Sequence[Category], *, by: int | None, now: datetime
) -> int:
    """Assess the complaints of some categories anew that are not over; returns how many there are."""
    ids = unfinished(session, Ticket.category_id.in_([each.id for each in categories]))
    reassess_all(session, rulebook, ids, person_id=by, now=now)
    return len(ids)
