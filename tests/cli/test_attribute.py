from __future__ import annotations

import json
from collections.abc import Callable
from math import fsum
from pathlib import Path
from typing import Any

import pytest

from percorso.analyze.attribution import models

EVENTS = """who,when,channel,bought,worth
a,2026-01-01,Email,0,
a,2026-01-02,Ads,0,
a,2026-01-03,,1,10.5
a,2026-01-04,Email,0,
a,2026-01-05,Direct,true,20
b,2026-01-01,Ads,0,
c,2026-01-01,,1,5
"""
PATHS = "path;n;none;worth\nsearch > email;3;2;30\nsearch > social > email;5;4;50\ndirect;2;1;20\n;1;0;7\n"
COLUMNS = ("--customer", "who", "--time", "when", "--channel", "channel", "--conversion", "bought", "--value", "worth")
COUNTED = ("--path", "path", "--conversions", "n", "--nulls", "none", "--value", "worth", "--separator", " > ")


@pytest.fixture
def asked(percorso: Callable[..., Any], write: Callable[..., Path]) -> Callable[..., Any]:
    files = {"events": (write("e.csv", EVENTS), COLUMNS), "paths": (write("p.csv", PATHS), COUNTED)}

    def ask(kind: str, *options: str) -> Any:
        file, columns = files[kind]
        ended = percorso("attribute", file, *columns, "--format", "json", *options)
        assert ended.code == 0, ended.err
        return json.loads(ended.out)

    return ask


def by_channel(document: Any, model: str, key: str = "conversions") -> dict[str, float]:
    return {row["channel"]: row[key] for row in document["credits"] if row["model"] == model}


def test_a_customers_first_conversion_counts_and_what_no_touch_claims_stays(asked: Callable[..., Any]) -> None:
    found = asked("events", "--models", "first,last")
    assert by_channel(found, "first") == {"Email": 1, "Ads": 0, "Direct": 0, "(unattributed)": 1}
    assert by_channel(found, "last") == {"Ads": 1, "Email": 0, "Direct": 0, "(unattributed)": 1}
    assert by_channel(found, "last", "value") == {"Ads": 10.5, "Email": 0, "Direct": 0, "(unattributed)": 5}
    assert (found["conversions"], found["value"], found["customers"]) == (2, 15.5, 3)
    assert {row["incremental"] for row in found["credits"]} == {"not_identified"}


def test_every_conversion_may_count_and_one_with_a_channel_is_a_touch(asked: Callable[..., Any]) -> None:
    found = asked("events", "--models", "last", "--all-conversions")
    assert by_channel(found, "last") == {"Ads": 1, "Direct": 1, "Email": 0, "(unattributed)": 1}
    near = asked("events", "--models", "first", "--all-conversions", "--look-back", "1d")
    assert by_channel(near, "first") == {"Ads": 1, "Email": 1, "Direct": 0, "(unattributed)": 1}


def test_of_some_days_conversions_count_and_touches_before_them_still_earn(asked: Callable[..., Any]) -> None:
    found = asked("events", "--models", "linear", "--all-conversions", "--since", "2026-01-03", "--until", "2026-01-03")
    assert by_channel(found, "linear") == {"Ads": 0.5, "Email": 0.5, "Direct": 0}


@pytest.mark.parametrize("kind", ["events", "paths"])
def test_every_model_adds_up_with_its_interval(kind: str, asked: Callable[..., Any]) -> None:
    found = asked(kind)
    assert found["models"] == list(models())
    for model in found["models"]:
        rows = [row for row in found["credits"] if row["model"] == model]
        assert fsum(row["conversions"] for row in rows) == pytest.approx(found["conversions"], abs=1e-9)
        assert fsum(row["value"] for row in rows) == pytest.approx(found["value"], abs=1e-9)
        assert all(row["low"] <= row["conversions"] <= row["high"] for row in rows)


def test_counted_paths_are_the_guides_example(asked: Callable[..., Any]) -> None:
    found = asked("paths", "--models", "linear", "--models", "position_based", "--no-interval")
    linear = {"direct": 2, "search": 19 / 6, "social": 5 / 3, "email": 19 / 6, "(unattributed)": 1}
    assert by_channel(found, "linear") == pytest.approx(linear)
    assert by_channel(found, "position_based")["social"] == pytest.approx(1)
    assert {row["low"] for row in found["credits"]} == {None}


def test_models_take_their_terms(asked: Callable[..., Any]) -> None:
    found = asked("paths", "--models", "position_based,markov", "--position", "50,50", "--markov-order", "2")
    assert by_channel(found, "position_based")["social"] == 0
    assert fsum(by_channel(found, "markov").values()) == pytest.approx(11)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (COLUMNS[:-4], "missing_conversion"),
        ((*COLUMNS, "--models", "liniar"), "unknown_attribution"),
        ((*COLUMNS, "--position", "half"), "bad_terms"),
        ((*COLUMNS, "--position", "90,90"), "bad_terms"),
        ((*COLUMNS, "--by", "campaign"), "idle_option"),
        ((*COLUMNS, "--refunds", "refund_date"), "idle_option"),
        ((*COLUMNS, "--nulls", "channel"), "idle_option"),
        ((*COLUMNS, "--path", "channel"), "idle_option"),
    ],
)
def test_what_cannot_be_asked_is_told(
    options: tuple[str, ...], code: str, percorso: Callable[..., Any], write: Callable[..., Path]
) -> None:
    assert f"[{code}]" in percorso("attribute", write("e.csv", EVENTS), *options).err


def test_people_read_the_models_side_by_side(percorso: Callable[..., Any], write: Callable[..., Path]) -> None:
    said = percorso("attribute", write("p.csv", PATHS), *COUNTED, "--models", "first,markov").out
    assert said.startswith("11 conversions of 18 people, as 2 models share them.")
    assert "Markov, money" in said
    assert "No touch on record" in said
    assert "only an experiment tells" in said
    italian = percorso("attribute", write("p.csv", PATHS), *COUNTED, "--models", "first", "--language", "it").out
    assert "Primo contatto" in italian


@pytest.mark.parametrize("option", ["--look-back=1d", "--since=2027-01-01", "--by=campaign", "--all-conversions"])
def test_what_counted_paths_cannot_be_asked_is_refused(
    option: str, percorso: Callable[..., Any], write: Callable[..., Path]
) -> None:
    said = percorso("attribute", write("p.csv", PATHS), *COUNTED, option).err
    assert f"{option.partition('=')[0]} does nothing for counted paths." in said
    assert "[idle_option]" in said


def test_those_reached_who_became_customers_stand_beside_the_credit_of_a_file_too(
    asked: Callable[..., Any], percorso: Callable[..., Any], write: Callable[..., Path]
) -> None:
    found = asked("events", "--models", "last", "--contact-window", "1d")
    told = {one["channel"]: (one["contacts"], one["rate"]) for one in found["contact_to_customer"]}
    # Of Email's one contact the order came two days later; Direct was met after the first order alone.
    assert told == {"Ads": (2, 0.5), "Email": (1, 0.0)}
    assert {one["channel"]: one["rate"] for one in asked("events")["contact_to_customer"]}["Email"] is None
    lines = percorso(
        "attribute", write("e.csv", EVENTS), *COLUMNS, "--models", "last", "--contact-window", "1d", "--format", "csv"
    ).out.splitlines()
    assert lines[0].endswith("removal_effect,incremental,contact_rate,contact_low,contact_high,contacts")
    assert [line.rsplit(",", 1)[1] for line in lines if line.startswith("last,Ads,")] == ["2"]


def test_csv_has_its_columns_where_there_is_nothing_to_credit(
    percorso: Callable[..., Any], write: Callable[..., Path]
) -> None:
    file = write("head.csv", EVENTS.splitlines()[0] + "\n")
    out = percorso("attribute", file, *COLUMNS, "--models", "last", "--format", "csv").out
    assert out.startswith("model,channel,conversions,value,low,high,")


def test_a_column_that_marks_nothing_is_told(percorso: Callable[..., Any], write: Callable[..., Path]) -> None:
    file = write("e.csv", "who,when,channel,bought\nb,2026-01-01,x,\nb,2026-01-02,,purchase\n")
    ended = percorso("attribute", file, *COLUMNS[:-2], "--models", "last", "--format", "json")
    assert ended.err.startswith("The column “bought” is not empty, and marks no row as a conversion")
    assert json.loads(ended.out)["warnings"] == [{"code": "marks_nothing", "name": "bought"}]
    italian = percorso("attribute", file, *COLUMNS[:-2], "--models", "last", "--language", "it")
    assert italian.err.startswith("La colonna «bought»")
