from random import Random

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from percorso.core.identity import KINDS
from percorso.sequence.components import components
from percorso.sequence.keys import customer_id_of
from percorso.unify.clusters import clusters
from percorso.unify.growth import ids_of

Node = tuple[str, str]
Link = tuple[Node, Node, int]

identifiers = st.tuples(st.sampled_from(KINDS), st.sampled_from(["a", "b", "c", "ab", "à", "€"]))
links = st.tuples(identifiers, identifiers, st.integers(0, 3))


def named(made: list[Link], order: list[Node]) -> dict[Node, str]:
    """Each identifier's customer id, the identifiers being numbered in some order."""
    place = {one: number for number, one in enumerate(order)}
    first = np.full(len(order), 9, dtype=np.int64)
    for a, b, at in made:
        for one in (a, b):
            first[place[one]] = min(first[place[one]], at)
    left, right = (
        np.array([place[end] for end in ends], dtype=np.int64)
        for ends in ([link[0] for link in made], [link[1] for link in made])
    )
    label = components(len(order), left, right)
    rank = np.array([KINDS.index(kind) for kind, _ in order], dtype=np.int64)
    values = pa.array([value for _, value in order], pa.string())
    found = clusters(label, np.ones(len(order), dtype=bool), rank, first, values)
    ids = ids_of(found.keys).to_pylist()
    return {one: ids[found.customer[number]] for one, number in place.items()}


def slowly(made: list[Link]) -> dict[Node, str]:
    """The obvious way: merge sets until none touch, then name each by its canonical identifier."""
    groups: list[set[Node]] = []
    for a, b, _ in made:
        touching = [group for group in groups if a in group or b in group]
        groups = [group for group in groups if group not in touching] + [{a, b}.union(*touching)]
    seen: dict[Node, int] = {}
    for a, b, at in made:
        for one in (a, b):
            seen[one] = min(at, seen.get(one, at))
    found: dict[Node, str] = {}
    for group in groups:
        kind, value = min(group, key=lambda one: (KINDS.index(one[0]), seen[one], one[1].encode()))
        found |= dict.fromkeys(group, customer_id_of(f"{kind}:{value}"))
    return found


@given(st.lists(links, min_size=1, max_size=25), st.randoms())
def test_customers_equal_the_slow_reference_however_identifiers_are_numbered(made: list[Link], random: Random) -> None:
    order = sorted({one for link in made for one in link[:2]})
    random.shuffle(order)
    assert named(made, order) == slowly(made)


def test_a_user_names_the_customer_before_an_older_address() -> None:
    a, u, c = ("email", "a@x.it"), ("user", "u"), ("anonymous", "c")
    assert set(named([(a, c, 1), (u, c, 9)], [a, c, u]).values()) == {customer_id_of("user:u")}


def test_an_identifier_that_nothing_tells_of_is_nobodys_and_a_name_that_is_known_is_kept() -> None:
    rank, values = np.array([0, 0]), pa.array(["u", "v"])
    named = np.array([7], dtype=np.uint64)
    found = clusters(np.arange(2, dtype=np.int32), np.array([True, False]), rank, np.zeros(2, np.int64), values, named)
    assert (found.customer.tolist(), found.keys.tolist()) == ([0, -1], [7])
