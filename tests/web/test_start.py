from __future__ import annotations

from typing import Any

import msgspec
from litestar.testing import TestClient

from percorso.store.workspace import Workspace
from percorso.web.app import SHOWING, application
from percorso.web.jobs_documents import Start


def test_a_new_workspace_says_that_it_has_nothing_yet(empty: Workspace) -> None:
    client: TestClient[Any] = TestClient(application(empty, (SHOWING,)), base_url="http://127.0.0.1")
    told = msgspec.json.decode(client.get("/api/v1/start?language=it").content, type=Start)
    assert (told.account, told.sources, told.events, told.built) == (False,) * 4
    assert told.stages[0].label == "Consapevolezza"


def test_one_with_data_says_that_it_is_built(client: TestClient[Any]) -> None:
    told = msgspec.json.decode(client.get("/api/v1/start").content, type=Start)
    assert (told.sources, told.events, told.built) == (True, True, True)
