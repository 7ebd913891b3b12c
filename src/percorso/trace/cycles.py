"""Journeys: each customer's cycles, one row each, as the table of that name."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from percorso.sequence.codes import Ints, distinct, first_rows, first_rows_of_each, last_rows, texts
from percorso.sequence.journeys import MESSAGE, ORDER, STAGES, TOUCH
from percorso.trace.rows import Rows

_OUTCOMES = ("open", "order")


def journey_table(touchpoints: pa.Table, rows: Rows, cycle: Ints, stage: Ints) -> pa.Table:
    """Lay the cycles out; what is but a message is no part of them, and messages alone make none.

    Args:
        touchpoints: the table of the same rows.
        rows: the rows.
        cycle: each row's cycle.
        stage: each row's stage, codes of ``sequence.journeys.STAGES``; -1 for none.
    """
    group = np.full(len(cycle), -1, dtype=np.int64)
    contact = rows.role != MESSAGE
    _, group[contact] = distinct([rows.customer[contact], cycle[contact]])
    count = int(group.max(initial=-1)) + 1
    # What concerns an order may precede it, so a cycle begins with the first row on the way to the order.
    way = first_rows(group, count, rows.bound < 0)
    closing = first_rows(group, count, rows.role == ORDER)
    credited = np.asarray(pc.is_null(touchpoints["excluded_from_credit"]))
    reached_first = first_rows_of_each(group, count, stage, len(STAGES))
    taken = {
        "bucket": ("bucket", way),
        "customer_id": ("customer_id", way),
        "cycle": ("cycle", way),
        "opened_at": ("at", way),
        "last_at": ("at", last_rows(group, count)),
        "closed_at": ("at", closing),
        "order_id": ("order_id", closing),
        "first_channel": ("channel", first_rows(group, count, credited)),
        "last_channel": ("channel", last_rows(group, count, credited)),
        **{f"{name}_at": ("at", reached) for name, reached in zip(STAGES, reached_first, strict=True)},
    }
    table = pa.table({name: _take(touchpoints[column], found) for name, (column, found) in taken.items()})
    touches = pa.array(np.bincount(group[rows.role == TOUCH], minlength=count), pa.int32())
    outcome = texts(_OUTCOMES, (closing >= 0).astype(np.int64))
    return table.add_column(5, "outcome", outcome).add_column(6, "touches", touches)


def _take(column: pa.ChunkedArray, rows: Ints) -> pa.ChunkedArray:
    return column.take(pa.array(rows, mask=rows < 0))
