"""Compiles every kernel and keeps it: else each of the processes that test would do so, all at the same time."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from importlib import import_module
from inspect import getclosurevars, isfunction
from pathlib import Path
from types import ModuleType

import percorso

SOURCE = Path(percorso.__file__).parent
# What a column of codes is read in (see ``percorso.sequence.kernels.kernel``).
_WIDTHS = ("int8", "int16", "int32")


def modules() -> list[str]:
    """Name the modules with loops to compile."""
    found = (one.name for one in pkgutil.walk_packages([str(SOURCE)], "percorso.") if not one.ispkg)
    return [name for name in found if any(word in _text(name) for word in ("njit(", "kernel("))]


def loops(module: ModuleType) -> Iterator[Callable[[], object]]:
    """Give what compiles each loop of a module, those in its tables of functions too."""
    for name, value in vars(module).items():
        if name == "_compiled":
            yield value
        for one in value.values() if isinstance(value, dict) else [value]:
            if isfunction(one) and one.__module__ == module.__name__ and hasattr(one, "__wrapped__"):
                held = getclosurevars(one).nonlocals
                if (compiling := held.get("machine_code")) is not None:
                    # Of a loop that reads codes in several columns the widths are as a rule the same.
                    widths = _WIDTHS if held["coded"] else ("",)
                    yield from (partial(compiling, *[width] * len(held["coded"])) for width in widths)


def compiled(name: str) -> None:
    """Compile a module's loops."""
    for compile_loop in loops(import_module(name)):
        compile_loop()


def _text(name: str) -> str:
    return (SOURCE.parent / f"{name.replace('.', '/')}.py").read_text(encoding="utf-8")


if __name__ == "__main__":
    with ProcessPoolExecutor() as processes:
        list(processes.map(compiled, modules()))
