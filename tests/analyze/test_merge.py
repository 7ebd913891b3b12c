from collections.abc import Callable
from datetime import timedelta
from functools import reduce
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.analyze.attribution import Credit, Terms, models
from percorso.analyze.conversion import ContactToCustomer
from percorso.analyze.engagement import Engagement
from percorso.analyze.funnels import CountFunnel, Exclusion, Step
from percorso.analyze.landing import Landing, SessionGaps
from percorso.analyze.paths import Paths
from percorso.analyze.predictability import Predict
from percorso.analyze.retention import Retention
from percorso.analyze.returned import CountReturned
from percorso.analyze.routes import Routes
from percorso.analyze.stops import Stops
from percorso.analyze.timing import Timing
from percorso.analyze.totals import CountTotals
from percorso.analyze.transitions import Transitions
from percorso.sequence.journeys import Journeys

AS_OF = 150 * 86_400_000_000
STEPS = (Step("land"), Step("cart"), Step("order"))

ANALYSES = (
    *(Credit(model=model, look_back=timedelta(days=30)) for model in models()),
    Credit(by="campaign", orders="first", currency="USD"),
    ContactToCustomer(AS_OF),
    ContactToCustomer(AS_OF, by="campaign", directions=("inbound",)),
    Credit(model="markov", refunds="refund", since=AS_OF // 3),
    Credit(by="campaign", dated="touch", since=AS_OF // 9, until=AS_OF, orders="later"),
    CountReturned("channel", timedelta(days=30)),
    Credit(model="markov", orders="first", terms=Terms(order=2)),
    Credit(by="campaign", model="shapley"),
    CountFunnel(STEPS),
    CountFunnel(STEPS, timedelta(days=5), by="device", unit="session", attribution="all"),
    CountFunnel(STEPS, order="unordered", exclusions=(Exclusion("product"),), by="channel", attribution="last"),
    CountFunnel(STEPS, order="strict", where=(("device", "mobile"),)),
    Routes(),
    Routes(end="Order Completed", unit="session", loops=False),
    Predict(),
    Timing(AS_OF),
    Timing(AS_OF, by="channel"),
    Stops(AS_OF),
    Retention(AS_OF, time_zone="Europe/Rome"),
    Engagement(AS_OF),
    Engagement(AS_OF, by="channel"),
    Landing(),
    SessionGaps(least=1),
    Paths(),
    Paths(transform="unique", without_order="people"),
    Transitions(),
    Transitions(by="channel", unit="session"),
    CountTotals(),
)


@pytest.mark.parametrize("analysis", ANALYSES, ids=repr)
@given(data=st.data(), random=st.randoms(use_true_random=False))
def test_any_split_and_any_order_of_merging_give_the_same_result(
    analysis: Any, data: st.DataObject, random: Random, shops: st.SearchStrategy[Any], journeys: Callable[..., Journeys]
) -> None:
    shop = data.draw(shops)
    buckets: list[list[int]] = [[], [], []]
    for person in range(len(shop)):
        random.choice(buckets).append(person)
    partials = [analysis.map(journeys([shop[one] for one in people], people)) for people in buckets]
    random.shuffle(partials)
    split = analysis.finish(reduce(analysis.combine, partials))
    assert split == analysis.finish(analysis.map(journeys(shop)))


@pytest.mark.parametrize("analysis", ANALYSES, ids=repr)
def test_a_shop_without_anybody_has_a_result(analysis: Any, journeys: Callable[..., Journeys]) -> None:
    nobody = analysis.map(journeys([]))
    assert analysis.finish(analysis.combine(nobody, nobody)) == analysis.finish(nobody)


@pytest.mark.parametrize("analysis", ANALYSES, ids=repr)
def test_people_without_a_row_are_no_obstacle(analysis: Any, journeys: Callable[..., Journeys]) -> None:
    assert analysis.finish(analysis.map(journeys([[], [], []]))) is not None
