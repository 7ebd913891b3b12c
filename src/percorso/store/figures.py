"""What state knows of figures that were published: each day's newest, and what moved those of days that were over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import NamedTuple, TypeAlias

from sqlalchemy import Connection, delete, select

from percorso.core.time import from_micros
from percorso.store.schema import DAY_COSTS, DAY_FIGURES, FIGURES_MOVED
from percorso.store.transactions import Transactions, now

# Orders, revenue in minor units, new customers, touchpoints.
Sums: TypeAlias = tuple[int, int, int, int]
SUMS = ("orders", "revenue", "new_customers", "touchpoints")
# An ISO day of the shop's zone, and a currency.
Key: TypeAlias = tuple[str, str]
# The same, and an ad platform.
CostKey: TypeAlias = tuple[str, str, str]

_CHUNK = 500


class DayCost(NamedTuple):
    """What a platform told of a day's cost, in minor units, and when last, in microseconds since 1970 UTC."""

    cost: int
    told_at: int


@dataclass(frozen=True)
class Shift:
    """By how much one cause moved one day that was over.

    Attributes:
        things: how many orders or events came, went or changed by it; 0 where that is not known.
        published_at: when the figures had been published before, microseconds since 1970 UTC.
        noted_on: the ISO day on which it was seen; given by what keeps it.
        cost: of adverts, in minor units.
    """

    day: str
    currency: str
    cause: str
    orders: int
    revenue: int
    new_customers: int
    touchpoints: int
    things: int
    published_at: int
    noted_on: str = ""
    cost: int = 0

    @property
    def sums(self) -> Sums:
        """By how much it moved orders, revenue, new customers and touchpoints."""
        return self.orders, self.revenue, self.new_customers, self.touchpoints


@dataclass(frozen=True)
class Noted:
    """What a build changes of what is kept: the days whose figures are others, those that are gone, and why."""

    changed: Mapping[Key, Sums] = field(default_factory=dict)
    gone: Iterable[Key] = ()
    shifts: Sequence[Shift] = ()


class Figures(Transactions):
    """The published figures of one state database."""

    def all(self) -> dict[Key, Sums]:
        """Give every day's figures as they are published."""
        with self._reading() as connection:
            rows = connection.execute(select(DAY_FIGURES)).all()
        return {(row.day, row.currency): (row.orders, row.revenue, row.new_customers, row.touchpoints) for row in rows}

    def shifts(self, since: date | None = None) -> tuple[Shift, ...]:
        """List what moved days that were over, as it was seen from a day on, by day and cause."""
        query = select(FIGURES_MOVED).order_by(*(FIGURES_MOVED.c[name] for name in ("day", "noted_on", "cause")))
        if since is not None:
            query = query.where(FIGURES_MOVED.c.noted_on >= since.isoformat())
        with self._reading() as connection:
            return tuple(Shift(**row) for row in connection.execute(query).mappings())

    def keep(self, connection: Connection, noted: Noted, at: int) -> None:
        """Keep what a build published at a time says, in the transaction that publishes it."""
        for day, currency in noted.gone:
            own = (DAY_FIGURES.c.day == day) & (DAY_FIGURES.c.currency == currency)
            connection.execute(delete(DAY_FIGURES).where(own))
        days = [
            {"day": key[0], "currency": key[1], **dict(zip(SUMS, sums, strict=True))}
            for key, sums in noted.changed.items()
        ]
        for first in range(0, len(days), _CHUNK):
            added = self._insert(DAY_FIGURES).values(days[first : first + _CHUNK])
            newer = {name: added.excluded[name] for name in SUMS}
            connection.execute(added.on_conflict_do_update(index_elements=["day", "currency"], set_=newer))
        self._shift(connection, noted.shifts, at)

    def costs(self) -> dict[CostKey, DayCost]:
        """Give what every platform told of every day's cost."""
        with self._reading() as connection:
            rows = connection.execute(select(DAY_COSTS)).all()
        return {(row.day, row.currency, row.platform): DayCost(row.cost, row.told_at) for row in rows}

    def keep_costs(self, changed: Mapping[CostKey, DayCost], shifts: Sequence[Shift]) -> None:
        """Keep what platforms tell now, and by how much it moved days that were over, in one transaction."""
        rows = [
            {"day": day, "currency": currency, "platform": platform, **cost._asdict()}
            for (day, currency, platform), cost in changed.items()
        ]
        with self._writing() as connection:
            for first in range(0, len(rows), _CHUNK):
                added = self._insert(DAY_COSTS).values(rows[first : first + _CHUNK])
                newer = {name: added.excluded[name] for name in DayCost._fields}
                keys = ["day", "currency", "platform"]
                connection.execute(added.on_conflict_do_update(index_elements=keys, set_=newer))
            self._shift(connection, shifts, now())

    def _shift(self, connection: Connection, shifts: Iterable[Shift], at: int) -> None:
        on = from_micros(at).date().isoformat()
        rows = [asdict(one) | {"noted_on": on} for one in shifts]
        for first in range(0, len(rows), _CHUNK):
            added = self._insert(FIGURES_MOVED).values(rows[first : first + _CHUNK])
            # What one cause moved on one day is told as one, however many builds saw it.
            both = {name: FIGURES_MOVED.c[name] + added.excluded[name] for name in (*SUMS, "things", "cost")}
            keys = ["noted_on", "day", "currency", "cause"]
            connection.execute(added.on_conflict_do_update(index_elements=keys, set_=both))

    @staticmethod
    def forget(connection: Connection) -> None:
        """Forget all of it, in the transaction that takes every build back."""
        for table in (DAY_FIGURES, FIGURES_MOVED):
            connection.execute(delete(table))
