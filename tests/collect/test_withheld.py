from __future__ import annotations

from dataclasses import replace

import pyarrow as pa

from percorso.collect.rows import Occurrences, Stamp, tables_of
from percorso.collect.terms import Terms
from percorso.collect.withheld import drop_without_consent
from percorso.core.record import Batch, Event
from percorso.core.settings import Consent, Settings

AT = 1_770_000_000_000_000
NO = "analytics=denied"
VIEW = Event("Product Viewed", AT, anonymous_id="a")
EVENTS = [
    VIEW,
    VIEW._replace(consent=NO),
    VIEW._replace(consent="analytics=granted marketing=denied"),
    VIEW._replace(consent="marketing=denied"),
    Event("Page Viewed", AT, kind="page", anonymous_id="a", order_id="1", consent=NO),
    Event("Order Completed", AT, anonymous_id="a", consent=NO),
    Event("Order Delivered", AT, user_id="u", consent=NO),
    Event("Gift Message Added", AT, user_id="u", order_id="1", consent=NO),
    Event("Consent Updated", AT, anonymous_id="a", consent=NO),
    Event("Identified", AT, kind="identify", user_id="u", consent=NO),
]


def table() -> pa.Table:
    stamp = Stamp("web", "shop", "segment", "a.jsonl", AT)
    return tables_of(Batch(events=EVENTS), stamp, Occurrences())["events"]


def told(store: str) -> Terms:
    return Terms(replace(Settings(), consent=Consent(store=store)), b"", lambda _agent: False)


def test_only_consented_events_and_what_concerns_orders_are_stored_where_the_shop_says_so() -> None:
    kept = drop_without_consent(table(), told("consented"))
    assert kept["name"].to_pylist() == [
        *("Product Viewed", "Product Viewed", "Product Viewed"),
        *("Order Completed", "Order Delivered", "Gift Message Added", "Consent Updated"),
    ]
    assert kept["consent"].to_pylist()[:3] == [None, "analytics=granted marketing=denied", "marketing=denied"]


def test_everything_is_stored_where_it_says_nothing() -> None:
    assert drop_without_consent(table(), told("all")).equals(table())
