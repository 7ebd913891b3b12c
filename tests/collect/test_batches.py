from hypothesis import given
from hypothesis import strategies as st

from percorso.collect.batches import Item, batches
from percorso.core.record import Event, LeftOut, Rate, Rejected, Spend

ITEMS = st.sampled_from(
    [
        Event("Order Completed", 1),
        Spend("2026-03-01", "meta_ads", "Spring", 1, "EUR"),
        Rate("2026-03-01", "EUR", "USD", "1.1"),
        Rejected(1, "bad_time", "", ""),
    ]
)


@given(st.lists(ITEMS), st.integers(1, 5))
def test_every_item_lands_once_in_batches_no_larger_than_asked(items: list[Item], rows: int) -> None:
    found = list(batches(items, rows))
    sizes = [len(one.events) + len(one.spend) + len(one.rates) + len(one.rejected) for one in found]
    assert sum(sizes) == len(items)
    assert all(size == rows for size in sizes[:-1])
    assert [event for one in found for event in one.events] == [item for item in items if isinstance(item, Event)]


def test_rows_left_out_are_counted_by_what_they_are_about() -> None:
    first, second = batches([LeftOut("a"), LeftOut("b"), LeftOut("a")], rows=2)
    assert (dict(first.left_out), dict(second.left_out)) == ({"a": 1, "b": 1}, {"a": 1})
