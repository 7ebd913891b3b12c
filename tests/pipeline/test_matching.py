"""Matching, against people whose truth is known: FEBRL's (BSD-3-Clause) and Splink's (MIT) made-up files."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from pathlib import Path
from random import Random

import pyarrow as pa
import pytest

from percorso.core.errors import PercorsoError
from percorso.pipeline.matching import THRESHOLD, Matched, match, match_file, told

FEBRL = "given_name surname street_number address_1 address_2 suburb postcode state date_of_birth".split()
FIRST = "Luca Marco Giulia Anna Paolo Francesca Andrea Chiara Matteo Sara Davide Elena Simone Laura Stefano".split()
LAST = "Rossi Russo Ferrari Esposito Bianchi Romano Colombo Ricci Marino Greco Bruno Gallo Conti Costa".split()
FAKE = "first_name surname dob city email".split()
PEOPLE = {
    "first_name": ["Mario", "Rossi", "Anna", "Anna", "Luigi", None, "Giulia"],
    "surname": ["Rossi", "Mario", "Bianchi", "Biachi", "Verdi", None, "Neri"],
    "dob": ["12/05/1980", "1980-05-12", "01/02/1990", "01/02/1990", "03/03/1970", None, "04/04/1985"],
    "email": ["m@x.it", "m@x.it", "anna@y.it", None, "luigi@z.it", None, "giulia@z.it"],
}


def pairs(labels: Iterable[Hashable]) -> int:
    return sum(count * (count - 1) // 2 for count in Counter(labels).values())


def accuracy(found: Matched, truth: dict[str, str]) -> tuple[float, float]:
    """Precision and F1 over all pairs of rows that are said, or are in truth, to be one customer."""
    both = [(customer, truth[one]) for one, customer in found.customers]
    right = pairs(both)
    precision = right / pairs(customer for customer, _ in both)
    recall = right / pairs(person for _, person in both)
    return precision, 2 * precision * recall / (precision + recall)


def febrl(shared: Path, name: str) -> tuple[float, float]:
    found = match_file(shared / "data" / "identity_febrl" / f"{name}.csv", "rec_id", FEBRL)
    assert found.threshold == THRESHOLD
    return accuracy(found, {one: one.split("-")[1] for one, _ in found.customers})


@pytest.fixture(scope="module")
def known(shared: Path) -> None:
    if not (shared / "data" / "identity_febrl").is_dir() or not (shared / "data" / "identity_splink").is_dir():
        pytest.skip("needs ../shared/data/identity_febrl and identity_splink")


def matched(order: list[int] | None = None) -> Matched:
    places = order or list(range(7))
    table = pa.table({name: pa.array([values[at] for at in places], pa.string()) for name, values in PEOPLE.items()})
    return match("id", [f"row {at}" for at in places], table)


def mistyped(word: str, random: Random) -> str:
    at = random.randrange(1, len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def registered(people: int, seed: int) -> list[dict[str, str | None]]:
    """People of a shop, every other of them entered twice, the second time with slips; ``who`` is the truth."""
    random = Random(seed)  # noqa: S311
    rows: list[dict[str, str | None]] = []
    for who in range(people):
        first, last = random.choice(FIRST), random.choice(LAST)
        row: dict[str, str | None] = {
            "who": str(who),
            "first_name": first,
            "surname": last,
            "dob": f"{random.randint(1940, 2005)}-{random.randint(1, 12):02}-{random.randint(1, 28):02}",
            "email": f"{first}.{last}{random.randint(1, 999)}@{random.choice(('libero', 'gmail'))}.example".lower(),
            "phone": f"3{random.randrange(10**8, 10**9)}",
            "postcode": f"{random.randint(0, 98000):05}",
            "city": random.choice(("Roma", "Milano", "Torino", "Napoli", "Lodi")),
        }
        rows.append(row)
        if who % 2:
            again = dict(row)
            for name in ("first_name", "surname"):
                if random.random() < 0.4:
                    again[name] = mistyped(str(row[name]), random)
            for name in ("email", "phone"):
                if random.random() < 0.3:
                    again[name] = None
            rows.append(again)
    random.shuffle(rows)
    return rows


def of_a_shop(people: int, seed: int, columns: str) -> tuple[float, float]:
    """Precision and F1 on such people, by some of their columns."""
    rows = registered(people, seed)
    ids = [f"r{at}" for at in range(len(rows))]
    table = pa.table({name: pa.array([row[name] for row in rows], pa.string()) for name in columns.split()})
    return accuracy(match("id", ids, table), {one: str(row["who"]) for one, row in zip(ids, rows, strict=True)})


@pytest.mark.parametrize("people", [54, 300])
def test_files_that_a_shop_has_are_matched_whatever_their_size(people: int) -> None:
    precision, f1 = of_a_shop(people, 3, "first_name surname dob email phone postcode city")
    assert precision >= 0.995
    assert f1 >= 0.985


@pytest.mark.parametrize("columns", ["first_name surname", "email", "first_name", "surname city", "phone postcode"])
def test_any_columns_can_be_compared_and_namesakes_stay_two_people(columns: str) -> None:
    rows = registered(120, 5)
    people = pa.table({name: pa.array([row[name] for row in rows], pa.string()) for name in columns.split()})
    found = match("id", [f"r{at}" for at in range(len(rows))], people)
    assert 120 <= len({customer for _, customer in found.customers}) <= len(rows)


@pytest.fixture(scope="module")
def few() -> Matched:
    return matched()


@pytest.mark.usefixtures("known")
def test_people_of_whom_every_field_may_be_wrong_are_found_and_nobody_else(shared: Path) -> None:
    precision, f1 = febrl(shared, "dataset3")
    assert precision >= 0.995
    assert f1 >= 0.985


@pytest.mark.usefixtures("known")
def test_people_with_many_missing_and_mistyped_fields_are_found(shared: Path) -> None:
    path = shared / "data" / "identity_splink" / "fake_1000.csv"
    found = match_file(path, "unique_id", FAKE)
    with path.open(newline="") as rows:
        truth = {row["unique_id"]: row["cluster"] for row in csv.DictReader(rows)}
    precision, f1 = accuracy(found, truth)
    assert precision >= 0.995
    assert f1 >= 0.92


@pytest.mark.usefixtures("known")
def test_files_on_which_nothing_was_chosen_fare_as_well(shared: Path, times: Callable[[int, int], int]) -> None:
    for name in ("dataset1", "dataset2")[: times(1, 2)]:
        precision, f1 = febrl(shared, name)
        assert precision >= 0.995
        assert f1 >= 0.985


def test_swapped_names_and_a_typing_error_do_not_part_a_person_in_a_file_of_seven_rows(few: Matched) -> None:
    customer = dict(few.customers)
    assert customer["row 0"] == customer["row 1"]
    assert customer["row 2"] == customer["row 3"]
    assert len(set(customer.values())) == 5


def test_a_row_that_nobody_resembles_and_one_that_says_nothing_stay_alone(few: Matched) -> None:
    count = Counter(customer for _, customer in few.customers)
    customer = dict(few.customers)
    assert [count[customer[f"row {at}"]] for at in (4, 5, 6)] == [1, 1, 1]


def test_the_order_of_rows_changes_nothing(few: Matched) -> None:
    again = matched([6, 3, 1, 5, 0, 2, 4])
    assert dict(again.customers) == dict(few.customers)
    assert again.proposals == few.proposals


def test_a_proposal_says_how_every_column_that_both_rows_have_agrees(few: Matched) -> None:
    swapped = next(one for one in few.proposals if one.left == "row 0")
    assert [(one.column, one.level) for one in swapped.agreements] == [
        ("first_name", "swapped"),
        ("surname", "swapped"),
        ("dob", "same"),
        ("email", "same"),
    ]
    typed = next(one for one in few.proposals if one.left == "row 2")
    assert [one.column for one in typed.agreements] == ["first_name", "surname", "dob"]
    assert all(one.probability >= THRESHOLD for one in few.proposals)
    assert [len(one["why"]) for one in told(few)] == [len(one.agreements) for one in few.proposals]


def test_rows_keep_their_place(few: Matched) -> None:
    assert [one for one, _ in few.customers] == [f"row {at}" for at in range(7)]


@pytest.mark.parametrize("rows", ["", "1,Anna,1990-01-01\n"])
def test_a_file_of_no_row_or_one_is_matched_with_nobody(tmp_path: Path, rows: str) -> None:
    (tmp_path / "p.csv").write_text(f"id,name,dob\n{rows}")
    found = match_file(tmp_path / "p.csv", "id", ["name", "dob"])
    assert len(found.customers) == rows.count("\n")
    assert found.proposals == ()


def test_columns_without_any_value_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("id,name,dob\n1,,\n2,,\n")
    found = match_file(tmp_path / "p.csv", "id", ["name", "dob"])
    assert found.columns == ()
    assert len({customer for _, customer in found.customers}) == 2


@pytest.mark.parametrize(
    ("text", "id_column", "compare", "threshold", "code"),
    [
        ("id,name\n1,a\n", "id", ["nam"], 0.95, "missing_column"),
        ("id,name\n1,a\n", "key", ["name"], 0.95, "missing_column"),
        ("id,name\n1,a\n,b\n", "id", ["name"], 0.95, "missing_id"),
        ("id,name\n1,a\n1,b\n", "id", ["name"], 0.95, "repeated_id"),
        ("id,name\n1,a\n", "id", ["name"], 1.0, "bad_threshold"),
        ("id,name\n1,a\n", "id", ["name"], 0.2, "bad_threshold"),
        ("id,name\n1,a\n", "id", ["name"], float("nan"), "bad_threshold"),
        ("id,name\n1,a\n", "id", [], 0.95, "nothing_to_compare"),
    ],
)
def test_what_cannot_be_matched_is_refused(
    tmp_path: Path, text: str, id_column: str, compare: list[str], threshold: float, code: str
) -> None:
    (tmp_path / "p.csv").write_text(text)
    with pytest.raises(PercorsoError) as refused:
        match_file(tmp_path / "p.csv", id_column, compare, threshold)
    assert refused.value.code == code
