import duckdb
from hypothesis import given
from hypothesis import strategies as st

from percorso.core import identity
from percorso.unify.identifiers import EMAIL, ORDER, USER, cleaned, listed


@given(st.none() | st.text() | st.sampled_from(sorted(identity.BLOCKED)) | st.sampled_from([" 7 ", "N/A", "\u00a0x"]))
def test_sql_and_python_clean_an_identifier_alike(value: str | None) -> None:
    text = None if value is None else value.replace("\0", "")
    query = f"SELECT {cleaned('given')} FROM (SELECT $given::VARCHAR AS given)"
    assert duckdb.connect().execute(query, {"given": text}).fetchall() == [(identity.cleaned(text),)]


def test_two_shops_order_of_one_number_are_two_orders() -> None:
    query = f"SELECT {ORDER}, {USER} FROM (SELECT 'north' AS shop, ' 1001 ' AS order_id, 'null' AS user_id)"
    assert duckdb.connect().execute(query).fetchall() == [("north:1001", None)]


def test_words_become_a_quoted_list() -> None:
    assert listed(("b", "it's")) == "'b', 'it''s'"


def test_a_formula_that_was_stored_links_nobody() -> None:
    query = f"SELECT {EMAIL} FROM (SELECT unnest(['Anna@b.example', '=A1&\"@\"', 'anna', '@SUM(a)', NULL]) AS email)"
    found = [row[0] for row in duckdb.connect().execute(query).fetchall()]
    assert found == ["anna@b.example", None, None, None, None]
