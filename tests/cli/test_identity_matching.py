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
