"""What the answers rest on and what is wrong with it, in sentences: for the report, the terminal and the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from percorso.core.answer import Argument, Message, Unit
from percorso.speak import numbers
from percorso.speak.catalogue import Catalogue

# Examples of a finding that its sentence names.
_NAMED = 3


def footing(coverage: Mapping[str, Any], catalogue: Catalogue) -> list[str]:
    """Say how revenue is counted, and how much of it can be traced to a touch, a channel and a cost.

    Args:
        coverage: ``basis`` (objects of basis and orders), ``orders_with_touch`` and ``untagged_share`` (0 to 1, or
            None), ``orders_without_consent``, ``consent`` (objects of purpose, granted and denied, in people),
            ``consent_default``, ``spend_rows``, ``orders_erased``; each may be absent.
        catalogue: the language.
    """
    told = []
    for one in coverage.get("basis", ()):
        orders = Message("count.orders", {"n": (one["orders"], "count")})
        told.append(catalogue.say(Message(f"basis.{one['basis']}", {"orders": (orders, "text")})))
    for name in ("orders_with_touch", "untagged_share"):
        share = coverage.get(name)
        if share is not None:
            told.append(catalogue.say(Message(f"footing.{name}", {"share": (share, "rate")})))
    if coverage.get("spend_rows") == 0:
        told.append(catalogue.text("footing.no_spend"))
    if coverage.get("orders_erased"):
        told.append(catalogue.say(Message("footing.orders_erased", {"n": (coverage["orders_erased"], "count")})))
    return [*told, *_consent(coverage, catalogue)]


def _consent(coverage: Mapping[str, Any], catalogue: Catalogue) -> Iterator[str]:
    """Say what people allowed, what holds of those who said nothing, and what is not looked at for it."""
    for one in coverage.get("consent", ()):
        told: dict[str, tuple[Argument, Unit]] = {
            "purpose": (catalogue.named("purpose", one["purpose"]), "text"),
            "granted": (one["granted"], "count"),
            "denied": (one["denied"], "count"),
        }
        yield catalogue.say(Message("footing.consent", told))
    if "consent_default" in coverage:
        yield catalogue.named("consent_default", coverage["consent_default"])
    if coverage.get("orders_without_consent"):
        orders = Message("count.orders", {"n": (coverage["orders_without_consent"], "count")})
        yield catalogue.say(Message("footing.orders_without_consent", {"orders": (orders, "text")}))


def quarantined(rows: int, catalogue: Catalogue) -> str:
    """Say how many rows wait in quarantine."""
    if not rows:
        return catalogue.text("report.quarantined_none")
    return catalogue.say(Message("report.quarantined", {"n": (rows, "count")}))


def finding(found: Mapping[str, Any], catalogue: Catalogue) -> str:
    """Say one finding about health: what is wrong and what to do; a code no catalogue knows is shown as it is."""
    key = f"health.{found['code']}"
    if key not in catalogue.entries:
        return str(found["code"])
    told: dict[str, tuple[Argument, Unit]] = {"n": (found["count"], "count"), "source": (found.get("source"), "text")}
    examples = found.get("examples", ())
    if examples:
        told["named"] = tuple(_example(one) for one in examples[:_NAMED]), "text"
    return catalogue.say(Message(key, told))


def _example(found: Mapping[str, Any]) -> Message | str:
    if found["meant"] is None:
        return str(found["written"])
    return Message("finding.meant", {name: (found[name], "text") for name in ("written", "meant")})


def freshness(fresh: Mapping[str, Any], catalogue: Catalogue) -> list[str]:
    """Say when the last touchpoint, import and build were; what has not happened yet is left out.

    Args:
        fresh: ``last_touchpoint_at``, ``last_import_at`` and ``built_at``, ISO instants or None.
        catalogue: the language.
    """
    told = []
    for name in ("last_touchpoint_at", "last_import_at", "built_at"):
        if fresh.get(name):
            moment = numbers.moment(fresh[name], catalogue.locale)
            told.append(catalogue.say(Message(f"freshness.{name}", {"moment": (moment, "text")})))
    return told
