"""Logs of events as plain Parquet: what funnels, paths and attribution are measured on, sorted by customer and time."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import csv

from bench._harness.made import made

_VERSION = 1
_EVENTS = ("visit", "search", "product", "cart", "checkout", "order", "email", "review")
_CHANNELS = 12
# A file is written in parts of so many events, so that its size does not bound memory.
_PART = 5_000_000
# One process for a question: reads the file, asks as often as told, and prints at last what asking took at last.
_ASK = """
import sys, time
from percorso.journeys import from_table
file, task, times = sys.argv[1:4]
columns = {"channel": "channel", "conversion": "bought", "value": "worth"} if task in ("models", "intervals") else {}
journeys = from_table(file, event=None if columns else "event", **columns)
def ask():
    if task == "funnel":
        from percorso.analyze.funnels import funnel
        return funnel(journeys, ["product", "cart", "order"], within="7d")
    if task == "paths":
        from percorso.analyze.transitions import Transitions
        from percorso.sequence.ranges import asked
        return asked(Transitions(), journeys)
    from percorso.analyze.attribution import credits_of, models
    return credits_of(journeys, models(), interval=task == "intervals")
for _ in range(int(times)):
    began = time.perf_counter()
    ask()
print(time.perf_counter() - began)
"""


def log_file(folder: Path, events: int) -> Path:
    """Give a Parquet file of so many events; made once."""

    def make(place: Path) -> None:
        with pq.ParquetWriter(place / "events.parquet", _part(0, 0).schema) as writer:
            for number, begin in enumerate(range(0, events, _PART)):
                writer.write_table(_part(number, min(_PART, events - begin)))

    return made(folder, f"log-{events}", {"events": events, "drawn": _VERSION}, make) / "events.parquet"


def asking(file: Path, task: str, times: int = 2) -> list[str]:
    """Write the command that asks a file a question so often; its last line is what asking took at last, in memory."""
    return [sys.executable, "-c", _ASK, str(file), task, str(times)]


def reading(file: Path) -> list[str]:
    """Write the command that decodes a file's times and events and sums them: the least that reading costs."""
    code = (
        "import sys, time\nimport pyarrow.parquet as pq\nbegan = time.perf_counter()\n"
        "pq.read_table(sys.argv[1], columns=['at'])['at'].to_numpy().sum()\nprint(time.perf_counter() - began)"
    )
    return [sys.executable, "-c", code, str(file)]


def summing(file: Path) -> list[str]:
    """Write the command that sums a file's times and coded events in memory: the least that one pass costs."""
    code = (
        "import sys, time\nimport numpy as np\nimport pyarrow.parquet as pq\n"
        "table = pq.read_table(sys.argv[1], columns=['at', 'event'])\nat = table['at'].to_numpy()\n"
        "kinds = table['event'].combine_chunks().dictionary_encode().indices.to_numpy().astype(np.int32)\n"
        "at.sum(), kinds.sum()\nbegan = time.perf_counter()\nat.sum(), kinds.sum()\n"
        "print(time.perf_counter() - began)"
    )
    return [sys.executable, "-c", code, str(file)]


def path_file(folder: Path, touches: int) -> Path:
    """Give a CSV file of counted paths of ten channels with so many touches in all; made once."""

    def make(place: Path) -> None:
        random = np.random.default_rng(_VERSION)
        sizes = np.minimum(random.geometric(0.25, max(touches // 4, 1)), 12)
        channels = random.choice(10, int(sizes.sum()), p=np.arange(10, 0, -1) / 55)
        names = [f"c{one}" for one in range(10)]
        ends = np.cumsum(sizes).tolist()
        words = [names[one] for one in channels.tolist()]
        paths = [" > ".join(words[end - size : end]) for end, size in zip(ends, sizes.tolist(), strict=True)]
        bought = random.random(len(paths)) < 0.05 + channels[np.array(ends) - 1] / 50
        told = pa.table({"path": paths, "conversions": bought.astype(np.int64), "nulls": (~bought).astype(np.int64)})
        told = told.append_column("value", pa.array(np.where(bought, random.integers(5, 200, len(paths)), 0)))
        sums = told.group_by("path").aggregate([(name, "sum") for name in ("conversions", "nulls", "value")])
        csv.write_csv(sums.rename_columns(["path", "conversions", "nulls", "value"]), place / "paths.csv")

    return made(folder, f"paths-{touches}", {"touches": touches, "drawn": _VERSION}, make) / "paths.csv"


def _part(number: int, events: int) -> pa.Table:
    """Draw customers of some ten events each; a hundredth of events are orders."""
    random = np.random.default_rng([_VERSION, number])
    customer = np.sort(random.integers(0, max(events // 10, 1), events)) + number * _PART
    shares = np.array([30, 15, 25, 12, 6, 1, 8, 3])
    kind = random.choice(len(_EVENTS), events, p=shares / shares.sum()).astype(np.int8)
    at = 1_760_000_000_000_000 + random.integers(0, 90 * 86_400_000_000, events)
    at = at[np.lexsort((at, customer))]
    channel = np.where(np.isin(kind, (0, 6)), random.integers(0, _CHANNELS, events), -1).astype(np.int8)
    names = pa.array([f"channel {one}" for one in range(_CHANNELS)])
    bought = kind == _EVENTS.index("order")
    return pa.table(
        {
            "customer_id": customer,
            "at": at,
            "event": pa.DictionaryArray.from_arrays(pa.array(kind), pa.array(_EVENTS)).cast(pa.string()),
            "channel": pa.DictionaryArray.from_arrays(pa.array(channel, mask=channel < 0), names).cast(pa.string()),
            "bought": bought.astype(np.int8),
            "worth": np.where(bought, random.integers(500, 20_000, events) / 100, 0.0),
        }
    )
