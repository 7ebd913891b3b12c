from __future__ import annotations

import json
from pathlib import Path

from bench._harness.calls import LINES, sent
from percorso.pipeline.applying import apply_log
from percorso.store.workspace import Workspace
from percorso.tables import EVENTS


def test_every_call_is_sent_once_and_taken_beside_what_is_known(tmp_path: Path) -> None:
    shop = Workspace.open(sent(tmp_path, 250, 40))
    assert shop.lake.count(EVENTS) == 40
    calls = [json.loads(line) for line in (shop.folder.parent / LINES).read_text(encoding="utf-8").splitlines()]
    done = apply_log(shop)
    assert (done.events, done.duplicates, done.quarantined, len(calls)) == (250, 0, 0, 250)
    events = shop.lake.read(EVENTS, columns=["kind", "browser", "address_key"])
    assert set(events["kind"].to_pylist()) >= {call["type"] for call in calls}
    assert events["browser"].null_count < 60
    assert events["address_key"].null_count == 40
