from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from percorso.analyze.attribution import Credit, SideBySide, models
from percorso.sequence.journeys import Journeys


@settings(max_examples=10)
@given(data=st.data(), orders=st.sampled_from(["all", "first", "later"]))
def test_every_model_gives_what_it_gives_alone_however_customers_are_split(
    orders: Any, data: st.DataObject, shops: Any, journeys: Callable[..., Journeys]
) -> None:
    shop = data.draw(shops)
    question = Credit(orders=orders, interval=False)
    together = SideBySide(question, models())
    halves = [together.map(journeys(shop[place::2], range(place, len(shop), 2))) for place in (0, 1)]
    found = together.finish(together.combine(*halves))
    alone = [Credit(model=model, orders=orders, interval=False) for model in models()]
    expected = tuple(one.finish(one.map(journeys(shop))) for one in alone)
    assert [repr(one) for one in found] == [repr(one) for one in expected]
