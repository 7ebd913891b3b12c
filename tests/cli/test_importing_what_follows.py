"""From real exports to the right cycle: what concerns an order lies in that order's cycle, whoever told it and when."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from percorso.pipeline.published import Published
from percorso.store.workspace import Workspace
from percorso.tables import TOUCHPOINTS

Run = Callable[..., Any]
Write = Callable[[str, str | bytes], Path]

EXPORTS = Path(__file__).resolve().parents[1] / "data" / "exports"
ORDERS = (
    "Name,Email,Financial Status,Created at,Currency,Total,Lineitem name,Lineitem quantity,Lineitem price\n"
    "#1001,anna@example.com,paid,2026-03-02 10:00:00 +0100,EUR,30.00,Mug,1,30.00\n"
    "#1002,anna@example.com,paid,2026-03-04 18:00:00 +0100,EUR,20.00,Cup,1,20.00\n"
    "#1003,bruno@example.com,paid,2026-03-01 12:00:00 +0100,EUR,20.00,Cup,1,20.00\n"
)
# (connector, file): all of these tell of order 1001, most of them after Anna's second order.
OF_THE_FIRST_ORDER = [
    ("shipments", "brt_esiti.csv", 5),
    ("tickets", "gorgias_tickets.csv", 2),
    ("reviews", "yotpo_reviews.csv", 2),
    ("reviews", "feedaty_recensioni.csv", 1),
    ("surveys", "sondaggio.csv", 1),
]


@pytest.fixture
def touchpoints(shop: Path, percorso: Run) -> Callable[[], list[dict[str, Any]]]:
    """Build, and give every touchpoint in order."""

    def built() -> list[dict[str, Any]]:
        assert percorso("build").code == 0
        query = "SELECT * FROM touchpoints ORDER BY customer_id, n"
        return Published.open(Workspace.open(shop)).rows(query, TOUCHPOINTS)

    return built


@pytest.mark.parametrize(("connector", "file", "count"), OF_THE_FIRST_ORDER)
def test_what_tells_of_an_order_lies_in_its_cycle_whatever_came_between(
    touchpoints: Callable[[], list[dict[str, Any]]], percorso: Run, write: Write, connector: str, file: str, count: int
) -> None:
    percorso("import", "orders", write("orders.csv", ORDERS))
    said = percorso("import", connector, EXPORTS / file)
    assert f"{count} new event" in said.out
    assert "known already" in percorso("import", connector, EXPORTS / file).out
    told = [one for one in touchpoints() if one["source"] == connector]
    assert len(told) == count
    assert {(one["role"], one["order_id"], one["cycle"]) for one in told} == {("after", "1001", 1)}
    assert {one["excluded_from_credit"] for one in told} == {"concerns an order"}


def test_a_parcel_told_before_its_order_is_known_finds_it_once_it_is(
    touchpoints: Callable[[], list[dict[str, Any]]], percorso: Run, write: Write
) -> None:
    percorso("import", "orders", write("other.csv", ORDERS.replace("#100", "#200")))
    percorso("import", "shipments", EXPORTS / "inpost_parcels.csv")
    assert {one["source"] for one in touchpoints()} == {"orders"}
    percorso("import", "orders", write("orders.csv", ORDERS))
    told = [(one["name"], one["order_id"]) for one in touchpoints() if one["source"] == "shipments"]
    assert told == [
        ("Order Shipped", "1001"),
        ("Pickup Point Full", "1001"),
        ("Pickup Ready", "1001"),
        ("Pickup Completed", "1001"),
        ("Pickup Expired", "1002"),
        ("Delivery Returned", "1002"),
    ]


def test_a_parcel_taken_in_by_a_neighbour_belongs_to_the_buyer(
    touchpoints: Callable[[], list[dict[str, Any]]], percorso: Run, write: Write
) -> None:
    percorso("import", "orders", write("orders.csv", ORDERS))
    row = "Order number,Status,Date,Recipient email\n1003,Delivered,2026-03-05,neighbour@example.com\n"
    percorso("import", "shipments", write("shipments.csv", row))
    (told,) = [one for one in touchpoints() if one["source"] == "shipments"]
    assert (told["role"], told["order_id"], told["cycle"]) == ("after", "1003", 1)


def test_campaign_mail_is_a_touch_of_the_cycle_it_was_met_in_with_its_campaign(
    touchpoints: Callable[[], list[dict[str, Any]]], percorso: Run, write: Write
) -> None:
    percorso("import", "orders", write("orders.csv", ORDERS))
    mail = "Email,Event,Date,Campaign\n" + "".join(
        f"{who}@example.com,{what},{at},Spring\n"
        for who, what, at in (
            ("anna", "sent", "2026-03-01 09:00"),
            ("anna", "opened", "2026-03-03 09:00"),
            ("anna", "clicked", "2026-03-03 09:01"),
            ("anna", "unsubscribed", "2026-03-05 09:00"),
            ("bruno", "hard bounce", "2026-03-01 09:00"),
        )
    )
    percorso("import", "email", write("email.csv", mail))
    told = [one for one in touchpoints() if one["source"] == "email"]
    fields = ("name", "direction", "role", "cycle", "channel", "campaign")
    assert sorted(tuple(one[field] for field in fields) for one in told) == [
        ("Email Bounced", "outbound", "touch", 1, None, None),
        ("Email Link Clicked", "inbound", "touch", 2, "Email", "Spring"),
        ("Email Opened", "inbound", "touch", 2, "Email", "Spring"),
        ("Email Sent", "outbound", "touch", 1, "Email", "Spring"),
        ("Unsubscribed", "inbound", "touch", 3, None, None),
    ]


def test_an_unknown_status_waits_in_quarantine_until_a_mapping_says_what_it_means(
    shop: Path, percorso: Run, write: Write
) -> None:
    assert shop.exists()
    said = percorso("import", "shipments", EXPORTS / "shipments.csv")
    assert "3 rows read; 2 new events, 1 in quarantine." in said.out
    mended = write("mended.toml", '[statuses]\n"Smarrita in volo" = "returned"\n')
    assert "1 row came in; in quarantine stay 0." in percorso("quarantine", "retry", "--mapping", mended).out
