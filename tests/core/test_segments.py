from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.core.errors import PercorsoError
from percorso.core.period import WHOLE, Period
from percorso.core.segments import ENDS, EVERYBODY, FIELDS, MET, Condition, Segment, checked_name

DAYS = st.none() | st.dates(date(1990, 1, 1), date(2099, 1, 1))
TEXTS = st.lists(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=8), min_size=1, max_size=3)


@st.composite
def conditions(draw: st.DrawFn) -> Condition:
    since, until = draw(DAYS), draw(DAYS)
    period = Period(since, until) if since is None or until is None or since <= until else WHOLE
    field = draw(st.sampled_from(FIELDS))
    if field in MET or field in ENDS:
        return Condition(field, draw(st.sampled_from(["=", "!="])), tuple(draw(TEXTS)), period)
    number = str(draw(st.integers(-100, 10_000)))
    return Condition(field, draw(st.sampled_from(["=", "!=", ">=", "<="])), (number,), period)


@given(conditions())
def test_a_condition_is_read_as_it_is_written(condition: Condition) -> None:
    assert Condition.read(str(condition)) == condition


def test_a_condition_names_its_values_and_its_days() -> None:
    read = Condition.read('channel = Email, "Paid, Social" during 2026-01-01..')
    assert (read.field, read.operator, read.values) == ("channel", "=", ("Email", "Paid, Social"))
    assert read.period == Period(date(2026, 1, 1), None)
    assert Condition.read("trait.city=Roma").of_trait
    assert not Condition.read("did=Signed up during lunch").period.since


@pytest.mark.parametrize(
    ("operator", "held"),
    [
        (">=", [False, True, True]),
        ("<=", [True, True, False]),
        ("=", [False, True, False]),
        ("!=", [True, False, True]),
    ],
)
def test_a_count_is_compared_with_the_number_in_its_parts(operator: str, held: list[bool]) -> None:
    asked = Condition.read(f"revenue{operator}12.5")
    assert [asked.holds(parts, 100) for parts in (1_249, 1_250, 1_251)] == held


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "bad_condition"),
        ("orders", "bad_condition"),
        ("orders>2", "bad_condition"),
        ("orders>=many", "bad_condition"),
        ("orders>=1,2", "bad_condition"),
        ("orders>=1e999", "bad_condition"),
        ("orders>=NaN", "bad_condition"),
        ("channel>=Email", "bad_condition"),
        ("channel=", "bad_condition"),
        ("trait.city=Roma during 2026-01-01..", "bad_condition"),
        ("did=" + "a" * 600, "bad_condition"),
        ("shoe=red", "unknown_condition"),
        ("trait.=red", "unknown_condition"),
        ("did=A during 2026-02-30..", "bad_date"),
        ("did=A during 2026-02-03..2026-02-01", "bad_period"),
        ('did="A', "bad_names"),
    ],
)
def test_what_is_no_condition_is_refused_with_its_reason(text: str, code: str) -> None:
    with pytest.raises(PercorsoError) as refused:
        Condition.read(text)
    assert refused.value.code == code


def test_a_segment_asks_each_condition_once_and_knows_whether_it_is_personal() -> None:
    read = Segment.read(["orders>=2", "orders >= 2", "device=mobile"])
    assert read.written() == ["orders>=2", "device=mobile"]
    assert not read.personal
    both = read.and_also(Segment.read(["trait.city=Roma", "orders>=2"]))
    assert both.written() == ["orders>=2", "device=mobile", "trait.city=Roma"]
    assert both.personal
    assert Segment.read([]) == EVERYBODY
    with pytest.raises(PercorsoError, match="more than"):
        Segment.read([f"orders>={n}" for n in range(30)])


@pytest.mark.parametrize("name", ["", " a", "a/b", "a\n", "x" * 81])
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(PercorsoError, match="no name") as refused:
        checked_name(name)
    assert refused.value.code == "bad_segment_name"


def test_a_name_is_given_once() -> None:
    assert checked_name("Chi compra 🛒", ["another"]) == "Chi compra 🛒"
    with pytest.raises(PercorsoError) as refused:
        checked_name("another", ["another"])
    assert refused.value.code == "segment_exists"
