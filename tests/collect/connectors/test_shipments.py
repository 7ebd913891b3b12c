from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from percorso.core.errors import PercorsoError
from percorso.core.record import Event
from percorso.core.time import from_micros

if TYPE_CHECKING:
    from collect.conftest import Gather

Write = Callable[[str, str | bytes], Path]


def told(event: Event) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(event.properties)
    return found


def test_brt_s_events_have_their_hour_apart_and_concern_the_order(exports: Path, gather: Gather) -> None:
    batch = gather("shipments", exports / "brt_esiti.csv")
    assert not batch.rejected
    assert [(one.name, from_micros(one.at).isoformat()) for one in batch.events] == [
        ("Order Shipped", "2026-03-03T16:20:00+00:00"),
        ("Order In Transit", "2026-03-04T01:15:00+00:00"),
        ("Order Out for Delivery", "2026-03-04T07:30:00+00:00"),
        ("Delivery Failed", "2026-03-04T10:05:00+00:00"),
        ("Order Delivered", "2026-03-13T09:00:00+00:00"),
    ]
    assert {(one.order_id, one.email) for one in batch.events} == {("1001", None)}
    assert told(batch.events[3]) == {
        "status": "failed_attempt",
        "status_text": "TENTATA CONSEGNA - DESTINATARIO ASSENTE",
        "carrier": "BRT",
        "tracking_number": "08412345678",
        "branch": "BOLOGNA",
    }


def test_a_locker_is_full_or_waits_until_the_parcel_is_picked_up_or_goes_back(exports: Path, gather: Gather) -> None:
    batch = gather("shipments", exports / "inpost_parcels.csv")
    assert [(one.order_id, one.name) for one in batch.events] == [
        ("1001", "Order Shipped"),
        ("1001", "Pickup Point Full"),
        ("1001", "Pickup Ready"),
        ("1001", "Pickup Completed"),
        ("1002", "Pickup Expired"),
        ("1002", "Delivery Returned"),
    ]
    assert (told(batch.events[2])["carrier"], told(batch.events[2])["pickup_point"]) == ("InPost", "BOL02B")


def test_a_status_nobody_knows_waits_for_the_shop_to_say_what_it_means(exports: Path, gather: Gather) -> None:
    batch = gather("shipments", exports / "shipments.csv")
    assert [(one.name, one.order_id, one.email, told(one)["carrier"]) for one in batch.events] == [
        ("Pickup Ready", "1001", "anna@example.com", "GLS"),
        ("Order Out for Delivery", None, "bruno@example.com", "SDA"),
    ]
    (unknown,) = batch.rejected
    assert (unknown.row, unknown.code) == (4, "unknown_status")
    assert '[statuses] "Smarrita in volo" = one of "announced", "shipped", "in_transit"' in unknown.reason
    mended = gather("shipments", exports / "shipments.csv", '[statuses]\n"smarrita in volo" = "returned"\n')
    assert [one.name for one in mended.events][2] == "Delivery Returned"


@pytest.mark.parametrize(
    ("mapping", "code"),
    [
        ('[statuses]\n"Smarrita" = "lost"\n', "unknown_status"),
        ('statuses = "lost"', "bad_mapping"),
        ("[statuses]\nlost = 1\n", "bad_mapping"),
    ],
)
def test_a_mapping_that_means_nothing_is_refused_at_once(
    exports: Path, gather: Gather, mapping: str, code: str
) -> None:
    with pytest.raises(PercorsoError, match=code):
        gather("shipments", exports / "shipments.csv", mapping)


@pytest.mark.parametrize(
    ("header", "row", "carrier"),
    [
        ("NumSped;Bda;StatoSpedizione;DataStato", "G1;1001;CONSEGNATA;13/03/2026 10:00", "GLS"),
        (
            "Waybill Number,Shipper Reference,Checkpoint Date,Checkpoint Time,Checkpoint Description",
            "D1,1001,2026-03-13,10:00,Delivered - Signed for by ANNA",
            "DHL",
        ),
        ("LDV;Riferimento cliente;Stato lavorazione;Data stato", "P1;1001;Consegnata;13/03/2026 10:00", "Poste"),
    ],
)
def test_every_carrier_s_own_header_is_read(write: Write, gather: Gather, header: str, row: str, carrier: str) -> None:
    (event,) = gather("shipments", write("a.csv", f"{header}\n{row}\n")).events
    assert (event.name, event.order_id, told(event)["carrier"]) == ("Order Delivered", "1001", carrier)
    assert from_micros(event.at).isoformat() == "2026-03-13T09:00:00+00:00"


def test_a_row_about_nobody_s_parcel_is_set_aside(write: Write, gather: Gather) -> None:
    batch = gather(
        "shipments", write("a.csv", "Tracking,Order,Status,Date\nT1,,delivered,2026-03-13\nT2,1,,2026-03-13\n")
    )
    assert [(one.row, one.code) for one in batch.rejected] == [(2, "missing_identity"), (3, "missing_status")]


def test_gls_s_years_of_two_digits_are_read(write: Write, gather: Gather) -> None:
    header = "NumSped,Riferimento cliente,StatoSpedizione,DataStato,OraStato\n"
    rows = "1,1001,Consegnata,01/09/25,10:30\n1,1002,Consegnata,15/09/25,11:00\n"
    batch = gather("shipments", write("gls.csv", header + rows))
    assert [from_micros(one.at).isoformat() for one in batch.events] == [
        "2025-09-01T08:30:00+00:00",
        "2025-09-15T09:00:00+00:00",
    ]
