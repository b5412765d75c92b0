"""Writing new rows past the session, on both databases."""

from sqlalchemy import event, select

from app.models.ticket import Category
from app.services.database import Database
from app.services.new_rows import write_new


def test_rows_are_written_in_their_order_with_what_is_usual_where_nothing_was_said(database: Database) -> None:
    rows = [Category(name=name, path=name, **given) for name, given in (("b", {}), ("a", {"active": False}), ("c", {}))]
    with database.write() as session:
        write_new(session, *rows)
        assert not session.new
    with database.read() as session:
        found = session.execute(select(Category.name, Category.active, Category.version).order_by(Category.id)).all()
    assert [tuple(each) for each in found] == [("b", True, 1), ("a", False, 1), ("c", True, 1)]


def test_neighbours_that_are_alike_are_written_by_one_statement(sqlite_database: Database) -> None:
    counted: list[str] = []
    with sqlite_database.write() as session:
        session.connection()
        event.listen(sqlite_database.engine, "before_cursor_execute", lambda *given: counted.append(given[2]))
        write_new(session, *(Category(name=name, path=name) for name in ("a", "b", "c")))
        assert len(counted) == 1
