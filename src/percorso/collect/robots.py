"""Robots among new events."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from percorso.collect.terms import Terms


def drop_bots(events: pa.Table, terms: Terms) -> pa.Table:
    """Keep robots out where ``exclude.drop_bots`` says so; everywhere else trace leaves them out and counts them."""
    if not terms.settings.exclude.drop_bots:
        return events
    encoded = events["user_agent"].combine_chunks().dictionary_encode()
    robots = pa.array([terms.is_robot(agent) for agent in encoded.dictionary.to_pylist()], pa.bool_())
    told = pc.fill_null(robots.take(encoded.indices), False)
    return events.filter(pc.invert(told)) if pc.any(told).as_py() else events
