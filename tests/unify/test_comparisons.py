from __future__ import annotations

import pyarrow as pa
import pytest

from percorso.core.matching import Kind, PersonColumn
from percorso.store.bucket import Bucket
from percorso.unify.comparisons import comparisons

ALL: tuple[Kind, ...] = (
    *("first_name", "surname", "full_name", "date", "email", "phone", "postcode"),
    *("place", "street", "number", "category", "code", "text"),
)


def level(kinds: list[Kind], left: list[str], right: list[str]) -> str:
    """The level at which two rows agree in their first column, as a database finds it."""
    columns = [PersonColumn(kind, f"c{place}", kind) for place, kind in enumerate(kinds)]
    values = {f"c{place}_l": [one] for place, one in enumerate(left)}
    values |= {f"c{place}_r": [one] for place, one in enumerate(right)}
    cases = " ".join(
        f"WHEN {one.condition} THEN '{one.name}'" for one in comparisons(columns)[0].levels if one.condition
    )
    with Bucket(-1, {"pair": pa.table(values)}) as bucket:
        told: str = bucket.sql(f"SELECT CASE {cases} ELSE 'different' END AS told FROM pair")["told"][0].as_py()
    return told


@pytest.mark.parametrize(
    ("kind", "left", "right", "found"),
    [
        ("first_name", "anna", "anna", "same"),
        ("first_name", "jack", "jacl", "typo"),
        ("first_name", "jonathan", "jon", "similar"),
        ("first_name", "anna", "luigi", "different"),
        ("date", "19800512", "19800513", "typo"),
        ("date", "19800512", "19801205", "typo"),
        ("date", "19800512", "19700512", "typo"),
        ("date", "19800512", "19801131", "near"),
        ("date", "19800512", "19930512", "partly"),
        ("date", "19800512", "19830627", "different"),
        ("email", "anna.rossi@x.it", "anna.rosi@x.it", "typo"),
        ("email", "anna.rossi@x.it", "anna.rossi@another.example", "similar"),
        ("postcode", "3816", "3861", "typo"),
        ("postcode", "20121", "20999", "near"),
        ("postcode", "20121", "90133", "different"),
        ("street", "kingstreet", "kingstret", "typo"),
        ("number", "42", "24", "different"),
        ("category", "mi", "to", "different"),
        ("code", "rssmra80e12f205x", "rssmra80e12f250x", "typo"),
    ],
)
def test_two_values_agree_as_a_person_would_say(kind: Kind, left: str, right: str, found: str) -> None:
    assert level([kind], [left], [right]) == found


def test_first_name_and_surname_may_stand_in_each_others_column() -> None:
    assert level(["first_name", "surname"], ["mario", "rossi"], ["rossi", "mario"]) == "swapped"
    assert level(["street", "street"], ["winrae", "genoastreet"], ["genoastreet", "winrae"]) == "swapped"
    assert level(["first_name", "place"], ["mario", "roma"], ["roma", "mario"]) == "different"


@pytest.mark.parametrize("kind", ALL)
def test_first_guesses_are_probabilities_and_agreement_speaks_for_one_person(kind: Kind) -> None:
    for one in comparisons([PersonColumn("a", "c0", kind), PersonColumn("b", "c1", "surname")]):
        assert sum(level.m for level in one.levels) == pytest.approx(1)
        assert sum(level.u for level in one.levels) == pytest.approx(1)
        assert all(0 < level.m < 1 and 0 < level.u < 1 for level in one.levels)
        assert one.levels[0].m > one.levels[0].u
        assert one.levels[-1].m < one.levels[-1].u
