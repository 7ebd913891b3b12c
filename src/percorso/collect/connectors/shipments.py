"""Shipments: what carriers and pickup points tell of a parcel on its way, and so of its order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from percorso.collect import exports, jsontext
from percorso.collect.exports import Fact, Kind, Layout
from percorso.collect.headers import fold
from percorso.collect.options import ReadOptions
from percorso.collect.shipment_exports import EXPORTS, GENERIC, INPOST
from percorso.collect.shipment_words import STATUSES, status_of
from percorso.core.errors import PercorsoError, unknown
from percorso.core.record import Batch, Event

SUMMARY = "Delivery and pickup statuses of BRT, GLS, DHL, Poste (SDA), InPost and other carriers."
NEEDS_MAPPING = False


def read(path: Path, options: ReadOptions) -> Iterator[Batch]:
    """Read delivery statuses; raises ``unrecognised_export`` and what is wrong with the file or its mapping."""
    return exports.read(path, options, KIND)


def reread(header: str, original: str, options: ReadOptions) -> Iterator[Batch]:
    """Read one row again, as quarantine kept it."""
    return exports.reread(header, original, options, KIND)


def _check(layout: Layout) -> None:
    """Refuse a mapping that gives a carrier's word a meaning there is none of."""
    for status in _own_words(layout).values():
        if status not in STATUSES:
            raise unknown("delivery status", status, STATUSES, code="unknown_status")


def _own_words(layout: Layout) -> Mapping[str, str]:
    table = layout.told.get("statuses", {})
    if not isinstance(table, Mapping) or not all(isinstance(status, str) for status in table.values()):
        raise PercorsoError("bad_mapping", "[statuses] must say what each status means, as a text.")
    return {fold(word): status for word, status in table.items()}


def _events(fact: Fact) -> Iterator[Event]:
    at = fact.at("at")
    if at is None:
        raise PercorsoError("missing_time", "The row has no time.")
    who = fact.chosen("email", "phone", "order_id")
    if not who:
        raise PercorsoError("missing_identity", "The row names neither an order nor a recipient.")
    text = fact.need("status", "status")
    status = status_of(text, _own_words(fact.layout))
    # What InPost calls delivered was taken out of the locker.
    if status == "delivered" and fact.layout.export is INPOST and fact.get("pickup_point"):
        status = "picked_up"
    said: dict[str, Any] = {"status": status, "status_text": text, "carrier": _carrier(fact)}
    said |= fact.chosen("tracking_number", "branch", "pickup_point")
    known = {name: value for name, value in said.items() if value is not None}
    yield Event(STATUSES[status], at, **who, properties=jsontext.encode(known))


def _carrier(fact: Fact) -> str | None:
    """Name the carrier: as the row does, as the mapping does, as the export is known to be of one."""
    told = fact.get("carrier") or fact.layout.told.get("carrier")
    if told is not None:
        return str(told)
    export = fact.layout.export
    return None if export is GENERIC else export.name


KIND = Kind(
    noun="delivery statuses",
    exports=EXPORTS,
    times=("at",),
    makes=tuple(STATUSES.values()),
    events=_events,
    keys=("carrier", "statuses"),
    check=_check,
)
