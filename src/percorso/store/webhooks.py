"""What state knows of webhooks: how each source's are signed, what came of them, which privacy requests are open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, and_, select, update

from percorso.core.time import DAY
from percorso.store.schema import ORDER_NUMBERS, PRIVACY_REQUESTS, WEBHOOK_TOPICS, WEBHOOKS
from percorso.store.transactions import Transactions, now

# Within which a request must be answered: Shopify's term, and the month of the GDPR's article 12.
DUE_DAYS = 30
_CHUNK = 1_000


@dataclass(frozen=True)
class Webhook:
    """How a source's webhooks are signed and read; microseconds since 1970 UTC.

    Attributes:
        secret: shown by nothing that prints or lists one.
        mapping: a generic one's mapping, as text.
        set_at: given by ``set``.
        uninstalled_at: when its shop took the app away, None while it has it.
    """

    source: str
    shop: str
    platform: str
    secret: str = field(repr=False)
    header: str
    timestamp_header: str
    tolerance: int
    signed: str
    mapping: str | None = None
    set_at: int = 0
    uninstalled_at: int | None = None


@dataclass(frozen=True)
class Topic:
    """What came of one topic."""

    source: str
    shop: str
    topic: str
    deliveries: int
    last_at: int


@dataclass(frozen=True)
class PrivacyRequest:
    """What is asked for by law, and until when it is due; microseconds since 1970 UTC."""

    id: str
    kind: str
    source: str
    shop: str
    identifiers: Mapping[str, Any]
    received_at: int
    due_at: int
    done_at: int | None = None


class Webhooks(Transactions):
    """Webhooks in one state database; noting the same thing twice changes nothing."""

    def all(self) -> tuple[Webhook, ...]:
        """List every source's, by shop and name."""
        with self._reading() as connection:
            query = select(WEBHOOKS).order_by(WEBHOOKS.c.shop, WEBHOOKS.c.source)
            return tuple(Webhook(**row) for row in connection.execute(query).mappings())

    def set(self, webhook: Webhook) -> None:
        """Say how a source's are signed and read, in place of what was said before."""
        row = asdict(replace(webhook, set_at=now(), uninstalled_at=None))
        others = {name: value for name, value in row.items() if name not in ("source", "shop")}
        with self._writing() as connection:
            statement = self._insert(WEBHOOKS).values(row)
            connection.execute(statement.on_conflict_do_update(index_elements=["source", "shop"], set_=others))

    def uninstalled(self, source: str, shop: str, at: int) -> None:
        """Note that a shop took the app away; one that was set up later is another."""
        own = and_(WEBHOOKS.c.source == source, WEBHOOKS.c.shop == shop, WEBHOOKS.c.set_at <= at)
        with self._writing() as connection:
            connection.execute(update(WEBHOOKS).where(own).values(uninstalled_at=at))

    def topics(self) -> tuple[Topic, ...]:
        """List what came, by shop, source and topic."""
        table = WEBHOOK_TOPICS
        with self._reading() as connection:
            query = select(table).order_by(table.c.shop, table.c.source, table.c.topic)
            return tuple(Topic(**row) for row in connection.execute(query).mappings())

    def count(self, deliveries: Iterable[tuple[str, str, str, int]]) -> None:
        """Count deliveries of source, shop and topic; none that came before the last that was counted."""
        came: defaultdict[tuple[str, str, str], list[int]] = defaultdict(list)
        for source, shop, topic, at in deliveries:
            came[source, shop, topic].append(at)
        with self._writing() as connection:
            for key, times in came.items():
                _count(connection, self._insert(WEBHOOK_TOPICS), key, times)

    def remember_orders(self, numbers: Mapping[tuple[str, str, str], str]) -> None:
        """Keep the numbers of orders by source, shop and the platform's own id."""
        rows = [{"source": a, "shop": b, "id": c, "number": number} for (a, b, c), number in numbers.items()]
        for start in range(0, len(rows), _CHUNK):
            statement = self._insert(ORDER_NUMBERS).values(rows[start : start + _CHUNK])
            newest = statement.on_conflict_do_update(
                index_elements=["source", "shop", "id"], set_={"number": statement.excluded.number}
            )
            with self._writing() as connection:
                connection.execute(newest)

    def order_number(self, source: str, shop: str, own_id: str) -> str | None:
        """Give the number of an order that a source told of, by the platform's own id."""
        table = ORDER_NUMBERS.c
        query = select(table.number).where(table.source == source, table.shop == shop, table.id == own_id)
        with self._reading() as connection:
            return connection.execute(query).scalar_one_or_none()

    def ask(self, requests: Sequence[PrivacyRequest]) -> None:
        """Record privacy requests."""
        with self._writing() as connection:
            for one in requests:
                statement = self._insert(PRIVACY_REQUESTS).values(asdict(one))
                connection.execute(statement.on_conflict_do_nothing(index_elements=["id"]))

    def answer(self, request_id: str) -> bool:
        """Note that a request is done, or give False where none of that id is open."""
        own = and_(PRIVACY_REQUESTS.c.id == request_id, PRIVACY_REQUESTS.c.done_at.is_(None))
        with self._writing() as connection:
            done = connection.execute(update(PRIVACY_REQUESTS).where(own).values(done_at=now()))
        return int(done.rowcount) > 0

    def privacy_requests(self, *, open_only: bool = True) -> tuple[PrivacyRequest, ...]:
        """List privacy requests, the first that is due first."""
        table = PRIVACY_REQUESTS
        query = select(table).order_by(table.c.due_at, table.c.id)
        if open_only:
            query = query.where(table.c.done_at.is_(None))
        with self._reading() as connection:
            return tuple(PrivacyRequest(**row) for row in connection.execute(query).mappings())


def due(received_at: int) -> int:
    """Give until when a request that came then is due."""
    return received_at + DUE_DAYS * DAY


def _count(connection: Connection, adding: Any, key: tuple[str, str, str], times: Sequence[int]) -> None:
    table = WEBHOOK_TOPICS.c
    own = and_(table.source == key[0], table.shop == key[1], table.topic == key[2])
    last = connection.execute(select(table.last_at).where(own)).scalar_one_or_none()
    new = [at for at in times if last is None or at > last]
    if last is None:
        row = {"source": key[0], "shop": key[1], "topic": key[2], "deliveries": len(new), "last_at": max(new)}
        connection.execute(adding.values(row))
    elif new:
        raised = {"deliveries": table.deliveries + len(new), "last_at": max(new)}
        connection.execute(update(WEBHOOK_TOPICS).where(own).values(raised))
