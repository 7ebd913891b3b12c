from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.analyze.gaps import By, Gap, GapResult, GapsPartial, SessionGaps
from percorso.sequence.journeys import Journeys
from percorso.sequence.resample import BLOCKS
from percorso.sequence.tally import tally


def asked(journeys: Journeys, **options: Any) -> GapResult:
    question = SessionGaps(**options)
    return question.finish(question.map(journeys))


def session(device: str, *steps: str, value: int = 0) -> list[dict[str, object]]:
    """One person's only session; the step ``order`` is an order."""
    return [
        {"day": day, "session": 0, "device": device, "step": step}
        | ({"role": "order", "value": value} if step == "order" else {"role": "step"})
        for day, step in enumerate(steps)
    ]


@given(data=st.data())
def test_sessions_at_each_step_equal_the_slow_reference(
    data: st.DataObject, shops: Any, journeys: Callable[..., Journeys]
) -> None:
    shop = data.draw(shops)
    made = journeys(shop)
    found = asked(made)
    inside = [
        [row for row in person if row.session == one]
        for person in shop
        for one in sorted({row.session for row in person if row.session >= 0})
    ]
    steps = made.words["step"]
    seen = {row.step for rows in inside for row in rows}
    assert found.steps == tuple(step for step in steps if step in seen or step in (steps[0], steps[-1]))
    for segment in (*found.segments, found.whole):
        own = [
            rows
            for rows in inside
            if segment is found.whole or next((row.device for row in rows if row.device), "") == segment.subject
        ]
        furthest = [
            max(len(steps) - 1 if row.role == "order" else steps.index(row.step) if row.step else 0 for row in rows)
            for rows in own
        ]
        assert segment.sessions == tuple(sum(steps.index(step) <= one for one in furthest) for step in found.steps)
        for step, after in pairwise(found.steps) if segment.subject else ():
            stayed = {
                place
                for place, person in enumerate(shop)
                for rows in own
                if steps.index(step) <= furthest[own.index(rows)] < steps.index(after) and rows[0] in person
            }
            left = SessionGaps().left(made, segment.subject, step, after)
            assert set(left.tolist()) == stayed
        orders = [row for rows in own for row in rows if row.role == "order"]
        euros = sum(row.value for row in orders if row.currency == "EUR")
        assert (segment.orders, segment.value) == (len(orders), euros)


def test_a_gap_is_the_missing_share_times_what_those_who_go_on_bring(written: Callable[..., Journeys]) -> None:
    desktop = [session("desktop", "land", "cart", "order", value=100)] * 50 + [session("desktop", "land")] * 50
    # Of 200 on mobile 40 fill a cart and 20 order, 60 each. At the desktop's 50% there would be 100 carts: 60 more,
    # of which half order: 30 orders, 1,800.
    mobile = (
        [session("mobile", "land", "cart", "order", value=60)] * 20
        + [session("mobile", "land", "cart")] * 20
        + [session("mobile", "land")] * 160
    )
    found = asked(written(*desktop, *mobile), least=10)
    assert found.steps == ("land", "cart", "order")
    assert found.whole.sessions == (300, 90, 70)
    first = found.gaps[0]
    assert (first.step, first.next_step, first.subject, first.best) == ("land", "cart", "mobile", "desktop")
    assert (first.orders.value, first.money.value) == pytest.approx((30, 1800))
    assert first.orders.low < 30 < first.orders.high
    assert first.money.low < 1800 < first.money.high
    second = found.gaps[1]
    # At the cart: 40 here, half go on against all, so 20 orders of 60.
    assert (second.step, second.orders.value, second.money.value) == pytest.approx(("cart", 20, 1200))
    assert found.days == 2.0


def test_a_segment_too_small_to_judge_is_neither_best_nor_behind(written: Callable[..., Journeys]) -> None:
    best = [session("desktop", "land", "cart")] * 5
    shop = written(*best, *[session("mobile", "land")] * 100)
    assert asked(shop, least=10).gaps == ()
    assert [gap.best for gap in asked(shop, least=1, sizeable=0.01).gaps] == ["desktop"]


def test_a_step_the_shop_never_records_loses_nobody(written: Callable[..., Journeys]) -> None:
    found = asked(written(session("mobile", "land", "order")))
    assert found.steps == ("land", "order")
    assert found.whole.sessions == (1, 1)


STEPS = ("land", "product", "cart", "checkout", "order")
SEGMENTS = {"device": ("desktop", "mobile", "tablet"), "channel": tuple(f"channel {one}" for one in range(7))}
SHARES = {"device": (0.45, 0.45, 0.1), "channel": (1 / 7,) * 7}
SESSIONS = 6000


def drawn_shop(seed: int, behind: dict[str, float], *breakdowns: By) -> list[GapResult]:
    """A season of sessions whose device and channel change nothing, but for how many phones go on from a step."""
    draw = np.random.default_rng(seed)
    by = {name: draw.choice(len(SHARES[name]), SESSIONS, p=SHARES[name]) for name in SEGMENTS}
    furthest = np.zeros(SESSIONS, np.int64)
    for step, (name, usual) in enumerate(zip(STEPS, (0.6, 0.4, 0.5, 0.6), strict=False)):
        likely = np.where(by["device"] == 1, behind.get(name, usual), usual)
        furthest[(furthest == step) & (draw.random(SESSIONS) < likely)] = step + 1
    block = draw.integers(0, BLOCKS, SESSIONS)
    ordered = furthest == len(STEPS) - 1
    value = np.where(ordered, draw.integers(2000, 12_000, SESSIONS), 0)
    found = []
    for name in breakdowns:
        key = ((by[name] + 1) * 64 + furthest) * BLOCKS + block
        sessions = tally(key, np.ones(SESSIONS, np.int64), ordered.astype(np.int64), value)
        partial = GapsPartial(STEPS, SEGMENTS[name], tally(block), tally(furthest), sessions, (0, 1))
        found.append(SessionGaps(name, searches=2).finish(partial))
    return found


def sure(result: GapResult) -> list[Gap]:
    return [gap for gap in result.gaps if gap.money.low > 0]


def test_where_nothing_differs_sure_gaps_are_found_once_in_twenty_shops(times: Callable[[int, int], int]) -> None:
    shops = times(80, 1000)
    false = sum(any(sure(result) for result in drawn_shop(seed, {}, "device", "channel")) for seed in range(shops))
    assert false <= 0.07 * shops


def test_a_real_gap_is_found_and_named(times: Callable[[int, int], int]) -> None:
    shops = times(20, 300)
    # Of about 650 phones at the cart 35% go on instead of 50%: five standard errors behind.
    first = [sure(drawn_shop(seed, {"cart": 0.35}, "device")[0])[:1] for seed in range(shops)]
    named = sum(bool(one) and (one[0].step, one[0].subject) == ("cart", "mobile") for one in first)
    assert named >= 0.9 * shops


def test_a_rate_of_nought_among_few_is_no_certainty(written: Callable[..., Journeys]) -> None:
    most = [*[session("desktop", "land", "order", value=100)] * 12, *[session("desktop", "land")] * 388]
    few = [session("mobile", "land")] * 100
    # 3% on desktop: none of 100 phones is no rarity (5%).
    assert not sure(asked(written(*most, *few)))
