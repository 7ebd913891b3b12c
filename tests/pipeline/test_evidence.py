from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from percorso.core.errors import PercorsoError
from percorso.pipeline.building import build
from percorso.pipeline.evidence import audit, block, unlink, why
from percorso.pipeline.importing import import_files
from percorso.pipeline.people import person
from percorso.pipeline.published import Published
from percorso.store.decisions import Decision
from percorso.store.workspace import Workspace
from percorso.tables import DERIVED

Make = Callable[..., Workspace]
Write = Callable[[str, Iterable[dict[str, Any]]], Path]


def call(day: int, kind: str = "page", **given: Any) -> dict[str, Any]:
    return {"type": kind, "timestamp": f"2026-03-{day:02d}T10:00:00Z", **given}


FIRST = [
    call(1, anonymousId="phone"),
    call(2, "identify", anonymousId="phone", userId="u1", traits={"email": "anna@x.example", "name": "Anna"}),
    call(3, anonymousId="tablet", userId="u1"),
    call(4, anonymousId="tablet", userId="u2"),
    call(5, anonymousId="tablet"),
]
LATER = [
    call(8, "identify", userId="u1", traits={"email": "anna@x.example"}),
    call(9, userId="u2", anonymousId="laptop"),
]


@pytest.fixture
def shop(make_shop: Make, write_calls: Write) -> Workspace:
    made = make_shop()
    import_files(made, "segment", [write_calls("first.jsonl", FIRST)])
    build(made)
    return made


def contents(workspace: Workspace) -> dict[str, Any]:
    published = Published.open(workspace)
    tables: dict[str, Any] = {}
    for spec in DERIVED:
        kept = ", ".join(f'"{name}"' for name in spec.columns if name != "seq")
        tables[spec.name] = published.rows(f"SELECT {kept} FROM {spec.name} ORDER BY ALL", spec)
    tables["cache"] = [
        {name: column.tolist() for name, column in one.journeys().columns.items()} for one in published.buckets
    ]
    return tables


def test_after_unlink_all_is_as_if_the_link_had_never_been_later_events_included(
    shop: Workspace, make_shop: Make, write_calls: Write
) -> None:
    unlink(shop, "u1", "anna@x.example")
    assert build(shop).why == "settings_changed"
    import_files(shop, "segment", [write_calls("later.jsonl", LATER)])
    assert build(shop).why == "new_events"
    fresh = make_shop("fresh")
    fresh.state.decisions.add(Decision("unlink", "email:anna@x.example", "user:u1"))
    import_files(fresh, "segment", [write_calls("first.jsonl", FIRST), write_calls("later.jsonl", LATER)])
    build(fresh)
    assert contents(shop) == contents(fresh)
    assert person(shop, "anna@x.example")["customer_id"] != person(shop, "u1")["customer_id"]


def test_a_chain_of_evidence_leads_from_one_identifier_to_another_with_the_event_that_says_so(shop: Workspace) -> None:
    found = why(shop, "phone", "anna@x.example")
    assert found["same"]
    assert [(one["left"]["value"], one["right"]["value"], one["kind"]) for one in found["chain"]] == [
        ("u1", "phone", "login"),
        ("u1", "anna@x.example", "email"),
    ]
    assert all(one["event_id"] and one["source"] for one in found["chain"])


def test_what_ties_two_people_not_is_shown_with_its_reason(shop: Workspace) -> None:
    found = why(shop, "u1", "u2")
    assert not found["same"]
    assert [one["status"] for one in found["chain"]] == ["shared_device"] * 2


def test_the_audit_lists_what_was_set_aside_and_what_somebody_decided(shop: Workspace) -> None:
    unlink(shop, "u1", "anna@x.example")
    found = audit(shop)
    assert [(one["reason"], one["links"]) for one in found["set_aside"]] == [("shared_device", 2)]
    assert (found["shared_devices"], found["customers"]) == (1, 3)
    assert [one["kind"] for one in found["decisions"]] == ["unlink"]
    unlink(shop, "u1", "anna@x.example", undo=True)
    assert audit(shop)["decisions"] == []


def test_what_was_never_linked_or_blocked_cannot_be_taken_back(shop: Workspace) -> None:
    for left, right, undo in (("phone", "anna@x.example", False), ("u1", "phone", True)):
        with pytest.raises(PercorsoError) as told:
            unlink(shop, left, right, undo=undo)
        assert told.value.code == "no_such_link"
    with pytest.raises(PercorsoError) as told:
        block(shop, "till", undo=True)
    assert told.value.code == "no_such_block"


def test_a_blocked_value_names_nobody_from_the_next_build_on(shop: Workspace) -> None:
    block(shop, "anonymous:tablet")
    build(shop)
    with pytest.raises(PercorsoError):
        why(shop, "tablet", "u1")
    assert audit(shop)["set_aside"] == []


def test_a_person_is_found_by_the_id_they_had_before_and_a_merge_says_so(make_shop: Make, write_calls: Write) -> None:
    shop = make_shop()
    import_files(shop, "segment", [write_calls("a.jsonl", [call(1, anonymousId="phone")])])
    build(shop)
    former = person(shop, "phone")["customer_id"]
    import_files(shop, "segment", [write_calls("b.jsonl", [call(2, anonymousId="phone", userId="u1")])])
    build(shop)
    found = person(shop, former)
    assert found["identifiers"] == [{"kind": "anonymous", "value": "phone"}, {"kind": "user", "value": "u1"}]
    assert [(one["former"], one["kind"], one["customer_id"]) for one in found["merges"]] == [
        (former, "merged", found["customer_id"])
    ]
    assert len(found["timeline"]) == 2


def test_traits_say_who_said_them_and_when(shop: Workspace) -> None:
    found = person(shop, "u1")
    assert found["traits"]["name"] == "Anna"
    assert found["traits_from"]["name"]["at"].startswith("2026-03-02")
    assert found["traits_from"]["name"]["source"]
