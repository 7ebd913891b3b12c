from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pytest

from percorso.collect.robots import drop_bots
from percorso.collect.terms import Terms
from percorso.core.settings import Exclusions, Settings


@pytest.mark.parametrize(("drop", "kept"), [(True, ["e0", "e2"]), (False, ["e0", "e1", "e2"])])
def test_robots_are_stored_unless_the_shop_says_otherwise(
    stored_events: Callable[..., pa.Table], drop: bool, kept: list[str]
) -> None:
    events = stored_events({"user_agent": "a"}, {"user_agent": "robot"}, {})
    terms = Terms(Settings(exclude=Exclusions(drop_bots=drop)), b"", "robot".__eq__)
    assert drop_bots(events, terms)["event_id"].to_pylist() == kept
