"""The API answers whatever its description allows, and much that it does not, without a failure and as described."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from percorso.core.access import RIGHTS
from percorso.core.settings import Shop, Storage
from percorso.pipeline import tokens
from percorso.pipeline.building import build
from percorso.pipeline.importing import import_files
from percorso.store.workspace import Workspace
from percorso.web.app import SHOWING, application

CALL = {"type": "page", "userId": "u1", "timestamp": "2026-03-01T10:00:00Z"}
OURS = {"host": "127.0.0.1"}
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.mark.parametrize("scopes", [(), ("read",), RIGHTS], ids=["anybody", "who may read", "who may everything"])
def test_every_route_answers_anything_as_described(
    tmp_path: Path, times: Callable[[int, int], int], scopes: tuple[str, ...]
) -> None:
    shop = Workspace.create(tmp_path / "shop", Shop(), Storage(buckets=2))
    (tmp_path / "a.jsonl").write_text(json.dumps(CALL))
    import_files(shop, "segment", [tmp_path / "a.jsonl"])
    build(shop)
    shown = OURS | ({"authorization": f"Bearer {tokens.create(shop, 'all', scopes)}"} if scopes else {})
    described = schemathesis.openapi.from_asgi(
        "/api/v1/openapi/openapi.json", application(shop, (SHOWING,)), headers=OURS
    )
    every: Any = described.get_all_operations()
    operations = [found.ok() for found in every]
    assert {"/api/v1/answers", "/api/v1/stages", "/api/v1/status"} <= {one.path for one in operations}
    for operation in operations:
        _asked(operation.as_strategy(), shown, times(5, 500))


def _asked(cases: Any, headers: dict[str, str], times: int) -> None:
    @settings(max_examples=times, deadline=None, suppress_health_check=list(HealthCheck))
    @given(case=cases)
    def ask(case: Any) -> None:
        answer = case.call(headers=headers)
        # A build that an earlier question began may be at work; that is said, and meant.
        if answer.status_code != 503 or answer.json()["code"] != "busy":
            case.validate_response(answer, checks=CHECKS)

    ask()
