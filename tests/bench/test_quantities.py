from __future__ import annotations

import pytest

from bench._harness.quantities import count, shown_bytes, shown_count, shown_ratio, shown_seconds
from percorso.core.errors import PercorsoError


@pytest.mark.parametrize(
    ("text", "number"),
    [("200000", 200_000), ("200k", 200_000), ("20M", 20_000_000), ("1.5m", 1_500_000), ("1_000", 1_000)],
)
def test_counts_are_read_as_people_write_them(text: str, number: int) -> None:
    assert count(text) == number


@pytest.mark.parametrize("text", ["", "0", "-5", "many", "2 M", "1e6"])
def test_what_is_no_count_is_refused(text: str) -> None:
    with pytest.raises(PercorsoError) as caught:
        count(text)
    assert caught.value.code == "bad_count"


def test_figures_are_shown_with_three_digits_at_most() -> None:
    assert [shown_count(n) for n in (20_000_000, 1_540_000, 338_400, 12)] == ["20M", "1.54M", "338k", "12"]
    assert [shown_seconds(s) for s in (0.01234, 0.5, 3.456, 123.4)] == ["12.3 ms", "500 ms", "3.46 s", "123 s"]
    assert [shown_bytes(b) for b in (12_300_000, 3e9)] == ["12.3 MB", "3 GB"]
    assert [shown_ratio(r) for r in (0.153, 2.5, 1234.5)] == ["0.15x", "2.5x", "1,234x"]
