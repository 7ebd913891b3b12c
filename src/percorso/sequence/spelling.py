"""Spelling: the order of texts by their UTF-8 bytes, found from numbers that hold of each what tells it from others.

At each place of a text only some signs ever stand: a place where all have the same one takes no room in such a number,
one with ten digits takes four bits. So texts like ``visitor-1234567`` go into a number whole, and are never looked at
again; of longer ones those alone whose numbers are equal.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from percorso.sequence.codes import Bools, Ints
from percorso.sequence.kernels import kernel
from percorso.sequence.radix import Keys, Rows, in_order_of

Signs = NDArray[np.uint8]

# Places of texts that are looked at in one go, and bits of a number.
_PLACES, _BITS = 64, 64
# Bytes of texts that one array holds for certain.
_ONE_ARRAY = 2**31 - 1
# So few that begin alike are compared as they are.
_FEW = 1000
# A sign is a byte's value and one; 0 is what stands after a text's end.
_SIGNS = 257


class Spelt(NamedTuple):
    """Texts: where each begins and one more, and the bytes of all."""

    begins: Rows
    signs: Signs

    @classmethod
    def of(cls, words: pa.Array) -> Spelt:
        """Read texts where they stand."""
        _, offsets, data = words.buffers()
        begins = np.frombuffer(offsets, dtype=np.int32)[words.offset : words.offset + len(words) + 1]
        return cls(begins, np.zeros(0, dtype=np.uint8) if data is None else np.frombuffer(data, dtype=np.uint8))


def spelled(words: pa.Array) -> Ints:
    """Give the places of texts in the order of their letters; equal ones stand as they stood.

    Args:
        words: texts, none of them null.
    """
    return _sorted(words.cast(pa.string()))[0].astype(np.int64)


def numbered(words: pa.ChunkedArray) -> tuple[Rows, pa.Array]:
    """Number texts in the order of their letters.

    Returns:
        each one's number, int32, -1 for null; and the distinct ones in their order.
    """
    if words.nbytes > _ONE_ARRAY:
        # More letters than one array of texts may hold: the distinct ones are found first.
        met = words.dictionary_encode().combine_chunks()
        order = _sorted(met.dictionary)[0]
        place = np.full(len(order) + 1, -1, dtype=np.int32)
        place[order] = np.arange(len(order))
        return place[pc.fill_null(met.indices, -1).to_numpy()], met.dictionary.take(pa.array(order))
    whole = words.drop_null().combine_chunks()
    order, opens = _sorted(whole)
    number = np.full(len(words), -1, dtype=np.int32)
    told = np.flatnonzero(pc.is_valid(words)) if words.null_count else np.arange(0)
    _spread(order, opens, told, number)
    return number, whole.take(pa.array(order[opens]))


def _sorted(words: pa.Array) -> tuple[Rows, Bools]:
    """Give the places of texts in their order, and whether another text than before begins at each."""
    spelt = Spelt.of(words)
    order = np.arange(len(words), dtype=np.int32)
    opens = order == 0
    tied, skipped = np.arange(len(words)), 0
    while len(tied) > (_FEW if skipped else 0):
        # Rows of one group lie side by side, so that sorting all groups at once leaves each where it is.
        heads, bits, skipped, whole = _heads(spelt, order[tied], np.cumsum(opens[tied], dtype=np.uint64), skipped)
        order[tied] = order[tied][in_order_of(heads, bits)]
        opens[tied[1:]] |= heads[1:] != heads[:-1]
        if whole:
            return order, opens
        mixed = np.zeros(len(tied), dtype=bool)
        _mix(*spelt, order[tied], opens[tied], mixed)
        tied = tied[mixed]
    if len(tied):
        alike = order[tied]
        order[tied] = alike[pc.sort_indices(words.take(pa.array(alike))).to_numpy()]
        _begin(*spelt, order, tied, opens)
    return order, opens


def _heads(spelt: Spelt, rows: Rows, group: Keys, skipped: int) -> tuple[Keys, int, int, bool]:
    """Write of each text as much into a number as there is room for beside its group's, which are counted from 1.

    Returns:
        the numbers; how many bits of them may be set; up to which place they hold texts; whether that is all.
    """
    used = np.zeros((_PLACES + 1, _SIGNS), dtype=bool)
    _use(*spelt, rows, skipped, used)
    # Where a text has ended, nothing stands at any later place.
    used[:, 0] = np.logical_or.accumulate(used[:, 0])
    room = np.ceil(np.log2(np.maximum(used[:_PLACES].sum(axis=1), 1))).astype(np.int64)
    above = int(group[-1] - 1).bit_length()
    taken = int(np.searchsorted(np.cumsum(room), _BITS - above, side="right"))
    bits = int(room[:taken].sum())
    shift = bits - np.cumsum(room[:taken])
    code = (np.cumsum(used[:taken], axis=1) - 1).astype(np.uint64) << shift.astype(np.uint64)[:, None]
    heads = group - np.uint64(1) << np.uint64(bits) if above else np.zeros(len(rows), dtype=np.uint64)
    _write(*spelt, rows, skipped, np.flatnonzero(room[:taken]), np.ascontiguousarray(code), heads)
    return heads, above + bits, skipped + taken, not used[taken, 1:].any()


@kernel("int32[] uint8[] int32[] int64 bool_[,]!")
def _use(begins: Rows, signs: Signs, rows: Rows, skipped: int, used: Bools) -> None:
    """Mark the signs that stand at each place of some text; the last place is for whatever comes after."""
    places = len(used) - 1
    for word in rows:
        begin = begins[word] + skipped
        length = begins[word + 1] - begin
        for place in range(min(length, places)):
            used[place, np.int64(signs[begin + place]) + 1] = True
        if length > places:
            used[places, 1] = True
        else:
            used[max(length, 0), 0] = True


@kernel("int32[] uint8[] int32[] int64 int64[] uint64[,] uint64[]!")
def _write(begins: Rows, signs: Signs, rows: Rows, skipped: int, places: Ints, code: Keys, heads: Keys) -> None:
    """Write the signs at some places of each text into a number."""
    for row in range(len(rows)):
        begin = begins[rows[row]] + skipped
        length = begins[rows[row] + 1] - begin
        for place in places:
            if place >= length:
                break
            heads[row] |= code[place, np.int64(signs[begin + place]) + 1]


@kernel("int32[] uint8[] int32[] bool_[] bool_[]!")
def _mix(begins: Rows, signs: Signs, order: Rows, opens: Bools, mixed: Bools) -> None:
    """Mark the rows of groups in which not all texts are the same."""
    row = 0
    while row < len(order):
        end, same = row + 1, True
        begin = begins[order[row]]
        length = begins[order[row] + 1] - begin
        while end < len(order) and not opens[end]:
            other = begins[order[end]]
            same = same and begins[order[end] + 1] - other == length
            place = 0
            while same and place < length:
                same = signs[begin + place] == signs[other + place]
                place += 1
            end += 1
        mixed[row:end] = not same
        row = end


@kernel("int32[] uint8[] int32[] int64[] bool_[]!")
def _begin(begins: Rows, signs: Signs, order: Rows, tied: Ints, opens: Bools) -> None:
    """Mark, among rows that were tied, where another text begins."""
    for row in tied:
        if opens[row]:
            continue
        begin, other = begins[order[row]], begins[order[row - 1]]
        length = begins[order[row] + 1] - begin
        same = begins[order[row - 1] + 1] - other == length
        place = 0
        while same and place < length:
            same = signs[begin + place] == signs[other + place]
            place += 1
        opens[row] = not same


@kernel("int32[] bool_[] int64[] int32[]!")
def _spread(order: Rows, opens: Bools, told: Ints, number: Rows) -> None:
    """Give each row the number of its text, in their order; ``told``, where some have none, is who does."""
    count = np.int32(-1)
    for place in range(len(order)):
        count += np.int32(opens[place])
        row = order[place]
        number[told[row] if len(told) else row] = count
