import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.trace.channels import ChannelRules, Visit
from percorso.trace.clicks import click_ids, without_values

SHOP = "https://shop.example/"
RULES = ChannelRules.built_in(own_domains=("shop.example",))
NAMES = st.sampled_from([*click_ids(), "GCLID", "utm_source", "utm_campaign", "q", "xgclid", "order_id"])
VALUES = st.sampled_from(["", " ", "%20", "abc-1_2.~", "Cj0K%20x", "%20x", "a+b", "google", "email", "è"])
PARAMETERS = st.tuples(st.sampled_from(["&", "&amp;", "#"]), NAMES, VALUES).map(lambda told: "{}{}={}".format(*told))
LINKS = st.lists(PARAMETERS, max_size=5).map(lambda told: f"{SHOP}p/gclid=1?lang=it{''.join(told)}")


def bare(*addresses: str | None) -> list[str | None]:
    found: list[str | None] = without_values(pa.chunked_array([pa.array(addresses, pa.string())])).to_pylist()
    return found


@pytest.mark.parametrize(
    ("written", "left"),
    [
        (f"{SHOP}?gclid=Cj0KCQ-a_b.c&utm_campaign=spring", f"{SHOP}?gclid=x&utm_campaign=spring"),
        (f"{SHOP}?utm_source=google&amp;FBCLID=IwAR1#top", f"{SHOP}?utm_source=google&amp;FBCLID=x#top"),
        (f"{SHOP}#/home?gclid=1", f"{SHOP}#/home?gclid=x"),
        (f"{SHOP}?gclid=", f"{SHOP}?gclid="),
        (f"{SHOP}?gad_campaignid=17", f"{SHOP}?gad_campaignid=17"),
        (f"{SHOP}gclid=1?q=gclid", f"{SHOP}gclid=1?q=gclid"),
        (None, None),
    ],
)
def test_of_a_click_id_only_its_being_there_is_left(written: str | None, left: str | None) -> None:
    assert bare(written) == [left]


def test_addresses_that_differ_by_their_click_ids_become_one() -> None:
    found = without_values(pa.chunked_array([[f"{SHOP}?gclid=1"], [f"{SHOP}?gclid=2", None]]).dictionary_encode())
    assert found.combine_chunks().dictionary.to_pylist() == [f"{SHOP}?gclid=x"]
    assert found.to_pylist() == [f"{SHOP}?gclid=x", f"{SHOP}?gclid=x", None]


def test_no_addresses_stay_none() -> None:
    assert bare() == []


@given(LINKS)
def test_a_visit_is_classified_as_before(link: str) -> None:
    (left,) = bare(link)
    assert RULES.classify(Visit(left)) == RULES.classify(Visit(link))
    assert bare(left) == [left]
