"""chDB: a funnel of a sorted file of events; prints what asking took, warm. Usage: chdb_events.py FILE"""

from __future__ import annotations

import sys
import time

import chdb

WITHIN = 7 * 86_400_000_000
FUNNEL = """
SELECT level, count() FROM (
    SELECT windowFunnel({within})(toUInt64(at), event = 'product', event = 'cart', event = 'order') AS level
    FROM file('{file}', Parquet) GROUP BY customer_id
) GROUP BY level ORDER BY level
"""


def seconds(file: str) -> float:
    began = time.perf_counter()
    chdb.query(FUNNEL.format(within=WITHIN, file=file), "CSV")
    return time.perf_counter() - began


if __name__ == "__main__":
    seconds(sys.argv[1])
    print(seconds(sys.argv[1]))
