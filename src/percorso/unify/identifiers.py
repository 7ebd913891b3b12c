"""What identifies the person behind an event, cleaned the same way wherever it is read, and numbered.

Kinds: ``email`` in lower case, dots and tags untouched; ``phone`` as ``+39…``; ``tax`` in upper case without blanks;
``order`` as ``shop:number``, so that two shops' order 1001 are two orders, and #1001 is 1001; ``pickup`` as
``shop:code``; the others as given. White space around a value does not count.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from percorso.core.identity import BLANKS, BLOCKED, KINDS, blocking, telephone
from percorso.sequence.codes import Bools, Ints, Numbers, distinct
from percorso.sequence.kernels import kernel
from percorso.sequence.spelling import numbered, spelled
from percorso.unify.names import FORMER, Names

# What an alias names as the previous id.
PREVIOUS = (
    "coalesce(properties ->> '$.previous_id', properties ->> '$.previousId',"
    " traits ->> '$.previous_id', traits ->> '$.previousId')"
)
_BLOCKED = pa.array(sorted(BLOCKED), pa.string())


_NONE = np.int32(-1)
# So many words are cleaned at a time.
_AT_ONCE = 1_000_000


class Columns(Protocol):
    """A table whose columns are looked at one at a time, and need not all be in memory."""

    @property
    def num_rows(self) -> int:
        """How many rows it has."""

    def __getitem__(self, name: str, /) -> pa.ChunkedArray:
        """Give a column."""


class Texts(NamedTuple):
    """A column of texts as codes into its distinct words, which stay in Arrow: there may be millions; -1 is none."""

    codes: Numbers
    words: pa.Array

    @classmethod
    def of(cls, column: pa.ChunkedArray) -> Texts:
        """Encode a column; a dictionary is taken as it is, and of a column without a text nothing is held."""
        if column.null_count == len(column):
            return cls(np.broadcast_to(_NONE, len(column)), pa.array([], pa.string()))
        if pa.types.is_dictionary(column.type):
            found = column.unify_dictionaries().combine_chunks()
            return cls(_codes(found.indices), found.dictionary.cast(pa.string()))
        return cls(*numbered(column.cast(pa.string())))

    def into(self, words: pa.Array) -> Texts:
        """Change each word into another's of the same place, null for none; equal ones become one."""
        if words.equals(self.words):
            return self
        encoded = words.cast(pa.string()).dictionary_encode()
        return Texts(np.append(_codes(encoded.indices), _NONE)[self.codes], encoded.dictionary)

    def having(self, words: pa.Array | pa.BooleanArray) -> Texts:
        """Keep the texts whose word's flag is true."""
        return Texts(np.where(np.append(np.asarray(words), False)[self.codes], self.codes, _NONE), self.words)


@dataclass(frozen=True)
class Reading:
    """How a shop's identifiers are read.

    Attributes:
        country: where telephone numbers without a country's code are dialled.
        blocked: what names nobody beside ``core.identity.BLOCKED`` (see ``core.identity.blocking``).
    """

    country: str = ""
    blocked: tuple[str, ...] = ()


PLAINLY = Reading()


@dataclass(frozen=True)
class Identifiers:
    """Every identifier once, numbered in the order of kind (strongest first), then value, and which of them rows name.

    Attributes:
        rank: each identifier's kind, as an index into KINDS.
        values: each identifier's text.
        of: which of them each row names, by their numbers.
        aliases: what rows name as previous id, where that is no known user; a later event may make it one.
    """

    rank: NDArray[np.int8]
    values: pa.Array
    of: Names
    aliases: pa.Array


def cleaned(words: pa.Array) -> pa.Array:
    """Clean texts as ``core.identity.cleaned`` does one: null where a text names nobody."""
    parts = [words.slice(first, _AT_ONCE) for first in range(0, len(words), _AT_ONCE)]
    changed = [_cleaned(part) for part in parts]
    same = all(new.equals(old) for new, old in zip(changed, parts, strict=True))
    return words if same else pa.concat_arrays(changed)


def _cleaned(words: pa.Array) -> pa.Array:
    bare = pc.utf8_trim(words, BLANKS)
    return pc.if_else(pc.is_in(pc.utf8_lower(bare), value_set=_BLOCKED), pa.scalar(None, pa.string()), bare)


def addresses(words: pa.Array) -> pa.Array:
    """Clean e-mail addresses: in lower case; null for what is none, a spreadsheet's formula among them."""
    lower = pc.utf8_lower(cleaned(words))
    told = pc.match_substring_regex(lower, "(?s)^[^=@].*@")
    return pc.if_else(pc.fill_null(told, False), lower, pa.scalar(None, pa.string()))


def identifiers(
    identities: Columns,
    reading: Reading = PLAINLY,
    users: Callable[[pa.Array], pa.Array] | None = None,
) -> Identifiers:
    """Number the identifiers in identities.

    An alias names a previous id without its kind: a known user, else an address, else an anonymous visitor. All
    identities are wanted at once, since whether an alias names a known user shows only then.

    Args:
        identities: ``user_id, email, phone, crm, loyalty, tax, anonymous_id, order_id, pickup, shop, previous``, texts
            or dictionaries.
        reading: how they are read.
        users: gives those of some texts that name a user whom others have named already.
    """
    user = _column(identities, "user", reading)
    former, aliases = _former(_clean(identities["previous"]), user, users, reading)
    values, ranks, columns, begin = [], [], dict[int, Numbers](), 0
    for rank, kind in enumerate(KINDS):
        own = user if kind == "user" else _column(identities, kind, reading)
        words, codes = _numbered((own, *([former.pop(kind)] if kind in former else [])))
        del own
        values.append(words)
        for place, one in zip((rank, FORMER), codes, strict=False):
            # Of a column without a text nothing is held (see ``Texts.of``).
            if len(words) and one.strides[0]:
                column = columns.setdefault(place, np.full(len(one), _NONE))
                _put(np.ascontiguousarray(one), begin, column)
        ranks.append(np.full(len(words), rank, dtype=np.int8))
        begin += len(words)
    of = Names.of(identities.num_rows, ((place, columns.pop(place)) for place in sorted(columns)))
    return Identifiers(np.concatenate(ranks), pa.concat_arrays(values), of, aliases)


def _column(identities: Columns, kind: str, reading: Reading) -> Texts:
    """Read the identifiers of one kind."""
    if kind in _THINGS:
        found = _things(identities, *_THINGS[kind])
    else:
        raw = Texts.of(identities[_PLAIN[kind]])
        found = raw.into(_CLEANING[kind](raw.words, reading) if kind in _CLEANING else cleaned(raw.words))
    return _unblocked(found, reading, kind)


def _former(
    previous: Texts, user: Texts, users: Callable[[pa.Array], pa.Array] | None, reading: Reading
) -> tuple[dict[str, Texts], pa.Array]:
    """Tell of previous ids of which kind they are, and which of them name no known user."""
    is_user = _among_users(previous.words, user, users)
    written = addresses(previous.words)
    is_email = ~is_user & np.asarray(pc.is_valid(written))
    mailed = previous.into(written)
    former = {
        "user": previous.having(is_user),
        "email": Texts(np.where(np.append(is_email, False)[previous.codes], mailed.codes, _NONE), mailed.words),
        "anonymous": previous.having(~is_user & ~is_email),
    }
    former = {kind: _unblocked(one, reading, kind) for kind, one in former.items()}
    return former, previous.words.filter(pa.array(~is_user)).drop_null()


@kernel("int32[] int64 int32[]!")
def _put(codes: Numbers, begin: int, number: Numbers) -> None:
    """Give each row that has a text the number of its identifier, where those of its kind begin at a number."""
    for row in range(len(codes)):
        if codes[row] >= 0:
            number[row] = codes[row] + begin


# The columns of identifiers by their kinds.
_PLAIN = {
    "user": "user_id",
    "anonymous": "anonymous_id",
    **{name: name for name in ("email", "phone", "crm", "loyalty", "tax")},
}
# Kinds that mean something within one shop: their columns, and the signs before them that say nothing.
_THINGS = {"order": ("order_id", "^#"), "pickup": ("pickup", "^$")}
# How words of some kinds are cleaned; those of others only lose their blanks.
_CLEANING: Mapping[str, Callable[[pa.Array, Reading], pa.Array]] = {
    "email": lambda words, _: addresses(words),
    "phone": lambda words, reading: _each(words, lambda text: telephone(text, reading.country)),
    "tax": lambda words, _: pc.utf8_upper(pc.replace_substring_regex(cleaned(words), r"\s", "")),
}


def _among_users(words: pa.Array, user: Texts, others: Callable[[pa.Array], pa.Array] | None) -> Bools:
    """Tell which words name a user of some row, or another known one."""
    if not len(words):
        return np.zeros(0, dtype=bool)
    known = user.words.filter(pa.array(_used([user])))
    found: Bools = np.asarray(
        pc.is_in(words, value_set=known if others is None else pa.concat_arrays([known, others(words)]))
    )
    return found


def _unblocked(column: Texts, reading: Reading, kind: str) -> Texts:
    """Take out what the shop says names nobody."""
    pattern = blocking(reading.blocked, kind)
    if pattern is None:
        return column
    names = pc.match_substring_regex(pc.utf8_lower(column.words), pattern)
    return column.having(~np.asarray(pc.fill_null(names, False)))


def _each(words: pa.Array, change: Callable[[str], str | None]) -> pa.Array:
    return pa.array([None if word is None else change(word) for word in cleaned(words).to_pylist()], pa.string())


def _clean(column: pa.ChunkedArray) -> Texts:
    texts = Texts.of(column)
    return texts.into(cleaned(texts.words))


def _things(identities: Columns, name: str, sign: str) -> Texts:
    """Name each row's order or parcel by shop and number; a sign before the number is no part of it."""
    raw, shop = Texts.of(identities[name]), Texts.of(identities["shop"])
    bare = pc.replace_substring_regex(cleaned(raw.words), sign, "")
    number = raw.into(pc.if_else(pc.equal(bare, ""), pa.scalar(None, pa.string()), bare))
    rows = np.flatnonzero((number.codes >= 0) & (shop.codes >= 0))
    codes = np.full(len(number.codes), _NONE)
    first, codes[rows] = distinct([shop.codes[rows], number.codes[rows]])
    parts = (one.words.take(pa.array(one.codes[rows][first])) for one in (shop, number))
    return Texts(codes, pc.binary_join_element_wise(*parts, ":"))


def _numbered(columns: Sequence[Texts]) -> tuple[pa.Array, list[Numbers]]:
    """Give the words of a kind in their order, and each row's place among them, column by column."""
    told = _of_one_dictionary(columns)
    words = told[0].words
    used = _used(told)
    known = words if used.all() else words.filter(pa.array(used))
    order = spelled(known)
    if len(known) == len(words) and _rising(order):
        return known, [one.codes for one in told]
    number = np.full(len(words) + 1, _NONE)
    number[np.flatnonzero(used)[order]] = np.arange(len(known))
    return known.take(pa.array(order)), [number[one.codes] for one in told]


def _rising(order: Ints) -> bool:
    """Tell whether nothing changes its place."""
    return bool((order[1:] > order[:-1]).all())


def _of_one_dictionary(columns: Sequence[Texts]) -> list[Texts]:
    """Give columns the same words; where only one has any, they are that one's, which are distinct already."""
    telling = [one.words for one in columns if len(one.words)]
    if len(telling) == 1:
        return [Texts(one.codes, telling[0]) for one in columns]
    joined = pa.concat_arrays([one.words for one in columns]).dictionary_encode()
    places = np.split(_codes(joined.indices), np.cumsum([len(one.words) for one in columns])[:-1])
    return [
        Texts(np.append(place, _NONE)[one.codes], joined.dictionary) for one, place in zip(columns, places, strict=True)
    ]


def _used(columns: Sequence[Texts]) -> Bools:
    """Tell which words of one dictionary some row has."""
    used = np.zeros(len(columns[0].words) + 1, dtype=bool)
    for one in columns:
        # Of a column without a text nothing is held (see ``Texts.of``).
        if len(one.codes) and one.codes.strides[0]:
            _mark(np.ascontiguousarray(one.codes), used)
    return used[:-1]


@kernel("int32[] bool_[]!")
def _mark(codes: Numbers, used: Bools) -> None:
    """Mark the words that some row has; -1 is the last slot."""
    for row in range(len(codes)):
        used[codes[row]] = True


def _codes(indices: pa.Array) -> Numbers:
    codes: Numbers = pc.fill_null(indices, -1).to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
    return codes
