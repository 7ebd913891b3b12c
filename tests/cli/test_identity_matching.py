from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.csv as pc
import pyarrow.parquet as pq
import pytest

TEXT = """\
key, nome, cognome, nato il, mail
a,Mario,Rossi,12/05/1980,mario@x.it
b,Rossi,Mario,1980-05-12,mario@x.it
c,Anna,Bianchi,01/02/1990,anna@y.it
"""
ASKED = ("--id", "key", "--compare", "nome,cognome,nato il,mail")


@pytest.fixture
def people(tmp_path: Path) -> Path:
    (tmp_path / "people.csv").write_text(TEXT)
    return tmp_path / "people.csv"


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(text.splitlines()))


def test_rows_become_customers_in_two_columns_and_the_threshold_is_said_aside(
    people: Path, percorso: Callable[..., Any]
) -> None:
    said = percorso("identity", "match", people, *ASKED, "--format", "csv")
    found = rows(said.out)
    assert said.code == 0
    assert said.out.splitlines()[0] == "key,customer_id"
    assert [row["key"] for row in found] == ["a", "b", "c"]
    assert found[0]["customer_id"] == found[1]["customer_id"] != found[2]["customer_id"]
    assert "0.95" in said.err
    assert "nato il as a date" in said.err


def test_proposals_are_written_with_their_reasons_in_italian_too(people: Path, percorso: Callable[..., Any]) -> None:
    out = people.with_name("pairs.csv")
    percorso("identity", "match", people, *ASKED, "--proposals", out, "--language", "it")
    (pair,) = rows(out.read_text())
    assert (pair["left"], pair["right"]) == ("a", "b")
    assert float(pair["probability"]) >= 0.95
    assert "nome nella colonna dell’altro" in pair["why"]


def test_machines_get_everything_in_one_document(people: Path, percorso: Callable[..., Any]) -> None:
    said = percorso("identity", "match", people, *ASKED, "--format", "json", "--threshold", "0.9")
    document = json.loads(said.out)
    assert document["threshold"] == 0.9
    assert [row["key"] for row in document["rows"]] == ["a", "b", "c"]
    (pair,) = document["proposals"]
    assert [one["level"] for one in pair["agreements"]] == ["swapped", "swapped", "same", "same"]
    assert "nome in each other’s column" in pair["why"]


def test_a_parquet_file_and_a_table_for_people_do_as_well(people: Path, percorso: Callable[..., Any]) -> None:
    parquet = people.with_suffix(".parquet")
    pq.write_table(pc.read_csv(people), parquet)
    said = percorso("identity", "match", parquet, *ASKED, "--format", "table")
    assert said.code == 0
    assert "customer_id" in said.out


def test_a_column_that_is_not_there_is_named_with_the_nearest(people: Path, percorso: Callable[..., Any]) -> None:
    said = percorso("identity", "match", people, "--id", "key", "--compare", "nome,cognom")
    assert said.code == 1
    assert "Did you mean 'cognome'?" in said.err
    assert "[missing_column]" in said.err


def test_what_excel_saves_as_csv_is_read_and_said_so(tmp_path: Path, percorso: Callable[..., Any]) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes("key;nome;città\na;Niccolò;Forlì\nb;Anna;Roma\n".encode("cp1252"))
    found = percorso("identity", "match", path, "--id", "key", "--compare", "nome,città")
    assert (found.code, len(rows(found.out))) == (0, 2)
    assert "cp1252" in found.err
    named = percorso("identity", "match", path, "--id", "key", "--compare", "nome,città", "--encoding", "cp1252")
    assert (named.out, "UTF-8" in named.err) == (found.out, False)
    wrong = percorso(
        *("identity", "match", path, "--id", "key", "--compare", "nome", "--encoding", "utf-8", "--language", "it")
    )
    assert wrong.code == 1
    assert "people.csv non è scritto in utf-8" in wrong.err


def test_a_column_whose_values_are_not_what_its_name_says_is_told(people: Path, percorso: Callable[..., Any]) -> None:
    people.write_text("key,dob,name\na,spring,Anna\nb,autumn,Luigi\n")
    said = percorso("identity", "match", people, "--id", "key", "--compare", "dob,name")
    assert "By its name dob is a date, but most of its values are not." in said.err
