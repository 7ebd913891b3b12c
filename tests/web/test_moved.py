from __future__ import annotations

from typing import Any

import msgspec
from litestar.testing import TestClient

from percorso.store.figures import Noted, Shift
from percorso.store.workspace import Workspace
from percorso.web.documents import Status
from percorso.web.moved_documents import FiguresMoved

Client = TestClient[Any]


def test_what_moved_is_told_in_either_language_and_of_a_period(client: Client, shop: Workspace) -> None:
    build = shop.state.latest_build()
    assert build is not None
    shift = Shift("2026-03-01", "EUR", "refunds", 0, -500, 0, 0, 1, build.published_at)
    figures = {("2026-03-01", "EUR"): (1, 1500, 1, 4), ("2026-04-09", "EUR"): (0, 0, 0, 1)}
    with shop.state.figures._writing() as connection:
        shop.state.figures.keep(connection, Noted(figures, shifts=[shift]), build.published_at)
    told = msgspec.json.decode(client.get("/api/v1/moved").content, type=FiguresMoved)
    assert [(one.month, one.figures[0].change) for one in told.months] == [("2026-03", "−€5")]
    assert "1 order was refunded" in told.headline
    assert "1 ordine è stato rimborsato" in client.get("/api/v1/moved?language=it").json()["headline"]
    assert client.get("/api/v1/moved?since=2026-04-01").json()["months"] == []
    assert client.get("/api/v1/moved?since=soon").json()["code"] == "bad_date"
    status = msgspec.json.decode(client.get("/api/v1/status").content, type=Status)
    assert [one.causes[0].cause for one in status.moved] == ["refunds"]
