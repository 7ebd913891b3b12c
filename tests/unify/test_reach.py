from dataclasses import fields, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.core.identity import KINDS
from percorso.unify.identities import NEVER
from percorso.unify.known import Faces, Known, solved
from percorso.unify.names import Names
from percorso.unify.reach import solved_again
from percorso.unify.rules import LEVELS, Likely, LinkRules

LIMITS = {"email": 2, "phone": 1, "order": 2, "pickup": 1, "anonymous": 1}
RULES = [
    LinkRules(max_customers=LIMITS, max_values={"user": 2, "email": 2}),
    LinkRules(max_customers={**LIMITS, "anonymous": 2}, max_values={"user": 1}, priority=("order", "email", "login")),
    LinkRules(forbidden=(("user:0", "anonymous:0"), ("user:1", "email:0"))),
    LinkRules(evidence=LEVELS["strict"]),
    LinkRules(
        max_customers=LIMITS, likely=(Likely("user:0", "email:1", 0.9, 0), Likely("anonymous:1", "user:1", 0.9, 0))
    ),
]
OF_A_KIND = 3

# Which identifier of each kind an identity names, and by an alias of any kind; that of a previous id comes last.
numbers = st.integers(0, OF_A_KIND - 1)
naming = st.fixed_dictionaries({}, optional=dict.fromkeys(KINDS, numbers) | {"previous": numbers})
moments = st.one_of(st.just(NEVER), st.integers(0, 9))
identity = st.tuples(
    *(naming, st.integers(0, 15), st.integers(0, 9), st.integers(0, 5), st.sampled_from(["user", "anonymous"])),
    st.tuples(moments, moments),
)


def faces_of(drawn: list[Any]) -> Faces:
    """Identities as they are numbered: identifiers in the order in which they are met."""
    named: dict[tuple[str, int], int] = {}
    names = np.full((len(KINDS) + 1, len(drawn)), -1, dtype=np.int32)
    for row, (told, _, _, _, former, _) in enumerate(drawn):
        for kind, value in told.items():
            own = (former, value) if kind == "previous" else (kind, value)
            place = len(KINDS) if kind == "previous" else KINDS.index(kind)
            names[place, row] = named.setdefault(own, len(named))
    first = np.array([at for _, _, at, _, _, _ in drawn], dtype=np.int64)
    last = first + np.array([length for _, _, _, length, _, _ in drawn], dtype=np.int64)
    laid = Names.of(len(drawn), enumerate(names))
    said = [(row, *when) for row, (*_, when) in enumerate(drawn) if max(when) > NEVER]
    return Faces(
        rank=np.array([KINDS.index(kind) for kind, _ in named], dtype=np.int8),
        values=pa.array([str(value) for _, value in named], pa.string()),
        later=np.zeros(0, dtype=np.int32),
        kinds=laid.kinds,
        named=laid.numbers,
        flags=np.array([flags for _, flags, _, _, _, _ in drawn], dtype=np.int8),
        seen=np.array([first, last, np.arange(len(drawn))], dtype=np.int64),
        said=np.array(said, dtype=np.int64).reshape(-1, 3).T,
        source=np.zeros(len(drawn), dtype=np.int16),
        aliases=pa.array([], pa.string()),
        sources=pa.array(["web"]),
    )


def told_of(known: Known) -> dict[str, Any]:
    # How customers are numbered is nobody's concern.
    order = np.argsort(known.canonical)
    number = np.append(np.argsort(order), -1).astype(np.int32)
    of_customers = {"keys": known.keys[order], "canonical": known.canonical[order]}
    of_others = {name: number[getattr(known, name)] for name in ("customer", "owner")}
    columns = {one.name: getattr(known, one.name) for one in fields(known)} | of_customers | of_others
    return {name: (str(getattr(column, "dtype", "")), column.tolist()) for name, column in columns.items()}


@given(st.lists(identity, min_size=2, max_size=12), st.data(), st.sampled_from(RULES))
def test_who_is_found_again_is_who_would_be_found_at_once(
    drawn: list[Any], data: st.DataObject, rules: LinkRules
) -> None:
    ends = sorted(data.draw(st.sets(st.integers(1, len(drawn) - 1), min_size=1, max_size=3)))
    known = solved(faces_of(drawn[: ends[0]]), rules)
    for end in (*ends[1:], len(drawn)):
        known, _ = solved_again(faces_of(drawn[:end]), rules, known)
    assert told_of(known) == told_of(solved(faces_of(drawn), rules))


def seen(flags: int = 0, **told: int) -> Any:
    return told, flags, 0, 0, "user", (NEVER, NEVER)


@pytest.mark.parametrize("later", [seen(user=0, email=0), seen(anonymous=0, user=1), seen(anonymous=2)])
def test_whom_no_link_reaches_is_not_looked_at_again(later: Any) -> None:
    drawn = [seen(user=0, anonymous=0), seen(user=2, anonymous=1), later]
    before = solved(faces_of(drawn[:2]), RULES[0])
    stranger = int(before.customer[2])
    marked = replace(before, keys=np.where(np.arange(before.customers) == stranger, np.uint64(7), before.keys))
    after, _ = solved_again(faces_of(drawn), RULES[0], marked)
    assert (after.keys == 7).sum() == 1
    assert after.keys[after.customer[[2, 3]]].tolist() == [7, 7]


def test_an_order_that_turns_out_to_be_placed_takes_its_parcel_with_it() -> None:
    fetched, placed = seen(user=0, order=0, pickup=0, flags=2), seen(user=1, order=0, flags=1)
    before = solved(faces_of([fetched]), RULES[0])
    after, _ = solved_again(faces_of([fetched, placed]), RULES[0], before)
    user, order, parcel, buyer = after.customer.tolist()
    assert user != buyer == order == parcel
