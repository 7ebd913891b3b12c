from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from percorso.store.schema import ORDER_NUMBERS, PRIVACY_REQUESTS, WEBHOOK_TOPICS, WEBHOOKS
from percorso.store.state import State
from percorso.store.webhooks import PrivacyRequest, Webhook, Webhooks, due

HOOK = Webhook("shop", "s", "shopify", "hush", "X-Signature", "", 300, "body")
ASKED = PrivacyRequest("r1", "customers/redact", "shop", "s", {"email": "anna@example.com"}, 1_000, due(1_000))


@pytest.fixture(params=["sqlite", "postgresql"])
def webhooks(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Webhooks]:
    url = "" if request.param == "sqlite" else request.getfixturevalue("postgresql_url")
    state = State(tmp_path / "state.db", url)
    yield state.webhooks
    with state.webhooks._writing() as connection:
        for table in (WEBHOOKS, WEBHOOK_TOPICS, ORDER_NUMBERS, PRIVACY_REQUESTS):
            connection.execute(table.delete())
    state.close()


def test_a_source_has_one_set_of_terms_and_the_last_stands(webhooks: Webhooks) -> None:
    webhooks.set(HOOK)
    webhooks.set(replace(HOOK, secret="other", platform="woocommerce"))  # noqa: S106
    (found,) = webhooks.all()
    assert (found.secret, found.platform, found.set_at > 0) == ("other", "woocommerce", True)
    assert "other" not in repr(found)


def test_an_app_that_was_set_up_again_is_not_uninstalled(webhooks: Webhooks) -> None:
    webhooks.set(HOOK)
    (found,) = webhooks.all()
    webhooks.uninstalled("shop", "s", found.set_at - 1)
    assert webhooks.all()[0].uninstalled_at is None
    webhooks.uninstalled("shop", "s", found.set_at + 1)
    assert webhooks.all()[0].uninstalled_at == found.set_at + 1
    webhooks.set(HOOK)
    assert webhooks.all()[0].uninstalled_at is None


def test_deliveries_are_counted_once_however_often_they_are_opened(webhooks: Webhooks) -> None:
    frame = [("shop", "s", "orders/create", 10), ("shop", "s", "orders/create", 11), ("shop", "s", "x", 12)]
    for _ in range(3):
        webhooks.count(frame)
    webhooks.count([("shop", "s", "orders/create", 13)])
    assert [(one.topic, one.deliveries, one.last_at) for one in webhooks.topics()] == [
        ("orders/create", 3, 13),
        ("x", 1, 12),
    ]


def test_an_order_is_found_by_the_platforms_own_id(webhooks: Webhooks) -> None:
    webhooks.remember_orders({("shop", "s", str(number)): f"#{number}" for number in range(2_500)})
    webhooks.remember_orders({("shop", "s", "7"): "#7B", ("other", "s", "8"): "#9"})
    assert [webhooks.order_number("shop", "s", own) for own in ("7", "8", "none")] == ["#7B", "#8", None]


def test_a_request_stays_open_until_it_is_answered(webhooks: Webhooks) -> None:
    webhooks.ask([ASKED, replace(ASKED, id="r2", received_at=500, due_at=due(500))])
    webhooks.ask([replace(ASKED, identifiers={})])
    assert [one.id for one in webhooks.privacy_requests()] == ["r2", "r1"]
    assert webhooks.privacy_requests()[1] == ASKED
    assert webhooks.answer("r1")
    assert not webhooks.answer("r1")
    assert [one.id for one in webhooks.privacy_requests()] == ["r2"]
    assert len(webhooks.privacy_requests(open_only=False)) == 2


def test_a_request_is_due_in_thirty_days() -> None:
    assert due(0) == 30 * 86_400_000_000
