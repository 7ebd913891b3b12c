"""What no sender means to send and some do: each is stored, or set aside with its reason, and the next build holds."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from percorso.core.settings import Shop, Storage
from percorso.pipeline.applying import apply_log
from percorso.pipeline.building import build
from percorso.pipeline.people import person
from percorso.pipeline.recording import Received, Recorder
from percorso.store.workspace import Workspace
from percorso.tables import EVENTS, QUARANTINE

HOUR = 3_600_000_000
NOON = 1_772_452_800_000_000  # 2026-03-02 12:00 UTC


@pytest.fixture
def shop(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "shop", Shop(), Storage(buckets=2))


def send(shop: Workspace, *bodies: bytes, at: int = NOON) -> None:
    recorder = Recorder(shop.log)
    recorder.start()
    for body in bodies:
        # A queue of a real collector asks its sender to come again; here it is enough to wait.
        while not recorder.offer(Received("web", "shop", at, "/v1/batch", body, None, None), lambda _: None):
            pass
    recorder.stop()


def batch(calls: list[dict[str, Any]]) -> bytes:
    return json.dumps({"batch": calls}).encode()


def seen(number: int, **more: object) -> dict[str, Any]:
    return {"type": "track", "event": "Seen", "userId": "u1", "messageId": f"m{number}", **more}


def test_a_million_distinct_names_of_events_are_events(shop: Workspace, times: Callable[[int, int], int]) -> None:
    names = times(20_000, 1_000_000)
    calls = ([seen(one, event=f"Seen {one}") for one in range(begin, begin + 1000)] for begin in range(0, names, 1000))
    send(shop, *map(batch, calls))
    assert apply_log(shop).events == names
    build(shop)
    assert shop.lake.count(EVENTS) == names
    assert person(shop, "u1")["customer_id"]


def test_properties_of_ten_thousand_keys_are_kept_whole(shop: Workspace) -> None:
    properties = {f"key {number}": number for number in range(10_000)}
    send(shop, batch([seen(1, properties=properties)]))
    assert apply_log(shop).events == 1
    assert json.loads(shop.lake.read(EVENTS)["properties"][0].as_py()) == properties
    build(shop)


ODD = {
    "deep list": b"[" * 100_000 + b"]" * 100_000,
    "deep table": b'{"a":' * 20_000 + b"1" + b"}" * 20_000,
    "beyond all numbers": b'{"n":1e999999}',
    "long number": b'{"n":%s}' % (b"9" * 100_000),
    "lone surrogates": b'{"\\ud800":"\\udfff"}',
    "nul": b'{"a":"\\u0000"}',
    "no text": b"\xff\xfe\x00",
    "nothing": b"",
}


@pytest.mark.parametrize("properties", ODD.values(), ids=ODD)
def test_what_is_odd_is_stored_or_set_aside_and_its_neighbours_come_in(shop: Workspace, properties: bytes) -> None:
    odd = b'{"type":"track","event":"Odd","userId":"u2","properties":%s}' % properties
    one, other = (json.dumps(seen(number)).encode() for number in (1, 2))
    send(shop, b'{"batch":[%s]}' % b",".join((one, odd, other)))
    done = apply_log(shop)
    assert done.events + done.quarantined == 3
    assert shop.lake.read(EVENTS)["name"].to_pylist().count("Seen") == 2
    build(shop)
    assert len(person(shop, "u1")["timeline"]) == 2


def test_a_clock_that_jumps_loses_nothing_and_the_order_of_arrival_holds(shop: Workspace) -> None:
    for number, jump in enumerate((0, 48, -72, 1)):
        send(shop, batch([seen(number), seen(0)]), at=NOON + jump * HOUR)
        apply_log(shop)
    stored = shop.lake.read(EVENTS).sort_by("seq")
    received = stored["received_at"].cast(pa.int64()).to_pylist()
    assert [(at - NOON) // HOUR for at in received] == [0, 48, -72, 1]
    assert shop.lake.count(QUARANTINE) == 0
    build(shop)
    assert len(person(shop, "u1")["timeline"]) == 4
