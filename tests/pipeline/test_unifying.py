from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from percorso.pipeline import unifying
from percorso.pipeline.importing import import_files
from percorso.pipeline.unifying import Unified, unified
from percorso.store.workspace import Workspace
from percorso.tables import EVENTS


def found_in(shop: Workspace) -> Unified:
    return unified(shop.lake.files(EVENTS), 4)


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
    assert parts.people.identifiers.equals(whole.people.identifiers)
    assert parts.people.customers.equals(whole.people.customers)
    assert np.concatenate([one.customer for one in parts.events]).tolist() == whole.events[0].customer.tolist()
    assert (parts.latest.tolist(), parts.last_seq) == (whole.latest.tolist(), whole.last_seq)


def test_who_has_an_event_since_is_known(newsletter_shop: Workspace) -> None:
    found = found_in(newsletter_shop)
    assert found.since(-1).all()
    assert not found.since(found.last_seq).any()
    assert found.since(found.last_seq - 1).sum() == 1


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
    assert found_in(shop).events[0].customer.tolist() == [0, -1]
