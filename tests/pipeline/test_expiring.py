from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from percorso.core.settings import Privacy
from percorso.pipeline.expiring import expire
from percorso.pipeline.published import Published
from percorso.store.workspace import Workspace
from percorso.tables import EVENTS, ORDERS, TOUCHPOINTS

LATER = datetime(2026, 5, 20, tzinfo=UTC)


def test_visits_go_when_they_are_too_old_from_the_tables_and_from_the_disk(newsletter_shop: Workspace) -> None:
    kept = replace(newsletter_shop.settings, privacy=Privacy(keep_visits=timedelta(days=30)))
    shop = Workspace(newsletter_shop.folder, kept)
    assert expire(shop, LATER) == {"events": 6}
    assert shop.lake.count(EVENTS) == 6
    stored = set((shop.lake.folder / "events").absolute().rglob("part-*.parquet"))
    assert stored == set(shop.lake.files(EVENTS))
    published = Published.open(shop)
    assert published.rows("SELECT count(*) AS n FROM orders", ORDERS)[0]["n"] == 6
    assert published.rows("SELECT count(*) AS n FROM touchpoints WHERE role = 'touch'", TOUCHPOINTS)[0]["n"] == 0
    assert expire(shop, LATER) == {}


def test_nothing_is_read_where_the_settings_keep_everything(newsletter_shop: Workspace) -> None:
    version = newsletter_shop.lake.version(EVENTS)
    assert expire(newsletter_shop, LATER) == {}
    assert newsletter_shop.lake.version(EVENTS) == version
