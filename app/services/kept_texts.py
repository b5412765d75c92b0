"""Lets a database be given every text as it is kept, whoever stores it or looks for it; and JSON without NUL."""

import json
from collections.abc import Callable
from typing import Any

from sqlalchemy import URL, Dialect, Engine, String, create_engine

from app.models.texts import kept


def make_engine(url: URL, **options: Any) -> Engine:
    """Return an engine that is given all texts as they are kept; `options` are those of `create_engine`.

    A statement that is written out (`text`) says nothing of the kinds of what it is given: that stays as it is.
    """
    engine = create_engine(url, json_serializer=_json, **options)
    # The driver's own kind of text, where it has one.
    kind: type[String] = engine.dialect.colspecs.get(String, String)  # type: ignore[assignment]

    class Kept(kind):  # type: ignore[misc, valid-type]
        def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
            return _kept

    engine.dialect.colspecs = {**engine.dialect.colspecs, String: Kept}
    return engine


def _kept(value: Any) -> Any:
    return kept(value) if isinstance(value, str) else value


def _json(value: Any) -> str:
    written = json.dumps(value)
    # Halves of characters are kept in JSON: by them the name of a file in another encoding is known again.
    return json.dumps(_without_nul(value)) if "\\u0000" in written else written


def _without_nul(value: Any) -> Any:
    match value:
        case str():
            return value.replace("\0", "")
        case dict():
            return {_without_nul(key): _without_nul(each) for key, each in value.items()}
        case list() | tuple():
            return [_without_nul(each) for each in value]
    return value
