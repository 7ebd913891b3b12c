from __future__ import annotations

import json

import duckdb
from hypothesis import example, given
from hypothesis import strategies as st

from percorso.store.json_paths import member


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1), st.text(min_size=1, max_size=3))
@example('size" or "1', "x")
@example("back\\slash\\", "x")
@example("a.b[0]$*", "x")
def test_a_member_of_any_name_is_found_and_no_other(name: str, more: str) -> None:
    with duckdb.connect() as engine:
        found = engine.execute(
            "SELECT $told ->> $path, $other ->> $path",
            {"told": json.dumps({name: "here"}), "other": json.dumps({name + more: "here"}), "path": member(name)},
        ).fetchone()
    assert found == ("here", None)
