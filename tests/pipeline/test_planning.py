from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from percorso.core.errors import PercorsoError
from percorso.pipeline.governing import digest_of
from percorso.pipeline.importing import import_files
from percorso.pipeline.people import person
from percorso.pipeline.planning import plan
from percorso.store.workspace import Workspace
from percorso.unify.growth import ids_of

Make = Callable[..., Workspace]
Write = Callable[[str, Iterable[dict[str, Any]]], Path]


def test_the_first_plan_is_everyone(
    make_shop: Make, write_calls: Write, newsletter_calls: list[dict[str, Any]]
) -> None:
    shop = make_shop()
    import_files(shop, "segment", [write_calls("a.jsonl", newsletter_calls)])
    work = plan(shop, None, digest_of(shop))
    assert (work.why, work.earlier, work.buckets) == ("first_build", None, (0, 1, 2, 3))
    assert work.everybody.retired is None
    assert (work.customers, work.traced) == (6, 6)


def test_a_merge_makes_both_sides_dirty_and_counts_who_is_left(
    newsletter_shop: Workspace, add: Callable[..., None], write_calls: Write
) -> None:
    shop = newsletter_shop
    add(shop, [{"type": "page", "anonymousId": "phone", "timestamp": "2026-03-01T09:00:00Z"}], "phone.jsonl")
    sides = {person(shop, name)["customer_id"] for name in ("phone", "u1")}
    login = {"type": "identify", "anonymousId": "phone", "userId": "u1", "timestamp": "2026-04-01T09:00:00Z"}
    import_files(shop, "segment", [write_calls("login.jsonl", [login])])
    work = plan(shop, shop.state.latest_build(), digest_of(shop))
    assert work.everybody.retired is not None
    assert set(ids_of(work.everybody.retired).to_pylist()) == sides
    assert set(work.everybody.customers["customer_id"].to_pylist()) == {person(shop, "u1")["customer_id"]}
    assert (work.why, work.traced, work.customers) == ("new_events", 1, 6)


def test_a_new_digest_traces_everyone_and_says_that_settings_changed(newsletter_shop: Workspace) -> None:
    work = plan(newsletter_shop, newsletter_shop.state.latest_build(), "another digest")
    assert (work.why, work.earlier, work.traced) == ("settings_changed", None, 6)


def test_where_what_the_last_build_knew_is_lost_everyone_is_traced_again(
    newsletter_shop: Workspace, write_calls: Write
) -> None:
    shop, latest = newsletter_shop, newsletter_shop.state.latest_build()
    visit = {"type": "page", "userId": "u1", "timestamp": "2026-04-01T09:00:00Z"}
    import_files(shop, "segment", [write_calls("b.jsonl", [visit])])
    work = plan(shop, latest, digest_of(shop))
    assert (work.why, work.traced, len(work.buckets)) == ("new_events", 1, 1)
    assert latest is not None
    for path in (shop.cache_folder / str(latest.generation) / "kept").glob("*.rows"):
        path.unlink()
    work = plan(shop, latest, digest_of(shop))
    assert (work.why, work.earlier, work.traced) == ("everyone_again", None, 6)


def test_an_alias_that_turns_out_to_name_a_user_has_everyone_found_anew(
    newsletter_shop: Workspace, add: Callable[..., None], write_calls: Write
) -> None:
    shop = newsletter_shop
    alias = {"type": "alias", "userId": "u1", "previousId": "u9", "timestamp": "2026-04-01T09:00:00Z"}
    add(shop, [alias], "alias.jsonl")
    known = {"type": "page", "userId": "u9", "timestamp": "2026-04-02T09:00:00Z"}
    import_files(shop, "segment", [write_calls("known.jsonl", [known])])
    assert plan(shop, shop.state.latest_build(), digest_of(shop)).why == "everyone_again"


def test_an_empty_workspace_has_no_plan(make_shop: Make) -> None:
    shop = make_shop()
    with pytest.raises(PercorsoError) as caught:
        plan(shop, None, digest_of(shop))
    assert caught.value.code == "nothing_imported"
