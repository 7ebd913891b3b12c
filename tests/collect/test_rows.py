from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.collect.rows import Occurrences, Stamp, event_id, tables_of
from percorso.core.record import Batch, Event, Rate, Rejected, Spend
from percorso.tables import EVENTS, QUARANTINE, RATES, REFINED, SPEND, TableSpec

AT = 1_770_000_000_000_000
STAMP = Stamp("till", "shop", "csv", "march.csv", AT, "connector = 'csv'")
TYPES = {
    "string": pa.string(),
    "int64": pa.int64(),
    "instant": pa.timestamp("us", tz="UTC"),
    "date": pa.date32(),
}
EVENT = Event("Order Completed", AT, user_id="7", order_id="1", properties='{"total":"3.86"}')
COST = Spend("2026-03-01", "meta_ads", "Spring", 1234, "EUR")


def ids_of(events: list[Event], stamp: Stamp = STAMP, cut: int = 1) -> list[str]:
    """The identities a file's events get when it comes in batches of ``cut``."""
    seen = Occurrences()
    found: list[str] = []
    for start in range(0, len(events), cut):
        table = tables_of(Batch(events=events[start : start + cut]), stamp, seen)["events"]
        found += table.column("event_id").to_pylist()
    return found


@pytest.mark.parametrize(
    ("spec", "batch"),
    [
        (EVENTS, Batch(events=[EVENT])),
        (SPEND, Batch(spend=[COST])),
        (RATES, Batch(rates=[Rate("2026-03-01", "EUR", "USD", "1.08")])),
        (QUARANTINE, Batch(rejected=[Rejected(7, "bad_time", "no time", "x,y", "a,b")])),
    ],
)
def test_each_table_has_the_columns_and_types_the_flow_names(spec: TableSpec, batch: Batch) -> None:
    tables = tables_of(batch, STAMP, Occurrences())
    assert list(tables) == [spec.name]
    table = tables[spec.name]
    # What is told of an event when it is stored is no connector's to say.
    later = ("seq", *(REFINED if spec is EVENTS else ()))
    wanted = {name: TYPES[kind] for name, (kind, _) in spec.columns.items() if name not in later}
    assert {field.name: field.type for field in table.schema} == wanted
    required = [name for name, (_, nullable) in spec.columns.items() if not nullable and name != "seq"]
    assert not any(table.column(name).null_count for name in required)


def test_a_batch_without_rows_gives_no_tables() -> None:
    assert tables_of(Batch(), STAMP, Occurrences()) == {}


def test_the_received_day_is_the_day_of_the_received_instant() -> None:
    table = tables_of(Batch(events=[EVENT]), STAMP, Occurrences())["events"]
    assert table.column("received_on")[0].as_py() == table.column("received_at")[0].as_py().date()


EVENT_LISTS = st.lists(st.sampled_from([EVENT, EVENT._replace(at=AT + 1), EVENT._replace(name="Cart Viewed")]))


@given(EVENT_LISTS, st.integers(1, 4), st.integers(1, 4))
def test_the_same_file_gives_the_same_identities_however_it_is_cut(events: list[Event], cut: int, other: int) -> None:
    assert ids_of(events, cut=cut) == ids_of(events, cut=other)


@given(EVENT_LISTS, EVENT_LISTS)
def test_a_grown_file_adds_only_its_new_rows(events: list[Event], more: list[Event]) -> None:
    before, after = ids_of(events), ids_of(events + more)
    assert after[: len(before)] == before
    assert len(set(after)) == len(events) + len(more)


@given(EVENT_LISTS.flatmap(lambda events: st.tuples(st.just(events), st.permutations(events))))
def test_identities_do_not_depend_on_the_order_of_rows(orders: tuple[list[Event], list[Event]]) -> None:
    assert sorted(ids_of(orders[0])) == sorted(ids_of(orders[1]))


def test_what_is_understood_of_consent_makes_no_other_row() -> None:
    assert (
        ids_of([EVENT]) == ids_of([EVENT._replace(consent="analytics=denied")]) == ["62e683c97aa5f7e914b658967128659b"]
    )


def test_true_twins_survive_as_two() -> None:
    assert len(set(ids_of([EVENT, EVENT]))) == 2


def test_a_mapped_id_is_the_identity_whatever_the_content() -> None:
    one = EVENT._replace(message_id="m1")
    assert ids_of([one, one._replace(at=AT + 5)]) == [event_id("till", "m1")] * 2


def test_two_sources_never_share_an_identity() -> None:
    other = Stamp("web", "shop", "csv", "march.csv", AT)
    one = EVENT._replace(message_id="m1")
    assert not set(ids_of([EVENT, one])) & set(ids_of([EVENT, one], other))


def test_an_id_cannot_be_mistaken_for_content() -> None:
    assert event_id("till", "x") != ids_of([EVENT._replace(name="x")])[0]


def test_a_restated_cost_replaces_and_a_second_ad_does_not() -> None:
    def ids(*rows: Spend) -> list[str]:
        table = tables_of(Batch(spend=list(rows)), STAMP, Occurrences())["spend"]
        found: list[str] = table.column("spend_id").to_pylist()
        return found

    assert ids(COST) == ids(COST._replace(cost=9, clicks=3))
    assert len(set(ids(COST, COST, COST._replace(ad="B"), COST._replace(on="2026-03-02")))) == 4


def test_a_quarantined_row_keeps_all_a_retry_needs() -> None:
    rejected = Rejected(7, "bad_time", "no time", "x,y", "a,b")
    rows = [tables_of(Batch(rejected=[rejected]), STAMP, Occurrences())["quarantine"].to_pylist()[0] for _ in range(2)]
    assert rows[0] == rows[1]
    kept = {name: rows[0][name] for name in (*Rejected._fields, "mapping", "connector")}
    assert kept == {
        **rejected._asdict(),
        "mapping": "connector = 'csv'",
        "connector": "csv",
    }
