"""DuckDB: first, last and linear credit of a file of events; prints what asking took, warm.

Usage: duckdb_events.py FILE
"""

from __future__ import annotations

import sys
import time

import duckdb

# Each customer's first order, and the touches up to it.
ATTRIBUTION = """
WITH ordered AS (
    SELECT customer_id, min("at") AS ordered_at FROM read_parquet($file) WHERE bought = 1 GROUP BY ALL
), touches AS (
    SELECT e.channel, row_number() OVER way AS place, count(*) OVER (PARTITION BY e.customer_id) AS touches
    FROM read_parquet($file) e JOIN ordered o USING (customer_id)
    WHERE e.channel IS NOT NULL AND e."at" <= o.ordered_at
    WINDOW way AS (PARTITION BY e.customer_id ORDER BY e."at")
)
SELECT channel, count(*) FILTER (place = 1) AS first, count(*) FILTER (place = touches) AS last,
    sum(1 / touches) AS linear
FROM touches GROUP BY channel ORDER BY channel
"""


def seconds(file: str) -> float:
    began = time.perf_counter()
    duckdb.execute(ATTRIBUTION, {"file": file}).fetchall()
    return time.perf_counter() - began


if __name__ == "__main__":
    seconds(sys.argv[1])
    print(seconds(sys.argv[1]))
