"""Lets a database be given every text as it is kept, by itself or within JSON, whoever stores it or looks for it."""

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
    # Nearly none has any: to look for how they would be written is quicker than to go through all.
    return json.dumps(_within(value)) if "\\u0000" in written or "\\ud" in written else written


def _within(value: Any) -> Any:
    match value:
        case str():
            return kept(value)
        case dict():
            return {_kept(key): _within(each) for key, each in value.items()}
        case list() | tuple():
            return [_within(each) for each in value]
    return value
