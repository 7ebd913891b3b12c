from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.sequence.components import components

Edges = list[tuple[int, int]]


@st.composite
def graphs(draw: st.DrawFn) -> tuple[int, Edges]:
    count = draw(st.integers(1, 30))
    number = st.integers(0, count - 1)
    return count, draw(st.lists(st.tuples(number, number), max_size=60))


def spread(count: int, edges: Edges) -> list[int]:
    """The slow, obvious way: every edge gives both ends the smaller label until nothing changes."""
    labels = list(range(count))
    changed = True
    while changed:
        changed = False
        for one, other in edges:
            smaller = min(labels[one], labels[other])
            changed = changed or labels[one] != smaller or labels[other] != smaller
            labels[one] = labels[other] = smaller
    return labels


def found(count: int, edges: Edges) -> list[int]:
    left = np.array([one for one, _ in edges], dtype=np.int64)
    right = np.array([other for _, other in edges], dtype=np.int64)
    return [int(label) for label in components(count, left, right)]


@given(graphs())
def test_labels_equal_the_slow_reference(graph: tuple[int, Edges]) -> None:
    assert found(*graph) == spread(*graph)


@given(graphs(), st.randoms())
def test_the_order_and_direction_of_edges_do_not_matter(graph: tuple[int, Edges], random: Random) -> None:
    count, edges = graph
    turned = [edge if random.random() < 0.5 else edge[::-1] for edge in edges]
    random.shuffle(turned)
    assert found(count, turned) == found(count, edges)


def test_a_long_chain_given_backwards_is_one_component() -> None:
    chain = np.arange(100_000, dtype=np.int64)
    assert not components(len(chain), chain[1:][::-1], chain[:-1][::-1]).any()


def test_read_only_edges_are_accepted() -> None:
    left, right = np.array([0, 1], dtype=np.int64), np.array([1, 2], dtype=np.int64)
    left.setflags(write=False)
    right.setflags(write=False)
    assert components(4, left, right).tolist() == [0, 0, 0, 3]


def test_nothing_has_no_components() -> None:
    assert found(0, []) == []


@pytest.mark.parametrize("edge", [(0, 2), (-1, 0), (2, 0)])
def test_an_edge_outside_the_range_is_refused(edge: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="outside 0 to 1"):
        found(2, [edge])


def test_ends_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="1 left ends but 2 right ends"):
        components(3, np.array([0]), np.array([1, 2]))
