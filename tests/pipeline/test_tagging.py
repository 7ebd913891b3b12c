from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.pipeline.health import findings
from percorso.pipeline.importing import import_files
from percorso.pipeline.tagging import Misspelt, Named, misspelt
from percorso.store.workspace import Workspace


def found(*names: tuple[str, int] | tuple[str, int, bool]) -> dict[str, str]:
    return {one.written: one.meant for one in misspelt(Named(*one, *[False] * (3 - len(one))) for one in names)}


@pytest.mark.parametrize(
    "written", ["Summer-Sale", "summer sale", "summersale", "sumer_sale", "summmer_sale", "summre_sale", "summer_sala"]
)
def test_case_separators_and_one_letter_make_no_other_campaign(written: str) -> None:
    assert found(("summer_sale", 200), (written, 3)) == {written: "summer_sale"}


@pytest.mark.parametrize(
    ("usual", "other"),
    [
        ("spring_2025", "spring_2026"),  # another year
        ("display_a", "display_b"),  # a variant
        ("search_it", "search_de"),  # another country
        ("shoes", "shoe"),  # too short to tell
        ("summer_sale", "winter_sale"),
        ("summer_sale", "summer_sales_week"),
    ],
)
def test_what_is_meant_to_differ_is_another_campaign(usual: str, other: str) -> None:
    assert found((usual, 200), (other, 3)) == {}


def test_a_name_met_nearly_as_often_or_paid_for_is_no_mistake() -> None:
    assert found(("summer_sale", 200), ("sumer_sale", 21)) == {}
    assert found(("summer_sale", 200, True), ("sumer_sale", 3, True)) == {}


def test_what_is_paid_for_is_meant_however_seldom_it_is_met() -> None:
    assert found(("summer_sale", 0, True), ("sumer_sale", 30)) == {"sumer_sale": "summer_sale"}
    both = [Named("summer_sale", 0, True), Named("Sumer_sale", 4000, False), Named("sumer_sale", 3, False)]
    assert misspelt(both) == (Misspelt("Sumer_sale", "summer_sale", 4000), Misspelt("sumer_sale", "Sumer_sale", 3))


def _near(one: str, other: str) -> bool:
    """The slow reference: every text one edit away (Damerau, 1964)."""
    letters = set(one + other)
    edits = {one}
    for place in range(len(one) + 1):
        left, right = one[:place], one[place:]
        edits |= {left + right[1:], left + right[1:2] + right[:1] + right[2:]}
        edits |= {left + letter + right for letter in letters} | {left + letter + right[1:] for letter in letters}
    return other in edits


@given(st.lists(st.text("abc", min_size=7, max_size=9), min_size=2, max_size=6, unique=True))
def test_names_one_letter_apart_are_those_a_slow_search_finds(names: list[str]) -> None:
    usual, *rare = names
    expected = {name: usual for name in rare if _near(name, usual)}
    assert found((usual, 1000), *((name, 3) for name in rare)) == expected


@given(st.permutations(["summer_sale", "Summer Sale", "sumer_sale", "welcome_mail", "welcom_mail"]))
def test_the_order_of_names_changes_nothing(names: list[str]) -> None:
    often = {"summer_sale": 300, "welcome_mail": 200}
    meant = {"Summer Sale": "summer_sale", "sumer_sale": "summer_sale", "welcom_mail": "welcome_mail"}
    assert found(*((name, often.get(name, 2)) for name in names)) == meant


def test_misspelt_and_untagged_arrivals_are_findings_with_examples(
    make_shop: Callable[..., Workspace], add: Callable[..., None], tmp_path: Path
) -> None:
    def visit(number: int, query: str) -> dict[str, Any]:
        url = f"https://shop.example/?{query}"
        at = f"2026-03-{number % 27 + 1:02d}T10:00:00Z"
        return {"type": "page", "anonymousId": f"v{number}", "timestamp": at, "context": {"page": {"url": url}}}

    tagged = "utm_source=google&utm_medium=cpc&utm_campaign="
    queries = [*[f"{tagged}summer_sale"] * 4, f"{tagged}Summer-sale", f"{tagged}sumer_sale", "gclid=abc", "q=1"]
    shop = make_shop()
    cost = tmp_path / "cost.csv"
    cost.write_text("date,platform,campaign,cost,currency\n2026-03-01,google,summer_sale,10,EUR\n")
    import_files(shop, "spend", [cost])
    add(shop, [visit(number, query) for number, query in enumerate(queries)])
    misnamed, untagged = findings(shop, shop.state.latest_build(), 0)
    assert (misnamed["code"], misnamed["count"]) == ("campaigns_misspelt", 2)
    assert misnamed["examples"] == [
        {"written": "Summer-sale", "meant": "summer_sale", "count": 1},
        {"written": "sumer_sale", "meant": "summer_sale", "count": 1},
    ]
    examples = [{"written": "google / cpc", "meant": None, "count": 1}]
    assert untagged == {"code": "paid_untagged", "count": 1, "examples": examples}
