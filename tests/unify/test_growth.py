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
from percorso.tables import IDENTIFIERS, LINKS
from percorso.unify.growth import (
    Growth,
    changes,
    every_link,
    everyone,
    grown,
    identifier_rows,
    ids_of,
    link_rows,
    moves,
    people_of,
)
from percorso.unify.identifiers import Reading, identifiers
from percorso.unify.identities import Identities
from percorso.unify.known import Known, everybody
from percorso.unify.rules import LinkRules

BUCKETS = 4
READING = Reading("IT")
RULES = LinkRules(gap=2, window=4, max_customers={"email": 2, "order": 2, "anonymous": 1})
Row = dict[str, Any]
Events = Callable[[list[Row]], pa.Table]
Find = Callable[[pa.Table], Identities]
Lend = Callable[[Known, pa.Table, Ints, LinkRules], Known]

names = st.sampled_from(["Page Viewed", "Order Completed", "Order Refunded", "Order Delivered", "Consent Updated"])
rows = st.fixed_dictionaries(
    {"name": names, "at": st.integers(0, 9)},
    optional={
        "user_id": st.sampled_from(["u1", "u2", "u3", "x"]),
        "email": st.sampled_from(["a@x.example", "B@x.example"]),
        "phone": st.sampled_from(["3391234567"]),
        "anonymous_id": st.sampled_from(["d1", "d2", "d3", "x", "null"]),
        "order_id": st.sampled_from(["1", "#1", "2", "3"]),
        "consent": st.sampled_from(["cross_device=granted", "cross_device=denied", "analytics=denied"]),
        "previous": st.sampled_from(["d1", "d2", "u1", "u2", "a@x.example", "new"]),
    },
)


def told(row: Row) -> Row:
    """An event; one that names a previous id is an alias."""
    plain = {key: value for key, value in row.items() if key != "previous"}
    if "previous" not in row:
        return plain
    return {**plain, "kind": "alias", "name": "alias", "properties": json.dumps({"previousId": row["previous"]})}


def at_once(find: Find, lend: Lend, events: pa.Table) -> tuple[Known, Ints]:
    found = find(events)
    known = everybody(identifiers(found.table, READING), found.table, RULES)
    return lend(known, events, found.of_event, RULES), found.of_event


def told_of(known: Known, of_event: Ints, events: pa.Table) -> tuple[Any, ...]:
    """Every identifier with its customer, every link, whose each event is, and every customer."""
    people = people_of(known, np.arange(known.customers), BUCKETS)[0].to_pylist()
    links = sorted(map(str, link_rows(known, every_link(known)).to_pylist()))
    return sorted(map(str, listed(known).values())), links, owners(known, of_event, events), people


def owners(known: Known, of_event: Ints, events: pa.Table) -> list[str | None]:
    ids = [*ids_of(known.keys).to_pylist(), None]
    return [ids[one] for one in known.owners(of_event, events["seq"].to_numpy()[: len(of_event)]).tolist()]


def by_parts(find: Find, lend: Lend, events: pa.Table, ends: list[int]) -> tuple[Known, Ints, list[Growth | None]]:
    """Grow from part to part, beginning anew where that is called for."""
    known, of_event = at_once(find, lend, events.slice(0, ends[0]))
    steps: list[Growth | None] = []
    for begin, end in pairwise(ends):
        found = find(events.slice(begin, end - begin))
        growth = grown(known, found.table, RULES, READING)
        steps.append(growth)
        if growth is None:
            known, of_event = at_once(find, lend, events.slice(0, end))
        else:
            of_event = np.append(of_event, found.of_event + len(known.owner))
            known = lend(growth.known, events.slice(0, end), of_event, RULES)
    return known, of_event, steps


@given(st.lists(rows, min_size=2, max_size=14), st.data())
def test_growing_from_part_to_part_is_the_same_as_all_at_once(
    events: Events, find: Find, lend: Lend, drawn: list[Row], data: st.DataObject
) -> None:
    table = events([told(row) for row in drawn])
    ends = sorted(data.draw(st.sets(st.integers(1, len(drawn) - 1), min_size=1, max_size=3)))
    known, of_event, _ = by_parts(find, lend, table, [*ends, len(drawn)])
    assert told_of(known, of_event, table) == told_of(*at_once(find, lend, table), table)


@given(st.lists(rows, min_size=2, max_size=14), st.data())
def test_whose_events_or_identifiers_changed_is_dirty_and_the_ids_of_before_are_retired(
    events: Events, find: Find, lend: Lend, drawn: list[Row], data: st.DataObject
) -> None:
    table = events([told(row) for row in drawn])
    end = data.draw(st.integers(1, len(drawn) - 1))
    before, of_event = at_once(find, lend, table.slice(0, end))
    after, of_all, steps = by_parts(find, lend, table, [end, len(drawn)])
    if steps[0] is None:
        return
    changed = changes(before, after, steps[0].reached)
    dirty = set(ids_of(after.keys[changed.dirty]).to_pylist())
    retired = set(ids_of(changed.retired).to_pylist())
    owned, owns = owned_by(owners(before, of_event, table)), owned_by(owners(after, of_all, table))
    named, names = identifiers_of(before), identifiers_of(after)
    assert {one for one, own in owns.items() if owned.get(one) != own} <= dirty
    assert {one for one, own in names.items() if named.get(one) != own} <= dirty
    # Rows of before that no longer hold are those of whoever is dirty now, or is no more.
    assert retired == {one for one in named if one in dirty or one not in names}
    rewritten = {key(row): row for row in identifier_rows(after, changed.identifiers, BUCKETS).to_pylist()}
    assert listed(after) == {one: row for one, row in listed(before).items() if one not in rewritten} | rewritten
    ties = {key_of_link(row): row for row in link_rows(after, changed.links).to_pylist()}
    assert linked(after) == linked(before) | ties
    went = {(row["former"], row["customer_id"]) for row in moves(before, after, changed.identifiers).to_pylist()}
    other = moves(before, after, None).to_pylist()
    assert went == {(row["former"], row["customer_id"]) for row in other}
    both = set(named) & {one for one in named if one not in names}
    assert both == {former for former, _ in went if former not in names}


def key(row: Row) -> tuple[str, str]:
    return row["kind"], row["value"]


def key_of_link(row: Row) -> tuple[str, ...]:
    return tuple(row[name] for name in LINKS.key)


def linked(known: Known) -> dict[tuple[str, ...], Row]:
    return {key_of_link(row): row for row in link_rows(known, every_link(known)).to_pylist()}


def owned_by(owner: list[str | None]) -> dict[str, list[int]]:
    owned: dict[str, list[int]] = {}
    for event, customer in enumerate(owner):
        if customer is not None:
            owned.setdefault(customer, []).append(event)
    return owned


def listed(known: Known) -> dict[tuple[str, str], Row]:
    return {key(row): row for row in identifier_rows(known, np.flatnonzero(known.customer >= 0), BUCKETS).to_pylist()}


def identifiers_of(known: Known) -> dict[str, set[tuple[str, str]]]:
    owned: dict[str, set[tuple[str, str]]] = {}
    for one, row in listed(known).items():
        owned.setdefault(row["customer_id"], set()).add(one)
    return owned


def test_an_event_of_an_order_waits_for_its_buyer(events: Events, find: Find, lend: Lend) -> None:
    neighbour = {"name": "Order Delivered", "anonymous_id": "neighbour", "order_id": "1"}
    table = events([neighbour, {"user_id": "u1"}, {"name": "Order Completed", "user_id": "u1", "order_id": "1"}])
    known, of_event, steps = by_parts(find, lend, table, [2, 3])
    assert steps[0] is not None
    assert len(set(owners(known, of_event, table))) == 1


def test_a_second_person_on_a_device_parts_it_from_the_first(events: Events, find: Find, lend: Lend) -> None:
    login = [{"anonymous_id": "d", "at": 0}, {"anonymous_id": "d", "user_id": "u1", "at": 5}]
    table = events([*login, {"anonymous_id": "d", "user_id": "u2", "at": 20}])
    before, _ = at_once(find, lend, table.slice(0, 2))
    known, of_event, steps = by_parts(find, lend, table, [2, 3])
    assert steps[0] is not None
    first, second, _ = owners(known, of_event, table)
    assert first != second
    changed = changes(before, known, steps[0].reached)
    assert moves(before, known, changed.identifiers)["kind"].to_pylist() == ["split"]


def test_many_visitors_who_log_in_are_each_told_by_the_id_of_before(events: Events, find: Find, lend: Lend) -> None:
    visits: list[Row] = [{"anonymous_id": f"d{one}"} for one in range(60)]
    table = events([*visits, *({**visit, "user_id": f"u{one}"} for one, visit in enumerate(visits))])
    before, of_visit = at_once(find, lend, table.slice(0, 60))
    known, of_event, steps = by_parts(find, lend, table, [60, 120])
    assert steps[0] is not None
    told = moves(before, known, changes(before, known, steps[0].reached).identifiers).to_pylist()
    former = owners(before, of_visit, table.slice(0, 60))
    expected = dict(zip(former, owners(known, of_event, table)[:60], strict=True))
    assert {row["former"]: row["customer_id"] for row in told} == expected
    assert {(row["kind"], row["identifiers"]) for row in told} == {("merged", 1)}


def test_an_alias_that_turns_out_to_name_a_known_user_calls_for_a_new_beginning(
    events: Events, find: Find, lend: Lend
) -> None:
    table = events([told({"name": "alias", "user_id": "u1", "previous": "u2", "at": 0}), {"user_id": "u2"}])
    assert by_parts(find, lend, table, [1, 2])[2] == [None]


def test_identifiers_and_links_are_laid_out_as_their_tables(events: Events, find: Find, lend: Lend) -> None:
    known, _ = at_once(find, lend, events([{"user_id": "u1", "anonymous_id": "d1"}]))
    assert identifier_rows(known, everyone(known), BUCKETS).column_names == list(IDENTIFIERS.columns)
    assert set(link_rows(known, every_link(known)).column_names) == set(LINKS.columns)
    assert known.customers == 1


def test_identifiers_are_listed_in_their_order_however_many_came_later(events: Events, find: Find, lend: Lend) -> None:
    table = events([{"user_id": "u2"}, {"anonymous_id": "b"}, {"anonymous_id": "a"}, {"user_id": "u1"}])
    whole, _ = at_once(find, lend, table)
    grew, _, _ = by_parts(find, lend, table, [2, 4])
    rows = identifier_rows(whole, everyone(whole, grew=False), BUCKETS)
    assert rows["value"].to_pylist() == ["u1", "u2", "a", "b"]
    assert identifier_rows(grew, everyone(grew), BUCKETS).equals(rows)
