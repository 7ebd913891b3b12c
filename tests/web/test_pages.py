from __future__ import annotations

from typing import Any

import pytest
from litestar.testing import TestClient

from percorso.web.pages import STATIC

Client = TestClient[Any]


def test_pages_the_browser_routes_all_open_and_others_do_not(client: Client) -> None:
    if not (STATIC / "index.html").exists():
        pytest.skip("the page is not built here (PERCORSO_SKIP_UI)")
    for address in ("/", "/answers", "/stages", "/people", "/people/u1"):
        page = client.get(address)
        assert page.status_code == 200
        assert '<div id="root"' in page.text
    assert client.get("/assets/../../app.py").status_code == 404
    assert client.get("/assets/%2e%2e/%2e%2e/app.py").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        *("/assets/%2e%2e/app.py", "/assets/..%2f..%2fapp.py", "/assets//etc/passwd"),
        *("/assets/%00", "/assets/app.js%00.css", "/assets/" + "a" * 300, "/assets/" + "%C3%A9" * 130, "/assets/%ff"),
    ],
)
def test_no_address_leads_out_of_the_page(client: Client, address: str) -> None:
    told = client.get(address)
    assert told.status_code == 404
    assert "import" not in told.text


def test_a_browser_at_an_address_there_is_not_gets_the_page_and_a_program_json(client: Client) -> None:
    if not (STATIC / "index.html").exists():
        pytest.skip("the page is not built here (PERCORSO_SKIP_UI)")
    browser = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    lost = client.get("/nowhere", headers=browser)
    assert (lost.status_code, lost.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert '<div id="root"' in lost.text
    assert "default-src 'none'" in lost.headers["content-security-policy"]
    for address, headers in (("/nowhere", {}), ("/api/v1/nowhere", browser), ("/assets/nowhere.js", browser)):
        told = client.get(address, headers=headers)
        assert (told.status_code, told.json()["code"]) == (404, "not_found")
