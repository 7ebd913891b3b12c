"""Properties: what calls tell in theirs, taken from their tokens without making a table of them.

What a table of properties means is said in ``call_details``, which reads one by itself; one that cannot be taken as it
is written is left to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from percorso.collect.json_canonical import canonical
from percorso.collect.json_fields import Paths, fields
from percorso.collect.json_texts import columns
from percorso.collect.json_tokens import INTEGER, KIND, NULL, NUMBER, OPEN, TEXT, Tokens

Bools = NDArray[np.bool_]
Ints = NDArray[np.int32]

_TEXT = pa.string()
# Of two names of one thing the first holds sway.
_TEXTS = ("email", "phone", "order_id", "orderId", "session_id", "url", "referrer")
_CONSENT = "privacy_info"
_PATHS = Paths.of([(name,) for name in (*_TEXTS, _CONSENT)])


class Properties(NamedTuple):
    """What tables of properties tell.

    Attributes:
        written: as JSON text in canonical form; null for those that are left.
        texts: what they hold by some names, as ``call_details.Details`` does.
        of_consent: whether they carry a statement of consent.
    """

    written: pa.Array
    texts: Mapping[str, pa.Array]
    of_consent: Bools


def properties(tokens: Tokens, values: Ints) -> Properties:
    """Take what can be taken as it is written.

    Args:
        tokens: of sound texts whose bytes are UTF-8.
        values: int32, the tokens that begin them; -1 for those that are not to be taken.
    """
    tables = np.where((values >= 0) & (tokens.tape[values, KIND] == OPEN), values, np.int32(-1))
    rows = np.flatnonzero(tables >= 0)
    found = fields(tokens, tables[rows], _PATHS)
    # How a number with a point is given as a text is not how it is written.
    tables[rows[(found.kind[: len(_TEXTS)] == NUMBER).any(axis=0)]] = -1
    written = canonical(tokens, tables)
    taken = np.asarray(written.is_valid())[rows]
    said = np.isin(found.kind, (TEXT, INTEGER)) & taken
    telling = [place for place in range(len(_TEXTS)) if said[place].any()]
    wanted = np.full((len(telling), len(values)), -1, dtype=np.int32)
    wanted[:, rows] = np.where(said[telling], found.token[telling], np.int32(-1))
    texts = dict.fromkeys(_TEXTS, pa.nulls(len(values), _TEXT))
    texts |= zip(
        (_TEXTS[place] for place in telling), columns(tokens, wanted, np.zeros(len(telling), dtype=bool)), strict=True
    )
    texts["order_id"] = pc.coalesce(texts["order_id"], texts.pop("orderId"))
    of_consent = np.zeros(len(values), dtype=bool)
    of_consent[rows] = taken & (found.token[len(_TEXTS)] >= 0) & (found.kind[len(_TEXTS)] != NULL)
    return Properties(written, texts, of_consent)
