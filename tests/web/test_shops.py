"""Several shops behind one login: what one knows the other never tells, whoever asks, and however."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from percorso.core.settings import Shop, Storage
from percorso.pipeline import accounts, auditing, passwords, sources, tokens
from percorso.pipeline.building import build
from percorso.store.workspace import Workspace
from percorso.web.app import SHOWING, application

Client = TestClient[Any]
ANNA, BEA, WORDS = "anna@shop.example", "bea@shop.example", "correct horse"
pytestmark = pytest.mark.usefixtures("cheap_passwords")


@pytest.fixture(scope="module")
def shops(
    tmp_path_factory: pytest.TempPathFactory,
    bring: Callable[..., None],
    cheap_passwords: None,  # noqa: ARG001
) -> dict[str, Workspace]:
    """Two shops that know one customer each; Anna owns one and looks at the other, Bea has the other's alone."""
    folder, made = tmp_path_factory.mktemp("two"), {}
    for name, person in (("roma", "rosa"), ("oslo", "olav")):
        made[name] = Workspace.create(folder / name, Shop(name=name.title()), Storage(buckets=2))
        call = {"type": "page", "userId": person, "timestamp": "2026-03-01T10:00:00Z"}
        bring(made[name], [call], f"{name}.jsonl")
        build(made[name])
    accounts.create(made["roma"], ANNA, "owner", WORDS)
    accounts.create(made["oslo"], ANNA, "viewer", WORDS)
    accounts.create(made["oslo"], BEA, "owner", WORDS)
    return made


@pytest.fixture(scope="module")
def keys(shops: dict[str, Workspace]) -> dict[str, str]:
    """A source of the same name in each shop, which may send three times a minute."""
    return {name: sources.create(shop, "web", requests_a_minute=3).key for name, shop in shops.items()}


@pytest.fixture(scope="module")
def served(shops: dict[str, Workspace], keys: dict[str, str]) -> Iterator[Client]:
    assert keys.keys() == shops.keys()
    app = application(shops["roma"], others={"oslo": shops["oslo"]})
    with TestClient(app, base_url="http://127.0.0.1") as found:
        yield found


@pytest.fixture
def client(served: Client) -> Client:
    """Give a browser that has shown nothing yet."""
    served.cookies.clear()
    return served


def log_in(client: Client, email: str, place: str = "", password: str = WORDS) -> dict[str, Any]:
    told = client.post(f"{place}/api/v1/session", json={"email": email, "password": password})
    assert told.status_code == 200, told.text
    document: dict[str, Any] = told.json()
    return document


def opened(client: Client, place: str = "") -> list[str]:
    return [one["name"] for one in client.get(f"{place}/api/v1/shops").json()["shops"]]


def test_one_login_opens_every_shop_that_knows_somebody_each_with_their_role_there(client: Client) -> None:
    assert opened(client) == []
    assert log_in(client, ANNA)["role"] == "owner"
    assert client.get("/shops/oslo/api/v1/session").json()["role"] == "viewer"
    assert client.get("/api/v1/shops").json()["shops"] == [
        {"name": "Roma", "path": "", "here": True, "role": "owner"},
        {"name": "Oslo", "path": "/shops/oslo", "here": False, "role": "viewer"},
    ]
    assert "personal_data" in client.get("/api/v1/session").json()["rights"]
    assert "personal_data" not in client.get("/shops/oslo/api/v1/session").json()["rights"]
    assert client.get("/api/v1/users").status_code == 200
    assert client.get("/shops/oslo/api/v1/users").json()["code"] == "not_allowed"


def test_whoever_logs_in_at_a_shop_that_does_not_know_them_is_told_which_does_and_no_more(client: Client) -> None:
    assert log_in(client, BEA)["login_needed"]
    assert opened(client) == opened(client, "/shops/oslo") == ["Oslo"]
    assert client.get("/api/v1/status").status_code == 401
    assert client.get("/shops/oslo/api/v1/status").json()["shop"] == "Oslo"


def test_whoever_logs_out_of_one_is_out_of_all(client: Client) -> None:
    log_in(client, ANNA)
    shown = {f"percorso{place}": client.cookies[f"percorso{place}"] for place in ("", "-oslo")}
    csrf = client.get("/shops/oslo/api/v1/session").json()["csrf"]
    assert client.delete("/shops/oslo/api/v1/session", headers={"x-csrf-token": csrf}).status_code == 200
    stolen = {"cookie": "; ".join(f"{name}={token}" for name, token in shown.items())}
    for path in ("/api/v1/status", "/shops/oslo/api/v1/status"):
        assert client.get(path, headers=stolen).status_code == 401


def test_the_people_of_one_shop_are_nobody_in_the_other(client: Client) -> None:
    log_in(client, ANNA)
    assert client.get("/api/v1/people/rosa").status_code == 200
    assert client.get("/api/v1/people/olav").json()["code"] == "unknown_person"
    # There she may not see whom data is of: she opens people by their masks, and each shop has masks of its own.
    (there,) = client.get("/shops/oslo/api/v1/people").json()["people"]
    assert client.get(f"/shops/oslo/api/v1/people/{there['customer_id']}").status_code == 200
    client.cookies.clear()
    log_in(client, BEA, "/shops/oslo")
    assert client.get("/shops/oslo/api/v1/people/olav").status_code == 200
    assert client.get("/shops/oslo/api/v1/people/rosa").json()["code"] == "unknown_person"


@pytest.mark.parametrize(
    "path",
    [
        *("/shops/oslo/../api/v1/people/rosa", "/shops/oslo/%2e%2e/api/v1/people/rosa"),
        *("/shops/roma/api/v1/people/rosa", "/shops//api/v1/status", "/shops/oslo/shops/roma/api/v1/status"),
        *("/shops/Oslo/api/v1/status", "/shops/%6fslo%2f..%2fapi/v1/status", "/shops/oslo;/api/v1/status"),
    ],
)
def test_no_spelling_of_an_address_leads_from_one_shop_into_another(client: Client, path: str) -> None:
    log_in(client, BEA, "/shops/oslo")
    told = client.get(path)
    assert told.status_code in (401, 403, 404)
    assert "rosa" not in told.text.replace("/people/rosa", "")


def test_an_account_that_another_shops_owner_made_by_the_same_name_opens_nothing_here(
    client: Client, shops: dict[str, Workspace]
) -> None:
    accounts.create(shops["roma"], BEA, "owner", "made up by Anna")
    assert log_in(client, BEA, password="made up by Anna")["role"] == "owner"  # noqa: S106
    assert opened(client) == ["Roma"]
    assert client.get("/shops/oslo/api/v1/status").status_code == 401
    failed = [one for one in auditing.audit(shops["oslo"]) if one["action"] == "login_failed"]
    # A guess at one shop is a guess at every other that has the account: it is counted there.
    assert [one["subject"] for one in failed] == [BEA]
    accounts.disable(shops["roma"], BEA)


def test_a_token_and_a_proof_are_of_one_shop(client: Client, shops: dict[str, Workspace]) -> None:
    token = {"authorization": f"Bearer {tokens.create(shops['oslo'], 'all', ['read', 'manage'])}"}
    assert client.get("/shops/oslo/api/v1/users", headers=token).status_code == 200
    assert client.get("/api/v1/status", headers=token).status_code == 401
    assert [one["name"] for one in client.get("/shops/oslo/api/v1/shops", headers=token).json()["shops"]] == ["Oslo"]
    proof = {"x-csrf-token": log_in(client, ANNA)["csrf"]}
    assert client.post("/shops/oslo/api/v1/quarantine/retry", headers=proof).json()["code"] == "foreign_page"


def test_what_somebody_does_is_written_down_where_they_do_it(client: Client, shops: dict[str, Workspace]) -> None:
    csrf = log_in(client, ANNA)["csrf"]
    made = client.post("/api/v1/tokens", json={"name": "mine", "scopes": ["read"]}, headers={"x-csrf-token": csrf})
    assert made.status_code == 200
    subjects = {name: {one["subject"] for one in auditing.audit(shop)} for name, shop in shops.items()}
    assert "mine" in subjects["roma"] - subjects["oslo"]


def test_each_key_leads_into_its_own_shop_by_every_way_a_key_is_shown(
    keys: dict[str, str], client: Client, shops: dict[str, Workspace]
) -> None:
    before = {name: shop.log.end for name, shop in shops.items()}
    call = {"event": "Seen", "userId": "u"}
    assert client.post("/v1/track", json={**call, "writeKey": keys["oslo"]}).status_code == 200
    assert client.get("/pixel/v1/track", params={**call, "writeKey": keys["oslo"]}).status_code == 200
    assert client.post("/v1/track", json=call, auth=("none", "")).status_code == 401
    ends = {name: shop.log.end for name, shop in shops.items()}
    assert ends["roma"] == before["roma"]
    assert ends["oslo"] != before["oslo"]
    # A source's turns are its own, though the other shop has one of the same name.
    assert [client.post("/v1/track", json=call, auth=(keys["oslo"], "")).status_code for _ in range(2)] == [200, 429]
    assert client.post("/v1/track", json=call, auth=(keys["roma"], "")).status_code == 200
    assert client.post("/shops/oslo/v1/track", json=call, auth=(keys["roma"], "")).status_code == 404


def test_where_one_shop_demands_a_login_one_without_an_account_shows_nothing(
    tmp_path: Path, shops: dict[str, Workspace]
) -> None:
    bare = Workspace.create(tmp_path / "bare", Shop(), Storage(buckets=1))
    app = application(bare, (SHOWING,), others={"oslo": shops["oslo"]})
    with TestClient(app, base_url="http://127.0.0.1") as client:
        assert client.get("/api/v1/status").json()["code"] == "login_needed"
        assert client.get("/shops/oslo/api/v1/status").json()["code"] == "login_needed"
    twin = Workspace.create(tmp_path / "twin", Shop(name="Twin"), Storage(buckets=1))
    app = application(bare, (SHOWING,), others={"twin": twin})
    with TestClient(app, base_url="http://127.0.0.1") as client:
        assert len(opened(client)) == 2
        assert client.get("/shops/twin/today").status_code == 200
        assert client.get("/shops/twin").status_code == 200


def test_whoever_may_try_no_password_at_one_shop_costs_the_others_no_work(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nobody of that name is anywhere, so the other shop notes no try, and would never refuse one.
    guess = {"email": "dora@shop.example", "password": "wrong"}
    assert [client.post("/api/v1/session", json=guess).status_code for _ in range(5)] == [401] * 5
    tried: list[str] = []

    def matches(_stored: str | None, password: str) -> bool:
        tried.append(password)
        return False

    monkeypatch.setattr(passwords, "matches", matches)
    assert client.post("/api/v1/session", json=guess).status_code == 429
    assert tried == []
