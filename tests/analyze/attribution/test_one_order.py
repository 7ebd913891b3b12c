from collections.abc import Callable
from datetime import timedelta

import pytest

from percorso.analyze.attribution._one_order import weighed
from percorso.sequence.journeys import Journeys


def test_every_rule_says_what_each_touch_of_one_order_earns(written: Callable[..., Journeys]) -> None:
    way = [{"day": 0, "channel": "Email"}, {"day": 5, "channel": "Direct"}, {"day": 6, "role": "order"}]
    found = weighed(written([{"day": 0, "channel": "Email"}], way), 3, timedelta(days=30))
    assert found["first"] == found["last_non_direct"] == {1: 1.0}
    assert found["last"] == {2: 1.0}
    assert found["linear"] == {1: 0.5, 2: 0.5}
    assert set(found) == {"first", "last", "last_non_direct", "linear", "position_based", "time_decay"}
    assert sum(found["time_decay"].values()) == pytest.approx(1)


def test_an_order_without_a_touch_gives_nobody_anything(written: Callable[..., Journeys]) -> None:
    assert set(map(len, weighed(written([{"day": 6, "role": "order"}]), 0, timedelta(days=30)).values())) == {0}
