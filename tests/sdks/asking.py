"""A shop's page that asks for consent, and what comes of pressing its buttons."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Locator, Page

from percorso.web.snippet import snippet
from sdks.shop_pages import Visit
from sdks.wire import Wire

PURPOSES = ("analytics", "cross_device", "personalisation", "marketing", "ad_sharing")
NONE = dict.fromkeys(PURPOSES, False)


def page_of(key: str, language: str = "en", /, **told: str) -> str:
    pasted = snippet("http://host.example", key, banner=True).replace("http://host.example", "HOST")
    attributes = " ".join(f'data-{name}="{value}"' for name, value in ({"policy": "1"} | told).items())
    pasted = pasted.replace('data-policy="1"', attributes)
    shown = "<main><h1>Shop</h1><p>Shoes.</p><button id=terms data-percorso=consent>Privacy</button></main>"
    return f'<!doctype html><html lang="{language}"><title>Shop</title>{pasted}<body style="height:4000px">{shown}'


def banner(page: Page) -> Locator:
    return page.locator("#percorso-consent section")


def press(page: Page, name: str) -> None:
    banner(page).get_by_role("button", name=name, exact=True).click()


def sent(laid: Wire) -> list[dict[str, Any]]:
    return [json.loads(post.body) for post in laid.posts()]


def told(opened: Visit, laid: Wire, number: int) -> list[dict[str, Any]]:
    """Give what was sent once there is so much of it, and a moment for more."""
    for _ in range(100):
        if len(laid.posts()) >= number:
            break
        opened.page.wait_for_timeout(100)
    opened.page.wait_for_timeout(300)
    return sent(laid)
