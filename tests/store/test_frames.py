from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.core.errors import PercorsoError
from percorso.store.frames import MAGIC, encode, refuse_damage, whole_frames

PAYLOADS = st.lists(st.binary(max_size=40), min_size=1, max_size=6)


def _file(folder: str, data: bytes) -> Path:
    path = Path(folder) / "0000000000000005.log"
    path.write_bytes(data)
    return path


@given(PAYLOADS, st.data())
def test_a_torn_file_gives_exactly_the_frames_that_are_whole(payloads: list[bytes], data: st.DataObject) -> None:
    frames = [encode(5 + place, 4, payload) for place, payload in enumerate(payloads)]
    whole = b"".join(frames)
    cut = data.draw(st.integers(0, len(whole)))
    ends = [sum(map(len, frames[: place + 1])) for place in range(len(frames))]
    with TemporaryDirectory() as folder:
        found = list(whole_frames(_file(folder, whole[:cut]), 5))
    assert [(raw.number, raw.payload, raw.end) for raw in found] == [
        (5 + place, payload, end) for place, (payload, end) in enumerate(zip(payloads, ends, strict=True)) if end <= cut
    ]


@given(PAYLOADS, st.data())
def test_no_changed_byte_goes_unseen(payloads: list[bytes], data: st.DataObject) -> None:
    frames = [encode(5 + place, 4, payload) for place, payload in enumerate(payloads)]
    whole = bytearray(b"".join(frames))
    place = data.draw(st.integers(0, len(whole) - 1))
    whole[place] ^= data.draw(st.integers(1, 255))
    hit = next(n for n in range(len(frames)) if place < sum(map(len, frames[: n + 1])))
    with TemporaryDirectory() as folder:
        found = list(whole_frames(_file(folder, bytes(whole)), 5))
    assert [raw.payload for raw in found] == payloads[:hit]


def test_a_broken_frame_that_a_later_one_calls_committed_is_damage(tmp_path: Path) -> None:
    broken = bytearray(encode(5, 4, b"five"))
    broken[-1] ^= 1
    path = _file(str(tmp_path), bytes(broken) + encode(6, 5, b"six"))
    with pytest.raises(PercorsoError, match=r"0000000000000005\.log at byte 0") as raised:
        refuse_damage(path, 0, 5)
    assert raised.value.code == "log_corrupt"


@pytest.mark.parametrize(
    "tail",
    [
        b"",
        MAGIC,
        encode(5, 4, b"five")[:-1],
        # Two frames of one commit, the first lost by a power cut: nobody was told that either is stored.
        bytes(len(encode(5, 4, b"five"))) + encode(6, 4, b"six"),
        # Whole by now: its writer was only a moment behind.
        encode(5, 4, b"five") + encode(6, 5, b"six"),
        # Bytes of an older log inside a torn payload prove nothing about this frame.
        encode(5, 4, encode(3, 2, b"three") + b"five")[:-1],
    ],
)
def test_a_torn_tail_is_no_damage(tmp_path: Path, tail: bytes) -> None:
    refuse_damage(_file(str(tmp_path), tail), 0, 5)
