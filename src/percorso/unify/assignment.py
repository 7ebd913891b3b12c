"""Assignment: whose event is it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from percorso.core.identity import KINDS
from percorso.sequence.codes import Bools, Numbers
from percorso.sequence.kernels import kernel
from percorso.unify.links import CHANGE, CHOICE, PLACED, UNTIED, Naming
from percorso.unify.names import FIRST, Kinds

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
    count = len(named.flags)
    owner = np.empty(count, dtype=np.int32)
    floating, telling = np.empty(count, dtype=bool), np.empty(count, dtype=bool)
    told = (*named.names, named.flags, FIRST)
    _assign(*told, customer, shared, known, speaker, owner, floating, telling)
    return Assignment(owner, floating, telling)


@kernel("uint16[] int32[] int8[] int8[] int32[] bool_[] bool_[] int32[] int32[]! bool_[]! bool_[]!")
def _assign(
    kinds: Kinds,
    numbers: Numbers,
    flags: NDArray[np.int8],
    first_of: NDArray[np.int8],
    customer: Numbers,
    shared: Bools,
    known: Bools,
    speaker: Numbers,
    owner: Numbers,
    floating: Bools,
    telling: Bools,
) -> None:
    """Give each identity its customer (see ``assign``)."""
    place = 0
    for row in range(len(kinds)):
        person, device, order, parcel = np.int32(-1), np.int32(-1), np.int32(-1), np.int32(-1)
        rest = np.int64(kinds[row])
        while rest:
            kind, number = np.int64(first_of[rest]), numbers[place]
            rest &= rest - 1
            place += 1
            if kind < _DEVICE:
                person = number if person < 0 else person
            elif kind == _DEVICE:
                device = number if flags[row] & UNTIED == 0 else device
            elif kind == _ORDER:
                order = number
            elif kind == _PICKUP:
                parcel = number
        placed, change, choice = flags[row] & PLACED != 0, flags[row] & CHANGE != 0, flags[row] & CHOICE != 0
        own = person
        if person < 0:
            own = speaker[device] if choice and device >= 0 else device
        bought = order >= 0 and known[order] and (placed or change or own < 0)
        fetched = not bought and parcel >= 0 and known[parcel] and (change or own < 0)
        floats = not bought and not fetched and person < 0 and device >= 0 and shared[device]
        if bought:
            own = order
        elif fetched:
            own = parcel
        owner[row] = customer[own] if own >= 0 else -1
        floating[row] = floats
        telling[row] = owner[row] >= 0 and not floats and not change
