from __future__ import annotations

import os
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.core.errors import PercorsoError
from percorso.pipeline import uploads
from percorso.store.workspace import Workspace

Make = Callable[..., Workspace]


def drop(shop: Workspace, content: bytes = b"a,b\n", name: str = "orders.csv") -> str:
    with uploads.receive(shop, name) as (upload, incoming):
        incoming.write(content)
    return upload


def test_a_file_is_kept_under_an_id_until_it_is_forgotten(make_shop: Make) -> None:
    shop = make_shop()
    kept = uploads.find(shop, drop(shop))
    assert (kept.name, kept.size, kept.path.read_bytes()) == ("orders.csv", 4, b"a,b\n")
    assert kept.path.is_relative_to(shop.staging)
    uploads.forget(shop, kept.id)
    with pytest.raises(PercorsoError, match="unknown_upload"):
        uploads.find(shop, kept.id)


@pytest.mark.parametrize("given", ["..", "../../x", "", "0" * 15, "G" * 16, "/etc/passwd", "0" * 16])
def test_an_id_is_never_a_way_out(make_shop: Make, given: str) -> None:
    shop = make_shop()
    drop(shop)
    with pytest.raises(PercorsoError, match="unknown_upload"):
        uploads.find(shop, given)


@given(st.text())
def test_a_name_is_always_one_safe_part_of_a_path(name: str) -> None:
    safe = uploads.safe_name(name)
    assert safe
    assert not safe.startswith(".")
    assert not {"/", "\\", "\0", "\n", ":", "<"} & set(safe)
    assert len(os.fsencode(safe)) <= 255


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Anna\\ordini marzo.csv", "ordini marzo.csv"),
        (".ssh", "ssh"),
        ("..", "file"),
        ("<img src=x>.csv", "_img src_x_.csv"),
        ("Città (1).csv", "Città (1).csv"),
    ],
)
def test_a_name_stays_readable(name: str, shown: str) -> None:
    assert uploads.safe_name(name) == shown


def test_nothing_is_left_of_what_does_not_come_whole(make_shop: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = make_shop()
    monkeypatch.setattr(uploads, "LARGEST", 10)
    with pytest.raises(PercorsoError, match="upload_too_large"):
        drop(shop, b"x" * 11)
    with pytest.raises(PercorsoError, match="empty_file"):
        drop(shop, b"")
    with pytest.raises(ConnectionError), uploads.receive(shop, "a.csv"):
        raise ConnectionError
    assert list((shop.staging / "uploads").iterdir()) == []


def test_what_nobody_imports_goes_after_a_day_and_no_more_waits_than_there_is_room_for(
    make_shop: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = make_shop()
    monkeypatch.setattr(uploads, "LARGEST", 10)
    monkeypatch.setattr(uploads, "ALL_TOGETHER", 17)
    old = drop(shop, b"12345678")
    with pytest.raises(PercorsoError, match="uploads_full"):
        drop(shop)
    yesterday = time.time() - 90_000
    os.utime(uploads.find(shop, old).path.parent, (yesterday, yesterday))
    drop(shop)
    with pytest.raises(PercorsoError, match="unknown_upload"):
        uploads.find(shop, old)
