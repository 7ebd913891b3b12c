from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from litestar.testing import TestClient

from percorso.store.workspace import Workspace
from percorso.web.app import application
from percorso.web.settings_documents import ChannelRules, Classified, Preview, Settings
from web.logging_in import log_in

Client = TestClient[Any]
RULES = 'name = "own"\nversion = "1"\nbased_on = "percorso"\n[[rule]]\nchannel = "Partner"\nsource_is = "news"\n'

pytestmark = pytest.mark.usefixtures("cheap_passwords")


@pytest.fixture
def client(demanding: Workspace) -> Iterator[Client]:
    with TestClient(application(demanding), base_url="http://127.0.0.1") as found:
        found.headers["x-csrf-token"] = log_in(found)
        yield found


def test_settings_are_shown_and_changed_one_by_one(client: Client) -> None:
    shown = msgspec.json.decode(client.get("/api/v1/settings").content, type=Settings)
    assert (shown.shop.currency, shown.followed) == ("EUR", True)
    told = client.patch("/api/v1/settings", json={"margin": 45, "name": "Bottega Aurora"})
    changed = msgspec.json.decode(told.content, type=Settings)
    assert (changed.shop.margin, changed.shop.currency, changed.followed) == (45.0, "EUR", False)
    # The running server answers by it.
    assert client.get("/api/v1/session").json()["shop"] == "Bottega Aurora"
    assert client.patch("/api/v1/settings", json={"margin": None}).json()["shop"]["margin"] is None


@pytest.mark.parametrize(
    "wrong", [{"margin": 200}, {"country": "Italy"}, {"id": "other"}, {"revenue": "all"}, {"time_zone": "Europe/Roma"}]
)
def test_what_cannot_be_is_refused(client: Client, wrong: dict[str, object]) -> None:
    assert client.patch("/api/v1/settings", json=wrong).status_code == 400


def test_channel_rules_are_tried_previewed_applied_and_undone(client: Client) -> None:
    shown = msgspec.json.decode(client.get("/api/v1/channel-rules").content, type=ChannelRules)
    assert not shown.own
    visit = {"url": "https://a.example/?utm_source=news&utm_medium=email", "referrer": "", "text": RULES}
    told = client.post("/api/v1/channel-rules/try", json=visit)
    assert msgspec.json.decode(told.content, type=Classified).channel == "Partner"
    told = client.post("/api/v1/channel-rules/preview?language=it", json={"text": RULES})
    assert msgspec.json.decode(told.content, type=Preview).moved == 1
    assert client.put("/api/v1/channel-rules", json={"text": RULES}).json()["own"]
    stale = client.put("/api/v1/channel-rules", json={"text": RULES, "base": shown.text})
    assert (stale.status_code, stale.json()["code"]) == (409, "rules_changed")
    assert not client.post("/api/v1/channel-rules/undo").json()["own"]
    told = client.post("/api/v1/channel-rules/undo")
    assert (told.status_code, told.json()["code"]) == (409, "nothing_to_undo")
    assert client.put("/api/v1/channel-rules", json={"text": "no rules"}).json()["code"] == "bad_channel_rules"
