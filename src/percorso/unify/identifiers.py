"""What identifies the person behind an event, cleaned the same way wherever it is read.

Kinds: ``user`` as given; ``email`` in lower case, dots and tags untouched; ``anonymous`` as given; ``order`` as
``shop:number``, so that two shops' order 1001 are two orders, and #1001 is 1001. White space around a value does not
count.
"""

from __future__ import annotations

from percorso.core.identity import BLANKS, BLOCKED


def listed(words: tuple[str, ...] | frozenset[str]) -> str:
    """Write words of ours (never of a user's) as an SQL list."""
    return ", ".join("'" + word.replace("'", "''") + "'" for word in sorted(words))


def cleaned(expression: str) -> str:
    """Write the SQL of ``core.identity.cleaned``: null where a text names nobody."""
    bare = f"trim({expression}, '{BLANKS}')"
    return f"CASE WHEN lower({bare}) NOT IN ({listed(BLOCKED)}) THEN {bare} END"


USER = cleaned("user_id")
EMAIL = f"CASE WHEN contains(email, '@') AND NOT regexp_matches(email, '^\\s*[=@]') THEN lower({cleaned('email')}) END"
ANONYMOUS = cleaned("anonymous_id")
ORDER = f"shop || ':' || nullif(regexp_replace({cleaned('order_id')}, '^#', ''), '')"
# What an alias names as the previous id.
PREVIOUS = (
    "coalesce(properties ->> '$.previous_id', properties ->> '$.previousId',"
    " traits ->> '$.previous_id', traits ->> '$.previousId')"
)
