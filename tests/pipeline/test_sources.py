from __future__ import annotations

from pathlib import Path

import pytest

from percorso.core.errors import PercorsoError
from percorso.core.settings import Shop
from percorso.pipeline import sources
from percorso.pipeline.doors import Doors
from percorso.store.workspace import Workspace


@pytest.fixture
def shop(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "shop", Shop())


def test_a_source_has_one_key_that_is_hard_to_guess(shop: Workspace) -> None:
    web, app = sources.create(shop, "web"), sources.create(shop, "app")
    assert web.key != app.key
    assert len(web.key) >= 32
    with pytest.raises(PercorsoError) as raised:
        sources.create(shop, "web")
    assert raised.value.code == "source_exists"


def test_rotating_changes_the_key_and_keeps_the_sites(shop: Workspace) -> None:
    first = sources.create(shop, "web", ["https://shop.example"])
    second = sources.rotate(shop, "web")
    assert (second.source, second.origins) == ("web", first.origins)
    doors = Doors(shop)
    assert doors.of(first.key) is None
    assert doors.of(second.key) is not None


def test_a_limit_is_set_kept_by_rotating_and_lifted(shop: Workspace) -> None:
    sources.create(shop, "web", requests_a_minute=60)
    sources.rotate(shop, "web")
    assert [one["requests_a_minute"] for one in sources.listed(shop)] == [60]
    sources.limit(shop, "web", None)
    assert [one["requests_a_minute"] for one in sources.listed(shop)] == [None]
    with pytest.raises(PercorsoError, match="app"):
        sources.limit(shop, "app", 5)


def test_a_disabled_source_is_listed_and_may_come_back(shop: Workspace) -> None:
    sources.create(shop, "web")
    sources.disable(shop, "web")
    sources.disable(shop, "web")
    assert [(one["name"], one["enabled"]) for one in sources.listed(shop)] == [("web", False)]
    sources.create(shop, "web")
    assert [(one["name"], one["enabled"]) for one in sources.listed(shop)] == [("web", True)]


def test_the_key_a_source_has_now_is_given_and_that_of_a_disabled_one_is_not(shop: Workspace) -> None:
    sources.create(shop, "web")
    turned = sources.rotate(shop, "web")
    assert sources.key_of(shop, "web") == turned.key
    sources.disable(shop, "web")
    with pytest.raises(PercorsoError) as raised:
        sources.key_of(shop, "web")
    assert raised.value.code == "source_disabled"


@pytest.mark.parametrize("verb", [sources.rotate, sources.disable, sources.key_of])
def test_an_unknown_source_is_named_with_those_there_are(shop: Workspace, verb: object) -> None:
    sources.create(shop, "web")
    with pytest.raises(PercorsoError, match="web") as raised:
        verb(shop, "wbe")  # type: ignore[operator]
    assert raised.value.code == "unknown_source"


@pytest.mark.parametrize("name", ["", " ", " web", "web\n"])
def test_a_name_must_be_one(shop: Workspace, name: str) -> None:
    with pytest.raises(PercorsoError) as raised:
        sources.create(shop, name)
    assert raised.value.code == "bad_name"


@pytest.mark.parametrize(
    "origin", ["shop.example", "https://", "ftp://a.example", "https://a.example/b", "https://[", "*"]
)
def test_a_site_is_scheme_and_host(shop: Workspace, origin: str) -> None:
    with pytest.raises(PercorsoError) as raised:
        sources.create(shop, "web", [origin])
    assert raised.value.code == "bad_origin"
    assert sources.listed(shop) == []


def test_a_site_is_kept_as_browsers_name_it(shop: Workspace) -> None:
    made = sources.create(shop, "web", ["HTTPS://Shop.Example/", "http://localhost:3000"])
    assert made.origins == ("https://shop.example", "http://localhost:3000")
