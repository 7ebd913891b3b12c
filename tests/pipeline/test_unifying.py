from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest

from percorso.pipeline import unifying
from percorso.pipeline.importing import import_files
from percorso.pipeline.remembering import Remembered
from percorso.pipeline.unifying import Unified, unified, unified_since
from percorso.sequence.keys import bucket_of
from percorso.store.workspace import Workspace
from percorso.tables import EVENTS
from percorso.unify.growth import everyone, identifier_rows, ids_of


def listed(found: Unified) -> pa.Table:
    return identifier_rows(found.known, everyone(found.known, grew=False), 4)


def found_in(shop: Workspace) -> Unified:
    return unified(shop.lake.files(EVENTS), 4, shop.staging)


def test_how_events_are_cut_into_chunks_does_not_matter(
    newsletter_shop: Workspace, monkeypatch: pytest.MonkeyPatch, write_calls: Callable[..., Any]
) -> None:
    phone = [{"type": "page", "anonymousId": f"p{n}", "timestamp": f"2026-03-0{n + 1}T09:00:00Z"} for n in range(4)]
    logins = [{**call, "type": "identify", "userId": f"u{n}"} for n, call in enumerate(phone[:2])]
    for number, calls in enumerate((phone, logins)):
        import_files(newsletter_shop, "segment", [write_calls(f"{number}.jsonl", calls)])
    whole = found_in(newsletter_shop)
    monkeypatch.setattr(unifying, "CHUNK_ROWS", 1)
    parts = found_in(newsletter_shop)
    assert (len(whole.events), len(parts.events)) == (1, 3)
    assert listed(parts).equals(listed(whole))
    assert parts.customers.equals(whole.customers)
    assert owners(parts) == owners(whole)
    assert parts.last_seq == whole.last_seq


def test_later_events_alone_give_whose_they_are_and_who_is_to_be_traced(
    newsletter_shop: Workspace, write_calls: Callable[..., Any]
) -> None:
    shop, before = newsletter_shop, found_in(newsletter_shop)
    calls = [
        {"type": "page", "userId": "u1", "timestamp": "2026-04-01T09:00:00Z"},
        {"type": "page", "anonymousId": "new", "timestamp": "2026-04-01T09:00:00Z"},
    ]
    import_files(shop, "segment", [write_calls("b.jsonl", calls)])
    # What compaction has put into one file with earlier events is still later.
    shop.lake.compact(EVENTS)
    found, whole = (
        unified_since(shop.lake.files(EVENTS), 4, shop.staging, left_by(before), before.last_seq),
        found_in(shop),
    )
    assert found is not None
    # In a file of several, rows lie in no order.
    assert Counter(owners(found)) == Counter(owners(whole)) - Counter(owners(before))
    assert found.customers["customer_id"].to_pylist() == sorted(owners(found), key=lambda one: (place(one), one))
    assert found.retired is not None
    assert ids_of(found.retired).to_pylist() == [one for one in owners(found) if one in owners(before)]
    assert (found.last_seq, found.known.customers) == (whole.last_seq, whole.known.customers)
    nothing = unified_since(shop.lake.files(EVENTS), 4, shop.staging, left_by(found), found.last_seq)
    assert nothing is not None
    assert (nothing.customers.num_rows, nothing.events, nothing.last_seq) == (0, (), found.last_seq)


def left_by(found: Unified) -> Remembered:
    return Remembered(found.known, (), found.stated, None)


def place(customer_id: str | None) -> int:
    return int(bucket_of([customer_id or ""], 4)[0])


def owners(found: Unified) -> list[str | None]:
    """Each event's customer."""
    ids = [*ids_of(found.known.keys).to_pylist(), None]
    return [ids[found.known.owner[identity]] for one in found.events for identity in one.identity.tolist()]


def test_an_event_that_names_nobody_is_nobodys(
    make_shop: Callable[..., Workspace], write_calls: Callable[..., Any]
) -> None:
    shop = make_shop()
    paid = {"type": "track", "event": "Order Delivered", "properties": {"order_id": "1"}, "context": {}}
    calls = [
        {"type": "page", "anonymousId": "a", "timestamp": "2026-03-01T09:00:00Z"},
        {**paid, "anonymousId": "null", "timestamp": "2026-03-01T10:00:00Z"},
    ]
    import_files(shop, "segment", [write_calls("a.jsonl", calls)])
    first, second = owners(found_in(shop))
    assert first is not None
    assert second is None
