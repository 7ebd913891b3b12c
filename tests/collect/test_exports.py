"""The room the connectors of one row a fact share: recognising, times, setting rows aside, reading them again."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from percorso.collect import exports
from percorso.collect.exports import Export, Fact, Kind
from percorso.collect.options import ReadOptions
from percorso.core.errors import PercorsoError
from percorso.core.record import Batch, Event
from percorso.core.settings import Shop
from percorso.core.time import from_micros

Write = Callable[[str, str | bytes], Path]


def _events(fact: Fact) -> Iterator[Event]:
    for field in ("seen", "left"):
        if (at := fact.at(field)) is not None:
            yield Event(field, at, message_id=fact.get("id"), email=fact.need("who", "name"))


COLUMNS = {
    "who": ("Who", "Chi"),
    "seen": ("Seen", "Seen (UTC)", "Vista"),
    "seen_clock": ("Clock",),
    "left": ("Left",),
    "id": ("Id",),
}
KIND = Kind(
    noun="visits",
    exports=(
        Export("rome", ("who", "seen", "id"), COLUMNS, zone="Europe/Rome"),
        Export("any", ("who", "seen"), {**COLUMNS, "id": ()}),
    ),
    times=("seen", "left"),
    makes=("seen", "left"),
    events=_events,
)


def read(path: Path, mapping: str = "", **shop: str) -> Batch:
    options = ReadOptions(Shop(**shop), tomllib.loads(mapping) or None)  # type: ignore[arg-type]
    whole = Batch()
    for batch in exports.read(path, options, KIND):
        whole.events.extend(batch.events)
        whole.rejected.extend(batch.rejected)
    return whole


def times(batch: Batch) -> list[str]:
    return [from_micros(one.at).isoformat() for one in batch.events]


@pytest.mark.parametrize(
    ("header", "mapping", "hour"),
    [
        ("Who,Seen", "", "15"),
        ("Who,Seen", 'time_zone = "Asia/Tokyo"', "01"),
        ("Who,Seen (UTC)", "", "10"),
        ("Who,Seen (UTC)", 'time_zone = "Asia/Tokyo"', "01"),
        ("Who,Seen,Id", "", "09"),
        ("Who,Seen,Id", 'time_zone = "Asia/Tokyo"', "01"),
    ],
)
def test_a_time_s_zone_is_the_mapping_s_else_its_column_s_else_the_system_s_else_the_shop_s(
    write: Write, header: str, mapping: str, hour: str
) -> None:
    row = "anna,2026-03-02 10:00" + (",1" if "Id" in header else "")
    found = read(write("a.csv", f"{header}\n{row}\n"), mapping, time_zone="America/New_York")
    assert times(found) == [f"2026-03-02T{hour}:00:00+00:00"]


def test_one_file_may_write_its_times_in_several_forms(write: Write) -> None:
    rows = "anna;13/03/2026 10:00:05;14/03/2026\nanna;03/04/2026;2026-04-05T10:00:00+02:00\n"
    found = read(write("a.csv", "Chi;Vista;Left\n" + rows), time_zone="UTC")
    assert times(found) == [
        "2026-03-13T10:00:05+00:00",
        "2026-03-14T00:00:00+00:00",
        "2026-04-03T00:00:00+00:00",
        "2026-04-05T08:00:00+00:00",
    ]


def test_the_time_of_day_may_stand_in_a_column_of_its_own(write: Write) -> None:
    found = read(write("a.csv", "Who,Seen,Clock\nanna,13.03.2026,10.14\nanna,14.03.2026,\n"), time_zone="UTC")
    assert times(found) == ["2026-03-13T10:14:00+00:00", "2026-03-14T00:00:00+00:00"]


def test_what_systems_write_for_nothing_is_nothing(write: Write) -> None:
    found = read(write("a.csv", "Who,Seen,Left\nanna,2026-03-13,--\nN/A,2026-03-13,\n"))
    assert [one.name for one in found.events] == ["seen"]
    assert [(one.row, one.code) for one in found.rejected] == [(3, "missing_who")]


def test_a_row_is_taken_whole_or_set_aside_whole_and_can_be_read_again(write: Write) -> None:
    found = read(write("a.csv", "Who,Seen,Left\nanna,2026-03-13,2026-03-29 02:30\nanna,2026-03-14,\n"))
    assert len(found.events) == 1
    (rejected,) = found.rejected
    assert (rejected.code, rejected.original) == ("time_does_not_exist", "anna,2026-03-13,2026-03-29 02:30")
    (again,) = exports.reread(rejected.header, rejected.original.replace("02:30", "03:30"), ReadOptions(), KIND)
    assert [one.name for one in again.events] == ["seen", "left"]


def test_another_header_is_refused_naming_what_was_looked_for(write: Write) -> None:
    with pytest.raises(PercorsoError, match="Looked for rome: Who, Seen, Id; any: Who, Seen") as caught:
        read(write("a.csv", "when,where\n1,2\n"))
    assert caught.value.code == "unrecognised_export"
