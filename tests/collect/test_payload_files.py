from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from percorso.collect.options import ReadOptions
from percorso.collect.payload_files import read, reread, taken
from percorso.core.errors import PercorsoError
from percorso.core.record import Event, LeftOut, Rejected

Write = Callable[[str, str | bytes], Path]


def opened(topic: str, payload: Mapping[str, Any]) -> Iterator[Event | LeftOut]:
    yield Event(topic or "E", payload["at"], user_id="u")
    if payload.get("bad"):
        raise PercorsoError("bad_amount", "No.", hint="Mend it.")


def test_a_payload_is_taken_whole_or_not_at_all(write: Write) -> None:
    lines = [{"at": 1}, {"at": 2, "bad": True}, {"at": 3}]
    path = write("a.jsonl", "".join(json.dumps(line) + "\n" for line in lines) + "[]\n")
    (batch,) = read(path, ReadOptions(), opened)
    assert [one.at for one in batch.events] == [1, 3]
    assert [(one.row, one.code, one.reason) for one in batch.rejected] == [
        (2, "bad_amount", "No. Mend it."),
        (4, "bad_json", "The line is no JSON object."),
    ]


def test_a_row_set_aside_is_read_again_by_its_topic() -> None:
    (batch,) = reread("T", '{"at": 1}', ReadOptions(), opened)
    assert batch.events == [Event("T", 1, user_id="u")]


@pytest.mark.parametrize(("now", "rows"), [(None, [Event]), (0, [Rejected])])
def test_what_lies_ahead_of_now_is_set_aside_with_its_topic(now: int | None, rows: list[type]) -> None:
    found = taken({"at": 10**15}, "T", 1, "{}", ReadOptions(now=now), opened)
    assert [type(one) for one in found] == rows
    assert all(one.header == "T" for one in found if isinstance(one, Rejected))
