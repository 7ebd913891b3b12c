from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from litestar.testing import TestClient

from percorso.pipeline import accounts, tokens, uploads
from percorso.store.workspace import Workspace
from percorso.web.app import SHOWING, application
from percorso.web.jobs_documents import FilePreview, Upload

Client = TestClient[Any]
TABLE = b"when,who,paid\n2026-03-01,anna@a.example,12\n"

pytestmark = pytest.mark.usefixtures("cheap_passwords")


@pytest.fixture
def client(empty: Workspace) -> Iterator[Client]:
    with TestClient(application(empty, (SHOWING,)), base_url="http://127.0.0.1") as found:
        yield found


def drop(client: Client, content: bytes, name: str = "till.csv", **headers: str) -> Upload:
    told = client.post("/api/v1/uploads", params={"name": name}, content=content, headers=headers)
    return msgspec.json.decode(told.content, type=Upload)


def previewed(client: Client, upload: str, *, headers: dict[str, str] | None = None, **choice: Any) -> FilePreview:
    told = client.post(f"/api/v1/uploads/{upload}/preview", json=choice, headers=headers)
    return msgspec.json.decode(told.content, type=FilePreview)


def test_a_file_is_dropped_and_shown_and_read_otherwise_as_chosen(client: Client) -> None:
    dropped = drop(client, TABLE, "../../till.csv")
    assert (dropped.name, dropped.size) == ("till.csv", len(TABLE))
    first = previewed(client, dropped.id)
    assert (first.connector, first.taken, first.rows[0].who) == ("csv", 1, "anna@a.example")
    chosen = previewed(client, dropped.id, connector="csv", columns={"total": "paid"})
    assert chosen.rows[0].amount == "12"
    told = client.post(f"/api/v1/uploads/{dropped.id}/preview?language=it", json={"connector": "orders"})
    assert (told.status_code, told.json()["code"]) == (400, "unrecognised_export")


def test_a_file_that_is_too_large_or_empty_is_refused_and_nothing_is_left(
    client: Client, empty: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "LARGEST", 10)

    def pieces() -> Iterator[bytes]:
        yield from (b"12345678", b"12345678")

    # Told beforehand, and found out on the way where the sender does not say.
    for content, code in ((TABLE, "upload_too_large"), (pieces(), "upload_too_large"), (b"", "empty_file")):
        told = client.post("/api/v1/uploads?name=a.csv", content=content)
        assert (told.status_code, told.json()["code"]) == (413 if code == "upload_too_large" else 400, code)
    assert not any((empty.staging / "uploads").glob("*"))


@pytest.mark.parametrize("given", ["0" * 16, "..%2F..%2Fpercorso.toml", "percorso.toml"])
def test_nothing_but_what_was_dropped_can_be_previewed(client: Client, given: str) -> None:
    told = client.post(f"/api/v1/uploads/{given}/preview", json={})
    assert told.status_code == 404
    assert "shop" not in told.text


def test_another_site_s_page_drops_nothing(client: Client) -> None:
    told = client.post("/api/v1/uploads?name=a.csv", content=TABLE, headers={"origin": "https://evil.example"})
    assert (told.status_code, told.json()["code"]) == (403, "foreign_page")


def test_without_the_right_to_personal_data_a_preview_names_nobody(client: Client, empty: Workspace) -> None:
    accounts.create(empty, "anna@shop.example", "owner", "correct horse")
    token = {"authorization": f"Bearer {tokens.create(empty, 'changes', ['read', 'change'])}"}
    shown = previewed(client, drop(client, TABLE, **token).id, headers=token)
    assert shown.rows[0].who
    assert shown.rows[0].who.startswith("•••")
