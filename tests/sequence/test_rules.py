from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.core.errors import PercorsoError
from percorso.sequence.codes import Coded
from percorso.sequence.rules import Field, Patterns, fold_name, fold_text, read_rules

FIELDS = {
    "name": Field(fold_name),
    "path": Field(fold_text),
    "role": Field(fold_text, ("touch", "step")),
    "new": Field(),
}
RESULTS = ("yes", "no")


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        ("Add to Cart", "add_to_cart", True),
        ("add_to_cart", "Add-To  Cart", True),
        ("Add to Cart", "Add to Carts", False),
        ("Cart *", "Cart Viewed", True),
        ("Cart *", "Cart", False),
        ("Cart *", "Cartography", False),
        ("* Sent", "Order E-mail Sent", True),
        ("a.c", "abc", False),
        ("*", "", True),
        ("STRASSE", "straße", True),
    ],
)
def test_a_name_fits_a_pattern_whatever_its_case_and_separators(pattern: str, text: str, fits: bool) -> None:
    assert Patterns((pattern,)).match(text) is fits


def test_a_path_keeps_its_hyphens() -> None:
    paths = Patterns(("*/thank-you*",), fold_text)
    assert paths.match("/it/Thank-You/42")
    assert not paths.match("/thank you")


def test_a_negated_pattern_takes_its_matches_out() -> None:
    names = Patterns(("Delivery *", "!Delivery Method *"))
    assert names.match("Delivery Failed")
    assert not names.match("delivery_method_selected")


def test_no_patterns_match_nothing_not_even_an_empty_text() -> None:
    assert not Patterns(()).match("")


def first(tables: list[dict[str, Any]], rows: list[tuple[str | None, str | None, bool]]) -> list[int]:
    texts = {
        "name": Coded.of(pa.array([row[0] for row in rows], pa.string())),
        "path": Coded.of(pa.array([row[1] for row in rows], pa.string())),
    }
    rules = read_rules(tables, "result", RESULTS, FIELDS)
    found = rules.first_match(texts, {"new": np.array([row[2] for row in rows], dtype=bool)})
    return [int(place) for place in found]


def test_the_first_rule_that_fits_wins_and_all_its_conditions_must_hold() -> None:
    tables: list[dict[str, Any]] = [
        {"result": "yes", "name": ["A", "B"], "new": True},
        {"result": "no", "path": "/x*"},
        {"result": "yes", "name": "b"},
    ]
    rows = [("a", None, True), ("a", None, False), ("b", "/x1", False), ("B", None, False), (None, None, True)]
    assert first(tables, rows) == [0, -1, 1, 2, -1]


def test_a_rule_without_conditions_fits_everything() -> None:
    assert first([{"result": "no"}], [("a", None, True), (None, None, False)]) == [0, 0]


names = st.one_of(st.none(), st.sampled_from(["a", "b", "ab"]))
conditions = st.fixed_dictionaries(
    {"result": st.sampled_from(RESULTS)},
    optional={
        "name": st.lists(st.sampled_from(["a", "b", "a*", "*b"]), min_size=1, max_size=2),
        "path": st.lists(st.sampled_from(["a", "*", "*b"]), min_size=1, max_size=2),
        "new": st.booleans(),
    },
)


def holds(table: dict[str, Any], row: tuple[str | None, str | None, bool]) -> bool:
    def fits(text: str | None, pattern: str) -> bool:
        if text is None:
            return False
        bare = pattern.strip("*")
        if pattern.endswith("*"):
            return text.startswith(bare)
        return text.endswith(bare) if pattern.startswith("*") else text == bare

    texts_fit = all(
        any(fits(text, pattern) for pattern in table[name])
        for name, text in (("name", row[0]), ("path", row[1]))
        if name in table
    )
    return texts_fit and table.get("new", row[2]) == row[2]


@given(st.lists(conditions, max_size=4), st.lists(st.tuples(names, names, st.booleans())))
def test_rules_by_distinct_values_are_rules_row_by_row(
    tables: list[dict[str, Any]], rows: list[tuple[str | None, str | None, bool]]
) -> None:
    expected = [next((place for place, table in enumerate(tables) if holds(table, row)), -1) for row in rows]
    assert first(tables, rows) == expected


def test_there_may_be_more_rules_than_are_judged_at_a_time() -> None:
    tables: list[dict[str, Any]] = [
        {"result": "yes", "name": [f"n{number}"], "new": number % 2 == 0} for number in range(150)
    ]
    for number in (0, 51, 52, 103, 104, 149):
        even = number % 2 == 0
        assert first(tables, [(f"n{number}", None, even), (f"n{number}", None, not even)]) == [number, -1]


@pytest.mark.parametrize(
    ("table", "code", "says"),
    [
        ({"result": "maybe"}, "unknown_rule_result", "yes"),
        ({"result": "yes", "nmae": ["x"]}, "unknown_rule_condition", "Did you mean 'name'"),
        ({"result": "yes", "name": []}, "bad_rule", "a text or a list of texts"),
        ({"result": "yes", "name": [1]}, "bad_rule", "a text or a list of texts"),
        ({"result": "yes", "new": "true"}, "bad_rule", "true or false"),
        ({"result": "yes", "role": "toch"}, "bad_rule", "Did you mean 'touch'"),
    ],
)
def test_a_wrong_rule_is_refused_with_the_way_out(table: dict[str, Any], code: str, says: str) -> None:
    with pytest.raises(PercorsoError) as caught:
        read_rules([table], "result", RESULTS, FIELDS)
    assert caught.value.code == code
    assert says in str(caught.value)


def test_rules_must_be_a_list_of_tables() -> None:
    with pytest.raises(PercorsoError, match="list of tables"):
        read_rules({"result": "yes"}, "result", RESULTS, FIELDS)


def test_a_rule_is_known_by_its_number_and_name() -> None:
    rules = read_rules([{"result": "yes", "rule": "cart"}, {"result": "no"}], "result", RESULTS, FIELDS)
    assert [rule.label for rule in rules.rules] == ["1 cart", "2 no"]
