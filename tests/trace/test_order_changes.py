from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from percorso.trace.order_changes import in_order_of_change

BEGIN = datetime(2026, 3, 2, tzinfo=UTC)


class One(NamedTuple):
    source: str
    name: str
    properties: Mapping[str, Any]


def one(source: str, name: str, minutes: int | None = None, written: str | None = None) -> One:
    at = written or (None if minutes is None else (BEGIN + timedelta(minutes=minutes)).isoformat())
    return One(source, name, {} if at is None else {"updated_at": at})


def names(*told: One) -> list[str]:
    return [found.name for found in in_order_of_change(told)]


def test_an_old_state_that_arrives_late_comes_before_the_new_one() -> None:
    assert names(one("s", "paid", 5), one("s", "created", 1)) == ["created", "paid"]


def test_only_what_one_source_says_of_its_changes_moves() -> None:
    told = (one("s", "new", 5), one("web", "seen"), one("t", "other", 1), one("s", "old", 1))
    assert names(*told) == ["old", "seen", "other", "new"]


def test_equal_times_keep_their_order_of_arrival() -> None:
    assert names(one("s", "a", 1), one("s", "b", 1)) == ["a", "b"]


def test_times_are_compared_as_instants_and_what_is_none_moves_nothing() -> None:
    first, second = (
        one("s", "later", written="2026-03-02T10:00:00Z"),
        one("s", "sooner", written="2026-03-02T10:30+01:00"),
    )
    assert names(first, second) == ["sooner", "later"]
    for strange in ("soon", "2026-03-02T09:00:00", ""):
        assert names(first, one("s", "x", written=strange)) == ["later", "x"]
    assert names(first, One("s", "x", {"updated_at": 7})) == ["later", "x"]


@given(st.lists(st.tuples(st.sampled_from("st"), st.none() | st.integers(0, 9)), max_size=12))
def test_nothing_is_lost_and_each_source_is_in_order(drawn: list[tuple[str, int | None]]) -> None:
    told = [one(source, str(place), minutes) for place, (source, minutes) in enumerate(drawn)]
    found = in_order_of_change(told)
    assert sorted(found, key=lambda this: int(this.name)) == told
    assert [this.source for this in found] == [this.source for this in told]
    for source in "st":
        times = [this.properties["updated_at"] for this in found if this.source == source and this.properties]
        assert times == sorted(times)
