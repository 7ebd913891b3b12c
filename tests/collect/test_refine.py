from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pyarrow as pa
import pytest

from percorso.collect.refine import REFINE, refine
from percorso.collect.terms import Terms
from percorso.core.settings import Consent, Exclusions, Privacy, Settings
from percorso.store.arrow import conform
from percorso.tables import EVENTS

Events = Callable[..., pa.Table]
AGENT = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36"


def terms(ip: str = "truncated") -> Terms:
    settings = Settings(exclude=Exclusions(drop_bots=True), privacy=Privacy(ip=ip))
    return Terms(settings, b"k" * 32, lambda agent: "bot" in agent)


def test_the_steps_are_these_in_this_order() -> None:
    assert [step.__name__ for step in REFINE] == [
        *("drop_erased", "drop_bots", "drop_without_consent", "truncate_ip", "add_device", "add_campaign")
    ]


def test_an_event_goes_through_every_step_and_what_is_dropped_is_counted(stored_events: Events) -> None:
    told = {"user_agent": AGENT, "ip": "203.0.113.7", "url": "https://shop.example/?utm_source=mail"}
    events, dropped = refine(stored_events(told, {"user_agent": "a bot"}), terms())
    (row,) = events.to_pylist()
    assert (row["ip"], row["device"], row["os"], row["browser"], row["utm_source"]) == (
        *("203.0.113.0", "desktop", "Windows", "Chrome", "mail"),
    )
    assert dropped == {"drop_bots": 1}
    assert conform(events, EVENTS).num_rows == 1


def test_who_refused_is_not_stored_where_the_shop_says_so(stored_events: Events) -> None:
    refused = {"name": "Product Viewed", "consent": "analytics=denied"}
    wanting = replace(terms(), settings=Settings(consent=Consent(store="consented")))
    events, dropped = refine(stored_events(refused, {**refused, "name": "Order Completed"}), wanting)
    assert (events["name"].to_pylist(), dropped) == (["Order Completed"], {"drop_without_consent": 1})
    assert refine(stored_events(refused), terms())[1] == {}


@pytest.mark.parametrize("rows", [0, 1, 3])
def test_each_step_keeps_the_columns_and_all_else_of_the_rows(stored_events: Events, rows: int) -> None:
    before = stored_events(*({"user_agent": AGENT, "ip": "10.0.0.1"} for _ in range(rows)))
    for step in REFINE:
        after = step(before, terms())
        assert conform(after, EVENTS).schema == conform(before, EVENTS).schema
        assert after["event_id"].to_pylist() == before["event_id"].to_pylist()


def test_what_was_refined_is_refined_no_further(stored_events: Events) -> None:
    """But for addresses, whose digest is of what is given."""
    once, _ = refine(stored_events({"user_agent": AGENT, "url": "/?utm_medium=x"}), terms())
    assert refine(once, terms())[0].equals(once)
