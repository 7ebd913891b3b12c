from __future__ import annotations

from percorso.collect.json_lines import objects
from percorso.core.errors import PercorsoError


def test_lines_keep_their_numbers_and_what_is_no_object_says_so() -> None:
    found = list(objects(['{"a": 1}\n', "\n", "[1]\n", "{\n"]))
    assert found[0] == (1, '{"a": 1}', {"a": 1})
    assert [(number, text) for number, text, _ in found[1:]] == [(3, "[1]"), (4, "{")]
    assert [one.code for _, _, one in found[1:] if isinstance(one, PercorsoError)] == ["bad_json", "bad_json"]
