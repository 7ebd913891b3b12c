from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from percorso.core.errors import PercorsoError
from percorso.pipeline.allowing import ACTS, addresses, allowed
from percorso.pipeline.building import build
from percorso.pipeline.finding import Everybody
from percorso.pipeline.importing import import_files
from percorso.pipeline.restricting import restrict
from percorso.store.workspace import Workspace

Write = Callable[[str, Iterable[dict[str, Any]]], Path]
PEOPLE = ("yes", "no", "changed", "silent", "analytics_no")


def says(user: str, day: int, **purposes: bool) -> dict[str, Any]:
    told = {"event": "Consent Updated", "properties": {"purposes": purposes}} if purposes else {"event": "Page Viewed"}
    who = {"userId": user, "anonymousId": f"device of {user}"}
    return {"type": "track", "timestamp": f"2026-03-{day:02d}T10:00:00Z", **who, **told}


@pytest.fixture
def shop(make_shop: Callable[..., Workspace], write_calls: Write) -> Workspace:
    calls = [
        says("yes", 1, marketing=False),
        says("yes", 2, marketing=True, ad_sharing=True),
        says("no", 1, marketing=False),
        says("changed", 1, marketing=True),
        says("changed", 2, marketing=False),
        says("silent", 1),
        says("analytics_no", 1),
        says("analytics_no", 2, analytics=False),
    ]
    calls += [{**says("silent", day), "type": "identify", "traits": {"email": f"{day}@x.example"}} for day in (5, 4)]
    made = make_shop()
    import_files(made, "segment", [write_calls("a.jsonl", calls)])
    build(made)
    return made


def who_may(shop: Workspace, purpose: str) -> list[str]:
    everybody = Everybody.open(shop)
    ids = {name: everybody.id_of(number) for name in PEOPLE if (number := everybody.customer(name)) is not None}
    told = allowed(everybody, pa.array(list(ids.values()), pa.string()), purpose).tolist()
    return [name for name, may in zip(ids, told, strict=True) if may]


def test_the_last_choice_counts_and_silence_allows_to_be_measured_alone(shop: Workspace) -> None:
    found = {purpose: who_may(shop, purpose) for purpose in ACTS}
    assert found["marketing"] == ["yes"]
    assert found["ad_sharing"] == ["yes"]
    assert found["personalisation"] == []
    assert found["analytics"] == ["yes", "no", "changed", "silent"]


def test_a_denial_holds_before_the_next_build_and_an_agreement_after_it(shop: Workspace, write_calls: Write) -> None:
    later = [says("yes", 9, marketing=False), says("silent", 9, marketing=True)]
    del later[0]["userId"]
    import_files(shop, "segment", [write_calls("b.jsonl", later)])
    assert who_may(shop, "marketing") == []
    assert who_may(shop, "ad_sharing") == ["yes"]
    build(shop)
    assert who_may(shop, "marketing") == ["silent"]


def test_whose_data_is_restricted_is_on_no_list(shop: Workspace) -> None:
    restrict(shop, "yes")
    assert who_may(shop, "marketing") == []
    assert who_may(shop, "analytics") == ["no", "changed", "silent"]


def test_of_several_addresses_the_one_seen_last_is_given(shop: Workspace) -> None:
    known = Everybody.open(shop).known
    found = {one for one in addresses(known, known.customer[known.customer >= 0]) if one}
    assert found == {"5@x.example"}


def test_a_purpose_nobody_is_asked_about_is_refused(shop: Workspace) -> None:
    with pytest.raises(PercorsoError, match="unknown_purpose"):
        allowed(Everybody.open(shop), pa.array([], pa.string()), "cross_device")
