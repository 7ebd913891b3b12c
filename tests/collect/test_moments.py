from __future__ import annotations

import pytest

from percorso.collect.moments import moment, utc_text
from percorso.core.errors import PercorsoError


def test_the_first_filled_field_tells_the_time_in_utc_where_it_carries_no_offset() -> None:
    payload = {"processed_at": "2026-03-02T11:15:00+01:00", "created_at_gmt": "2026-03-02T10:15:00", "empty": None}
    assert moment(payload, "empty", "processed_at") == moment(payload, "created_at_gmt")
    assert utc_text(payload, "processed_at") == "2026-03-02T10:15:00.000000+00:00"
    assert utc_text(payload, "empty") is None


def test_no_time_and_no_such_time_are_refused() -> None:
    for value, code in ((None, "missing_time"), ("soon", "bad_time")):
        with pytest.raises(PercorsoError) as caught:
            moment({"at": value}, "at")
        assert caught.value.code == code
