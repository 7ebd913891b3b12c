from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from percorso.store.webhooks import PrivacyRequest, due
from percorso.store.workspace import Workspace

Run = Callable[..., Any]


@pytest.mark.usefixtures("shop")
def test_a_source_is_made_listed_rotated_and_disabled(percorso: Run) -> None:
    assert "percorso sources create" in percorso("sources", "list").out
    made = json.loads(percorso("sources", "create", "web", "--format", "json").out)
    assert made["name"] == "web"
    assert made["write_key"] in percorso("sources", "list").out
    turned = json.loads(percorso("sources", "rotate", "web", "--format", "json").out)
    assert turned["write_key"] != made["write_key"]
    (listed,) = json.loads(percorso("sources", "list", "--format", "json").out)
    assert (listed["write_key"], listed["enabled"], listed["last_at"]) == (turned["write_key"], True, None)
    assert percorso("sources", "disable", "web").code == 0
    assert "disabled" in percorso("sources", "list").out


@pytest.mark.usefixtures("shop")
def test_the_snippet_carries_the_key_and_asks_first_where_that_is_wanted(percorso: Run) -> None:
    key = json.loads(percorso("sources", "create", "web", "--format", "json").out)["write_key"]
    plain = percorso("sources", "snippet", "web", "--host", "https://events.shop.example").out
    assert f'("https://events.shop.example/cdn", "{key}")' in plain
    asking = percorso("sources", "snippet", "web", "--banner").out
    assert f'src="http://127.0.0.1:8642/cdn/consent.js/v1/{key}/consent.min.js"' in asking
    assert "[bad_host]" in percorso("sources", "snippet", "web", "--host", "events.shop.example").err
    assert "[unknown_source]" in percorso("sources", "snippet", "app").err


@pytest.mark.usefixtures("shop")
def test_what_is_wrong_is_said(percorso: Run) -> None:
    percorso("sources", "create", "web")
    assert "[source_exists]" in percorso("sources", "create", "web").err
    assert "[unknown_source]" in percorso("sources", "rotate", "app").err
    assert "[bad_origin]" in percorso("sources", "create", "app", "--origin", "shop.example").err


def test_it_needs_a_workspace(percorso: Run, tmp_path: Path) -> None:
    assert "[not_a_workspace]" in percorso("sources", "list", "--workspace", tmp_path).err


@pytest.mark.usefixtures("shop")
def test_webhooks_are_set_up_and_a_secret_is_shown_once_at_most(percorso: Run, write: Callable[..., Path]) -> None:
    made = percorso("sources", "webhook", "wool", "--platform", "woocommerce")
    assert made.out.startswith("wool: send webhooks to /webhooks/woocommerce/")
    secret = made.out.split()[-1]
    percorso("sources", "webhook", "mugs", "--platform", "shopify", "--secret-file", write("secret", "hush hush\n"))
    for form in ("text", "json"):
        said = percorso("sources", "list", "--format", form)
        assert "********" in said.out
        assert secret not in said.out + said.err
        assert "hush hush" not in said.out + said.err
    listed = json.loads(percorso("sources", "list", "--format", "json").out)
    assert [one["webhook"]["platform"] for one in listed] == ["shopify", "woocommerce"]


@pytest.mark.usefixtures("shop")
def test_a_generic_webhook_needs_a_mapping_that_can_be_read(percorso: Run, write: Callable[..., Path]) -> None:
    terms = ("sources", "webhook", "care", "--platform", "generic")
    assert "[mapping_needed]" in percorso(*terms).err
    assert "[missing_field]" in percorso(*terms, "--mapping", write("a.toml", '[fields]\nat = "when"\n')).err
    assert "[bad_duration]" in percorso(*terms, "--tolerance", "soon").err
    good = write("b.toml", '[fields]\nat = "when"\nname = "what"\nemail = "email"\n')
    assert percorso(*terms, "--mapping", good, "--timestamp-header", "X-At", "--signed", "timestamp.body").code == 0


def test_privacy_requests_are_listed_until_they_are_done(percorso: Run, shop: Path) -> None:
    assert percorso("sources", "privacy").out == "No privacy request is open.\n"
    opened = Workspace.open(shop)
    own = opened.settings.shop.id
    asked = PrivacyRequest("r1", "customers/redact", "mugs", own, {"email": "anna@example.com"}, 0, due(0))
    opened.state.webhooks.ask([asked])
    first, then = percorso("sources", "privacy").out.splitlines()
    assert first == "r1: customers/redact by 1970-01-31, anna@example.com"
    assert "percorso privacy export --request ID" in then
    health = json.loads(percorso("status", "--format", "json").out)["health"]
    assert {"code": "privacy_requests_open", "count": 1} in health
    assert percorso("sources", "privacy", "--done", "r1").out == "No privacy request is open.\n"
    assert "[unknown_request]" in percorso("sources", "privacy", "--done", "r1").err


def test_what_is_not_as_expected_is_told_with_an_example(percorso: Run, shop: Path) -> None:
    assert percorso("sources", "report").out == "Nothing has been stored yet.\n"
    call = {"type": "track", "event": "Product Viewed", "userId": "u1", "timestamp": "2026-03-01T10:00:00Z"}
    (shop.parent / "web.jsonl").write_text(json.dumps({**call, "properties": {"sku": "a", "price": "1,50"}}))
    percorso("import", "segment", shop.parent / "web.jsonl", "--source", "web")
    said = percorso("sources", "report", "web").out
    assert said.startswith("web: 1 event looked at\n")
    assert 'Product Viewed has price that is no number, such as "1,50"' in said
    (told,) = json.loads(percorso("sources", "report", "--format", "json").out)
    assert told["findings"][0]["example"] == '"1,50"'
