"""The one SQLite library of this process: two of them on one file would not see each other's locks."""

try:
    from pysqlite3 import dbapi2 as sqlite
except ImportError:  # some platforms have no wheel of it
    import sqlite3 as sqlite

__all__ = ["sqlite"]
