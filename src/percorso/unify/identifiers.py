"""What identifies the person behind an event, cleaned the same way wherever it is read, and numbered.

Kinds: ``user`` as given; ``email`` in lower case, dots and tags untouched; ``anonymous`` as given; ``order`` as
``shop:number``, so that two shops' order 1001 are two orders, and #1001 is 1001. White space around a value does not
count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from percorso.core.identity import BLANKS, BLOCKED
from percorso.sequence.codes import Bools, Ints, distinct

# What an alias names as the previous id.
PREVIOUS = (
    "coalesce(properties ->> '$.previous_id', properties ->> '$.previousId',"
    " traits ->> '$.previous_id', traits ->> '$.previousId')"
)
_BLOCKED = pa.array(sorted(BLOCKED), pa.string())


class Texts(NamedTuple):
    """A column of texts as codes into its distinct words, which stay in Arrow: there may be millions; -1 is none."""

    codes: Ints
    words: pa.Array

    @classmethod
    def of(cls, column: pa.ChunkedArray) -> Texts:
        """Encode a column; one that is a dictionary already is taken as it is."""
        coded = pa.types.is_dictionary(column.type)
        whole = column.unify_dictionaries() if coded else column.cast(pa.string()).dictionary_encode()
        found = whole.combine_chunks()
        return cls(_codes(found.indices), found.dictionary.cast(pa.string()))

    def into(self, words: pa.Array) -> Texts:
        """Change each word into another's of the same place, null for none; equal ones become one."""
        if words.equals(self.words):
            return self
        encoded = words.cast(pa.string()).dictionary_encode()
        return Texts(np.append(_codes(encoded.indices), -1)[self.codes], encoded.dictionary)

    def having(self, words: pa.Array | pa.BooleanArray) -> Texts:
        """Keep the texts whose word's flag is true."""
        return Texts(np.where(np.append(np.asarray(words), False)[self.codes], self.codes, -1), self.words)


class Before(NamedTuple):
    """What earlier events named, on which the meaning of later ones depends."""

    users: pa.Array
    orders: pa.Array


_NOTHING = Before(pa.array([], pa.string()), pa.array([], pa.string()))


@dataclass(frozen=True)
class Identifiers:
    """Every identifier once, numbered in the order of kind (strongest first), then value, and which of them rows name.

    Attributes:
        rank: each identifier's kind, as an index into KINDS.
        values: each identifier's text.
        user, email, anonymous, order: per row the number of the identifier of that kind, -1 for none. An order that
            nobody placed is none.
        previous: per row the number of what an alias names as its previous id.
        unplaced: per row the order it names that nobody placed, as ``shop:number``.
        aliases: the previous ids that are no known user's; a later event may make one of them one.
    """

    rank: Ints
    values: pa.Array
    user: Ints
    email: Ints
    anonymous: Ints
    order: Ints
    previous: Ints
    unplaced: Texts
    aliases: pa.Array


def cleaned(words: pa.Array) -> pa.Array:
    """Clean texts as ``core.identity.cleaned`` does one: null where a text names nobody."""
    bare = pc.utf8_trim(words, BLANKS)
    return pc.if_else(pc.is_in(pc.utf8_lower(bare), value_set=_BLOCKED), pa.scalar(None, pa.string()), bare)


def addresses(words: pa.Array) -> pa.Array:
    """Clean e-mail addresses: in lower case; null for what is none, a spreadsheet's formula among them."""
    lower = pc.utf8_lower(cleaned(words))
    told = pc.match_substring_regex(lower, "(?s)^[^=@].*@")
    return pc.if_else(pc.fill_null(told, False), lower, pa.scalar(None, pa.string()))


def identifiers(identities: pa.Table, before: Before = _NOTHING) -> Identifiers:
    """Number the identifiers in identities.

    An alias names a previous id without its kind: a known user, else an address, else an anonymous visitor. All
    identities are wanted at once, since whether an alias names a known user shows only then.

    Args:
        identities: ``user_id, email, anonymous_id, order_id, shop, previous``, texts or dictionaries; ``placed``.
        before: the known users and placed orders that others have named already.
    """
    user, anonymous, previous = (_clean(identities[name]) for name in ("user_id", "anonymous_id", "previous"))
    raw = Texts.of(identities["email"])
    email, order = raw.into(addresses(raw.words)), _orders(identities)
    users = pa.concat_arrays([user.words.take(pa.array(_used([user]))), before.users])
    is_user = np.asarray(pc.is_in(previous.words, value_set=users))
    written = addresses(previous.words)
    mailed, is_email = previous.into(written), ~is_user & np.asarray(pc.is_valid(written))
    as_email = np.append(is_email, False)[previous.codes]
    mailed = Texts(np.where(as_email, mailed.codes, -1), mailed.words)
    placed = np.asarray(identities["placed"])
    kinds = (
        _Kind((user, previous.having(is_user))),
        _Kind((email, mailed)),
        _Kind((anonymous, previous.having(~is_user & ~is_email))),
        _Kind((order,), placed, before.orders),
    )
    values, numbers, ranks = [], [], []
    numbered = 0
    for rank, kind in enumerate(kinds):
        words, codes = _numbered(kind)
        values.append(words)
        numbers.append([np.where(one >= 0, one + numbered, -1) for one in codes])
        ranks.append(np.full(len(words), rank))
        numbered += len(words)
    (users_of, as_user), (emails, by_mail), (visitors, as_visitor), (orders,) = numbers
    said = np.maximum(np.maximum(as_user, by_mail), as_visitor)
    return Identifiers(
        *(np.concatenate(ranks), pa.concat_arrays(values), users_of, emails, visitors, orders, said),
        unplaced=Texts(np.where(orders < 0, order.codes, -1), order.words),
        aliases=previous.words.filter(pa.array(~is_user)).drop_null(),
    )


class _Kind(NamedTuple):
    """The columns that name a kind, the rows whose naming makes an identifier known (None: all), and known ones."""

    columns: tuple[Texts, ...]
    making: Bools | None = None
    known: pa.Array | None = None


def _clean(column: pa.ChunkedArray) -> Texts:
    texts = Texts.of(column)
    return texts.into(cleaned(texts.words))


def _orders(identities: pa.Table) -> Texts:
    """Name each row's order by shop and number."""
    raw, shop = Texts.of(identities["order_id"]), Texts.of(identities["shop"])
    bare = pc.replace_substring_regex(cleaned(raw.words), "^#", "")
    number = raw.into(pc.if_else(pc.equal(bare, ""), pa.scalar(None, pa.string()), bare))
    rows = np.flatnonzero((number.codes >= 0) & (shop.codes >= 0))
    codes = np.full(len(number.codes), -1, dtype=np.int64)
    first, codes[rows] = distinct([shop.codes[rows], number.codes[rows]])
    parts = (one.words.take(pa.array(one.codes[rows][first])) for one in (shop, number))
    return Texts(codes, pc.binary_join_element_wise(*parts, ":"))


def _numbered(kind: _Kind) -> tuple[pa.Array, list[Ints]]:
    """Give the known words of a kind in their order, and each row's place among them."""
    columns = _of_one_dictionary(kind.columns)
    words = columns[0].words
    kept = _used(columns, kind.making)
    if kind.known is not None and len(kind.known):
        kept = np.union1d(kept, np.flatnonzero(np.asarray(pc.is_in(words, value_set=kind.known))))
    known = words.take(pa.array(kept))
    order = pc.sort_indices(known)
    number = np.full(len(words) + 1, -1, dtype=np.int64)
    number[kept[order.to_numpy()]] = np.arange(len(kept))
    return known.take(order), [number[one.codes] for one in columns]


def _of_one_dictionary(columns: Sequence[Texts]) -> list[Texts]:
    """Give columns the same words; where only one has any, they are that one's, which are distinct already."""
    telling = [one.words for one in columns if len(one.words)]
    if len(telling) == 1:
        return [Texts(one.codes, telling[0]) for one in columns]
    joined = pa.concat_arrays([one.words for one in columns]).dictionary_encode()
    places = np.split(_codes(joined.indices), np.cumsum([len(one.words) for one in columns])[:-1])
    return [
        Texts(np.append(place, -1)[one.codes], joined.dictionary) for one, place in zip(columns, places, strict=True)
    ]


def _used(columns: Sequence[Texts], among: Bools | None = None) -> Ints:
    """Tell which words of one dictionary some row has."""
    used = np.zeros(len(columns[0].words) + 1, dtype=bool)
    for one in columns:
        used[one.codes if among is None else one.codes[among]] = True
    return np.flatnonzero(used[:-1])


def _codes(indices: pa.Array) -> Ints:
    codes: Ints = pc.fill_null(indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    return codes
