from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa

from percorso.core.time import zone
from percorso.trace.exchange import Rates, exchange

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def rates(*rows: tuple[str, str, str, str]) -> pa.Table:
    return pa.table(
        {
            "on": pa.array([date.fromisoformat(row[0]) for row in rows], pa.date32()),
            "base": [row[1] for row in rows],
            "quote": [row[2] for row in rows],
            "rate": [row[3] for row in rows],
        }
    )


def orders(currency: str, revenue: int, at: datetime = NOON) -> pa.Table:
    none = pa.array([None], pa.int64())
    parts = dict.fromkeys(("goods", "discount", "tax", "shipping", "cost", "margin"), none)
    money = {name: pa.array([revenue], pa.int64()) for name in ("gross", "revenue", "refunded")}
    return pa.table({"at": pa.array([at], pa.timestamp("us", "UTC")), "currency": [currency], **money, **parts})


def test_an_order_takes_the_rate_of_its_day_or_the_last_one_before() -> None:
    table = Rates.of(rates(("2026-03-02", "USD", "EUR", "0.9"), ("2026-03-05", "USD", "EUR", "0.5")), "EUR")
    assert exchange(orders("USD", 1000), table, UTC)["revenue"].to_pylist() == [900]
    assert exchange(orders("USD", 1000), table, UTC)["currency"].to_pylist() == ["EUR"]


def test_an_orders_day_is_the_shops() -> None:
    table = Rates.of(rates(("2026-03-04", "USD", "EUR", "0.9"), ("2026-03-05", "USD", "EUR", "0.5")), "EUR")
    late = orders("USD", 1000, datetime(2026, 3, 4, 23, 30, tzinfo=UTC))
    assert exchange(late, table, UTC)["revenue"].to_pylist() == [900]
    assert exchange(late, table, zone("Europe/Rome"))["revenue"].to_pylist() == [500]
    assert exchange(late, table, zone("America/New_York"))["revenue"].to_pylist() == [900]


def test_the_number_of_places_follows_the_currency() -> None:
    table = Rates.of(rates(("2026-03-04", "JPY", "EUR", "0.0062")), "EUR")
    assert table.convert(1500, "JPY", date(2026, 3, 4)) == 930


def test_a_rate_given_the_other_way_round_is_inverted_but_never_beats_a_direct_one() -> None:
    table = Rates.of(rates(("2026-03-04", "EUR", "USD", "1.25"), ("2026-03-04", "USD", "EUR", "0.9")), "EUR")
    assert table.factor("USD", date(2026, 3, 4)) == Decimal("0.9")
    inverted = Rates.of(rates(("2026-03-04", "EUR", "USD", "1.25")), "EUR")
    assert inverted.factor("USD", date(2026, 3, 4)) == Decimal("0.8")


def test_without_a_fresh_rate_an_order_keeps_its_currency() -> None:
    stale = Rates.of(rates(("2026-02-01", "USD", "EUR", "0.9")), "EUR")
    assert exchange(orders("USD", 1000), stale, UTC)["currency"].to_pylist() == ["USD"]
    later = Rates.of(rates(("2026-04-01", "USD", "EUR", "0.9")), "EUR")
    assert exchange(orders("USD", 1000), later, UTC)["revenue"].to_pylist() == [1000]
    assert exchange(orders("GBP", 1000), Rates.of(rates(), "EUR"), UTC)["currency"].to_pylist() == ["GBP"]
