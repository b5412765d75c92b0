"""A folder is the registry: importing its modules finds what was added, without a list to keep up."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from types import ModuleType
from typing import TypeVar

_Kind = TypeVar("_Kind")


def modules(package: ModuleType) -> Iterator[ModuleType]:
    """Import the modules of a package's folder and yield them by name; a module that fails to import raises."""
    for found in sorted(pkgutil.iter_modules(package.__path__), key=lambda each: each.name):
        yield importlib.import_module(f"{package.__name__}.{found.name}")


def subclasses(package: ModuleType, kind: type[_Kind]) -> list[type[_Kind]]:
    """Return the concrete subclasses of `kind` that the package's modules define, by module and place in it."""
    return [
        each
        for module in modules(package)
        for each in vars(module).values()
        if inspect.isclass(each)
        and issubclass(each, kind)
        and not inspect.isabstract(each)
        and each.__module__ == module.__name__
    ]
