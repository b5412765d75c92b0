"""Logging in to a shared database: what is kept of it, what is refused, and where a password goes."""

import stat
import sys
from pathlib import Path

import pytest

from app.services.database import Database, DatabaseError
from app.services.login import Login, log_in, password_file, remember_password

LOGIN = Login("postgresql://wang@db/floor", "wang", "db", 5432, "floor", "a:b\\c")


def test_a_login_that_succeeds_says_whom_and_keeps_no_password(postgresql_database: Database) -> None:
    address = postgresql_database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    login = log_in(f"  {address} ", "secret")
    assert login.name == postgresql_database.url.database
    assert login.user
    assert "secret" not in login.address + repr(login)
    assert Database(login.whole_address).url.password == "secret"


@pytest.mark.parametrize(
    "inside", ["postgresql://u:secret@127.0.0.1:1/d", "postgresql://u@127.0.0.1:1/d?password=secret"]
)
def test_a_password_inside_the_address_is_used_and_not_shown(inside: str) -> None:
    with pytest.raises(DatabaseError, match="cannot be used now") as refused:
        log_in(inside, "")
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("", "is not one: write postgresql"),
        ("floor.db", "is not one: write postgresql"),
        ("sqlite:///floor.db", "is not one: write postgresql"),
        ("server/floor", "is not one: write postgresql"),
        ("postgresql://u@127.0.0.1:x/d", "is not one: write postgresql"),
        ("mysql://u@h/d", "not in mysql"),
        ("postgresql://u@127.0.0.1:1/d", "cannot be used now"),
    ],
)
def test_an_address_that_leads_nowhere_is_a_sentence(address: str, sentence: str) -> None:
    with pytest.raises(DatabaseError, match=sentence):
        log_in(address, "")


def test_a_database_without_tables_is_refused(postgres: object, postgresql_database: Database) -> None:
    empty = postgresql_database.url.set(drivername="postgresql", database="postgres")
    with pytest.raises(DatabaseError, match="has no tables yet"):
        log_in(empty.render_as_string(hide_password=False), "")


def test_a_password_goes_into_a_file_of_ones_own_before_what_was_there(tmp_path: Path) -> None:
    file = tmp_path / "new" / ".pgpass"
    remember_password(LOGIN, file)
    assert file.read_text("utf-8") == "db:5432:floor:wang:a\\:b\\\\c\n"
    if sys.platform != "win32":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.write_text("# mine\n*:*:*:*:other\ndb:5432:floor:wang:old\n", "utf-8")
    remember_password(LOGIN, file)
    assert file.read_text("utf-8").splitlines() == ["db:5432:floor:wang:a\\:b\\\\c", "# mine", "*:*:*:*:other"]


def test_a_password_that_cannot_be_kept_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(DatabaseError, match="cannot be kept"):
        remember_password(LOGIN, tmp_path / "file" / ".pgpass")


def test_the_password_file_is_where_the_library_looks() -> None:
    assert password_file({"PGPASSFILE": "/x/y"}) == Path("/x/y")
    assert password_file({"HOME": "/home/w"}, "linux") == Path("/home/w/.pgpass")
    assert password_file({"APPDATA": "/a"}, "win32") == Path("/a/postgresql/pgpass.conf")
