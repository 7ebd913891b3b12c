"""Batches: a stream of records cut into pieces small enough to hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from percorso.core.record import Batch, Event, LeftOut, Rate, Rejected, Spend

Item = Event | Spend | Rate | Rejected | LeftOut

ROWS = 50_000


def batches(items: Iterable[Item], rows: int = ROWS) -> Iterator[Batch]:
    """Gather records and rejected rows, in order, into batches of at most ``rows``."""
    batch, held = Batch(), 0
    for item in items:
        _put(batch, item)
        held += 1
        if held == rows:
            yield batch
            batch, held = Batch(), 0
    if held:
        yield batch


def _put(batch: Batch, item: Item) -> None:
    if isinstance(item, Event):
        batch.events.append(item)
    elif isinstance(item, Rejected):
        batch.rejected.append(item)
    elif isinstance(item, LeftOut):
        batch.left_out[item.what] += 1
    elif isinstance(item, Spend):
        batch.spend.append(item)
    else:
        batch.rates.append(item)
