from __future__ import annotations

import tomllib

import pytest

from percorso.collect.mapping import read_mapping
from percorso.collect.propose import guess, mapping_text
from percorso.collect.sample import Sample
from percorso.core.settings import Shop


def sample(text: str) -> Sample:
    columns, *rows = (tuple(line.split(";")) for line in text.strip().splitlines())
    return Sample(columns, tuple(rows))


TILL = sample("""
scontrino;data ora;cliente;importo;pezzi;negozio
1;28/03/2026 10:30;7;12,50;2;Milano
1;28/03/2026 10:30;7;1.003,00;1;Milano
2;02/03/2026 18:00;8;9,90;1;Roma
""")


def test_a_till_s_lines_are_recognised_by_names_and_values() -> None:
    found = guess(TILL, Shop())
    assert (found.record, found.decimal, found.pattern) == ("order_line", ",", "%d/%m/%Y %H:%M")
    assert found.fields == {"at": 1, "user_id": 2, "order_id": 0}
    assert found.properties == {"total": 3, "quantity": 4, "negozio": 5}


def test_the_proposal_is_a_mapping_as_it_stands() -> None:
    text = mapping_text("csv", "till", TILL, Shop(currency="CHF", time_zone="Europe/Zurich"))
    mapping = read_mapping(tomllib.loads(text), Shop())
    assert (mapping.record, mapping.notation.currency, mapping.notation.zone.key) == (
        "order_line",
        "CHF",
        "Europe/Zurich",
    )
    assert mapping.fields["at"].format == "%d/%m/%Y %H:%M"
    assert set(mapping.properties) == {"total", "quantity", "negozio"}


def test_where_ids_do_not_repeat_a_row_is_an_order() -> None:
    assert guess(sample("order_id;date;total\n1;2026-03-01;5\n2;2026-03-02;6"), Shop()).record == "order"


def test_a_time_and_an_email_are_found_by_their_looks_when_their_names_say_nothing() -> None:
    found = guess(sample("a;b;c\n2026-03-01T10:00Z;anna@example.com;1\n2026-03-02T10:00Z;bruno@example.com;2"), Shop())
    assert found.fields == {"at": 0, "email": 1}
    assert found.record == "event"


def test_a_name_that_promises_a_time_does_not_make_one() -> None:
    assert "at" not in guess(sample("date;user_id\nMonday;7\nFriday;8"), Shop()).fields


def test_of_two_fitting_columns_the_fuller_is_taken() -> None:
    assert guess(sample("event;event_name;user_id;ts\n;view;7;1772359200\nue;buy;8;1772359201"), Shop()).fields == {
        "name": 1,
        "user_id": 2,
        "at": 3,
    }


def test_what_could_not_be_found_is_left_to_fill_in() -> None:
    text = mapping_text("csv", "x", sample("colour;size\nred;M\nblue;L"), Shop())
    assert '# at = ""' in text
    assert '# user_id = ""' in text
    assert 'name = {value = "Event"}' in text


@pytest.mark.parametrize("column", ['a "b"', "a\\b", "{x}", "è.à", "a=b # c", "\x7f"])
def test_any_column_name_survives_the_writing(column: str) -> None:
    text = mapping_text("csv", column, Sample((column,), (("v",),)), Shop())
    document = tomllib.loads(text)
    assert document["source"] == column
    (written,) = document["properties"].values()
    assert written in (column, {"column": column})


def test_an_export_of_orders_is_dated_by_the_column_every_row_fills_and_sold_in_is_no_origin() -> None:
    found = guess(
        sample("""
Name;Cancelled at;Created at;Email;ordine;importo;Source
x;2026-03-02 10:00:00 +0100;2026-03-01 10:00:00 +0100;anna@example.com;1;5;web
x;;2026-03-01 11:00:00 +0100;bruno@example.com;2;6;pos
"""),
        Shop(),
    )
    assert found.record == "order"
    assert (found.fields["at"], found.fields["order_id"]) == (2, 4)
    assert "utm_source" not in found.fields


def test_a_list_of_people_says_who_they_are_by_their_crm_id() -> None:
    people = sample("crm_id;nome;telefono;data\nC-1;Anna;3339876543;2026-10-01\nC-2;Bruno;;2026-10-02")
    found = guess(people, Shop())
    assert (found.record, found.properties) == ("event", {})
    assert found.traits == {"crm_id": 0, "nome": 1}
    mapping = read_mapping(tomllib.loads(mapping_text("csv", "crm", people, Shop())), Shop())
    assert mapping.fields["kind"].value == "identify"


def test_a_card_at_a_till_is_a_trait_of_the_order() -> None:
    found = guess(sample("scontrino;data;tessera;importo\n1;2026-03-01;778899;5\n2;2026-03-02;778900;6"), Shop())
    assert (found.record, found.traits) == ("order", {"loyalty_id": 2})
