from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROWS = "".join(
    json.dumps({"who": who, "when": when, "what": what, "channel": channel}) + "\n"
    for who, when, what, channel in [
        ("a", 1772362800, "visit", "Email"),
        ("a", 1772362900, "visit", "Email"),
        ("a", 1772363000, "buy", None),
        ("b", 1772362800, "visit", "Ads"),
        ("b", 1772362900, "buy", "Email"),
    ]
)
COLUMNS = ("--customer", "who", "--time", "when", "--event", "what")


def test_loops_are_kept_and_counted(percorso: Callable[..., Any], write: Callable[..., Path]) -> None:
    found = json.loads(percorso("paths", write("e.jsonl", ROWS), *COLUMNS, "--format", "json").out)
    assert [(one["from"], one["to"], one["count"], one["customers"]) for one in found["transitions"]] == [
        ("visit", "buy", 2, 2),
        ("visit", "visit", 1, 1),
    ]
    assert found["starts"] == [{"name": "visit", "count": 2}]
    assert (found["customers"], found["shown"]) == (2, 1.0)
    assert {tuple(one["path"]) for one in found["paths"]} == {("visit", "visit", "buy"), ("visit", "buy")}


def test_paths_run_from_or_to_an_event_and_of_another_column(
    percorso: Callable[..., Any], write: Callable[..., Path]
) -> None:
    file = write("e.jsonl", ROWS)
    to = json.loads(percorso("paths", file, *COLUMNS, "--to", "buy", "--depth", "2", "--format", "json").out)
    assert [one["path"] for one in to["paths"]] == [["visit", "buy"]]
    assert to["links"] == [{"step": 1, "from": "visit", "to": "buy", "customers": 2}]
    ads = json.loads(percorso("paths", file, *COLUMNS, "--by", "channel", "--from", "Ads", "--format", "json").out)
    assert (ads["customers"], ads["all_customers"]) == (1, 2)
    assert [one["path"] for one in ads["paths"]] == [["Ads", "Email"]]


def test_people_read_how_much_of_them_is_shown(percorso: Callable[..., Any], write: Callable[..., Path]) -> None:
    file = write("e.jsonl", ROWS)
    said = percorso("paths", file, *COLUMNS, "--top", "1").out
    assert "2 people have a path; the one listed is the whole path of 50% of them." in " ".join(said.split())
    assert "2 persone hanno un percorso" in percorso("paths", file, *COLUMNS, "--language", "it").out


def test_what_is_cut_is_no_whole_path_and_one_person_is_one(
    percorso: Callable[..., Any], write: Callable[..., Path]
) -> None:
    file = write("e.jsonl", ROWS)

    def said(*options: str) -> str:
        return " ".join(percorso("paths", file, *COLUMNS, *options).out.split())

    cut = "2 people have a path; followed for 2 events (--depth), the 2 most taken are that of 100% of them."
    assert cut in said("--depth", "2")
    one = ("--by", "channel", "--from", "Ads")
    assert "1 person has a path; the one listed is the whole path of 100% of them." in said(*one)
    assert "1 persona ha un percorso; quello elencato è il percorso intero" in said(*one, "--language", "it")


def test_paths_from_or_to_an_event_show_what_follows_on_them_place_by_place(
    percorso: Callable[..., Any], write: Callable[..., Path]
) -> None:
    file = write("e.jsonl", ROWS)
    everybody = percorso("paths", file, *COLUMNS, "--format", "csv").out.splitlines()
    assert everybody[0] == "from,to,count,customers"
    from_ads = ("--by", "channel", "--from", "Ads")
    assert percorso("paths", file, *COLUMNS, *from_ads, "--format", "csv").out.splitlines() == [
        "step,from,to,customers",
        "1,Ads,Email,1",
    ]
    said = percorso("paths", file, *COLUMNS, *from_ads).out
    assert "Place" in said
    assert "Times" not in said


def test_a_path_from_what_nobody_did_is_refused_with_the_nearest_name(
    percorso: Callable[..., Any], write: Callable[..., Path]
) -> None:
    said = percorso("paths", write("e.jsonl", ROWS), *COLUMNS, "--from", "vist").err
    assert "Did you mean 'visit'?" in said
    assert "[unknown_value]" in said
    assert "[idle_option]" in percorso("paths", "--customer", "who").err


def test_where_there_is_no_path_there_is_no_table(percorso: Callable[..., Any], write: Callable[..., Path]) -> None:
    said = percorso("paths", write("head.csv", "who,when,what\n"), *COLUMNS).out
    assert said.startswith("Nobody has such a path.")
    assert "From" not in said
