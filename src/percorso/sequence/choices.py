"""Choices: which of somebody's stated choices stands at a moment, where one person has several devices."""

from __future__ import annotations

import numpy as np

from percorso.sequence.codes import Bools, Ints
from percorso.sequence.kernels import kernel


def standing(customer: Ints, device: Ints, known: Bools, stated: Ints) -> Ints:
    """Give the choice that stands at each row, -1 where none was stated.

    What a row itself states stands for it. Else the last that was stated before stands: by the person, on no device or
    on one that was known to be theirs by then; on a device that is not known yet, by that device alone.

    Args:
        customer: dense numbers of the customers; a customer's rows stand together, in order of time.
        device: dense numbers of the devices, no two customers sharing one; -1 where a row names none.
        known: whether a row says who somebody is, so that its device is theirs from then on.
        stated: the choice a row states, -1 for none.
    """
    if not len(customer) == len(device) == len(known) == len(stated):
        raise ValueError("columns of several lengths")
    devices = int(device.max(initial=-1)) + 1
    found = np.empty(len(customer), dtype=np.int64)
    told, told_at = np.full(devices, -1, dtype=np.int64), np.full(devices, -1, dtype=np.int64)
    theirs = np.zeros(devices, dtype=np.int64)
    who, where, names, states = (np.ascontiguousarray(one, dtype=np.int64) for one in (customer, device, known, stated))
    _standing(who, where, names, states, told, told_at, theirs, found)
    return found


@kernel("int64[] int64[] int64[] int64[] int64[]! int64[]! int64[]! int64[]!")
def _standing(
    customer: Ints, device: Ints, known: Ints, stated: Ints, told: Ints, told_at: Ints, theirs: Ints, found: Ints
) -> None:
    own, own_at = -1, -1
    for row in range(len(customer)):
        if row == 0 or customer[row] != customer[row - 1]:
            own, own_at = -1, -1
        at = device[row]
        if at >= 0 and known[row] and not theirs[at]:
            theirs[at] = 1
            if told_at[at] > own_at:
                own, own_at = told[at], told_at[at]
        personal = at < 0 or theirs[at] == 1
        if stated[row] >= 0 and personal:
            own, own_at = stated[row], row
        elif stated[row] >= 0:
            told[at], told_at[at] = stated[row], row
        found[row] = own if personal else told[at]
