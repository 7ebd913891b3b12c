"""What identifies the person behind an event, cleaned the same way wherever it is read.

Kinds: ``user`` as given; ``email`` in lower case, dots and tags untouched; ``anonymous`` as given; ``order`` as
``shop:order_id``, so that two shops' order 1001 are two orders. White space around a value does not count.
"""

from __future__ import annotations

from percorso.core.identity import BLANKS, BLOCKED, KINDS
from percorso.core.settings import CONVERSIONS, DELIVERIES, ORDER_CHANGES


def listed(words: tuple[str, ...] | frozenset[str]) -> str:
    """Write words of ours (never of a user's) as an SQL list."""
    return ", ".join("'" + word.replace("'", "''") + "'" for word in sorted(words))


def cleaned(expression: str) -> str:
    """Write the SQL of ``core.identity.cleaned``: null where a text names nobody."""
    bare = f"trim({expression}, '{BLANKS}')"
    return f"CASE WHEN lower({bare}) NOT IN ({listed(BLOCKED)}) THEN {bare} END"


PLACED = listed(tuple(name for names in CONVERSIONS.values() for name in names))
# What belongs to whoever placed the order it names: a parcel may be received by somebody else.
CHANGES = listed((*ORDER_CHANGES, *DELIVERIES))

USER = cleaned("user_id")
EMAIL = f"CASE WHEN contains(email, '@') THEN lower({cleaned('email')}) END"
ANONYMOUS = cleaned("anonymous_id")
ORDER = f"shop || ':' || {cleaned('order_id')}"

# A kind's strength as SQL: 0 is the strongest.
RANK = "CASE kind " + " ".join(f"WHEN '{kind}' THEN {rank}" for rank, kind in enumerate(KINDS)) + " END"
