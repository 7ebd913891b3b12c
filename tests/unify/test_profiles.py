from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from percorso.sequence.keys import bucket_of, customer_id_of
from percorso.sequence.ordering import in_order
from percorso.tables import CUSTOMERS
from percorso.unify.growth import people_of
from percorso.unify.profiles import profiles

Row = dict[str, Any]
Describe = Callable[[list[Row]], list[Row]]


@pytest.fixture(scope="session")
def describe(events: Callable[[list[Row]], pa.Table], unified: Callable[[pa.Table], Any]) -> Describe:
    def described(rows: list[Row]) -> list[Row]:
        table = events(rows)
        found = unified(table)
        known = found.known
        everybody = np.arange(known.customers)
        people, placed = people_of(known, everybody, 16)
        row = np.append(np.argsort(everybody[placed]), -1)
        at, seq = (table[name].cast(pa.int64()).to_numpy() for name in ("at", "seq"))
        customer = row[known.owners(found.identities.of_event, seq)]
        count = np.bincount(known.customer[known.customer >= 0], minlength=known.customers)[placed]
        order = in_order(customer, at, seq, people.num_rows)
        made = profiles(table.take(pa.array(order)), customer[order], people, count)
        assert {field.name: field.nullable for field in made.schema} == {
            name: nullable for name, (_, nullable) in CUSTOMERS.columns.items()
        }
        for name in ("first_seen_at", "last_seen_at"):
            made = made.set_column(made.schema.get_field_index(name), name, made[name].cast(pa.int64()))
        people_found: list[Row] = made.to_pylist()
        return people_found

    return described


def test_a_profile_tells_who_when_and_how_many_identifiers(describe: Describe) -> None:
    rows = [{"anonymous_id": "a"}, {"anonymous_id": "a", "email": "a@x.it"}, {"email": "a@x.it"}]
    assert describe(rows) == [
        {
            "bucket": bucket_of([customer_id_of("email:a@x.it")], 16)[0],
            "customer_id": customer_id_of("email:a@x.it"),
            "identifier": "email:a@x.it",
            "first_seen_at": 0,
            "last_seen_at": 2,
            "identifiers": 2,
            "traits": "{}",
            "origins": None,
        }
    ]


def test_the_identifier_is_the_one_the_customer_id_is_made_of(describe: Describe) -> None:
    rows: list[Row] = [
        {"user_id": "z", "anonymous_id": "d"},
        {"user_id": "a", "anonymous_id": "d"},
        {"email": "b@x.it"},
        {"anonymous_id": "q"},
        {"name": "Order Completed", "order_id": "7"},
    ]
    found = describe(rows)
    assert {one["identifier"] for one in found} == {"user:a", "user:z", "email:b@x.it", "anonymous:q", "order:shop:7"}
    assert all(one["customer_id"] == customer_id_of(one["identifier"]) for one in found)


def test_the_later_trait_wins_key_by_key_whatever_came_first(describe: Describe) -> None:
    rows = [
        {"at": 9, "user_id": "u", "traits": '{"plan":"gold","age":41}'},
        {"at": 1, "user_id": "u", "traits": '{"plan":"free","city":"Torino"}'},
        {"at": 5, "user_id": "u"},
    ]
    assert [one["traits"] for one in describe(rows)] == ['{"age":41,"city":"Torino","plan":"gold"}']


def test_arrival_breaks_a_tie_in_time(describe: Describe) -> None:
    rows = [{"at": 1, "user_id": "u", "traits": f'{{"n":{n}}}'} for n in range(3)]
    assert [one["traits"] for one in describe(rows)] == ['{"n":2}']


def test_trait_values_stay_as_they_were_written(describe: Describe) -> None:
    rows = [{"user_id": "u", "traits": '{"z":1.10,"a":{"y":1,"b":[1e3,null]},"name":"Zoë"}'}]
    assert [one["traits"] for one in describe(rows)] == ['{"a":{"y":1,"b":[1e3,null]},"name":"Zoë","z":1.10}']


def test_nobody_has_no_profile(describe: Describe) -> None:
    assert describe([]) == []
