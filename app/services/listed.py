"""Hands a statement any number of identities as one value: it stays the same, and is neither made nor planned anew."""

from typing import Any

from sqlalchemy import JSON, BigInteger, Select, bindparam, cast, column, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import functions
from sqlalchemy.sql.compiler import SQLCompiler


class _Members(functions.FunctionElement[Any]):
    """The members of a JSON list, as rows with a `value`."""

    inherit_cache = True


def listed(name: str) -> Select[int]:
    """Select the identities that are given as a list under this name."""
    members = _Members(bindparam(name, type_=JSON)).table_valued(column("value", BigInteger))
    return select(cast(members.c.value, BigInteger))


@compiles(_Members, "sqlite")
def _in_embedded(element: _Members, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **options)})"


@compiles(_Members, "postgresql")
def _in_shared(element: _Members, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_array_elements_text({compiler.process(element.clauses, **options)})"
