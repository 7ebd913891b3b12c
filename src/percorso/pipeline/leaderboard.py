"""The leaderboard: every attribution model, and an experiment, against what a shop's channels truly brought."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from percorso.analyze.attribution import Credit, SideBySide, models
from percorso.core.settings import Shop
from percorso.pipeline.building import build
from percorso.pipeline.importing import import_files
from percorso.pipeline.published import Published
from percorso.simulate.options import Options, People, options_from
from percorso.simulate.scores import (
    HOLDOUT,
    SCORED,
    Arm,
    Trial,
    by_channel,
    from_holdout,
    mean_orders,
    read_arms,
    read_truth,
    scores,
)
from percorso.simulate.shop import write_shop
from percorso.store.workspace import Workspace
from percorso.tables import CUSTOMERS, ORDERS

Progress = Callable[[str, int, int], None]

# Withheld from one in ten, channel by channel, each drawn apart from the others.
_HELD_OUT = 0.1
# Attribution reads arrivals; what is looked at in between only takes time.
_BROWSING = 0.0
_ARMS = """
SELECT c.traits ->> $trait AS arm, count(*) AS orders
FROM orders o JOIN customers c USING (customer_id) WHERE arm IS NOT NULL GROUP BY arm
"""


def leaderboard(
    *,
    seeds: int = 10,
    customers: int = 20_000,
    first_seed: int = 0,
    progress: Progress = lambda _what, _done, _of: None,
) -> dict[str, Any]:
    """Simulate shops, bring them in as any shop is, ask every model, and compare with the planted truth.

    Returns:
        ``methods`` (error's mean, bias, spread, extremes; the nearest first), ``channels`` (incremental orders, planted
        and as each method says, means over seeds), ``brand_search`` and what was simulated.
    """
    options = replace(
        options_from({"customers": customers, "holdouts": dict.fromkeys(SCORED, _HELD_OUT)}),
        people=People(browsing=_BROWSING),
    )
    trials = []
    for done in range(seeds):
        progress("leaderboard", done, seeds)
        trials.append(_trial(replace(options, seed=first_seed + done)))
    progress("leaderboard", seeds, seeds)
    return _document(options, trials)


def _trial(options: Options) -> Trial:
    with TemporaryDirectory(prefix="percorso-") as folder:
        shop = Path(folder) / "shop"
        write_shop(options, shop, "parquet")
        workspace = Workspace.create(Path(folder) / "workspace", Shop(domains=("bottegasole.example",)))
        import_files(workspace, "segment", sorted((shop / "events").iterdir()))
        import_files(workspace, "orders", sorted((shop / "orders").iterdir()))
        build(workspace)
        published = Published.open(workspace)
        try:
            said = _credited(published)
            orders = int(published.rows("SELECT count(*) AS orders FROM orders", ORDERS)[0]["orders"])
            said[HOLDOUT] = _held_out(published, read_arms(shop), orders)
        finally:
            workspace.state.close()
        return Trial(options.seed, orders, read_truth(shop), said)


def _credited(published: Published) -> dict[str, dict[str, float]]:
    """Give every model's credit by channel."""

    def earned(by: Literal["channel", "campaign"]) -> dict[str, dict[str, float]]:
        found = published.ask(SideBySide(Credit(by=by, interval=False), models()))
        return {one.model: {row.subject: row.conversions for row in one.rows} for one in found}

    campaigns, channels = earned("campaign"), earned("channel")
    return {model: by_channel(campaigns[model], channels[model]) for model in models()}


def _held_out(published: Published, people: Mapping[tuple[str, str], int], orders: int) -> dict[str, float]:
    """Estimate every channel from its holdout: who is in which arm is a trait of the visitor, as platforms tell it."""
    found = {}
    for key in SCORED:
        rows = published.rows(_ARMS, ORDERS, CUSTOMERS, trait=f"$.experiment_{key}")
        counted = {row["arm"]: int(row["orders"]) for row in rows}
        exposed, held_out = (Arm(people[key, arm], counted.get(arm, 0)) for arm in ("exposed", "held_out"))
        found[key] = from_holdout(exposed, held_out, orders)
    return found


def _document(options: Options, trials: list[Trial]) -> dict[str, Any]:
    ranked = scores(trials)
    truth = mean_orders([one.truth for one in trials])
    channels = [
        {"channel": key, "planted": truth[key], **{one.method: one.orders[key] for one in ranked}} for key in SCORED
    ]
    last = next(one.orders["brand_search"] for one in ranked if one.method == "last")
    return {
        "seeds": [one.seed for one in trials],
        "customers": options.customers,
        "days": options.days,
        "orders": sum(one.orders for one in trials) / len(trials),
        "methods": [
            {
                "method": one.method,
                "error": one.error,
                "bias": one.bias,
                "spread": one.spread,
                "low": one.low,
                "high": one.high,
            }
            for one in ranked
        ],
        "channels": channels,
        "brand_search": {
            "planted": truth["brand_search"],
            "last": last,
            "times": last / max(truth["brand_search"], 1.0),
        },
    }
