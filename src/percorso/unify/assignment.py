"""Assignment: whose event is it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from percorso.core.identity import KINDS
from percorso.sequence.codes import Bools, Numbers
from percorso.sequence.kernels import kernel
from percorso.unify.links import Naming

_DEVICE, _ORDER, _PICKUP = (KINDS.index(kind) for kind in ("anonymous", "order", "pickup"))


@dataclass(frozen=True)
class Assignment:
    """Whose identities are.

    Attributes:
        owner: each identity's customer, -1 where it names nobody known.
        floating: whether an identity names nothing but a device that several people use: its events are theirs who use
            it at the time, and ``owner`` is nobody's customer but the device's.
        telling: whether it names who uses a device.
    """

    owner: Numbers
    floating: Bools
    telling: Bools


def assign(named: Naming, customer: Numbers, shared: Bools, known: Bools, speaker: Numbers) -> Assignment:
    """Give each identity its customer.

    An event belongs to its strongest identifier's customer. What places, changes or delivers an order, or names nothing
    but an order, belongs to whoever placed it: a refund is often sent by the shop's own staff, a parcel taken in by a
    neighbour, and of one order told twice all is told of one customer. A choice of consent told on a device that may
    not be tied to its person is still the person's: without it nobody would know what to leave undone.

    Args:
        named: what the identities name.
        customer: each identifier's customer, -1 for none.
        shared: whether each identifier is a device that several people use.
        known: whether each identifier is one that a link tells of.
        speaker: the identifier to which belongs what each says of consent (see ``withdrawal.speakers``).
    """
    count = len(named.person)
    owner = np.empty(count, dtype=np.int32)
    floating, telling = np.empty(count, dtype=bool), np.empty(count, dtype=bool)
    device, order, parcel = (np.ascontiguousarray(named.of[kind]) for kind in (_DEVICE, _ORDER, _PICKUP))
    told = (named.placed, named.change, named.choice)
    names = (named.person, device, order, parcel)
    _assign(*names, *told, customer, shared, known, speaker, owner, floating, telling)
    return Assignment(owner, floating, telling)


@kernel(
    "int32[] int32[] int32[] int32[] bool_[] bool_[] bool_[] int32[] bool_[] bool_[] int32[] int32[]! bool_[]! bool_[]!"
)
def _assign(
    persons: Numbers,
    devices: Numbers,
    orders: Numbers,
    parcels: Numbers,
    placed: Bools,
    change: Bools,
    choice: Bools,
    customer: Numbers,
    shared: Bools,
    known: Bools,
    speaker: Numbers,
    owner: Numbers,
    floating: Bools,
    telling: Bools,
) -> None:
    """Give each identity its customer (see ``assign``)."""
    for row in range(len(owner)):
        person, device, order, parcel = persons[row], devices[row], orders[row], parcels[row]
        own = person
        if person < 0:
            own = speaker[device] if choice[row] and device >= 0 else device
        bought = order >= 0 and known[order] and (placed[row] or change[row] or own < 0)
        fetched = not bought and parcel >= 0 and known[parcel] and (change[row] or own < 0)
        floats = not bought and not fetched and person < 0 and device >= 0 and shared[device]
        if bought:
            own = order
        elif fetched:
            own = parcel
        owner[row] = customer[own] if own >= 0 else -1
        floating[row] = floats
        telling[row] = owner[row] >= 0 and not floats and not change[row]
