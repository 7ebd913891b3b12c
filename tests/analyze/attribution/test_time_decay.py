from collections.abc import Callable
from datetime import timedelta

import pytest

from percorso.analyze.attribution import Terms, credit
from percorso.sequence.journeys import Journeys


def test_a_touch_a_half_life_earlier_earns_half(written: Callable[..., Journeys]) -> None:
    touches = [{"day": 0, "channel": "Direct"}, {"day": 7, "channel": "Email"}, {"day": 14, "channel": "Paid Search"}]
    found = credit(written([*touches, {"day": 20, "role": "order", "value": 700}]), "time_decay")
    assert {row.subject: row.conversions for row in found.rows} == pytest.approx(
        {"Direct": 1 / 7, "Email": 2 / 7, "Paid Search": 4 / 7, "": 0}
    )
    assert {row.subject: row.value for row in found.rows}["Email"] == pytest.approx(200)


def test_the_nearest_touch_earns_though_all_lie_far_back(written: Callable[..., Journeys]) -> None:
    shop = written([{"day": 0, "channel": "Direct"}, {"day": 9000, "role": "order"}])
    found = credit(shop, "time_decay", terms=Terms(half_life=timedelta(hours=1)))
    assert found.rows[0].conversions == 1


def test_later_channels_earn_more(three: Journeys) -> None:
    earned = {row.subject: row.conversions for row in credit(three, "time_decay").rows}
    assert earned["email"] > earned["search"] > earned["social"]
