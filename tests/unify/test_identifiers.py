from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.core import identity
from percorso.core.identity import KINDS
from percorso.unify.identifiers import Reading, addresses, cleaned, identifiers
from percorso.unify.names import FORMER

NAMES = ("user_id", "email", "anonymous_id", "order_id", "shop", "previous")
OTHERS = ("phone", "crm", "loyalty", "tax", "pickup")
USER, EMAIL, ANONYMOUS, ORDER = (KINDS.index(kind) for kind in ("user", "email", "anonymous", "order"))
Row = dict[str, Any]

texts = st.none() | st.text() | st.sampled_from(sorted(identity.BLOCKED)) | st.sampled_from([" 7 ", "N/A", "\u00a0x"])


@given(st.lists(texts))
def test_columns_and_single_identifiers_are_cleaned_alike(values: list[str | None]) -> None:
    assert cleaned(pa.array(values, pa.string())).to_pylist() == [
        None if value is None else identity.cleaned(value) for value in values
    ]


def test_an_address_is_told_by_its_sign_and_kept_in_lower_case() -> None:
    found = addresses(pa.array([" An.Na+x@GMAIL.com\u00a0", "anna", "Test@Test.com", None, ""]))
    assert found.to_pylist() == ["an.na+x@gmail.com", None, None, None, None]


def test_a_formula_that_was_stored_links_nobody() -> None:
    found = addresses(pa.array(["Anna@b.example", '=A1&"@"', " =x@y", "@SUM(a)", "a\n@b"]))
    assert found.to_pylist() == ["anna@b.example", None, None, None, "a\n@b"]


some = st.sampled_from([None, "", "null", "a", " a", "b", "#9", "9", "B@x.it", "b@x.it"])
rows = st.lists(
    st.fixed_dictionaries({name: some for name in NAMES if name != "shop"}).flatmap(
        lambda row: st.sampled_from(["one", "two"]).map(lambda shop: {**row, "shop": shop})
    ),
    min_size=1,
    max_size=12,
)


def table_of(made: list[Row], *, coded: bool) -> pa.Table:
    columns = {name: pa.array([row.get(name) for row in made], pa.string()) for name in (*NAMES, *OTHERS)}
    kept = {name: column.dictionary_encode() if coded else column for name, column in columns.items()}
    return pa.table(kept)


def slowly(made: list[Row]) -> list[list[tuple[str, str] | None]]:
    """Read each row by itself: user, address, visitor, order, previous id."""
    users = {identity.cleaned(row["user_id"]) for row in made} - {None}
    found = []
    for row in made:
        names = [_of("user", row["user_id"]), _of("email", row["email"]), _of("anonymous", row["anonymous_id"])]
        order = _order(row)
        previous = identity.cleaned(row["previous"])
        kind = "user" if previous in users else "email" if "@" in (previous or "") else "anonymous"
        found.append([*names, order, _of(kind, previous)])
    return found


def _of(kind: str, value: str | None) -> tuple[str, str] | None:
    bare = identity.cleaned(value)
    if bare is None or (kind == "email" and "@" not in bare):
        return None
    return kind, bare.lower() if kind == "email" else bare


def _order(row: Row) -> tuple[str, str] | None:
    number = identity.order_number(row["order_id"])
    return None if number is None else ("order", f"{row['shop']}:{number}")


@given(rows, st.booleans())
def test_every_row_names_what_it_names_by_itself(made: list[Row], coded: bool) -> None:
    found = identifiers(table_of(made, coded=coded))
    known = [(KINDS[rank], value) for rank, value in zip(found.rank.tolist(), found.values.to_pylist(), strict=True)]
    columns = tuple(found.of.column(place) for place in (USER, EMAIL, ANONYMOUS, ORDER, FORMER))
    named = [
        [None if one < 0 else known[one] for one in row] for row in zip(*(c.tolist() for c in columns), strict=True)
    ]
    assert named == slowly(made)
    assert known == sorted(set(known), key=lambda one: (KINDS.index(one[0]), one[1].encode()))
    assert set(known) == {one for row in named for one in row if one}


@pytest.mark.parametrize("coded", [False, True])
def test_two_shops_order_of_one_number_are_two_orders(coded: bool) -> None:
    nobody = dict.fromkeys(NAMES)
    made = [{**nobody, "shop": shop, "order_id": " 1001 "} for shop in ("south", "north")]
    assert identifiers(table_of(made, coded=coded)).values.to_pylist() == ["north:1001", "south:1001"]


def test_words_that_no_row_has_are_no_identifiers() -> None:
    rows = table_of([dict.fromkeys(NAMES)], coded=True)
    unused = pa.DictionaryArray.from_arrays(pa.array([None], pa.int32()), pa.array(["u"]))
    found = identifiers(rows.set_column(0, "user_id", unused).set_column(5, "previous", pa.array(["u"])))
    assert (found.values.to_pylist(), found.rank.tolist()) == (["u"], [KINDS.index("anonymous")])


def test_what_the_shop_blocks_names_nobody_and_a_kind_may_be_said() -> None:
    made = [{**dict.fromkeys(NAMES), "user_id": "9", "anonymous_id": "9", "email": "Info@shop.example"}]
    found = identifiers(table_of(made, coded=True), Reading("IT", ("email:info@*", "anonymous:9")))
    assert found.values.take(pa.array(found.of.column(USER))).to_pylist() == ["9"]
    assert (found.of.column(EMAIL).tolist(), found.of.column(ANONYMOUS).tolist()) == ([-1], [-1])


def test_telephone_numbers_are_one_however_they_are_written() -> None:
    made = [{**dict.fromkeys(NAMES), "phone": one} for one in ("+39 339 123-4567", "0039 3391234567", "339/1234567")]
    found = identifiers(table_of(made, coded=False), Reading("IT"))
    assert found.values.to_pylist() == ["+393391234567"]
