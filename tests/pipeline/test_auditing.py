from __future__ import annotations

from pathlib import Path

from percorso.core.access import ANYBODY, Actor
from percorso.core.settings import Shop, Storage
from percorso.pipeline.auditing import audit, looked_up
from percorso.store.workspace import Workspace


def test_who_looked_a_person_up_is_noted_and_whom_is_masked(tmp_path: Path) -> None:
    shop = Workspace.create(tmp_path / "shop", Shop(), Storage(buckets=2))
    looked_up(shop, ANYBODY, "anna@example.com")
    looked_up(shop, Actor("bea@shop.example", frozenset(("read",))), "anna@example.com")
    assert audit(shop) == []
    for asked in ("anna@example.com", "carl@example.com", "anna@example.com"):
        looked_up(shop, Actor("bea@shop.example", frozenset(("read", "personal_data"))), asked)
    found = audit(shop)
    assert {(one["actor"], one["action"]) for one in found} == {("bea@shop.example", "person_viewed")}
    assert found[0]["subject"] == found[2]["subject"] != found[1]["subject"]
    assert "example.com" not in str([one["subject"] for one in found])


def test_entries_come_newest_first_and_page_by_page(tmp_path: Path) -> None:
    shop = Workspace.create(tmp_path / "shop", Shop(), Storage(buckets=2))
    for number in range(5):
        looked_up(shop, Actor(f"user{number}", frozenset(("personal_data",))), "x")
    first = audit(shop, 2)
    rest = audit(shop, 10, before=first[-1]["id"])
    assert [one["actor"] for one in (*first, *rest)] == ["user4", "user3", "user2", "user1", "user0"]
