"""What state knows of segments: their names, their conditions, and who described them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from itertools import count

from sqlalchemy import delete, insert, select, update

from percorso.core.segments import checked_name
from percorso.store.audit import Entry, note
from percorso.store.schema import AUDIT, SEGMENTS
from percorso.store.transactions import Transactions, now


@dataclass(frozen=True)
class SavedSegment:
    """A segment with a name; ``conditions`` as people write them, ``made_at`` given by ``add``."""

    name: str
    conditions: tuple[str, ...]
    made_by: str
    made_at: int = 0


class SavedSegments(Transactions):
    """The segments of one state database."""

    def all(self) -> tuple[SavedSegment, ...]:
        """List them by name."""
        with self._reading() as connection:
            rows = connection.execute(select(SEGMENTS).order_by(SEGMENTS.c.name)).mappings().all()
        return tuple(SavedSegment(**{**row, "conditions": tuple(row["conditions"])}) for row in rows)

    def find(self, name: str) -> SavedSegment | None:
        """Find one by its name."""
        with self._reading() as connection:
            row = connection.execute(select(SEGMENTS).where(SEGMENTS.c.name == name)).mappings().first()
        return None if row is None else SavedSegment(**{**row, "conditions": tuple(row["conditions"])})

    def add(self, segment: SavedSegment, entry: Entry) -> SavedSegment:
        """Add one, and return it with its time.

        Raises:
            PercorsoError: ``bad_segment_name``; ``segment_exists`` where another has its name.
        """
        stamped = replace(segment, made_at=now())
        with self._writing() as connection:
            checked_name(segment.name, connection.execute(select(SEGMENTS.c.name)).scalars())
            connection.execute(insert(SEGMENTS), [asdict(stamped)])
            note(connection, entry)
        return stamped

    def naming(self, blanked: Callable[[str], str]) -> int:
        """Count those that name somebody, whose names ``blanked`` takes out of texts."""
        return sum(_told(one, blanked) != _told(one, str) for one in self.all())

    def forget(self, blanked: Callable[[str], str]) -> None:
        """Take somebody's names out of them, and their names out of the audit log; a condition stays, of nobody."""
        taken = {one.name for one in self.all()}
        for one in self.all():
            name, *conditions = _told(one, blanked)
            if (name, *conditions) == _told(one, str):
                continue
            if name != one.name:
                name = next(free for n in count(1) if (free := f"{name} {n}") not in taken)
                taken.add(name)
            with self._writing() as connection:
                own = SEGMENTS.c.name == one.name
                connection.execute(update(SEGMENTS).where(own).values(name=name, conditions=conditions))
                connection.execute(update(AUDIT).where(AUDIT.c.subject == one.name).values(subject=name))

    def remove(self, name: str, entry: Entry) -> bool:
        """Forget one; False where none has the name."""
        with self._writing() as connection:
            done = connection.execute(delete(SEGMENTS).where(SEGMENTS.c.name == name))
            if done.rowcount:
                note(connection, entry)
        return int(done.rowcount) > 0


def _told(segment: SavedSegment, blanked: Callable[[str], str]) -> tuple[str, ...]:
    """Give the name and the conditions of one, without the names of somebody."""
    return tuple(map(blanked, (segment.name, *segment.conditions)))
