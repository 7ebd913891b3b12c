from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from percorso.analyze.attribution import Credit, LedNowhere, SideBySide, models
from percorso.sequence.journeys import Journeys

DAY = 86_400_000_000


@settings(max_examples=10)
@given(data=st.data(), orders=st.sampled_from(["all", "first", "later"]))
def test_ways_to_none_gathered_before_give_every_model_what_it_would_gather_itself(
    orders: Any, data: st.DataObject, shops: Any, journeys: Callable[..., Journeys]
) -> None:
    shop = data.draw(shops)
    halves = [journeys(shop[place::2], range(place, len(shop), 2)) for place in (0, 1)]
    question = Credit(orders=orders, since=2 * DAY, until=60 * DAY, interval=False)
    wanting = LedNowhere(("markov", "shapley"), "channel", question.look_back, question.without_order, question.terms)
    gathered = wanting.finish(wanting.combine(*map(wanting.map, halves)))
    assert sorted(gathered) == ["markov", "shapley"]
    found = [
        together.finish(together.combine(*map(together.map, halves)))
        for together in (SideBySide(question, models(), gathered), SideBySide(question, models()))
    ]
    assert repr(found[0]) == repr(found[1])
