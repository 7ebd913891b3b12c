from random import Random

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from percorso.core.identity import KINDS
from percorso.sequence.keys import bucket_of, customer_id_of
from percorso.tables import IDENTIFIERS
from percorso.unify.clusters import clusters
from percorso.unify.links import Links

Link = tuple[tuple[str, str], tuple[str, str], int, int]
INSTANT = pa.timestamp("us", "UTC")

identifiers = st.tuples(st.sampled_from(KINDS), st.sampled_from(["a", "b", "c", "ab", "à", "€"]))
links = st.builds(
    lambda a, b, first, lasting: (a, b, first, first + lasting),
    identifiers,
    identifiers,
    st.integers(0, 5),
    st.integers(0, 5),
)


def links_of(made: list[Link]) -> Links:
    ends = {one for link in made for one in link[:2]}
    known = sorted(ends, key=lambda one: (KINDS.index(one[0]), one[1].encode()))
    place = {one: number for number, one in enumerate(known)}
    rank = np.array([KINDS.index(kind) for kind, _ in known], dtype=np.int64)
    left, right, first, last = (
        np.array([read(link) for link in made], dtype=np.int64)
        for read in (lambda one: place[one[0]], lambda one: place[one[1]], lambda one: one[2], lambda one: one[3])
    )
    values = pa.array([value for _, value in known], pa.string())
    return Links(rank, values, left, right, np.zeros(len(made), dtype=np.int64), first, last)


def slowly(made: list[Link]) -> dict[tuple[str, str], tuple[str, int, int]]:
    """The obvious way: merge sets until none touch, then name each by its canonical identifier."""
    groups: list[set[tuple[str, str]]] = []
    for a, b, _, _ in made:
        touching = [group for group in groups if a in group or b in group]
        groups = [group for group in groups if group not in touching] + [{a, b}.union(*touching)]
    seen: dict[tuple[str, str], list[int]] = {}
    for a, b, first, last in made:
        for one in (a, b):
            seen.setdefault(one, []).extend((first, last))
    named = {}
    for group in groups:
        kind, value = min(group, key=lambda one: (KINDS.index(one[0]), min(seen[one]), one[1].encode()))
        for one in group:
            named[one] = (customer_id_of(f"{kind}:{value}"), min(seen[one]), max(seen[one]))
    return named


@given(st.lists(links, max_size=25))
def test_customers_equal_the_slow_reference(made: list[Link]) -> None:
    found = clusters(links_of(made), 16).identifiers
    keys = zip(found["kind"].to_pylist(), found["value"].to_pylist(), strict=True)
    spans = zip(
        found["customer_id"].to_pylist(),
        found["first_seen_at"].cast(pa.int64()).to_pylist(),
        found["last_seen_at"].cast(pa.int64()).to_pylist(),
        strict=True,
    )
    assert dict(zip(keys, spans, strict=True)) == slowly(made)


@given(st.lists(links, max_size=25), st.randoms())
def test_any_order_of_links_gives_the_same_table(made: list[Link], random: Random) -> None:
    turned = [(b, a, first, last) for a, b, first, last in made]
    shuffled = [random.choice(ways) for ways in zip(made, turned, strict=True)]
    random.shuffle(shuffled)
    assert clusters(links_of(shuffled), 7).identifiers.equals(clusters(links_of(made), 7).identifiers)


def test_a_user_names_the_customer_before_an_older_address() -> None:
    found = clusters(
        links_of([(("email", "a@x.it"), ("anonymous", "c"), 1, 1), (("user", "u"), ("anonymous", "c"), 9, 9)]), 4
    ).identifiers
    assert set(found["customer_id"].to_pylist()) == {customer_id_of("user:u")}


def test_the_first_seen_of_two_users_names_the_customer() -> None:
    found = clusters(
        links_of([(("user", "a"), ("order", "9"), 5, 5), (("user", "z"), ("order", "9"), 4, 4)]), 4
    ).identifiers
    assert set(found["customer_id"].to_pylist()) == {customer_id_of("user:z")}


def test_one_value_in_two_kinds_is_two_identifiers() -> None:
    alone = [(("user", "1"), ("user", "1"), 0, 0), (("anonymous", "1"), ("anonymous", "1"), 0, 0)]
    assert len(set(clusters(links_of(alone), 4).identifiers["customer_id"].to_pylist())) == 2


def test_a_customer_lies_in_the_bucket_of_its_id() -> None:
    found = clusters(links_of([(("user", str(n)), ("anonymous", str(n)), 0, 0) for n in range(50)]), 16).identifiers
    assert found["bucket"].to_pylist() == bucket_of(found["customer_id"], 16).tolist()


def test_the_table_has_the_columns_of_identifiers() -> None:
    for made in ([], [(("user", "u"), ("user", "u"), 0, 0)]):
        schema = clusters(links_of(made), 4).identifiers.schema
        assert {field.name: field.nullable for field in schema} == {
            name: nullable for name, (_, nullable) in IDENTIFIERS.columns.items()
        }


@given(st.lists(links, max_size=25))
def test_the_list_of_customers_says_what_the_identifiers_say(made: list[Link]) -> None:
    found = clusters(links_of(made), 3)
    rows = found.customers.to_pylist()
    assert rows == sorted(rows, key=lambda row: (row["bucket"], row["customer_id"]))
    assert all(row["customer_id"] == customer_id_of(row["identifier"]) for row in rows)
    assert [rows[number]["customer_id"] for number in found.customer] == found.identifiers["customer_id"].to_pylist()
    assert found.identifiers_of.tolist() == [found.customer.tolist().count(number) for number in range(len(rows))]
