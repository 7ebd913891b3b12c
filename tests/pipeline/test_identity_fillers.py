"""A card that a till swipes for everybody, and codes that stand for none, do not make one customer of many."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from percorso.core.settings import Shop
from percorso.pipeline.building import build
from percorso.pipeline.importing import import_files
from percorso.pipeline.published import Published
from percorso.store.workspace import Workspace
from percorso.tables import IDENTIFIERS


@pytest.mark.parametrize(
    ("trait", "people", "customers"),
    [
        ({"loyalty_id": "NEGOZIO"}, 8, 8),
        ({"crm_id": "SHOP"}, 8, 8),
        ({"tax_code": "RSSMRA80A01H501U"}, 8, 8),
        ({"tax_code": "XXXXXX00X00X000X"}, 2, 2),
        ({"loyalty_id": "0000000"}, 2, 2),
        ({"phone": "1234567890"}, 2, 2),
        ({"email": "support@shop.example"}, 2, 2),
        ({"loyalty_id": "CARD-778899"}, 3, 1),
        ({"tax_code": "RSSMRA80A01H501U"}, 2, 1),
    ],
)
def test_a_value_that_names_nobody_ties_nobody_and_a_family_s_card_a_family(
    tmp_path: Path, trait: dict[str, str], people: int, customers: int
) -> None:
    rows = (
        {"type": "identify", "userId": f"u{one}", "timestamp": "2026-10-01T10:00:00Z", "traits": trait}
        for one in range(people)
    )
    (tmp_path / "events.jsonl").write_text("\n".join(map(json.dumps, rows)))
    workspace = Workspace.create(tmp_path / "workspace", Shop())
    import_files(workspace, "segment", [tmp_path / "events.jsonl"])
    build(workspace)
    users = Published.open(workspace).rows("FROM identifiers WHERE kind = 'user'", IDENTIFIERS)
    workspace.state.close()
    assert len({row["customer_id"] for row in users}) == customers
