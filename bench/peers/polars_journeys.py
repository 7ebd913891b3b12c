"""Polars: stored events to journeys, sorted and in sessions. Usage: polars_journeys.py EVENTS_FOLDER TARGET"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

GAP = pl.duration(minutes=30)
KEPT = "event_id at name url referrer utm_source utm_medium utm_campaign order_id properties".split()


def main(folder: Path, target: Path) -> None:
    events = pl.scan_parquet(sorted(folder.rglob("*.parquet")), hive_partitioning=False)
    known = events.filter(pl.col("user_id").is_not_null())
    owners = known.group_by("anonymous_id").agg(pl.col("user_id").min().alias("owner"))
    customer = pl.coalesce("user_id", "owner", "anonymous_id").alias("customer_id")
    owned = events.join(owners, on="anonymous_id", how="left").select(customer, "seq", *KEPT)
    ordered = owned.sort("customer_id", "at", "seq")
    opens = (pl.col("customer_id") != pl.col("customer_id").shift()) | (pl.col("at") - pl.col("at").shift() > GAP)
    sessions = ordered.with_columns(opens.fill_null(value=True).cum_sum().alias("session"))
    sessions.sink_parquet(target, compression="zstd")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
