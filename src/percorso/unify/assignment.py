"""Assignment: whose event is it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from percorso.core.identity import KINDS
from percorso.sequence.codes import Bools, Ints, picked
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

    owner: Ints
    floating: Bools
    telling: Bools


def assign(named: Naming, customer: Ints, shared: Bools, known: Bools, speaker: Ints) -> Assignment:
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
    device = named.of[_DEVICE].astype(np.int64)
    person = named.person
    own = np.where(person >= 0, person, np.where(named.choice, picked(speaker, device, -1), device))
    order, parcel = (_known(named.of[kind].astype(np.int64), known) for kind in (_ORDER, _PICKUP))
    bought = (order >= 0) & (named.placed | named.change | (own < 0))
    fetched = ~bought & (parcel >= 0) & (named.change | (own < 0))
    floating = ~bought & ~fetched & (person < 0) & picked(shared.astype(np.int64), device, 0).astype(bool)
    owner = picked(customer, np.where(bought, order, np.where(fetched, parcel, own)), -1)
    telling = (owner >= 0) & ~floating & ~named.change
    return Assignment(owner, floating, telling)


def _known(numbers: Ints, known: Bools) -> Ints:
    return np.where(picked(known.astype(np.int64), numbers, 0) > 0, numbers, -1)
