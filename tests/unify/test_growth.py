from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from percorso.sequence.codes import Ints
from percorso.tables import IDENTIFIERS
from percorso.unify.assignment import assign
from percorso.unify.clusters import clusters
from percorso.unify.growth import Growth, Known, grown, identifier_rows, ids_of, known_of, people_of
from percorso.unify.identifiers import identifiers
from percorso.unify.identities import Identities, identities
from percorso.unify.links import links

BUCKETS = 4
Row = dict[str, Any]
Events = Callable[[list[Row]], pa.Table]

names = st.sampled_from(["Page Viewed", "Order Completed", "Order Refunded", "Order Delivered"])
rows = st.fixed_dictionaries(
    {"name": names, "at": st.integers(0, 9)},
    optional={
        "user_id": st.sampled_from(["u1", "u2", "x"]),
        "email": st.sampled_from(["a@x.example", "B@x.example"]),
        "anonymous_id": st.sampled_from(["d1", "d2", "d3", "x", "null"]),
        "order_id": st.sampled_from(["1", "#1", "2", "3"]),
        "previous": st.sampled_from(["d1", "d2", "u1", "u2", "a@x.example", "new"]),
    },
)


def told(row: Row) -> Row:
    """An event; one that names a previous id is an alias."""
    plain = {key: value for key, value in row.items() if key != "previous"}
    if "previous" not in row:
        return plain
    return {**plain, "kind": "alias", "name": "alias", "properties": json.dumps({"previousId": row["previous"]})}


def found_in(events: pa.Table) -> Identities:
    alias = [json.loads(text).get("previousId") for text in events["properties"].to_pylist()]
    aliases = pa.table({"seq": events["seq"], "previous": pa.array(alias, pa.string())})
    return identities(events, aliases.filter(pa.compute.is_valid(aliases["previous"])))


def at_once(events: pa.Table) -> tuple[Known, Ints]:
    found = found_in(events)
    named, change = identifiers(found.table), np.asarray(found.table["change"])
    people = clusters(links(named, found.table), BUCKETS)
    return known_of(named, people, assign(named, people.customer, change), change), found.of_event


def told_of(known: Known, of_event: Ints) -> tuple[list[dict[str, Any]], list[str | None], list[dict[str, Any]]]:
    """Every identifier with its customer, whose each event is, and every customer."""
    rows = identifier_rows(known, np.arange(len(known.rank)), BUCKETS).to_pylist()
    people = people_of(known, np.flatnonzero(known.canonical >= 0), BUCKETS)[0].to_pylist()
    ids = [*ids_of(known.keys).to_pylist(), None]
    owners = [ids[customer] for customer in known.owner[of_event].tolist()]
    return sorted(rows, key=lambda row: (row["kind"], row["value"])), owners, people


def by_parts(events: pa.Table, ends: list[int]) -> tuple[Known, Ints, list[Growth | None]]:
    """Grow from part to part, beginning anew where that is called for."""
    known, of_event = at_once(events.slice(0, ends[0]))
    steps: list[Growth | None] = []
    for begin, end in pairwise(ends):
        found = found_in(events.slice(begin, end - begin))
        growth = grown(known, found.table, BUCKETS)
        steps.append(growth)
        if growth is None:
            known, of_event = at_once(events.slice(0, end))
        else:
            of_event = np.append(of_event, found.of_event + len(known.owner))
            known = growth.known
    return known, of_event, steps


@given(st.lists(rows, min_size=2, max_size=14), st.data())
def test_growing_from_part_to_part_is_the_same_as_all_at_once(
    events: Events, drawn: list[Row], data: st.DataObject
) -> None:
    table = events([told(row) for row in drawn])
    ends = sorted(data.draw(st.sets(st.integers(1, len(drawn) - 1), min_size=1, max_size=3)))
    known, of_event, _ = by_parts(table, [*ends, len(drawn)])
    assert told_of(known, of_event) == told_of(*at_once(table))


@given(st.lists(rows, min_size=2, max_size=14), st.data())
def test_whose_events_or_identifiers_changed_is_dirty_and_the_ids_of_before_are_retired(
    events: Events, drawn: list[Row], data: st.DataObject
) -> None:
    table = events([told(row) for row in drawn])
    end = data.draw(st.integers(1, len(drawn) - 1))
    before, of_event = at_once(table.slice(0, end))
    after, of_all, steps = by_parts(table, [end, len(drawn)])
    growth = steps[0]
    if growth is None:
        return
    dirty = set(ids_of(after.keys[growth.dirty]).to_pylist())
    retired = set(ids_of(growth.retired).to_pylist())
    owned, owns = events_of(before, of_event), events_of(after, of_all)
    named, names = identifiers_of(before), identifiers_of(after)
    assert {one for one, own in owns.items() if owned.get(one) != own} <= dirty
    assert {one for one, own in names.items() if named.get(one) != own} <= dirty
    # Rows of before that no longer hold are those of whoever is dirty now, or is no more.
    assert retired == {one for one in named if one in dirty or one not in names}
    changed = {(row["kind"], row["value"]): row for row in growth.identifiers.to_pylist()}
    kept = {key: row for key, row in listed(before).items() if key not in changed}
    assert listed(after) == kept | changed


def events_of(known: Known, of_event: Ints) -> dict[str, list[int]]:
    ids = ids_of(known.keys).to_pylist()
    owned: dict[str, list[int]] = {}
    for event, customer in enumerate(known.owner[of_event].tolist()):
        if customer >= 0:
            owned.setdefault(ids[customer], []).append(event)
    return owned


def listed(known: Known) -> dict[tuple[str, str], dict[str, Any]]:
    rows = identifier_rows(known, np.arange(len(known.rank)), BUCKETS).to_pylist()
    return {(row["kind"], row["value"]): row for row in rows}


def identifiers_of(known: Known) -> dict[str, set[tuple[str, str]]]:
    owned: dict[str, set[tuple[str, str]]] = {}
    for key, row in listed(known).items():
        owned.setdefault(row["customer_id"], set()).add(key)
    return owned


def test_an_event_of_an_order_waits_for_its_buyer(events: Events) -> None:
    table = events([{"name": "Order Delivered", "anonymous_id": "neighbour", "order_id": "1"}, {"user_id": "u1"}])
    table = pa.concat_tables(
        [table, events([{}, {}, {"name": "Order Completed", "user_id": "u1", "order_id": "1"}])[2:]]
    )
    known, of_event, steps = by_parts(table, [2, 3])
    assert steps[0] is not None
    owners = known.owner[of_event].tolist()
    assert owners[0] == owners[1] == owners[2]
    assert known.waiting.num_rows == 0


def test_an_alias_that_turns_out_to_name_a_known_user_calls_for_a_new_beginning(events: Events) -> None:
    table = events([told({"name": "alias", "user_id": "u1", "previous": "u2", "at": 0}), {"user_id": "u2"}])
    assert by_parts(table, [1, 2])[2] == [None]


def test_identifiers_are_laid_out_as_their_table(events: Events) -> None:
    known, _ = at_once(events([{"user_id": "u1", "anonymous_id": "d1"}]))
    assert identifier_rows(known, np.arange(2), BUCKETS).column_names == list(IDENTIFIERS.columns)
    assert known.customers == 1
