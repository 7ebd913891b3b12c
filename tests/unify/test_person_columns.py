from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pytest

from percorso.unify.person_columns import columns_of, comparable


def people(**columns: Sequence[str | None]) -> pa.Table:
    return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})


def made_comparable(name: str, values: list[str | None]) -> list[str | None]:
    table = people(**{name: values})
    found: list[str | None] = comparable(table, columns_of(table))["c0"].to_pylist()
    return found


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("First Name", "first_name"),
        ("given_name", "first_name"),
        ("Cognome", "surname"),
        ("nominativo", "full_name"),
        ("CAP", "postcode"),
        ("città", "place"),
        ("address_2", "street"),
        ("street_number", "number"),
        ("codice fiscale", "code"),
        ("provincia", "category"),
        *(("Vorname", "first_name"), ("Nachname", "surname"), ("Geburtsdatum", "date"), ("PLZ", "postcode")),
        *(("Ort", "place"), ("Straße", "street"), ("Handy", "phone"), ("Anrede", "category")),
        *(("Prénom", "first_name"), ("Nom", "surname"), ("Code postal", "postcode"), ("Ville", "place")),
        *(("Nombre", "first_name"), ("Apellidos", "surname"), ("Código postal", "postcode"), ("Ciudad", "place")),
    ],
)
def test_a_column_is_known_by_its_name_whatever_its_case_and_signs(name: str, kind: str) -> None:
    shaped = {"date": ["1990-01-01"], "phone": ["333 1234567"]}.get(kind, ["a", "b"])
    assert columns_of(people(**{name: shaped}))[0].kind == kind


def test_a_name_beside_a_first_name_is_a_surname() -> None:
    assert [one.kind for one in columns_of(people(Vorname=["a"], Name=["b"]))] == ["first_name", "surname"]
    assert [one.kind for one in columns_of(people(Name=["b"]))] == ["full_name"]


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["a@b.it", "c@d.it"], "email"),
        (["12/05/1980", "01/02/1990"], "date"),
        (["+39 333 123 4567", "02-1234567"], "phone"),
        (["A12-33", "B99-10"], "code"),
        (["blue", "green"], "text"),
        (["north", "south"] * 40, "category"),
        ([None, ""], "text"),
    ],
)
def test_a_column_of_an_unknown_name_is_known_by_its_values(values: list[str | None], kind: str) -> None:
    assert columns_of(people(x=values))[0].kind == kind


def test_a_name_that_its_values_deny_is_not_believed() -> None:
    column = columns_of(people(dob=["spring", "autumn"]))[0]
    assert (column.kind, column.denied) == ("text", "date")


@pytest.mark.parametrize(
    "values",
    [
        ["07/03/84", "31/12/99"],
        ["07/03/1984 00:00", "31/12/1999 00:00"],
        ["3 marzo 1984", "31 dicembre 1999"],
        ["March 3, 1984", "Dec 31, 1999"],
    ],
)
def test_a_date_is_never_taken_for_a_phone_or_a_code(values: list[str]) -> None:
    assert [columns_of(people(**{name: values}))[0].kind for name in ("dob", "x")] == ["date", "date"]


def test_a_column_called_a_date_is_one_where_half_of_it_can_be_read() -> None:
    values = ["1984-03-07", "1990-01-01", "?12", "unknown date"]
    assert (columns_of(people(dob=values))[0].kind, columns_of(people(x=values))[0].kind) == ("date", "text")


def test_the_notation_of_a_date_does_not_count() -> None:
    written = ["1980-05-12", "19800512", "12/05/1980", "12.5.1980", "1980-05-12T00:00:00Z"]
    assert set(made_comparable("dob", [*written, "31/12/1999"])) == {"19800512", "19991231"}


def test_a_column_of_dates_with_the_month_first_is_read_so() -> None:
    assert made_comparable("dob", ["12/31/1999", "05/12/1980"]) == ["19991231", "19800512"]


def test_a_mistyped_date_keeps_its_digits() -> None:
    assert made_comparable("dob", ["19851618", "19851018"]) == ["19851618", "19851018"]


def test_case_accents_blanks_and_signs_do_not_count() -> None:
    assert set(made_comparable("city", ["Forlì-Cesena", " forli cesena", "FORLI’ CESENA"])) == {"forlicesena"}


def test_a_full_name_has_no_order_and_a_phone_no_prefix() -> None:
    assert set(made_comparable("name", ["Rossi, Mario", "mario rossi"])) == {"mario rossi"}
    assert set(made_comparable("phone", ["+39 333 1234567", "333-123 4567", "00393331234567"])) == {"331234567"}


def test_what_forms_send_in_place_of_a_value_is_no_value() -> None:
    assert made_comparable("email", ["n/a", "", None, "test@test.com", "a@b.it"]) == [None, None, None, None, "a@b.it"]
