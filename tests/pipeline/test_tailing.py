from __future__ import annotations

import json
import time
from pathlib import Path
from threading import Thread

import pytest

from percorso.core.errors import PercorsoError
from percorso.core.settings import Shop, Storage
from percorso.pipeline import sources
from percorso.pipeline.applying import apply_log
from percorso.pipeline.importing import import_files
from percorso.pipeline.recording import Received, Recorder
from percorso.pipeline.tailing import Arrival, tail
from percorso.store.workspace import Workspace


@pytest.fixture
def shop(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "shop", Shop(), Storage(buckets=2))


def send(shop: Workspace, *calls: object, source: str = "web") -> None:
    recorder = Recorder(shop.log)
    recorder.start()
    body = json.dumps({"batch": calls}).encode()
    recorder.offer(Received(source, "shop", time.time_ns() // 1000, "/v1/batch", body, None, None), lambda _: None)
    recorder.stop()


def seen(number: int) -> dict[str, object]:
    context = {"page": {"url": f"https://a.example/{number}"}}
    return {"type": "track", "event": f"Seen {number}", "anonymousId": "v1", "context": context, "properties": {"n": 1}}


def there(shop: Workspace, source: str | None = None, last: int = 10) -> list[Arrival]:
    return list(tail(shop, source, last, over=lambda: True))


def test_the_last_ones_come_first_to_last_with_who_and_where(shop: Workspace) -> None:
    assert there(shop) == []
    send(shop, *map(seen, range(5)))
    send(shop, {"type": "dance"}, seen(5))
    told = there(shop, last=3)
    assert [(one.what, one.code) for one in told[1:2]] == [("Seen 5", None)]
    assert [one.what for one in there(shop, last=0)] == []
    (event,) = (one for one in told if one.what == "Seen 5")
    assert (event.source, event.who, event.url) == ("web", "v1", "https://a.example/5")
    assert event.more["properties"] == {"n": 1}
    (refused,) = (one for one in told if one.code)
    assert refused.code == "unknown_type"
    assert "dance" in refused.more["original"]


def test_one_source_alone_is_shown_when_asked_for(shop: Workspace, tmp_path: Path) -> None:
    sources.create(shop, "app")
    send(shop, seen(1))
    send(shop, seen(2), source="app")
    (tmp_path / "calls.jsonl").write_text(json.dumps({**seen(3), "timestamp": "2026-03-01T10:00:00Z"}))
    import_files(shop, "segment", [tmp_path / "calls.jsonl"], source="file")
    assert [one.what for one in there(shop)] == ["Seen 1", "Seen 2", "Seen 3"]
    assert [one.what for one in there(shop, "app")] == ["Seen 2"]
    assert [one.what for one in there(shop, "file")] == ["Seen 3"]


def test_a_source_that_is_quieter_than_others_is_looked_for_further_back(shop: Workspace) -> None:
    sources.create(shop, "quiet")
    assert there(shop, "quiet") == []
    send(shop, seen(1), source="quiet")
    for number in range(30):
        send(shop, seen(number), source="loud")
    assert [one.what for one in there(shop, "quiet")] == ["Seen 1"]


def test_a_source_that_nobody_knows_is_said_to_be_unknown(shop: Workspace) -> None:
    sources.create(shop, "web")
    with pytest.raises(PercorsoError, match="web") as caught:
        there(shop, "wbe")
    assert caught.value.code == "unknown_source"


def test_new_ones_are_shown_as_they_come_and_applying_disturbs_nothing(shop: Workspace) -> None:
    send(shop, seen(0))
    got: list[str] = []
    over: list[bool] = []
    thread = Thread(target=lambda: got.extend(one.what for one in tail(shop, over=lambda: bool(over))))
    thread.start()
    for number in range(1, 4):
        send(shop, seen(number))
        apply_log(shop)
    over.append(True)
    thread.join(60)
    assert got == [f"Seen {number}" for number in range(4)]
