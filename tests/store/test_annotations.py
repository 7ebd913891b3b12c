from __future__ import annotations

from percorso.core.annotations import Annotation
from percorso.store.state import State

SALE = Annotation("2026-11-27", "2026-11-30", "sale", "Black Friday")


def test_notes_are_kept_the_latest_day_first_until_they_are_removed(state: State) -> None:
    sale = state.annotations.add(SALE, "anna")
    release = state.annotations.add(Annotation("2026-12-01", "2026-12-01", "release", "New checkout"), "anna")
    assert state.annotations.all() == (release, sale)
    assert (sale.said, sale.made_by, sale.made_at > 0) == (SALE, "anna", True)
    assert state.annotations.remove(sale.id, "anna")
    assert not state.annotations.remove(sale.id, "anna")
    assert state.annotations.all() == (release,)
    assert [entry.action for _, entry in state.audit.last(1)] == ["annotation_removed"]
