from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

Row = dict[str, Any]
Events = Callable[[list[Row]], pa.Table]
Unified = Callable[..., Any]

some = st.sampled_from([None, "", " null ", "a", "b"])
rows = st.lists(
    st.fixed_dictionaries(
        {
            "user_id": some,
            "anonymous_id": some,
            "email": st.sampled_from([None, "x", "A@x.it", " "]),
            "order_id": some,
            "shop": st.sampled_from(["one", "two"]),
            "name": st.sampled_from(["Page Viewed", "Order Completed", "Order Refunded"]),
            "at": st.integers(0, 3),
        }
    ),
    min_size=1,
    max_size=15,
)


@given(rows, st.booleans())
def test_an_identity_says_of_its_events_all_that_tells_whose_they_are(
    events: Events, unified: Unified, made: list[Row], coded: bool
) -> None:
    table = events(made)
    found = unified(table, coded=coded).identities
    identities = found.table.to_pylist()
    for row, number in zip(made, found.of_event.tolist(), strict=True):
        one = identities[number]
        assert [one[name] for name in ("user_id", "anonymous_id", "email")] == [
            row[name] for name in ("user_id", "anonymous_id", "email")
        ]
        assert (one["placed"], one["change"]) == (row["name"] == "Order Completed", row["name"] == "Order Refunded")
        if one["placed"] or one["change"]:
            assert (one["order_id"], one["shop"]) == (row["order_id"], row["shop"])


@given(rows)
def test_an_identity_knows_its_first_and_last_moment_and_arrival(
    events: Events, unified: Unified, made: list[Row]
) -> None:
    found = unified(events(made)).identities
    times = found.table.set_column(0, "first", found.table["first_seen_at"].cast(pa.int64()))
    times = times.append_column("last", found.table["last_seen_at"].cast(pa.int64()))
    for number, one in enumerate(times.to_pylist()):
        own = [
            (row["at"], seq)
            for seq, (row, of) in enumerate(zip(made, found.of_event.tolist(), strict=True))
            if of == number
        ]
        assert (one["first"], one["last"]) == (min(own)[0], max(own)[0])
        assert (one["seq"], one["last_seq"]) == (min(own)[1], max(seq for _, seq in own))


@pytest.mark.parametrize("coded", [False, True])
def test_thousands_of_events_of_one_device_are_one_identity(events: Events, unified: Unified, coded: bool) -> None:
    found = unified(events([{"anonymous_id": "a", "order_id": "9"}] * 3000), coded=coded).identities
    assert found.table.num_rows == 1
    assert found.table["order_id"].to_pylist() == [None]


def test_a_device_that_is_not_to_be_tied_to_a_person_stays_a_visitor(events: Events, unified: Unified) -> None:
    no, yes = "cross_device=denied", "cross_device=granted"

    def owners(consent: str | None) -> list[str]:
        table = events(
            [
                {"anonymous_id": "a", "consent": consent},
                {"anonymous_id": "a", "user_id": "u", "consent": consent},
                {"anonymous_id": "a", "order_id": "1", "name": "Order Completed", "consent": consent},
                {"order_id": "1", "email": "u@x.it", "user_id": "u", "name": "Order Completed"},
                {"anonymous_id": "a", "consent": consent},
            ]
        )
        found = unified(table).owners(table)
        return [found[one] for one in table["event_id"].to_pylist()]

    assert len(set(owners(None))) == len(set(owners(yes))) == 1
    device, login, order, placed, later = owners(no)
    assert login == order == placed != device == later


def test_an_alias_that_denies_it_joins_nobody(events: Events, unified: Unified) -> None:
    alias = {"kind": "alias", "user_id": "u", "properties": '{"previous_id":"a"}'}
    for consent, people in ((None, 1), ("cross_device=denied", 2)):
        table = events([{"anonymous_id": "a"}, {**alias, "consent": consent}])
        assert len(set(unified(table).owners(table).values())) == people


def test_whether_any_choice_was_stated_is_told(events: Events, unified: Unified) -> None:
    assert not unified(events([{"user_id": "u"}])).identities.stated
    assert unified(events([{"user_id": "u"}, {"user_id": "u", "consent": "analytics=denied"}])).identities.stated
