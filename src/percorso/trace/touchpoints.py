"""Touchpoints: the rows with all that is known of them, as the table of that name."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from percorso.sequence.codes import Bools, Coded, Ints, picked, texts
from percorso.sequence.cycles import places_within
from percorso.sequence.journeys import AFTER, MESSAGE, ORDER, ROLES, STAGES, STEP
from percorso.trace.channels import Classified
from percorso.trace.marks import Marks
from percorso.trace.rows import Rows
from percorso.trace.sessions import Sessions

_EXCLUDED = ("no channel", "inside a session", "order", "concerns an order", "no contact", "order without consent")

# What rows of a role earn no credit for, whatever channel they are of.
_OF_ROLE = {STEP: "inside a session", ORDER: "order", AFTER: "concerns an order", MESSAGE: "no contact"}


def touchpoint_table(
    moments: pa.Table,
    bucket: int,
    rows: Rows,
    marks: Marks,
    cycle: Ints,
    order_id: Coded,
    sessions: Sessions,
    withheld: Bools,
) -> pa.Table:
    """Lay the rows out.

    Args:
        moments: the events, with ``customer_id``.
        bucket: the bucket's number.
        rows: the rows made of them.
        marks: what the rules say of the rows.
        cycle: each row's cycle.
        order_id: of each event by which an order was placed, the order's id.
        sessions: the sessions of the events.
        withheld: whether measuring was denied at each event.
    """
    # The event of the order that a row is, or concerns.
    about = picked(rows.event, np.where(rows.order >= 0, np.arange(len(rows.event)), rows.bound), -1)
    return pa.table(
        {
            "bucket": pa.array(np.full(len(rows.event), bucket), pa.int32()),
            "customer_id": moments["customer_id"].take(rows.event),
            "n": pa.array(places_within(rows.customer), pa.int32()),
            "seq": moments["seq"].take(rows.event),
            "at": moments["at"].take(rows.event),
            "source": moments["source"].take(rows.event),
            "name": marks.name.to_arrow(),
            "role": texts(ROLES, rows.role),
            "direction": marks.direction.to_arrow(),
            "stage": texts(STAGES, marks.stage),
            "stage_rule": texts(marks.stage_rules, marks.stage_rule),
            "cycle": pa.array(cycle, pa.int32()),
            "session": pa.array(picked(sessions.number, rows.session, 0), pa.int32(), mask=rows.session < 0),
            **origin_columns(rows.origins, rows.origin),
            "landing": sessions.landing.take(rows.session).to_arrow(),
            "device": sessions.device.take(rows.session).to_arrow(),
            "step": texts(marks.steps, marks.step),
            "order_id": order_id.take(about).to_arrow(),
            "excluded_from_credit": texts(_EXCLUDED, _reason(rows, marks.channel, withheld)),
            "creative": texts([origin.creative for origin in rows.origins], rows.origin),
        }
    )


def origin_columns(origins: tuple[Classified, ...], codes: Ints) -> dict[str, pa.Array]:
    """Lay out where rows (or sessions) came from, and the rule that said so."""
    return {
        "channel": texts([origin.channel for origin in origins], codes),
        "channel_rule": texts([origin.rule for origin in origins], codes),
        "traffic_source": texts([origin.source for origin in origins], codes),
        "traffic_medium": texts([origin.medium for origin in origins], codes),
        "campaign": texts([origin.campaign for origin in origins], codes),
    }


def _reason(rows: Rows, channel: Coded, withheld: Bools) -> Ints:
    """Say why a row earns no credit (places in _EXCLUDED), -1 where it may."""
    by_role = np.array([_EXCLUDED.index(_OF_ROLE[role]) if role in _OF_ROLE else -1 for role in range(len(ROLES))])
    reason = by_role[rows.role]
    reason[(reason < 0) & (channel.codes < 0)] = _EXCLUDED.index("no channel")
    if withheld.any():
        reason[(rows.role == ORDER) & withheld[rows.event]] = _EXCLUDED.index("order without consent")
    return reason
