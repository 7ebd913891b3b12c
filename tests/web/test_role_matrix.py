"""Every route, asked for by everybody: whoever may not is refused, and a route that is not declared here fails."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from percorso.core.access import RIGHTS, ROLES
from percorso.core.settings import Shop, Storage
from percorso.pipeline import accounts, tokens
from percorso.store.workspace import Workspace
from percorso.web.app import application

WORDS = "correct horse"
KEYS, ANYONE = "by a key of its own", "anyone"
# What may be asked for with which right. The collector's addresses are asked for with write keys, whoever is logged in.
DECLARED = {
    "GET /": ANYONE,
    "GET /login": ANYONE,
    "GET /today": ANYONE,
    "GET /answers": ANYONE,
    "GET /funnel": ANYONE,
    "GET /paths": ANYONE,
    "GET /attribution": ANYONE,
    "GET /attribution/{rest:path}": ANYONE,
    "GET /sources": ANYONE,
    "GET /settings": ANYONE,
    "GET /reference": ANYONE,
    "GET /start": ANYONE,
    "GET /stages": ANYONE,
    "GET /people": ANYONE,
    "GET /people/{rest:path}": ANYONE,
    "GET /assets/{file_path:path}": ANYONE,
    "HEAD /assets/{file_path:path}": ANYONE,
    "GET /api/v1/openapi.json": ANYONE,
    "GET /api/v1/openapi": ANYONE,
    "GET /api/v1/openapi/openapi.json": ANYONE,
    "GET /api/v1/openapi/{path:str}": ANYONE,
    "GET /api/v1/session": ANYONE,
    "GET /api/v1/shops": ANYONE,
    "POST /api/v1/session": ANYONE,
    "DELETE /api/v1/session": ANYONE,
    "POST /api/v1/session/password": ANYONE,
    "GET /api/v1/answers": "read",
    "GET /api/v1/stages": "read",
    "GET /api/v1/today": "read",
    "POST /api/v1/moves/{move:str}": "change",
    "GET /api/v1/moves/{move:str}/people": "read",
    "GET /api/v1/sources": "read",
    "GET /api/v1/arrivals": "read",
    "GET /api/v1/quarantine": "read",
    "POST /api/v1/sources": "change",
    "GET /api/v1/sources/{name:str}/snippet": "change",
    "POST /api/v1/sources/{name:str}/rotate": "change",
    "POST /api/v1/sources/{name:str}/disable": "change",
    "POST /api/v1/quarantine/retry": "change",
    "GET /api/v1/settings": "read",
    "PATCH /api/v1/settings": "change",
    "GET /api/v1/channel-rules": "read",
    "PUT /api/v1/channel-rules": "change",
    "POST /api/v1/channel-rules/try": "read",
    "POST /api/v1/channel-rules/preview": "change",
    "POST /api/v1/channel-rules/undo": "change",
    "GET /api/v1/start": "read",
    "POST /api/v1/uploads": "change",
    "POST /api/v1/uploads/{upload:str}/preview": "change",
    "GET /api/v1/jobs": "read",
    "GET /api/v1/jobs/{job:str}": "read",
    "GET /api/v1/jobs/{job:str}/report": "read",
    "POST /api/v1/jobs": "change",
    "DELETE /api/v1/jobs/{job:str}": "change",
    "GET /api/v1/funnel": "read",
    "GET /api/v1/funnel/people": "read",
    "GET /api/v1/paths": "read",
    "GET /api/v1/paths/people": "read",
    "GET /api/v1/people": "read",
    "GET /api/v1/annotations": "read",
    "GET /api/v1/days": "read",
    "GET /api/v1/moved": "read",
    "POST /api/v1/annotations": "change",
    "DELETE /api/v1/annotations/{number:str}": "change",
    "GET /api/v1/segments": "read",
    "GET /api/v1/segments/{name:str}": "read",
    "POST /api/v1/segments": "change",
    "DELETE /api/v1/segments/{name:str}": "change",
    "GET /api/v1/vocabulary": "read",
    "GET /api/v1/attribution": "read",
    "GET /api/v1/spend": "read",
    "GET /api/v1/explain/{order:path}": "read",
    "GET /api/v1/people/{identifier:path}": "read",
    "GET /api/v1/status": "read",
    "GET /api/v1/identity/levels": "read",
    "GET /metrics": "read",
    "GET /api/v1/users": "manage",
    "GET /api/v1/tokens": "manage",
    "POST /api/v1/users": "manage",
    "PATCH /api/v1/users/{email:path}": "manage",
    "POST /api/v1/tokens": "manage",
    "DELETE /api/v1/tokens/{name:path}": "manage",
    "GET /api/v1/audit": "manage",
    "GET /api/v1/privacy": "manage",
    **{f"POST /api/v1/privacy/{act}": "manage personal_data" for act in ("find", "export", "erase")},
    **{f"POST /api/v1/privacy/{act}": "manage personal_data" for act in ("restrict", "release", "readmit")},
    "POST /api/v1/privacy/requests/{request_id:str}/answered": "manage personal_data",
    "GET /health": KEYS,
    "HEAD /health": KEYS,
    "HEAD /ready": KEYS,
    "GET /ready": KEYS,
    "POST /webhooks/{platform:str}/{key:str}": KEYS,
    "GET /pixel/v1/track": KEYS,
    "GET /pixel/v1/page": KEYS,
    "GET /v1/projects/{key:str}/settings": KEYS,
    "GET /cdn/v1/projects/{key:str}/settings": KEYS,
    "GET /cdn/analytics.js/v1/{key:str}/analytics.min.js": KEYS,
    "GET /cdn/consent.js/v1/{key:str}/consent.min.js": KEYS,
    "GET /cdn/analytics-next/bundles/{name:str}": KEYS,
    "GET /cdn/licences.txt": KEYS,
    "GET /sourceConfig": KEYS,
    "GET /i": KEYS,
    **{f"POST /v1/{call}": KEYS for call in ("track", "identify", "page", "screen", "group", "alias", "batch")},
    **{f"POST /v1/{call}": KEYS for call in ("import", *"tipsgab")},
    "POST /beacon/v1/batch": KEYS,
    "POST /batch": KEYS,
    "POST /flags": KEYS,
    "POST /com.snowplowanalytics.snowplow/tp2": KEYS,
}
# What a route cannot do without.
NEEDED = {
    "/api/v1/funnel": "?steps=A",
    "/api/v1/funnel/people": "?steps=A&step=1",
    "/api/v1/paths/people": "?path=A",
}
# Looking somebody up by a name of theirs takes more than opening them from a list.
BY_NAME = ("/api/v1/people/{identifier:path}", "/api/v1/explain/{order:path}")
# Everybody who may come, with the rights they have; None for those who are not let in at all.
PEOPLE: dict[str, set[str] | None] = {
    "nobody": None,
    **{f"a {role}": set(rights) for role, rights in ROLES.items()},
    # An owner is given what no role holds, unless told otherwise.
    "a owner": set(RIGHTS),
    "an owner who may not see whom data is of": set(RIGHTS) - {"personal_data"},
    **{f"a token to {right}": {right} for right in RIGHTS},
    "a disabled owner": None,
    "an owner who logged out": None,
    "an owner of another shop": None,
    "a token of another shop": None,
    "a revoked token": None,
    "a token that is over": None,
}

pytestmark = pytest.mark.usefixtures("cheap_passwords")


def routes(app: Litestar) -> set[str]:
    """Give every method of every address; OPTIONS only tells which there are."""
    found: set[str] = set()
    for route in app.routes:
        path = re.sub(r"\{(\w+):\w+\}", lambda part: part[0], route.path)
        found |= {f"{method} {path}" for method in route.methods if method != "OPTIONS"}
    return found


@pytest.fixture(scope="module")
def shops(tmp_path_factory: pytest.TempPathFactory, cheap_passwords: None) -> tuple[Workspace, Workspace]:  # noqa: ARG001
    folder = tmp_path_factory.mktemp("shops")
    made = tuple(Workspace.create(folder / name, Shop(), Storage(buckets=2)) for name in ("shop", "other"))
    for shop in made:
        for role in ROLES:
            accounts.create(shop, f"{role}@{shop.folder.name}.example", role, WORDS)
    return made[0], made[1]


@pytest.fixture(scope="module")
def client(shops: tuple[Workspace, Workspace]) -> Iterator[TestClient[Any]]:
    with TestClient(application(shops[0]), base_url="http://127.0.0.1", raise_server_exceptions=False) as found:
        yield found


def logged_in(shop: Workspace, email: str) -> dict[str, str]:
    with TestClient(application(shop), base_url="http://127.0.0.1") as browser:
        told = browser.post("/api/v1/session", json={"email": email, "password": WORDS})
        assert told.status_code == 200
        session = {"cookie": f"percorso={browser.cookies['percorso']}", "x-csrf-token": told.json()["csrf"]}
        if email.startswith("leaving"):
            assert browser.delete("/api/v1/session", headers=session).status_code == 200
        return session


@pytest.fixture(scope="module")
def shown(shops: tuple[Workspace, Workspace]) -> dict[str, dict[str, str]]:
    """What each of them shows."""
    shop, other = shops
    for name in ("former", "leaving"):
        accounts.create(shop, f"{name}@shop.example", "owner", WORDS)
    lists = {f"a token to {right}": tokens.create(shop, right, [right]) for right in RIGHTS}
    lists["a token of another shop"] = tokens.create(other, "all", RIGHTS)
    lists["a token that is over"] = tokens.create(shop, "over", RIGHTS, timedelta())
    lists["a revoked token"] = tokens.create(shop, "revoked", RIGHTS)
    tokens.revoke(shop, "revoked")
    people = {who: {"authorization": f"Bearer {token}"} for who, token in lists.items()}
    accounts.create(shop, "blind@shop.example", "owner", WORDS, personal_data=False)
    people |= {"an owner who may not see whom data is of": logged_in(shop, "blind@shop.example")}
    people |= {f"a {role}": logged_in(shop, f"{role}@shop.example") for role in ROLES}
    people["an owner who logged out"] = logged_in(shop, "leaving@shop.example")
    people["a disabled owner"] = logged_in(shop, "former@shop.example")
    accounts.disable(shop, "former@shop.example")
    people["an owner of another shop"] = logged_in(other, "owner@other.example")
    return {"nobody": {}, **people}


def test_every_route_says_here_who_may_ask(shops: tuple[Workspace, Workspace]) -> None:
    assert routes(application(shops[0])) == set(DECLARED)


@pytest.mark.parametrize("who", PEOPLE)
def test_whoever_may_is_answered_and_whoever_may_not_is_refused(
    client: TestClient[Any], shown: dict[str, dict[str, str]], who: str
) -> None:
    rights = PEOPLE[who]
    wrong = {}
    for asked, needs in DECLARED.items():
        if needs in (KEYS, ANYONE):
            continue
        method, path = asked.split(" ")
        told = client.request(method, re.sub(r"\{\w+:\w+\}", "u1", path) + NEEDED.get(path, ""), headers=shown[who])
        if rights is None:
            expected = (401, "login_needed")
        elif not set(needs.split()) <= rights:
            expected = (403, "not_allowed")
        else:
            expected = None
        code = told.json().get("code") if "json" in told.headers["content-type"] else None
        if expected is None and path in BY_NAME and "personal_data" not in (rights or ()):
            expected = (403, "not_allowed")
        if expected is None:
            # Nothing is built, nothing is named so, and no body says what to change: that is another matter.
            assert told.status_code in (200, 400, 404, 409), (asked, told.text)
        elif (told.status_code, code) != expected:
            wrong[asked] = (told.status_code, code)
    assert wrong == {}


@pytest.fixture(scope="module")
def together(shops: tuple[Workspace, Workspace]) -> Iterator[TestClient[Any]]:
    """Both shops behind one address: the other one first, this one under a part of its own."""
    app = application(shops[1], others={"shop": shops[0]})
    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as found:
        yield found


@pytest.mark.parametrize("who", PEOPLE)
def test_beside_another_shop_everybody_may_the_same_in_their_own_and_nothing_in_the_other(
    together: TestClient[Any], shown: dict[str, dict[str, str]], who: str
) -> None:
    ours = who not in ("an owner of another shop", "a token of another shop")
    wrong: dict[str, int] = {}
    # What a browser shows counts by the name of its shop; a thief shows it by every name.
    token = shown[who].get("cookie", "=").partition("=")[2]
    cookies = {"cookie": f"percorso={token}; percorso-shop={token}"} if token else {}
    for asked, needs in DECLARED.items():
        if needs in (KEYS, ANYONE):
            continue
        method, path = asked.split(" ")
        address = re.sub(r"\{\w+:\w+\}", "u1", path) + NEEDED.get(path, "")
        for place in ("/shops/shop", ""):
            told = together.request(method, place + address, headers=shown[who] | cookies)
            rights = PEOPLE[who] if ours and place else set(RIGHTS) if not ours and not place else None
            if rights is None or not set(needs.split()) <= rights:
                expected = 401 if rights is None else 403
                wrong |= {} if told.status_code == expected else {place + asked: told.status_code}
            elif told.status_code not in (200, 400, 404, 409, *((403,) if path in BY_NAME else ())):
                wrong[place + asked] = told.status_code
    assert wrong == {}


def test_what_shops_send_by_keys_is_never_asked_for_a_login(client: TestClient[Any]) -> None:
    for asked, needs in DECLARED.items():
        method, path = asked.split(" ")
        if needs == KEYS:
            told = client.request(method, re.sub(r"\{\w+:\w+\}", "x", path), headers={"host": "events.shop.example"})
            assert "login_needed" not in told.text, asked
            assert told.status_code != 403, asked


def test_a_route_that_says_nothing_is_closed_even_to_an_owner(
    shops: tuple[Workspace, Workspace], shown: dict[str, dict[str, str]]
) -> None:
    from litestar import get

    @get("/api/v1/forgotten", sync_to_thread=False)
    def forgotten() -> str:
        return "secret"

    app = application(shops[0])
    app.register(forgotten)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        for headers in shown.values():
            told = client.get("/api/v1/forgotten", headers=headers)
            assert told.status_code in (401, 403)
            assert "secret" not in told.text
