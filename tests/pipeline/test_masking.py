from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.core.errors import PercorsoError
from percorso.core.settings import Shop, Storage
from percorso.pipeline.masking import MASK, Mask
from percorso.store.workspace import Workspace

PERSON = {
    "customer_id": "c-1",
    "headline": "One order so far.",
    "identifiers": [{"kind": "email", "value": "anna@example.com"}, {"kind": "order", "value": "shop:A-1"}],
    "traits": {"email": "anna@example.com", "name": "Anna", "device": {"value": "mine"}, "age": 41, "gone": None},
    "orders": [{"order_id": "A-1", "at": "2026-03-01T10:05:00+00:00", "number": 1, "revenue": "30.00"}],
    "timeline": [
        {"name": "Page Viewed", "landing": "/account/anna", "campaign": "to=anna%40example.com", "cycle": 1},
        {"name": "Order Completed", "landing": None, "order_id": "A-1", "campaign": None, "value": "30.00", "cycle": 1},
    ],
    "recent": [{"name": "Page Viewed", "url": "https://a.example/?mail=anna@example.com", "source": "web"}],
    "links": [
        {"left": {"kind": "user", "value": "anna"}, "right": {"kind": "email", "value": "anna@example.com"}, "seq": 4}
        | {"strength": 0.9, "event_id": "anna-1", "first_seen_at": "2026-03-01T10:05:00+00:00", "status": "ties"}
    ],
    "merges": [{"build": 2, "former": "c-1", "customer_id": "c-1", "kind": "merged", "identifiers": 3}],
    "computed": {
        "revenue": {"EUR": "30.00"},
        "margin": {"EUR": None},
        "orders": 1,
        "favourite_hour": 10,
        "first_touch": {"channel": "email"},
    },
    "added_later": [{"value": "30.00", "phone": "+39 333 1234567"}],
}


@pytest.fixture(scope="module")
def mask(tmp_path_factory: pytest.TempPathFactory) -> Mask:
    return Mask(Workspace.create(tmp_path_factory.mktemp("masks") / "shop", Shop(), Storage(buckets=2)))


def test_of_a_person_what_they_did_is_shown_and_who_they_are_is_not(mask: Mask) -> None:
    shown = mask.person(PERSON)
    text = re.sub("•••[0-9a-f]{6}|2026-03-01", "", json.dumps(shown, ensure_ascii=False))
    for secret in ("anna", "Anna", "A-1", "c-1", "/account", "a.example", "41", "mine", "333"):
        assert secret not in text
    assert [one["kind"] for one in shown["identifiers"]] == ["email", "order"]
    assert shown["orders"][0] | {"order_id": ""} == PERSON["orders"][0] | {"order_id": ""}  # type: ignore[index]
    assert [(one["name"], one["cycle"]) for one in shown["timeline"]] == [("Page Viewed", 1), ("Order Completed", 1)]
    assert shown["timeline"][1]["value"] == "30.00"
    assert shown["traits"]["gone"] is None
    assert shown["computed"] == PERSON["computed"]
    assert (shown["links"][0]["strength"], shown["links"][0]["right"]["kind"]) == (0.9, "email")
    assert (shown["merges"][0]["build"], shown["merges"][0]["identifiers"]) == (2, 3)
    assert shown.keys() == PERSON.keys()


def test_the_same_text_has_the_same_mask_and_another_shops_has_not(mask: Mask, tmp_path: Path) -> None:
    shown = mask.person(PERSON)
    assert shown["timeline"][1]["order_id"] == shown["orders"][0]["order_id"] == mask.of("A-1")
    assert shown["traits"]["email"] == shown["identifiers"][0]["value"]
    other = Mask(Workspace.create(tmp_path / "other", Shop(), Storage(buckets=2)))
    assert other.of("A-1") != mask.of("A-1")


def test_addresses_in_texts_are_masked_and_the_rest_is_left(mask: Mask) -> None:
    told = {"a": ["/unsubscribe/anna@example.com?x=1", 3, None], "anna@example.com": "at 5 @ home", "p": "12.5%"}
    mail = mask.of("anna@example.com")
    assert mask.texts(told) == {"a": [f"/unsubscribe/{mail}?x=1", 3, None], mail: "at 5 @ home", "p": "12.5%"}


@pytest.mark.parametrize(
    "said", ["anna%40example.com", "u?e=anna%2540example.com", "+39 333 1234567", "%2B393331234567", "+39-333-123-4567"]
)
def test_names_are_masked_however_they_are_written(mask: Mask, said: str) -> None:
    assert not re.search("anna|333|example", mask.texts(f"/thanks/{said}"))


@pytest.mark.parametrize("said", ["2026-04-10T11:10:00+02:00", "+1.234.567,00 €", "+12 %", "4+5 = 9", "@media print"])
def test_what_names_nobody_is_left(mask: Mask, said: str) -> None:
    assert mask.texts(said) == said


def test_a_long_word_is_read_once_and_not_once_for_each_of_its_letters(mask: Mask) -> None:
    # By a pattern without bounds this takes minutes, in which nobody else is answered.
    word = "a" * 200_000
    assert mask.texts(f"{word} @ {word}") == f"{word} @ {word}"


@given(st.integers(min_value=0, max_value=2**64 - 1))
def test_a_customers_mask_hides_the_id_and_finds_it_again(mask: Mask, number: int) -> None:
    customer = f"{number:016x}"
    shown = mask.customer(customer)
    assert mask.customer_of(shown) == customer
    assert len(shown) == len(MASK) + 16


def test_only_a_mask_finds_a_customer(mask: Mask) -> None:
    for given_ in ("anna@example.com", "0123456789abcdef", MASK + "012345", MASK, ""):
        with pytest.raises(PercorsoError) as refused:
            mask.customer_of(given_)
        assert refused.value.code == "not_allowed"


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
        max_leaves=8,
    )
)
def test_no_field_that_is_not_named_shows_anything(mask: Mask, value: object) -> None:
    def leaves(found: object) -> list[object]:
        if isinstance(found, dict):
            return [leaf for one in found.values() for leaf in leaves(one)]
        return [leaf for one in found for leaf in leaves(one)] if isinstance(found, list) else [found]

    shown = mask.person({"unnamed": {"traits": value}})["unnamed"]["traits"]
    if not isinstance(value, dict):
        assert all(leaf is None or str(leaf).startswith(MASK) for leaf in leaves(shown))
