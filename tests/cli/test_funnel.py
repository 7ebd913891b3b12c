from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROWS = """who,when,what,device
anna,2026-03-01T10:00:00Z,visit,mobile
anna,2026-03-01T10:05:00Z,cart,mobile
anna,2026-03-03T09:00:00Z,"buy, now",desktop
bruno,1772362800,visit,desktop
bruno,2026-03-02T11:00:00Z,cart,desktop
carla,2026-03-02T12:00:00Z,visit,mobile
"""
COLUMNS = ("--customer", "who", "--time", "when", "--event", "what")


@pytest.fixture
def asked(percorso: Callable[..., Any], write: Callable[..., Path]) -> Callable[..., Any]:
    file = write("events.csv", ROWS)

    def ask(*options: str) -> Any:
        ended = percorso("funnel", file, *COLUMNS, "--format", "json", *options)
        assert ended.code == 0, ended.err
        return json.loads(ended.out)

    return ask


def test_a_file_is_counted_as_the_guide_says(asked: Callable[..., Any]) -> None:
    found = asked("--steps", 'visit,cart,"buy, now"', "--within", "7d", "--order", "ordered", "--dropped", "3")
    assert [(step["name"], step["customers"], step["dropped"]) for step in found["steps"]] == [
        ("visit", 3, 0),
        ("cart", 2, 1),
        ("buy, now", 1, 1),
    ]
    assert found["dropped"] == ["bruno"]
    assert found["steps"][1]["time"]["lower_quartile"] == 300


def test_steps_may_be_repeated_alternative_optional_and_undone(asked: Callable[..., Any]) -> None:
    def counts(*options: str) -> list[int]:
        return [step["customers"] for step in asked(*options)["steps"]]

    assert counts("--steps", "visit", "--steps", '"buy, now"') == [3, 1]
    assert counts("--steps", "visit,buy", "--either", "buy=cart") == [3, 2]
    assert counts("--steps", 'visit,wishlist,"buy, now"', "--optional", "wishlist") == [3, 0, 1]
    assert counts("--steps", 'visit,"buy, now"', "--exclude", "cart") == [1, 0]
    assert counts("--steps", 'visit,"buy, now"', "--order", "strict") == [3, 0]
    assert counts("--steps", "cart,visit", "--order", "unordered") == [3, 2]
    assert counts("--steps", "visit,cart", "--where", "device=mobile") == [2, 1]
    assert counts("--steps", "visit,cart", "--within", "1h") == [3, 1]


def test_groups_are_by_whose_value_is_asked(asked: Callable[..., Any]) -> None:
    found = asked("--steps", 'visit,"buy, now"', "--by", "device", "--attribution", "2")
    assert {one["value"]: [step["customers"] for step in one["steps"]] for one in found["groups"]} == {
        "": [2, 0],
        "desktop": [1, 1],
    }


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--steps", 'visit,"buy'), "bad_names"),
        (("--steps", "visit,cart", "--optional", "buy"), "unknown_step"),
        (("--steps", "visit,cart", "--either", "cart"), "bad_names"),
        (("--steps", "visit,cart", "--exclude", "x:2-3"), "bad_exclusion"),
        (("--steps", "visit", "--within", "7"), "bad_duration"),
        (("--steps", "visit", "--by", "colour"), "unknown_column"),
        (("--steps", "visit,cart", "--where", "device=Mobile"), "unknown_value"),
        (("--steps", "visit,cart", "--step-where", "2:device=Mobile"), "unknown_value"),
        (("--steps", "visit,cart", "--step-where", "3:device=mobile"), "bad_steps"),
        (("--steps", "visit,cart", "--step-where", "device=mobile"), "bad_names"),
        (("--steps", "visit,cart", "--exclude-where", "1:device=mobile"), "bad_steps"),
        (("--steps", "visit,cart", "--by", "device", "--attribution", "3"), "bad_steps"),
        (("--steps", "visit,cart", "--attribution", "last"), "idle_option"),
        (("--steps", "visit,cart", "--identity", "strict"), "idle_option"),
    ],
)
def test_what_cannot_be_asked_is_told(
    options: tuple[str, ...], code: str, percorso: Callable[..., Any], write: Callable[..., Path]
) -> None:
    ended = percorso("funnel", write("events.csv", ROWS), *COLUMNS, *options)
    assert ended.code == 1
    assert f"[{code}]" in ended.err


def test_people_read_a_sentence_and_a_table_in_their_language(
    percorso: Callable[..., Any], write: Callable[..., Path]
) -> None:
    file = write("events.csv", ROWS)
    said = percorso("funnel", file, *COLUMNS, "--steps", "visit,cart", "--by", "device", "--dropped", "2").out
    assert "Of 3 who began, 2 came to “cart” within 14 days: 67%" in said
    assert "1 was lost there\ncarla" in said
    italian = percorso("funnel", file, *COLUMNS, "--steps", "visit,cart", "--language", "it").out
    assert "Su 3 all’inizio, 2 sono arrivati a «cart» entro 14 giorni" in italian
    assert "Nessuno ha compiuto" in percorso("funnel", file, *COLUMNS, "--steps", "fly", "--language", "it").out


def test_a_funnel_is_broken_down_by_what_is_told_of_customers_and_of_events(
    shop: Path, percorso: Callable[..., Any], write: Callable[..., Path]
) -> None:
    assert shop.exists()
    lines = []
    for who, city, size in (("u1", "Rome", "L"), ("u2", "Rome", "M"), ("u3", None, "L")):
        traits = {"city": city} if city else {}
        viewed = {"type": "track", "event": "Product Viewed", "userId": who, "properties": {"size": size}}
        placed = {
            "type": "track",
            "event": "Order Completed",
            "userId": who,
            "properties": {"order_id": who, "total": 9},
        }
        lines += [
            {"type": "identify", "userId": who, "traits": traits, "timestamp": "2026-03-01T08:00:00Z"},
            {**viewed, "timestamp": "2026-03-01T09:00:00Z"},
            *([{**placed, "timestamp": "2026-03-01T10:00:00Z"}] if who != "u2" else []),
        ]
    percorso("import", "segment", write("a.jsonl", "".join(json.dumps(line) + "\n" for line in lines)))
    assert percorso("build").code == 0
    asked = ("funnel", "--steps", "Product Viewed,Order Completed", "--format", "json")

    def groups(*options: str) -> dict[str, list[int]]:
        found = json.loads(percorso(*asked, *options).out)
        return {one["value"]: [step["customers"] for step in one["steps"]] for one in found["groups"]}

    assert groups("--by", "trait.city") == {"Rome": [2, 1], "": [1, 1]}
    assert groups("--by", "property.size") == {"L": [2, 2], "M": [1, 0]}
    (only,) = groups("--by", "trait.city", "--where", "trait.city=Rome").items()
    assert only == ("Rome", [2, 1])
    assert "[unknown_column]" in percorso(*asked, "--by", "trait.town").err


def test_a_step_and_an_exclusion_may_ask_more_of_their_rows(asked: Callable[..., Any]) -> None:
    def counts(*options: str) -> list[int]:
        return [step["customers"] for step in asked("--steps", 'visit,"buy, now"', *options)["steps"]]

    assert counts("--step-where", "1:device=mobile") == [2, 1]
    assert counts("--step-where", "1:device=mobile", "--step-where", "2:device=mobile") == [2, 0]
    assert counts("--exclude", "cart", "--exclude-where", "1:device=mobile") == [2, 0]
    assert counts("--exclude", "cart", "--exclude-where", "1:device=desktop") == [2, 1]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--by", "device", "--attribution", "7"), "The funnel has 2 steps, and none is number 7."),
        (("--exclude", "buy:0-1"), "between steps 0 and 1: they are numbered 1 to 2."),
        (("--dropped", "9"), "Nobody is lost before step 9: the funnel has 2. The second step is number 2."),
    ],
)
def test_steps_are_numbered_from_1_in_what_is_refused_too(
    options: tuple[str, ...], said: str, percorso: Callable[..., Any], write: Callable[..., Path]
) -> None:
    told = percorso("funnel", write("events.csv", ROWS), *COLUMNS, "--steps", "visit,cart", *options).err
    assert said in told


def test_a_name_that_nothing_has_is_told_with_the_nearest_one(
    percorso: Callable[..., Any], write: Callable[..., Path]
) -> None:
    file = write("events.csv", ROWS)
    options = (*COLUMNS, "--steps", "vist,cart", "--exclude", "refund", "--either", "vist=visit")
    assert percorso("funnel", file, *COLUMNS, "--steps", "visit,cart").err == ""
    ended = percorso("funnel", file, *options, "--format", "json")
    assert ended.code == 0
    assert json.loads(ended.out)["warnings"] == [{"code": "never_met", "name": "refund", "nearest": None}]
    said = percorso("funnel", file, *COLUMNS, "--steps", "vist,cart").err
    assert said == "Nothing on record is named “vist”. Did you mean “visit”?\n"
    italian = percorso("funnel", file, *COLUMNS, "--steps", "vist,cart", "--language", "it").err
    assert italian == "Niente di registrato si chiama «vist». Intendevate «visit»?\n"


def test_the_columns_of_csv_are_the_same_whatever_is_asked(
    percorso: Callable[..., Any], write: Callable[..., Path]
) -> None:
    file = write("events.csv", ROWS)

    def rows(*options: str) -> list[list[str]]:
        out = percorso("funnel", file, *COLUMNS, "--format", "csv", *options).out
        return [line.split(",") for line in out.splitlines()]

    nobody, groups = rows("--steps", "refund"), rows("--steps", "cart", "--by", "device", "--attribution", "first")
    assert nobody[0] == groups[0]
    assert nobody[0][:4] == ["by", "group", "name", "customers"]
    assert [row[:4] for row in groups[1:]] == [
        ["", "", "cart", "2"],
        ["device", "desktop", "cart", "1"],
        ["device", "mobile", "cart", "1"],
    ]


def test_groups_are_read_side_by_side_and_seconds_as_seconds(
    percorso: Callable[..., Any], write: Callable[..., Path]
) -> None:
    many = "who,when,what,kind\n" + "".join(
        f"p{one},{1772362800 + 20 * place},{what},k{one}\n" for one in range(40) for place, what in enumerate("xy")
    )
    file = write("many.csv", many)
    said = percorso("funnel", file, *COLUMNS, "--steps", "x,y", "--by", "kind").out
    assert "20 seconds" in said
    assert "20 secondi" in percorso("funnel", file, *COLUMNS, "--steps", "x,y", "--language", "it").out
    assert len(said.splitlines()) < 50
    assert "… and 10 more" in said


def test_groups_have_their_times_and_quantiles_may_be_asked_for(
    percorso: Callable[..., Any], write: Callable[..., Path]
) -> None:
    rows = "".join(
        f"p{one},{at},{what},{'ab'[one % 2]}\n"
        for one in range(20)
        for at, what in ((1772362800, "x"), (1772362800 + 10 * (one + 1), "y"))
    )
    options = (write("t.csv", "who,when,what,kind\n" + rows), *COLUMNS, "--steps", "x,y", "--by", "kind")

    def told(attribution: str) -> dict[str, Any]:
        asked = ("--attribution", attribution, "--quantiles", "0.9,1", "--format", "json")
        found = json.loads(percorso("funnel", *options, *asked).out)
        return {None: found["steps"][1]["time"], **{one["value"]: one["steps"][1]["time"] for one in found["groups"]}}

    for attribution in ("first", "all", "2"):
        found = told(attribution)
        assert {value: time["median"] for value, time in found.items()} == {None: 100, "a": 90, "b": 100}
        assert {value: time["quantiles"] for value, time in found.items()} == {
            None: {"0.9": 180, "1": 200},
            "a": {"0.9": 170, "1": 190},
            "b": {"0.9": 180, "1": 200},
        }
    lines = percorso("funnel", *options, "--quantiles", "0.9", "--format", "csv").out.splitlines()
    assert lines[0].endswith(",time_low,time_high,time_quantiles_0.9")
    assert [line.rsplit(",", 1)[1] for line in lines[1:]] == ["", "180.0", "", "170.0", "", "180.0"]
    assert "[bad_terms]" in percorso("funnel", *options, "--quantiles", "90").err
    assert "[bad_terms]" in percorso("funnel", *options, "--quantiles", "most").err


def test_one_is_said_as_one_in_italian(percorso: Callable[..., Any], write: Callable[..., Path]) -> None:
    file = write("events.csv", ROWS)
    said = percorso("funnel", file, *COLUMNS, "--steps", 'visit,"buy, now"', "--language", "it").out
    assert said.startswith("Su 3 all’inizio, 1 è arrivato a «buy, now»")
