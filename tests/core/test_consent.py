from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from percorso.core.consent import PURPOSES, read, written


@given(choices=st.dictionaries(st.sampled_from(PURPOSES), st.booleans(), min_size=1))
def test_what_is_written_is_read_again(choices: dict[str, bool]) -> None:
    text = written(choices)
    assert text is not None
    assert read(text) == choices


def test_the_text_names_purposes_in_their_order_and_no_others() -> None:
    assert written({"marketing": False, "analytics": True, "necessary": True}) == "analytics=granted marketing=denied"
    assert written({"necessary": True}) is None
