from __future__ import annotations

from typing import Any

import pytest

from percorso.collect.paths import leaves, reader

ROW: dict[str, Any] = {"a": {"b": {"c": 1}, "x.y": 2}, "d.e": 3, "f": None}


@pytest.mark.parametrize(
    ("path", "value"), [("a.b.c", 1), ("a.x.y", 2), ("d.e", 3), ("f", None), ("f.g", None), ("z", None), ("a.z", None)]
)
def test_a_path_reaches_into_nested_objects(path: str, value: int | None) -> None:
    assert reader(path)(ROW) == value


def test_every_leaf_is_met_again_by_its_path() -> None:
    found = dict(leaves(ROW))
    assert found == {"a.b.c": 1, "a.x.y": 2, "d.e": 3, "f": None}
    assert all(reader(path)(ROW) == value for path, value in found.items())
