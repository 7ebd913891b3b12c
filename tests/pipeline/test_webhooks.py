from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from percorso.core.errors import PercorsoError
from percorso.core.settings import Shop
from percorso.pipeline import sources, webhooks
from percorso.pipeline.doors import Doors
from percorso.pipeline.importing import MappingFile
from percorso.pipeline.webhooks import Terms
from percorso.store.webhooks import PrivacyRequest, due
from percorso.store.workspace import Workspace

GOOD = '[fields]\nat = "when"\nemail = "email"\nname = "what"\n'
LOOKED_UP = GOOD + '[lookup.people]\nfile = "people.csv"\nkey = "id"\n'


@pytest.fixture
def shop(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "shop", Shop())


@pytest.fixture
def mapped(tmp_path: Path) -> Any:
    def written(text: str = GOOD) -> MappingFile:
        path = tmp_path / "care.toml"
        path.write_text(text)
        return MappingFile.read(path)

    return written


def test_a_source_is_made_with_a_secret_that_nobody_else_has(shop: Workspace) -> None:
    made = webhooks.set_up(shop, "shop", Terms("woocommerce"))
    other = webhooks.set_up(shop, "other", Terms("woocommerce"))
    assert len(made.generated) >= 40
    assert made.generated != other.generated
    key = made.path.removeprefix("/webhooks/woocommerce/")
    assert [one["write_key"] for one in sources.listed(shop) if one["name"] == "shop"] == [key]
    assert made.generated not in repr(made) + str(webhooks.listed(shop))
    assert webhooks.listed(shop)["shop"]["secret"] == webhooks.MASK


def test_a_source_that_is_there_keeps_its_key_and_a_disabled_one_gets_a_new_one(shop: Workspace) -> None:
    key = sources.create(shop, "shop").key
    first = webhooks.set_up(shop, "shop", Terms("shopify", "hush"))
    assert (first.path, first.generated) == (f"/webhooks/shopify/{key}", "")
    sources.disable(shop, "shop")
    assert webhooks.set_up(shop, "shop", Terms("shopify", "hush")).path != first.path


def test_a_door_opens_to_webhooks_as_of_the_last_look(shop: Workspace, mapped: Any) -> None:
    doors = Doors(shop)
    terms = Terms("generic", "hush", header="X-Sig", timestamp_header="X-At", tolerance=60, mapping=mapped())
    key = webhooks.set_up(shop, "care", terms).path.rpartition("/")[2]
    assert doors.hook(key, "generic") is None
    doors.refresh()
    hook = doors.hook(key, "generic")
    assert hook is not None
    assert (hook.seal.header, hook.seal.timestamp_header, hook.seal.tolerance, hook.mapping) == (
        "X-Sig", "X-At", 60, GOOD,
    )  # fmt: skip
    assert doors.hook(key, "shopify") is None
    assert doors.hook(sources.create(shop, "web").key, "generic") is None
    sources.disable(shop, "care")
    doors.refresh()
    assert doors.hook(key, "generic") is None


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ({"platform": "magento"}, "unknown_platform"),
        ({"platform": "shopify"}, "secret_needed"),
        ({"platform": "shopify", "secret": " "}, "bad_secret"),
        ({"platform": "generic"}, "mapping_needed"),
        ({"platform": "shopify", "secret": "s", "mapping": GOOD}, "unwanted_mapping"),
        ({"platform": "generic", "mapping": '[fields]\nat = "when"\n'}, "missing_field"),
        ({"platform": "generic", "mapping": LOOKED_UP}, "bad_mapping"),
        ({"platform": "generic", "mapping": GOOD, "signed": "timestamp.body"}, "bad_signing"),
        ({"platform": "generic", "mapping": GOOD, "signed": "headers"}, "bad_signing"),
    ],
)
def test_terms_that_cannot_be_meant_are_refused_and_change_nothing(
    shop: Workspace, mapped: Any, terms: dict[str, Any], code: str
) -> None:
    given = {**terms, **({"mapping": mapped(terms["mapping"])} if "mapping" in terms else {})}
    with pytest.raises(PercorsoError) as caught:
        webhooks.set_up(shop, "care", Terms(**given))
    assert caught.value.code == code
    assert (webhooks.listed(shop), sources.listed(shop)) == ({}, [])


def test_a_secret_is_read_without_the_end_of_its_line() -> None:
    assert webhooks.secret_in(b"\xef\xbb\xbfhush\r\n") == "hush"
    with pytest.raises(PercorsoError) as caught:
        webhooks.secret_in(b"\xff\xfe")
    assert caught.value.code == "bad_secret"


def test_a_request_is_listed_until_it_is_answered(shop: Workspace) -> None:
    asked = PrivacyRequest("r1", "shop/redact", "shop", shop.settings.shop.id, {"shop_domain": "a"}, 0, due(0))
    shop.state.webhooks.ask([asked])
    (found,) = webhooks.privacy_requests(shop)
    assert (found["id"], found["due_at"]) == ("r1", "1970-01-31T00:00:00+00:00")
    webhooks.answered(shop, "r1")
    assert webhooks.privacy_requests(shop) == []
    with pytest.raises(PercorsoError) as caught:
        webhooks.answered(shop, "r1")
    assert caught.value.code == "unknown_request"
