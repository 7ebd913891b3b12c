"""What state knows of annotations: what happened on some days, and who noted it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass

from sqlalchemy import delete, insert, select, update

from percorso.core.annotations import Annotation
from percorso.store.audit import Entry, note
from percorso.store.schema import ANNOTATIONS
from percorso.store.transactions import Transactions, now


@dataclass(frozen=True)
class KeptAnnotation:
    """A note as it is kept; microseconds since 1970 UTC."""

    id: int
    said: Annotation
    made_by: str
    made_at: int


class Annotations(Transactions):
    """The annotations of one state database."""

    def all(self) -> tuple[KeptAnnotation, ...]:
        """List them, the latest day first."""
        order = (ANNOTATIONS.c.on.desc(), ANNOTATIONS.c.id.desc())
        with self._reading() as connection:
            rows = [dict(row) for row in connection.execute(select(ANNOTATIONS).order_by(*order)).mappings()]
        return tuple(
            KeptAnnotation(
                row.pop("id"), made_by=row.pop("made_by"), made_at=row.pop("made_at"), said=Annotation(**row)
            )
            for row in rows
        )

    def add(self, said: Annotation, by: str) -> KeptAnnotation:
        """Add one, and return it with its number and its time."""
        at = now()
        with self._writing() as connection:
            made = connection.execute(insert(ANNOTATIONS).values(**asdict(said), made_by=by, made_at=at))
            number = int(made.inserted_primary_key[0])  # type: ignore[index]
            note(connection, Entry(by, "annotation_added", str(number)))
        return KeptAnnotation(number, said, by, at)

    def naming(self, blanked: Callable[[str], str]) -> int:
        """Count those that name somebody, whose names ``blanked`` takes out of texts."""
        return sum(blanked(one.said.text) != one.said.text for one in self.all())

    def forget(self, blanked: Callable[[str], str]) -> None:
        """Take somebody's names out of them."""
        with self._writing() as connection:
            for number, text in connection.execute(select(ANNOTATIONS.c.id, ANNOTATIONS.c.text)).all():
                if (after := blanked(text)) != text:
                    connection.execute(update(ANNOTATIONS).where(ANNOTATIONS.c.id == number).values(text=after))

    def remove(self, number: int, by: str) -> bool:
        """Forget one; False where none has the number."""
        with self._writing() as connection:
            done = connection.execute(delete(ANNOTATIONS).where(ANNOTATIONS.c.id == number))
            if done.rowcount:
                note(connection, Entry(by, "annotation_removed", str(number)))
        return int(done.rowcount) > 0
