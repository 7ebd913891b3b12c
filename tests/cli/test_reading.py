import pytest

from percorso.cli.reading import names, pairs
from percorso.core.errors import PercorsoError


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


def test_conditions_are_pairs() -> None:
    assert pairs(("device=mobile", "url = /?a=b")) == (("device", "mobile"), ("url", "/?a=b"))
    for wrong in ("device", "=mobile"):
        with pytest.raises(PercorsoError) as refused:
            pairs((wrong,))
        assert refused.value.code == "bad_names"
