import pytest

from percorso.collect import jsontext
from percorso.core.errors import PercorsoError


def test_equal_content_is_equal_text() -> None:
    assert jsontext.encode({"b": 1, "a": "è"}) == jsontext.encode({"a": "è", "b": 1}) == '{"a":"è","b":1}'


@pytest.mark.parametrize("text", ["{", '{"a":NaN}', '{"a":"\\ud800"}', '"\ud800"', "[" * 100_000, ""])
def test_what_is_no_json_is_refused_not_a_crash(text: str) -> None:
    with pytest.raises(PercorsoError, match="bad_json"):
        jsontext.decode(text)
