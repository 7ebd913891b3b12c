from __future__ import annotations

import re
from typing import Any

from litestar.testing import TestClient

import percorso
from percorso.pipeline import sources
from percorso.pipeline.kept import Kept, leave
from percorso.store.workspace import Workspace
from percorso.web.app import COLLECTING, SHOWING, application

Client = TestClient[Any]
CALL = {"event": "Product Viewed", "userId": "u1"}


def figures(client: Client) -> dict[str, float]:
    """What Prometheus would read, by the name with its labels."""
    text = client.get("/metrics").text
    return {name: float(value) for name, value in re.findall(r"^(percorso[^ ]*) (\S+)$", text, re.MULTILINE)}


def test_it_says_that_it_lives_by_any_name(shop: Workspace) -> None:
    with TestClient(application(shop, (SHOWING,)), base_url="https://shop.example") as client:
        assert client.get("/health").json() == {"alive": True, "version": percorso.__version__}
        assert client.get("/ready").status_code == 200
        assert client.get("/metrics").status_code == 403


def test_it_is_ready_only_while_events_are_taken(shop: Workspace) -> None:
    app = application(shop, (COLLECTING,))
    assert TestClient(app).get("/ready").status_code == 503
    with TestClient(app) as client:
        assert client.get("/ready").json() == {"ready": True}
    assert TestClient(app).get("/ready").status_code == 503


def test_watchers_may_ask_without_wanting_the_body(shop: Workspace) -> None:
    app = application(shop, (COLLECTING,))
    assert TestClient(app).head("/ready").status_code == 503
    with TestClient(app) as client:
        for path in ("/health", "/ready"):
            answer = client.head(path)
            assert (answer.status_code, answer.content) == (200, b"")


def test_requests_are_counted_by_source_and_answer(shop: Workspace) -> None:
    key = sources.create(shop, "web").key
    with TestClient(application(shop), base_url="http://127.0.0.1") as client:
        for _ in range(3):
            assert client.post("/v1/track", json=CALL, auth=(key, "")).status_code == 200
        assert client.post("/v1/track", json=CALL, auth=("wrong", "")).status_code == 401
        found = figures(client)
    assert found['percorso_requests_total{answer="200",source="web"}'] == 3
    assert found['percorso_requests_total{answer="401",source=""}'] == 1
    assert found["percorso_acknowledge_seconds_count"] == 4
    assert found['percorso_request_bytes_total{source="web"}'] > 100
    assert found["percorso_waiting_requests"] == found["percorso_waiting_bytes"] == 0


def test_the_keepers_last_word_is_shown(shop: Workspace) -> None:
    leave(shop, Kept(frame=5, events=12, quarantined=1, build=2, build_seconds=0.5))
    with TestClient(application(shop, (SHOWING,)), base_url="http://127.0.0.1") as client:
        found = figures(client)
    assert (found["percorso_kept_frame"], found["percorso_kept_events"], found["percorso_kept_build"]) == (5, 12, 2)


def test_nothing_anybody_sent_is_shown(shop: Workspace) -> None:
    key = sources.create(shop, "web").key
    with TestClient(application(shop), base_url="http://127.0.0.1") as client:
        client.post("/v1/track", json={**CALL, "userId": "anna@example.com"}, auth=(key, ""))
        text = client.get("/metrics").text
    assert "anna" not in text
    assert key not in text
