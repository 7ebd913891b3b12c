from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from cli.running import address, running
from percorso.core.errors import PercorsoError
from percorso.pipeline import sources
from percorso.pipeline.asking import answers
from percorso.pipeline.backups import backup, restore
from percorso.pipeline.building import build
from percorso.pipeline.erasing import erase
from percorso.pipeline.people import person
from percorso.pipeline.published import Published
from percorso.store.workspace import Workspace
from percorso.tables import ORDERS


def test_a_copy_taken_while_the_server_takes_events_gives_the_same_answers_elsewhere(
    newsletter_shop: Workspace, tmp_path: Path
) -> None:
    """The drill: back up while events come in, restore in another place, build there, and ask."""
    key = sources.create(newsletter_shop, "web").key
    page = {"type": "page", "userId": "u1", "timestamp": "2026-03-20T10:00:00Z"}
    with running("serve", "--port", "0", "--workspace", newsletter_shop.folder) as server:
        base = address(server)
        for number in range(6):
            if number == 3:
                backup(newsletter_shop, tmp_path / "copy")
            sent = httpx.post(f"{base}v1/page", json={**page, "messageId": f"m{number}"}, auth=(key, ""), timeout=30)
            assert sent.status_code == 200
        server.terminate()
        server.wait(60)
    assert restore(tmp_path / "copy", tmp_path / "elsewhere") == 0
    there = Workspace.open(tmp_path / "elsewhere")
    build(there)
    visits = [row for row in person(there, "u1")["timeline"] if row["at"].startswith("2026-03-20")]
    assert len(visits) == 3
    build(newsletter_shop)
    assert len([row for row in person(newsletter_shop, "u1")["timeline"] if row["at"].startswith("2026-03-20")]) == 6


def test_a_copy_answers_at_once_as_the_shop_does(newsletter_shop: Workspace, tmp_path: Path) -> None:
    assert backup(newsletter_shop, tmp_path / "copy") > 0
    restore(tmp_path / "copy", tmp_path / "elsewhere")
    there = Workspace.open(tmp_path / "elsewhere")
    assert answers(there)["answers"] == answers(newsletter_shop)["answers"]
    assert build(there).why == "nothing_new"


def test_who_was_erased_after_the_copy_is_erased_in_it_when_it_is_put_back(
    newsletter_shop: Workspace, tmp_path: Path
) -> None:
    backup(newsletter_shop, tmp_path / "copy")
    erase(newsletter_shop, ["u1"])
    erase(newsletter_shop, ["u2"], orders=True)
    assert restore(tmp_path / "copy", tmp_path / "elsewhere", newsletter_shop.folder) == 2
    there = Workspace.open(tmp_path / "elsewhere")
    for gone in ("u1", "u2"):
        with pytest.raises(PercorsoError, match="Nobody"):
            person(there, gone)
    assert _orders(there) == _orders(newsletter_shop) == 5


def _orders(shop: Workspace) -> int:
    return int(Published.open(shop).rows("SELECT count(*) AS n FROM orders", ORDERS)[0]["n"])


def test_another_shop_cannot_say_who_was_erased(newsletter_shop: Workspace, tmp_path: Path) -> None:
    backup(newsletter_shop, tmp_path / "copy")
    other = Workspace.create(tmp_path / "other")
    assert other.secret
    with pytest.raises(PercorsoError) as raised:
        restore(tmp_path / "copy", tmp_path / "elsewhere", other.folder)
    assert raised.value.code == "another_workspace"
    assert not (tmp_path / "elsewhere").exists()
