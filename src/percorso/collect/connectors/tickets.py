"""Customer care: tickets as they were opened and solved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from percorso.collect import exports, jsontext
from percorso.collect.exports import Fact, Kind
from percorso.collect.options import ReadOptions
from percorso.collect.ticket_exports import EXPORTS
from percorso.core.errors import PercorsoError
from percorso.core.record import Batch, Event

SUMMARY = "Customer-care tickets of Zendesk, Freshdesk, Gorgias and others, as they were opened and solved."
NEEDS_MAPPING = False

OPENED, SOLVED = "Support Ticket Opened", "Support Ticket Solved"
_SAID = ("ticket_id", "subject", "category", "channel")


def read(path: Path, options: ReadOptions) -> Iterator[Batch]:
    """Read tickets; raises ``unrecognised_export`` and what is wrong with the file."""
    return exports.read(path, options, KIND)


def reread(header: str, original: str, options: ReadOptions) -> Iterator[Batch]:
    """Read one row again, as quarantine kept it."""
    return exports.reread(header, original, options, KIND)


def _events(fact: Fact) -> Iterator[Event]:
    """Tell of the opening and, once it is solved, of that; an export made later adds what has come since."""
    opened = fact.at("opened_at")
    if opened is None:
        raise PercorsoError("missing_time", "The row does not say when the ticket was opened.")
    who = fact.chosen("email", "phone", "user_id", "order_id")
    if not who:
        raise PercorsoError("missing_identity", "The ticket names nobody: no e-mail, phone, customer or order.")
    said = {"platform": fact.layout.export.name, **fact.chosen(*_SAID)}
    number = fact.get("ticket_id")
    ticket = number and f"{fact.layout.export.name} {number}"
    yield Event(OPENED, opened, message_id=ticket and f"{ticket} opened", **who, properties=jsontext.encode(said))
    solved = fact.at("solved_at") or fact.at("closed_at")
    if solved is None:
        return
    if solved < opened:
        raise PercorsoError("solved_before_opened", "The ticket was solved before it was opened.")
    done = said | fact.chosen("status", "tags", "satisfaction") | {"seconds_open": (solved - opened) // 1_000_000}
    # A ticket that is opened again is solved again, at another time.
    yield Event(
        SOLVED, solved, message_id=ticket and f"{ticket} solved {solved}", **who, properties=jsontext.encode(done)
    )


KIND = Kind(
    noun="customer-care tickets",
    exports=EXPORTS,
    times=("opened_at", "solved_at", "closed_at"),
    makes=(OPENED, SOLVED),
    events=_events,
)
