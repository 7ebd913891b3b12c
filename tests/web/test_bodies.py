from __future__ import annotations

import asyncio
import gzip
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.core.errors import PercorsoError
from percorso.web import bodies
from percorso.web.bodies import LARGEST, Reader, unpacked


class Sending:
    """Stands in for a request: gives its pieces one after another, with a pause before each."""

    def __init__(self, *pieces: bytes, pause: float = 0.0, ends: bool = True, size: str = "") -> None:
        self._pieces, self._pause, self._ends = [*pieces], pause, ends
        self.headers = {"content-length": size} if size else {}

    async def receive(self) -> dict[str, Any]:
        await asyncio.sleep(self._pause)
        if not self._pieces:
            return {"type": "http.disconnect"}
        piece = self._pieces.pop(0)
        return {"type": "http.request", "body": piece, "more_body": bool(self._pieces) or not self._ends}


def read(reader: Reader, *sent: Sending) -> list[Any]:
    """Read several bodies at once; what each gave, or the code of why not."""

    async def one(request: Any) -> Any:
        try:
            return await reader.read(request)
        except PercorsoError as problem:
            return problem.code

    async def together() -> list[Any]:
        return list(await asyncio.gather(*map(one, sent)))

    return asyncio.run(together())


@given(st.binary(max_size=2000))
def test_what_was_packed_is_unpacked_and_the_rest_stays_as_it_came(body: bytes) -> None:
    assert unpacked(gzip.compress(body)) == body
    if not body.startswith(b"\x1f\x8b"):
        assert unpacked(body) == body


@given(st.binary(min_size=1, max_size=500), st.integers(min_value=0), st.integers(1, 255))
def test_damage_is_no_failure(body: bytes, place: int, change: int) -> None:
    packed = bytearray(gzip.compress(body))
    packed[place % len(packed)] ^= change
    assert isinstance(unpacked(bytes(packed)), bytes)
    assert isinstance(unpacked(bytes(packed[: place % len(packed)])), bytes)


def test_a_bomb_is_left_before_it_goes_off() -> None:
    packer = zlib.compressobj(1, wbits=31)
    bomb = packer.compress(bytes(2**26)) + packer.flush()
    assert len(bomb) < LARGEST
    with pytest.raises(PercorsoError) as caught:
        unpacked(bomb)
    assert caught.value.code == "too_large"


def test_a_body_in_pieces_is_one_and_a_large_one_is_refused_as_soon_as_it_is() -> None:
    reader = Reader()
    assert read(reader, Sending(b"a", b"b", b"")) == [b"ab"]
    assert read(reader, Sending(*[bytes(2**20)] * 9)) == ["too_large"]
    assert read(reader, Sending(b"a", size=str(LARGEST + 1)), Sending(b"a", size="²")) == ["too_large", b"a"]


def test_a_sender_who_hangs_up_before_the_end_has_sent_nothing() -> None:
    assert read(Reader(), Sending(b"a", ends=False)) == ["too_slow"]


def test_a_sender_who_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "PATIENCE_SECONDS", 0.05)
    assert read(Reader(), Sending(b"a", pause=5), Sending(b"b")) == ["too_slow", b"b"]


def test_all_that_is_being_read_at_once_is_bounded_and_let_go_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "READING_BYTES", 250)
    reader = Reader()
    slow = [Sending(bytes(100), b"x", pause=0.05) for _ in range(3)]
    assert sorted(str(one)[:4] for one in read(reader, *slow)) == ["b'\\x", "b'\\x", "busy"]
    assert read(reader, Sending(bytes(250))) == [bytes(250)]
