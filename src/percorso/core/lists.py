"""Lists of names as people write them, in a shell or in an address."""

from __future__ import annotations

import csv
from collections.abc import Sequence

from percorso.core.errors import PercorsoError


def names(given: Sequence[str]) -> tuple[str, ...]:
    """Split lists of names at commas; a name that holds one is quoted, as in CSV.

    Raises:
        PercorsoError: ``bad_names``.
    """
    found: list[str] = []
    for text in given:
        try:
            found += [name.strip() for row in csv.reader([text], strict=True, skipinitialspace=True) for name in row]
        except csv.Error:
            raise PercorsoError(
                "bad_names", f"'{text}' is not a list of names.", hint='Write A,B or "A, a",B.'
            ) from None
    return tuple(name for name in found if name)


def pairs(given: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Read conditions such as ``device=mobile``.

    Raises:
        PercorsoError: ``bad_names``.
    """
    found = []
    for text in given:
        name, mark, value = text.partition("=")
        if not mark or not name.strip():
            raise PercorsoError("bad_names", f"'{text}' is no condition.", hint="Write COLUMN=VALUE.")
        found.append((name.strip(), value.strip()))
    return tuple(found)
