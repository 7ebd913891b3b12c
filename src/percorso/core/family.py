"""Open families: one file is one member, and the file's name is the member's public name."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from percorso.core.errors import unknown


@cache
def members(package: str) -> tuple[str, ...]:
    """List the names of a family's members, sorted; files that start with an underscore are not members."""
    path = import_module(package).__path__
    return tuple(sorted(found.name for found in iter_modules(path) if not found.name.startswith("_")))


def member(package: str, name: str) -> ModuleType:
    """Import one member of a family by its public name.

    Raises:
        PercorsoError: ``unknown_<family>`` when no file of that name exists.
    """
    known = members(package)
    if name not in known:
        family = package.rsplit(".", 1)[-1].rstrip("s")
        raise unknown(family, name, known, code=f"unknown_{family}")
    return import_module(f"{package}.{name}")
