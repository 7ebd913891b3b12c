"""Polars: last and linear credits, transitions, steps and months of built tables. Usage: polars_report.py LAKE"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

JOURNEY = ("customer_id", "cycle")


def main(lake: Path) -> None:
    touchpoints = pl.scan_parquet(sorted((lake / "touchpoints").rglob("*.parquet")), hive_partitioning=False)
    orders = pl.scan_parquet(sorted((lake / "orders").rglob("*.parquet")), hive_partitioning=False)
    bought = touchpoints.filter(pl.col("role") == "order").select(*JOURNEY, "order_id")
    won = bought.join(orders.select("order_id", "revenue"), on="order_id")
    touches = touchpoints.filter(pl.col("role") == "touch").sort("customer_id", "n")
    credited = touches.join(won, on=JOURNEY, maintain_order="left")
    share = pl.col("revenue") / pl.len().over(JOURNEY)
    same = pl.col("customer_id") == pl.col("customer_id").shift()
    last = credited.group_by(JOURNEY).agg(pl.col("channel", "revenue").last())
    moves = touches.with_columns(pl.col("channel").shift().alias("before")).filter(same)
    answers = [
        last.group_by("channel").agg(pl.sum("revenue")),
        credited.with_columns(share.alias("credit")).group_by("channel").agg(pl.sum("credit")),
        moves.group_by("before", "channel").len(),
        touchpoints.group_by("step", "device").agg(pl.struct("customer_id", "session").n_unique()),
        touchpoints.group_by("stage", "channel").len(),
        orders.group_by(pl.col("at").dt.truncate("1mo")).agg(pl.len(), pl.sum("revenue")),
    ]
    for answer in pl.collect_all(answers):
        print(answer)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
