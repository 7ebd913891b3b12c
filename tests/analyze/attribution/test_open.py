from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from percorso.analyze.attribution import Terms, _open
from percorso.analyze.attribution._open import Open
from percorso.analyze.attribution.markov import MODEL as MARKOV
from percorso.analyze.attribution.shapley import MODEL as SHAPLEY
from percorso.sequence.journeys import Journeys


@settings(max_examples=25)
@given(
    data=st.data(),
    blocks=st.booleans(),
    without=st.sampled_from(["cycles", "people"]),
    days=st.sampled_from([2, 50_000]),
)
def test_ways_counted_in_one_pass_tell_models_what_the_ways_themselves_would(
    data: st.DataObject,
    blocks: bool,
    without: Literal["cycles", "people"],
    days: int,
    shops: Any,
    journeys: Callable[..., Journeys],
) -> None:
    shop = data.draw(shops)
    bucket = journeys(shop, range(len(shop)))
    left = Open(bucket, "channel", timedelta(days=days), without, blocks)
    words = bucket.words["channel"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_open, "fits", lambda *_: True)
        assert left.counted is not None
        for model in (MARKOV, SHAPLEY):
            found, expected = model.gather_open(left, Terms(), words), model.gather(left.ways, Terms(), words)
            assert repr(found) == repr(expected)


def test_more_channels_than_a_number_holds_are_not_counted_as_sets(
    journeys: Callable[..., Journeys], monkeypatch: pytest.MonkeyPatch
) -> None:
    bucket = journeys([[]], range(1))
    monkeypatch.setattr(_open, "MOST_BESIDE", len(bucket.words["channel"]) - 1)
    assert Open(bucket, "channel", timedelta(days=9), "people").counted is None
