"""What is compiled before all tests: every kernel there is."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

import compiled

# A loop that is compiled for one type, for several, or by itself.
DECLARED = re.compile(r"^@kernel\(|: kernel\(|^def _compiled", re.MULTILINE)


@pytest.mark.parametrize("name", compiled.modules())
def test_every_loop_of_a_module_is_found(name: str) -> None:
    module = import_module(name)
    declared = DECLARED.findall(Path(str(module.__file__)).read_text(encoding="utf-8"))
    assert declared
    assert len(list(compiled.loops(module))) >= len(declared)
