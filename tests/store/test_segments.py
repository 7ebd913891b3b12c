from __future__ import annotations

from dataclasses import replace

import pytest

from percorso.core.errors import PercorsoError
from percorso.store.audit import Entry
from percorso.store.segments import SavedSegment
from percorso.store.state import State

LOYAL = SavedSegment("Loyal", ("orders>=2", 'channel="Paid, Social"'), "anna@shop.example")
MADE = Entry("anna@shop.example", "segment_created", "Loyal")


def test_a_segment_is_kept_whole_until_it_is_removed_and_both_are_noted(state: State) -> None:
    made = state.segments.add(LOYAL, MADE)
    assert made == replace(LOYAL, made_at=made.made_at)
    assert state.segments.all() == (made,)
    assert state.segments.find("Loyal") == made
    assert state.segments.find("loyal") is None
    assert state.segments.remove("Loyal", replace(MADE, action="segment_deleted"))
    assert not state.segments.remove("Loyal", MADE)
    assert [entry.action for _, entry in state.audit.last(5)] == ["segment_deleted", "segment_created"]


def test_two_segments_have_two_names(state: State) -> None:
    state.segments.add(LOYAL, MADE)
    with pytest.raises(PercorsoError) as refused:
        state.segments.add(LOYAL, MADE)
    assert refused.value.code == "segment_exists"
