import pytest

from percorso.core.errors import PercorsoError
from percorso.core.lists import names, pairs


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (("A,B", "C"), ("A", "B", "C")),
        (('"A, a", B',), ("A, a", "B")),
        (("A,,B", ""), ("A", "B")),
        (('"say ""hi"""',), ('say "hi"',)),
    ],
)
def test_names_are_split_as_csv_is(given: tuple[str, ...], expected: tuple[str, ...]) -> None:
    assert names(given) == expected


def test_a_quote_that_is_not_closed_is_refused() -> None:
    with pytest.raises(PercorsoError) as refused:
        names(('"A',))
    assert refused.value.code == "bad_names"


def test_conditions_are_pairs() -> None:
    assert pairs(("device=mobile", "url = /?a=b")) == (("device", "mobile"), ("url", "/?a=b"))
    for wrong in ("device", "=mobile"):
        with pytest.raises(PercorsoError) as refused:
            pairs((wrong,))
        assert refused.value.code == "bad_names"
