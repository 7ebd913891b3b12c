"""What state knows of looks: what each account saw when it looked last, and when it had looked before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select

from percorso.store.schema import LOOKS
from percorso.store.transactions import Transactions


@dataclass(frozen=True)
class Look:
    """An account's last look; microseconds since 1970 UTC.

    Attributes:
        name: the account's; empty for whoever sits at a workspace without accounts.
        seen: what there was to see.
        before_at, before: of the visit before this one; None where this is the first.
    """

    name: str
    looked_at: int
    seen: Mapping[str, Any]
    before_at: int | None = None
    before: Mapping[str, Any] | None = None


class Looks(Transactions):
    """The looks of one state database."""

    def of(self, name: str) -> Look | None:
        """Give an account's last look."""
        with self._reading() as connection:
            row = connection.execute(select(LOOKS).where(LOOKS.c.name == name)).mappings().first()
        return None if row is None else Look(**row)

    def keep(self, look: Look) -> None:
        """Keep a look in place of the account's last one."""
        added = self._insert(LOOKS).values(asdict(look))
        newer = {name: added.excluded[name] for name in ("looked_at", "seen", "before_at", "before")}
        with self._writing() as connection:
            connection.execute(added.on_conflict_do_update(index_elements=["name"], set_=newer))
