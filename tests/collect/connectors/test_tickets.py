from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from percorso.core.record import Event
from percorso.core.time import from_micros

if TYPE_CHECKING:
    from collect.conftest import Gather

Write = Callable[[str, str | bytes], Path]


def told(event: Event) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(event.properties)
    return found


def test_a_ticket_is_opened_and_solved_and_concerns_its_order(exports: Path, gather: Gather) -> None:
    batch = gather("tickets", exports / "zendesk_tickets.csv")
    assert not batch.rejected
    assert [(one.name, one.email, one.order_id, from_micros(one.at).isoformat()) for one in batch.events] == [
        ("Support Ticket Opened", "anna@example.com", "#1001", "2026-03-05T09:14:00+00:00"),
        ("Support Ticket Solved", "anna@example.com", "#1001", "2026-03-06T09:14:00+00:00"),
        ("Support Ticket Opened", "bruno@example.com", None, "2026-03-07T08:00:00+00:00"),
    ]
    opened, solved, _ = batch.events
    assert told(opened) == {
        "platform": "zendesk",
        "ticket_id": "501",
        "subject": "Where is my parcel?",
        "category": "Delivery",
        "channel": "Email",
    }
    assert told(solved) == told(opened) | {
        "status": "Solved",
        "tags": "parcel late",
        "satisfaction": "good",
        "seconds_open": 86_400,
    }


def test_an_export_made_later_tells_the_same_opening_and_the_new_solution(
    exports: Path, write: Write, gather: Gather
) -> None:
    text = (exports / "zendesk_tickets.csv").read_text()
    later = write("later.csv", text.replace("2026-03-07 09:00,,", "2026-03-07 09:00,2026-03-08 09:00,"))
    ids = [one.message_id for one in gather("tickets", exports / "zendesk_tickets.csv").events]
    assert [one.message_id for one in gather("tickets", later).events][:3] == ids
    assert gather("tickets", later).events[3].name == "Support Ticket Solved"


def test_freshdesk_in_italian_is_read_and_a_closed_ticket_is_solved(exports: Path, gather: Gather) -> None:
    batch = gather("tickets", exports / "freshdesk_ticket.csv")
    assert not batch.rejected
    assert [(one.name, one.email, one.order_id) for one in batch.events] == [
        ("Support Ticket Opened", "anna@example.com", "1001"),
        ("Support Ticket Solved", "anna@example.com", "1001"),
        ("Support Ticket Opened", "bruno@example.com", None),
    ]
    assert (told(batch.events[0])["platform"], told(batch.events[0])["channel"]) == ("freshdesk", "Telefono")
    assert from_micros(batch.events[1].at).isoformat() == "2026-03-06T11:00:00+00:00"


def test_gorgias_gives_its_contact_reason_and_satisfaction(exports: Path, gather: Gather) -> None:
    opened, solved = gather("tickets", exports / "gorgias_tickets.csv").events
    assert (told(opened)["platform"], told(opened)["category"]) == ("gorgias", "Product::Damaged")
    assert (told(solved)["satisfaction"], told(solved)["seconds_open"]) == ("5", 7_200)


def test_any_other_list_of_tickets_needs_a_time_and_somebody(write: Write, gather: Gather) -> None:
    rows = "Data apertura;Data chiusura;Motivo;Email cliente;Numero ordine\n"
    rows += "13/03/2026;;Reso;anna@example.com;\n13/03/2026;;Reso;;\n;;Reso;anna@example.com;\n"
    rows += "13/03/2026;12/03/2026;Reso;anna@example.com;\n13/03/2026;;Reso;;1001\n"
    batch = gather("tickets", write("a.csv", rows))
    assert [(one.email, one.order_id) for one in batch.events] == [("anna@example.com", None), (None, "1001")]
    assert [(one.row, one.code) for one in batch.rejected] == [
        (3, "missing_identity"),
        (4, "missing_time"),
        (5, "solved_before_opened"),
    ]


def test_one_ticket_with_two_contents_in_one_file_is_told(exports: Path, write: Write, gather: Gather) -> None:
    text = (exports / "gorgias_tickets.csv").read_text()
    batch = gather("tickets", write("twice.csv", text + text.splitlines()[1].replace("chat", "email") + "\n"))
    assert len(batch.events) == 2
    assert [(one.row, one.code) for one in batch.rejected] == [(3, "duplicate_id")]
