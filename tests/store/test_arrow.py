from __future__ import annotations

from datetime import UTC, date, datetime

import pyarrow as pa
import pytest

from percorso.core.errors import PercorsoError
from percorso.store.arrow import conform, empty, schema
from percorso.tables import RATES, TABLES, TableSpec

RATE = {
    "on": [date(2026, 3, 1)],
    "base": ["USD"],
    "quote": ["EUR"],
    "rate": ["0.92"],
    "received_at": [datetime(2026, 3, 2, tzinfo=UTC)],
}


@pytest.mark.parametrize("spec", TABLES, ids=lambda spec: spec.name)
def test_every_table_has_a_schema_with_its_columns_in_order(spec: TableSpec) -> None:
    assert schema(spec).names == list(spec.columns)
    assert [field.nullable for field in schema(spec)] == [nullable for _, nullable in spec.columns.values()]
    assert empty(spec).num_rows == 0


def test_conform_orders_columns_and_casts_to_the_same_meaning() -> None:
    shuffled = pa.table({name: RATE[name] for name in reversed(RATE)})
    encoded = shuffled.set_column(0, "received_at", shuffled["received_at"].cast(pa.timestamp("ms", "UTC")))
    encoded = encoded.set_column(3, "base", encoded["base"].dictionary_encode())
    fitted = conform(encoded, RATES)
    assert fitted.schema.field("base").type == pa.dictionary(pa.int32(), pa.string())
    assert fitted.cast(schema(RATES)).schema == schema(RATES)
    assert fitted.to_pydict() == RATE


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"rate": None}, "without rate"),
        ({"extra": ["x"]}, "with unknown extra"),
        ({"base": [None]}, "column 'base' has 1 empty values"),
        ({"on": ["the first of May"]}, "column 'on' is string, not date32"),
    ],
)
def test_a_table_that_does_not_fit_is_refused_with_the_reason(
    change: dict[str, list[object] | None], says: str
) -> None:
    columns = {name: values for name, values in {**RATE, **change}.items() if values is not None}
    with pytest.raises(PercorsoError, match=says) as raised:
        conform(pa.table(columns), RATES)
    assert raised.value.code == "table_mismatch"


def test_a_column_given_twice_is_refused() -> None:
    table = pa.table(RATE).append_column("base", pa.array(["GBP"]))
    with pytest.raises(PercorsoError, match="given twice"):
        conform(table, RATES)
