"""Orders among events: which events tell of which order, and which one of them stands for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from percorso.core.identity import order_number
from percorso.sequence.codes import Bools, Coded, Ints, distinct, first_rows


@dataclass(frozen=True)
class Placed:
    """Which order each event tells of.

    Attributes:
        conversion: whether the event is part of an order's being placed (a snapshot, or a line).
        order: dense number of the order an event belongs to or names, among the customer's own placed orders; -1 for
            none.
        order_id: of events of ``conversion``, the order's id.
        count: how many orders there are.
    """

    conversion: Bools
    order: Ints
    order_id: Coded
    count: int

    def first(self, among: Bools | None = None) -> Ints:
        """Give each order's first event of those among which to look, -1 for none."""
        wanted = self.conversion if among is None else self.conversion & among
        return first_rows(self.order, self.count, wanted)

    def folded(self, among: Bools | None = None) -> Bools:
        """Tell the events that repeat or detail an order, whose first event (of those given) stands for it."""
        stands = np.zeros(len(self.order), dtype=bool)
        first = self.first(among)
        stands[first[first >= 0]] = True
        return self.conversion & ~stands


def placed_in(moments: pa.Table, customer: Ints, order_of_event: Mapping[str, str], on_page: Coded) -> Placed:
    """Match events to orders.

    Args:
        moments: events with ``event_id``, ``shop`` and ``order_id``.
        customer: each event's customer, dense.
        order_of_event: the order id of each event by which an order was placed.
        on_page: the order id that each event's page names, which counts where the event itself names none.
    """
    # Few events have an id by the time they are traced.
    told = np.flatnonzero(np.asarray(pc.is_valid(moments["event_id"])))
    known = pc.index_in(
        moments["event_id"].take(pa.array(told)), value_set=pa.array(order_of_event.keys(), pa.string())
    )
    place = np.full(len(customer), -1, dtype=np.int64)
    place[told] = pc.fill_null(known, -1).to_numpy()
    conversion = place >= 0
    own_id = Coded(place, tuple(order_of_event.values())).into(str)
    named = own_id.otherwise(Coded.of(moments["order_id"]).into(order_number)).otherwise(on_page)
    rows = np.flatnonzero(named.codes >= 0)
    _, one = distinct([column[rows] for column in (customer, Coded.of(moments["shop"]).codes, named.codes)])
    bought = np.unique(one[conversion[rows]])
    number = np.full(int(one.max(initial=-1)) + 1, -1, dtype=np.int64)
    number[bought] = np.arange(len(bought))
    order = np.full(len(customer), -1, dtype=np.int64)
    order[rows] = number[one]
    return Placed(conversion, order, own_id, len(bought))
