"""Refine: what is done to every new event, from files and requests alike, once, before it is stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pyarrow as pa

from percorso.collect.campaigns import add_campaign
from percorso.collect.erased import drop_erased
from percorso.collect.ip_addresses import truncate_ip
from percorso.collect.robots import drop_bots
from percorso.collect.terms import Step, Terms
from percorso.collect.user_agents import add_device
from percorso.collect.withheld import drop_without_consent

REFINE: tuple[Step, ...] = (
    # Whatever keeps an event out comes first, so that nothing is told of what is not kept.
    drop_erased,
    drop_bots,
    drop_without_consent,
    truncate_ip,
    add_device,
    add_campaign,
    # No step names the channel: it depends on rules that change and on the visit, and is told in trace (record 3).
)


def refine(events: pa.Table, terms: Terms, steps: tuple[Step, ...] = REFINE) -> tuple[pa.Table, Mapping[str, int]]:
    """Take events through the steps.

    Args:
        events: all columns of the events table; those of ``tables.REFINED`` may hold nothing yet.
        terms: what the shop wants.
        steps: each a function from a table of events to one with the same columns.

    Returns:
        The events to store, and how many are not to be stored, by why.
    """
    dropped: Counter[str] = Counter()
    for step in steps:
        refined = step(events, terms)
        if refined.num_rows < events.num_rows:
            dropped[step.__name__] += events.num_rows - refined.num_rows
        events = refined
    return events, dropped
