from __future__ import annotations

from collections.abc import Callable

import pytest

from percorso.core.errors import PercorsoError
from percorso.core.period import Period
from percorso.pipeline.annotating import annotate, forget, listed
from percorso.store.workspace import Workspace


def test_of_a_period_those_notes_are_told_that_touch_it(make_shop: Callable[..., Workspace]) -> None:
    shop = make_shop()
    annotate(shop, "2026-11-27", "Black Friday", "sale", "2026-11-30")
    annotate(shop, "2026-12-08", "Immacolata", "holiday")

    def told(since: str | None, until: str | None) -> list[str]:
        return [one["text"] for one in listed(shop, Period.read(since, until))]

    assert told(None, None) == ["Immacolata", "Black Friday"]
    assert told("2026-11-30", "2026-12-07") == ["Black Friday"]
    assert told("2026-12-01", "2026-12-07") == []
    assert told(None, "2026-11-26") == []
    assert told("2026-12-08", None) == ["Immacolata"]


@pytest.mark.parametrize("number", ["9", "x", "²", "9" * 30, ""])
def test_what_is_no_note_cannot_be_forgotten(make_shop: Callable[..., Workspace], number: str) -> None:
    with pytest.raises(PercorsoError) as refused:
        forget(make_shop(), number)
    assert refused.value.code == "unknown_annotation"
