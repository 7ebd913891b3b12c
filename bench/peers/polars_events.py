"""Polars: a funnel, transitions, or credits, of a sorted file of events; prints what asking took, warm.

Usage: polars_events.py FILE TASK
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import polars as pl

STEPS = ("product", "cart", "order")
WITHIN = 7 * 86_400_000_000


def funnel(events: pl.LazyFrame) -> pl.DataFrame:
    """Fill the latest start of a run forward, step by step; a run may not reach over to the next customer."""
    begun = pl.when(pl.col("event") == STEPS[0]).then(pl.col("at")).forward_fill().over("customer_id").alias("run0")
    frame = events.filter(pl.col("event").is_in(STEPS)).with_columns(begun)
    for number, step in enumerate(STEPS[1:], start=1):
        before = pl.col(f"run{number - 1}").shift().over("customer_id")
        inside = (pl.col("event") == step) & (pl.col("at") - before <= WITHIN)
        frame = frame.with_columns(
            pl.when(inside).then(before).forward_fill().over("customer_id").alias(f"run{number}")
        )
    return frame.select(
        pl.col("customer_id").filter(pl.col(f"run{one}").is_not_null()).n_unique().alias(step)
        for one, step in enumerate(STEPS)
    ).collect()


def paths(events: pl.LazyFrame) -> pl.DataFrame:
    after = pl.col("event").shift(-1)
    same = pl.col("customer_id") == pl.col("customer_id").shift(-1)
    return (
        events.select("event", after.alias("after"), same.alias("same"))
        .filter("same")
        .group_by("event", "after")
        .len()
        .collect()
    )


def attribution(events: pl.LazyFrame) -> pl.DataFrame:
    """Credit each customer's first order to the last touch before it, and to all of them alike."""
    first = events.filter(pl.col("bought") == 1).group_by("customer_id").agg(pl.col("at").min().alias("ordered"))
    touches = events.filter(pl.col("channel").is_not_null()).join(first, on="customer_id")
    touches = touches.filter(pl.col("at") <= pl.col("ordered"))
    each = 1 / pl.len().over("customer_id")
    last = (pl.col("at") == pl.col("at").max().over("customer_id")).cast(pl.Int64)
    return touches.select("channel", each.alias("linear"), last.alias("last")).group_by("channel").sum().collect()


if __name__ == "__main__":
    tasks = {"funnel": funnel, "paths": paths, "attribution": attribution}
    for _ in range(2):
        began = time.perf_counter()
        tasks[sys.argv[2]](pl.scan_parquet(Path(sys.argv[1])))
        took = time.perf_counter() - began
    print(took)
