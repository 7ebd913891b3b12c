"""Visits: the sessions with what became of them, as the sessions table."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from percorso.sequence.codes import Ints, first_rows, texts
from percorso.sequence.journeys import ORDER
from percorso.trace.marks import Marks
from percorso.trace.rows import Rows
from percorso.trace.sessions import Sessions
from percorso.trace.touchpoints import origin_columns


def session_table(
    moments: pa.Table, bucket: int, sessions: Sessions, rows: Rows, marks: Marks, cycle: Ints
) -> pa.Table:
    """Lay the sessions out.

    Args:
        moments: the events, with ``customer_id``.
        bucket: the bucket's number.
        sessions: the sessions.
        rows: what the events became.
        marks: what the rules say of the rows.
        cycle: each row's cycle; a session's is that of its first row.
    """
    count = len(sessions.number)
    within = rows.session >= 0
    ordered = np.zeros(count, dtype=bool)
    ordered[rows.session[within & (rows.role == ORDER)]] = True
    furthest = np.full(count, -1, dtype=np.int64)
    np.maximum.at(furthest, rows.session[within], marks.step[within])
    origin = origin_columns(rows.origins, sessions.origin)
    return pa.table(
        {
            "bucket": pa.array(np.full(count, bucket), pa.int32()),
            "customer_id": moments["customer_id"].take(sessions.first),
            "session": pa.array(sessions.number, pa.int32()),
            "started_at": moments["at"].take(sessions.first),
            "ended_at": moments["at"].take(sessions.last),
            "events": pa.array(sessions.events, pa.int32()),
            "cycle": pa.array(cycle[first_rows(rows.session, count)], pa.int32()),
            "ordered": pa.array(ordered),
            **origin,
            "landing": sessions.landing.to_arrow(),
            "device": sessions.device.to_arrow(),
            "furthest_step": texts(marks.steps, furthest),
        }
    )
