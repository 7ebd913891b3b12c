"""What can happen to a workspace's own files: each function does it."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from matrix.cases import FOLDER
from percorso.store.workspace import MARKER, SETTINGS

NOISE = bytes(range(256)) * 20


@dataclass(frozen=True)
class StoredCase:
    """One thing that can happen, what each verb says of it, and what holds in the end."""

    name: str
    expected: Mapping[str, str]
    after: str = ""


def cases() -> tuple[StoredCase, ...]:
    """Read the cases."""
    text = (FOLDER / "bad_store.toml").read_text(encoding="utf-8")
    found = msgspec.toml.decode(text, type=dict[str, tuple[StoredCase, ...]])
    return found["case"]


def log_cut_off(shop: Path) -> None:
    segment = _segment(shop)
    segment.write_bytes(segment.read_bytes() + segment.read_bytes()[:100])


def log_with_a_wrong_byte(shop: Path) -> None:
    segment = _segment(shop)
    whole = bytearray(segment.read_bytes())
    whole[200] ^= 0xFF
    segment.write_bytes(bytes(whole))


def log_gone(shop: Path) -> None:
    shutil.rmtree(shop / "log")


def log_is_a_file(shop: Path) -> None:
    shutil.rmtree(shop / "log")
    (shop / "log").write_bytes(NOISE)


def state_gone(shop: Path) -> None:
    for path in shop.glob("state.db*"):
        path.unlink()


def state_is_noise(shop: Path) -> None:
    state_gone(shop)
    (shop / "state.db").write_bytes(NOISE)


def state_is_empty(shop: Path) -> None:
    state_gone(shop)
    (shop / "state.db").touch()


def state_is_a_folder(shop: Path) -> None:
    state_gone(shop)
    (shop / "state.db").mkdir()


def table_cut_off(shop: Path) -> None:
    for path in (shop / "lake" / "touchpoints").rglob("*.parquet"):
        path.write_bytes(path.read_bytes()[:-20])


def table_file_gone(shop: Path) -> None:
    for path in (shop / "lake" / "touchpoints").rglob("*.parquet"):
        path.unlink()


def table_log_is_noise(shop: Path) -> None:
    for table in (shop / "lake").iterdir():
        for path in (table / "_delta_log").glob("*.json"):
            path.write_bytes(NOISE)


def cache_gone(shop: Path) -> None:
    shutil.rmtree(shop / "cache")


def cache_cut_off(shop: Path) -> None:
    for path in (shop / "cache").rglob("*.npy"):
        path.write_bytes(path.read_bytes()[:-1])


def cache_of_another_format(shop: Path) -> None:
    for path in (shop / "cache").rglob("contents.json"):
        told = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps({**told, "format": 99}), encoding="utf-8")


def marker_is_noise(shop: Path) -> None:
    (shop / MARKER).write_bytes(NOISE)


def marker_says_nothing(shop: Path) -> None:
    (shop / MARKER).write_text("[]", encoding="utf-8")


def newer_folder(shop: Path) -> None:
    (shop / MARKER).write_text(json.dumps({"format": 99, "buckets": 2}), encoding="utf-8")


def newer_folder_and_settings(shop: Path) -> None:
    newer_folder(shop)
    with (shop / SETTINGS).open("a", encoding="utf-8") as file:
        file.write("\n[from_the_future]\nevents = true\n")


def newer_state(shop: Path) -> None:
    with sqlite3.connect(shop / "state.db") as state:
        state.execute("UPDATE alembic_version SET version_num = 99")
    state.close()


def newer_table_column(shop: Path) -> None:
    _rewritten(shop, '\\"name\\":\\"event_id\\"', '\\"name\\":\\"from_the_future\\"')


def newer_table_protocol(shop: Path) -> None:
    _rewritten(shop, '"minReaderVersion":1', '"minReaderVersion":99')


def _segment(shop: Path) -> Path:
    (segment,) = (shop / "log").glob("*.log")
    return segment


def _rewritten(shop: Path, old: str, new: str) -> None:
    path = shop / "lake" / "events" / "_delta_log" / f"{0:020d}.json"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
