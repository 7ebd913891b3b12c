"""Segments over a built shop: the analyses see those people alone, and every count opens as many."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from percorso.core.errors import PercorsoError
from percorso.core.period import Period
from percorso.core.segments import EVERYBODY, Segment
from percorso.core.settings import Shop, Storage
from percorso.pipeline.asking import answers, stages
from percorso.pipeline.behind import people_of_path, people_of_segment, people_of_step
from percorso.pipeline.building import build
from percorso.pipeline.crediting import attribute_workspace, read_terms
from percorso.pipeline.exploring import CountFunnel, Routes, Source, Step, funnel, paths
from percorso.pipeline.importing import import_files
from percorso.pipeline.published import Published, let_go_of_past
from percorso.pipeline.segments import asked_segment, create, delete, saved, show, within
from percorso.sequence.journeys import Journeys
from percorso.store.workspace import Workspace

QUESTION = CountFunnel((Step("Page Viewed"), Step("Order Completed")), column="name")
TERMS = read_terms("7d", "40,40", 1, "Direct")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Six who come by a newsletter and order, two of them from Rome; one who only looks, from Rome as well."""
    mail = {"page": {"url": "https://shop.example/?utm_source=news&utm_medium=email"}}
    calls: list[dict[str, Any]] = []
    for number in range(6):
        told = {"order_id": f"A-{number}", "total": 10 * number, "currency": "EUR"}
        who, day = {"userId": f"u{number}"}, f"2026-03-0{number + 1}"
        city = {"city": "Rome", "age": 30 + number} if number < 2 else {"age": 30 + number}
        calls += [
            {"type": "identify", **who, "traits": city, "timestamp": f"{day}T09:00:00Z"},
            {"type": "page", **who, "timestamp": f"{day}T10:00:00Z", "context": mail},
            {"type": "track", "event": "Order Completed", **who, "timestamp": f"{day}T10:06:00Z", "properties": told},
        ]
    calls += [
        {
            "type": "identify",
            "userId": "looker",
            "traits": {"city": "Rome", 'si"ze': "M"},
            "timestamp": "2026-03-09T09:00:00Z",
        },
        {"type": "page", "userId": "looker", "timestamp": "2026-03-09T10:00:00Z"},
    ]
    folder = tmp_path_factory.mktemp("segments")
    made = Workspace.create(folder / "shop", Shop(), Storage(buckets=4))
    (folder / "calls.jsonl").write_text("".join(json.dumps(call) + "\n" for call in calls))
    import_files(made, "segment", [folder / "calls.jsonl"])
    build(made)
    return made


def names(found: dict[str, Any]) -> list[str]:
    return sorted(one["identifier"]["value"] for one in found["people"])


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ([], ["looker", "u0", "u1", "u2", "u3", "u4", "u5"]),
        (["trait.city=Rome"], ["looker", "u0", "u1"]),
        (["trait.city!=Rome"], ["u2", "u3", "u4", "u5"]),
        (["trait.city=Rome", "orders>=1"], ["u0", "u1"]),
        (["trait.age>=34"], ["u4", "u5"]),
        (["did!=Order Completed"], ["looker"]),
        (["first_channel=Email", "revenue>=40"], ["u4", "u5"]),
        (["did=Order Completed during 2026-03-02..2026-03-03"], ["u1", "u2"]),
        (["trait.city=Paris"], []),
        (['trait.si"ze=M'], ["looker"]),
    ],
)
def test_the_conditions_find_the_people(shop: Workspace, conditions: list[str], expected: list[str]) -> None:
    found = people_of_segment(shop, Segment.read(conditions))
    assert names(found) == expected
    assert found["total"] == len(expected)


def test_of_a_period_those_are_listed_who_were_seen_in_it(shop: Workspace) -> None:
    march = Period.read("2026-03-02", "2026-03-03")
    assert names(people_of_segment(shop, EVERYBODY, march)) == ["u1", "u2"]
    assert names(people_of_segment(shop, Segment.read(["trait.city=Rome"]), march)) == ["u1"]


def test_every_analysis_sees_the_members_alone(shop: Workspace) -> None:
    rome = Segment.read(["trait.city=Rome"])
    source = Source.of_workspace(shop.folder, segment=rome)
    steps = funnel(source, QUESTION)["steps"]
    assert [one["customers"] for one in steps] == [3, 2]
    for number, step in enumerate(steps, start=1):
        assert people_of_step(shop, source, QUESTION, number)["total"] == step["customers"]
    assert names(people_of_step(shop, source, QUESTION, 2, "lost")) == ["looker"]
    assert (paths(source, Routes("name", top=9))["customers"], stages(shop, segment=rome)["customers"]) == (3, 3)
    credited = attribute_workspace(shop, ["linear"], terms=TERMS, interval=False, segment=rome)
    assert (credited["conversions"], credited["value"]) == (2, 10.0)
    told = answers(shop, segment=rome)
    assert (told["totals"]["customers"], told["totals"]["orders"]) == (3, 2)
    assert any("spent on everybody" in one for one in told["answers"][4]["missing"])


def test_a_breakdown_by_a_trait_is_of_the_members_alone(shop: Workspace) -> None:
    source = Source.of_workspace(shop.folder, columns=["trait.age"], segment=Segment.read(["orders<=0"]))
    (group,) = funnel(source, CountFunnel(QUESTION.steps, column="name", by="trait.age"))["groups"]
    assert [one["customers"] for one in group["steps"]] == [1, 0]
    wide = Source.of_workspace(shop.folder, columns=["trait.age"], segment=Segment.read(["trait.city=Rome"]))
    groups = funnel(wide, CountFunnel(QUESTION.steps, column="name", by="trait.age"))["groups"]
    assert sorted(str(one["value"]) for one in groups) == ["", "30", "31"]


def test_each_path_opens_as_many_people_as_it_counts(shop: Workspace) -> None:
    source, question = Source.of_workspace(shop.folder), Routes("name", top=9)
    found = paths(source, question)["paths"]
    assert found
    for one in found:
        assert people_of_path(shop, source, question, one["path"])["total"] == one["customers"]
    assert people_of_path(shop, source, question, ["Page Viewed", "Nothing"])["total"] == 0


def test_each_stage_opens_as_many_people_as_it_counts(shop: Workspace) -> None:
    for one in stages(shop)["stages"]:
        assert people_of_segment(shop, Segment.read([f"stage={one['stage']}"]))["total"] == one["people"]


def test_everybody_is_no_segment(shop: Workspace) -> None:
    published = Published.open(shop)
    assert within(published, EVERYBODY) is published


def test_a_name_stands_for_its_conditions(make_shop: Callable[..., Workspace]) -> None:
    shop = make_shop()
    made = create(shop, "Romans", ["trait.city = Rome", "orders>=1"])
    assert (made["conditions"], made["personal"]) == (["trait.city=Rome", "orders>=1"], True)
    create(shop, "Loyal", ["orders>=2"])
    assert [one["name"] for one in saved(shop)] == ["Loyal", "Romans"]
    assert [one["conditions"] for one in saved(shop, personal=False)] == [["orders>=2"], None]
    both = asked_segment(shop, "Loyal", ["device=mobile"])
    assert both.written() == ["orders>=2", "device=mobile"]
    assert asked_segment(shop, None) == EVERYBODY
    assert show(shop, "Loyal")["made_by"] == "command line"
    delete(shop, "Loyal")
    assert [one["name"] for one in saved(shop)] == ["Romans"]


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda shop: create(shop, "Nobody", []), "bad_condition"),
        (lambda shop: create(shop, "a/b", ["orders>=1"]), "bad_segment_name"),
        (lambda shop: show(shop, "Loyals"), "unknown_segment"),
        (lambda shop: delete(shop, "Loyals"), "unknown_segment"),
        (lambda shop: asked_segment(shop, "Loyals"), "unknown_segment"),
    ],
)
def test_what_cannot_be_is_refused(make_shop: Callable[..., Workspace], act: Callable[..., Any], code: str) -> None:
    with pytest.raises(PercorsoError) as refused:
        act(make_shop())
    assert refused.value.code == code


def test_a_segments_journeys_are_cut_once_a_build_and_those_by_traits_each_time(shop: Workspace) -> None:
    def cut(condition: str) -> list[Journeys]:
        return [one.journeys() for one in within(Published.open(shop), Segment.read([condition])).buckets]

    def kept(one: list[Journeys], other: list[Journeys]) -> bool:
        return all(mine is theirs for mine, theirs in zip(one, other, strict=True))

    buyers = cut("orders>=1")
    assert kept(buyers, cut("orders>=1"))
    assert not kept(buyers, cut("orders>=2"))
    assert not kept(cut("trait.city=Rome"), cut("trait.city=Rome"))
    let_go_of_past(shop, 0)
    assert not kept(buyers, cut("orders>=1"))
