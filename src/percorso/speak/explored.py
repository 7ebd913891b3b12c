"""What was explored, as the terminal shows it: a sentence first, then tables with their intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console

from percorso.core.answer import Argument, Message, Unit
from percorso.core.money import places
from percorso.speak.catalogue import Catalogue
from percorso.speak.terminal import print_grid, print_text

Document = Mapping[str, Any]
_DAY = 86_400
# Rows of a table that a page can be read at.
_SHOWN = 30
# Periods after the first that a line holds.
_PERIODS = 13


def print_funnel(document: Document, out: Console, language: str = "en") -> None:
    """Print how many came to each step, how long it took, and each group."""
    catalogue = Catalogue.of(language)
    first, last = document["steps"][0], document["steps"][-1]
    print_text(_say(catalogue, "explored.funnel" if first["customers"] else "explored.funnel_nobody", {
        "entered": (first["customers"], "count"),
        "done": (last["customers"], "count"),
        "rate": (last["rate"], "rate"),
        "low": (last["low"], "rate"),
        "high": (last["high"], "rate"),
        "n": (last["customers"], "count"),
        "days": (document["within_seconds"] / _DAY, "days"),
        "step": (last["name"], "text"),
    }), out, "bold")  # fmt: skip
    keys = (("step", "text"), ("people", "number"), ("rate", "number"), ("interval", "interval"))
    columns = _columns(catalogue, *keys, ("from_previous", "number"), ("lost", "number"), ("median", "number"))
    print_grid(columns, [_step(one, catalogue) for one in document["steps"]], out)
    if document.get("groups"):
        _print_groups(document["groups"], out, catalogue)
    if "dropped" in document:
        print_text("", out)
        print_text(_say(catalogue, "explored.dropped", {"n": (len(document["dropped"]), "count")}), out, "bold")
        for one in document["dropped"]:
            print_text(one if isinstance(one, str) else one["email"] or one["identifier"]["value"], out)
    if "left_out" in document:
        print_text(left_out(document, catalogue), out, "dim")


def _print_groups(groups: Sequence[Document], out: Console, catalogue: Catalogue) -> None:
    """Print the groups side by side, a row each: how many came to each step, and what share to the last."""
    steps = [{"label": one["name"], "kind": "number"} for one in groups[0]["steps"]]
    last = _columns(catalogue, ("rate", "number"), ("interval", "interval"), ("median", "number"))
    rows = []
    for group in groups[:_SHOWN]:
        end = group["steps"][-1]
        share = catalogue.interval(end["low"], end["high"], "rate") if end["rate"] is not None else ""
        took = group["time"] and group["time"]["median"] / _DAY
        came = [catalogue.write(one["customers"], "count") for one in group["steps"]]
        name = group["value"] or catalogue.text("explored.unknown")
        rows.append([name, *came, catalogue.write(end["rate"], "rate"), share, catalogue.write(took, "days")])
    print_grid([*_columns(catalogue, ("group", "text")), *steps, *last], rows, out)
    _more(len(groups), out, catalogue)


def warning(one: Mapping[str, str | None], catalogue: Catalogue) -> str:
    """Say what may be wrong with a question."""
    key = "explored.never_met_near" if one.get("nearest") else f"explored.{one['code']}"
    return _say(catalogue, key, {name: (value, "text") for name, value in one.items()})


def left_out(document: Document, catalogue: Catalogue) -> str:
    """Say how many are on no list, since they do not allow what it is made for."""
    purpose = catalogue.named("purpose", document["purpose"])
    return _say(catalogue, "explored.left_out", {"n": (document["left_out"], "count"), "purpose": (purpose, "text")})


def print_today(document: Document, out: Console, language: str = "en") -> None:
    """Print what is worth doing next, each move with its money and the id it is decided by, then what came of some."""
    catalogue = Catalogue.of(language)
    print_text(document["headline"], out, "bold")
    print_text(" ".join(document["notes"]), out, "dim")
    for move in document["moves"]:
        money = move["money"]
        worth = _a_month(money, catalogue) if money else catalogue.text("today.first")
        print_text("", out)
        print_text(move["what"], out, "bold")
        print_text(move["why"], out)
        print_text(" · ".join((worth, move["concerned"]["text"], move["id"])), out, "dim")
    for heading, decided in (("today.underway", document["underway"]), ("today.checked", document["checked"])):
        if decided:
            print_text("", out)
            print_text(catalogue.text(heading), out, "bold")
        for one in decided:
            outcome = one["outcome"]
            came = f"{outcome['label']}: {outcome['why']}" if outcome else f"{one['owner']}, {one['check_on']}"
            print_text(f"{one['what']} · {came} · {one['id']}", out)


def _a_month(money: Mapping[str, str], catalogue: Catalogue) -> str:
    shown = f"{money['text']} ({money['interval']})" if money["interval"] else money["text"]
    return _say(catalogue, "today.a_month", {"money": (shown, "text")})


def print_paths(
    document: Document, out: Console, language: str = "en", *, linked: bool = False, visits: bool = False
) -> None:
    """Print the paths most took, what follows what, and how well the next event can be told.

    Args:
        document: of ``pipeline.exploring.paths``.
        out, language: where to print, and in which language.
        linked: whether to print what follows what on these paths, by place, and not what does on everybody's whole way.
        visits: whether rows are pages of visits, so that one visit is a way of several.
    """
    catalogue = Catalogue.of(language)
    found = len(document["paths"])
    cut = max((len(one["path"]) for one in document["paths"]), default=0) == document["depth"]
    told: dict[str, tuple[Argument, Unit]] = {
        "people": (_counted("people", document["customers"]), "text"),
        "n": (document["customers"], "count"),
        "listed": (Message("explored.listed", {"n": (found, "count")}), "text"),
        "shown": (document["shown"], "rate"),
        "depth": (document["depth"], "count"),
    }
    key = ("explored.paths_cut" if cut else "explored.paths") if found else "explored.no_paths"
    print_text(_say(catalogue, key, told), out, "bold")
    if visits:
        print_text(catalogue.text("explored.pages_of_visits"), out, "dim")
    columns = _columns(catalogue, ("path", "text"), ("people", "number"), ("rate", "number"))
    rows = [
        [" → ".join(one["path"]), catalogue.write(one["customers"], "count"), catalogue.write(one["share"], "rate")]
        for one in document["paths"]
    ]
    if rows:
        print_grid(columns, rows, out)
    _print_steps(document, out, catalogue, linked=linked)
    best = document["predictability"]["best_order"]
    if best is not None:
        known = document["predictability"]["perplexity"]
        value = next(one["perplexity"] for one in known if one["order"] == best)
        key = "explored.predictable" if best else "explored.predictable_alone"
        print_text("", out)
        print_text(_say(catalogue, key, {"n": (best, "count"), "kinds": (value, "count")}), out)


def _print_steps(document: Document, out: Console, catalogue: Catalogue, *, linked: bool) -> None:
    """Print what follows what: on everybody's whole way, or on the paths asked for, by place."""
    pair = (("from", "text"), ("to", "text"))
    found = document["links" if linked else "transitions"]
    numbers = ("customers",) if linked else ("count", "customers")
    columns = (
        (("place", "text"), *pair, ("people", "number"))
        if linked
        else (*pair, ("times", "number"), ("people", "number"))
    )
    rows = [
        [
            *([catalogue.write(one["step"], "count")] if linked else []),
            *(one["from"], one["to"], *(catalogue.write(one[key], "count") for key in numbers)),
        ]
        for one in found[:_SHOWN]
    ]
    if rows:
        print_grid(_columns(catalogue, *columns), rows, out)
    _more(len(found), out, catalogue)


def print_retention(document: Document, out: Console, language: str = "en") -> None:
    """Print how many of each period's people came again, as shares."""
    catalogue = Catalogue.of(language)
    cohorts = document["cohorts"]
    told: dict[str, tuple[Argument, Unit]] = {
        "n": (sum(1 for row in cohorts if row["customers"][0]), "count"),
        "days": (document["period_seconds"] / _DAY, "days"),
    }
    print_text(_say(catalogue, "explored.retention", told), out, "bold")
    shown = min(len(cohorts), _PERIODS)
    columns = _columns(catalogue, ("period_from", "text"), ("people", "number"))
    columns += [{"label": f"+{number}", "kind": "number"} for number in range(1, shown)]
    rows = []
    for row in cohorts:
        again = [catalogue.write(share, "rate") for share in row["shares"][1:shown]]
        began, _, hour = row["from"].partition("T")
        when = began if hour.startswith("00:00") else row["from"][:16].replace("T", " ")
        rows.append([when, catalogue.write(row["customers"][0], "count"), *again, *[""] * (shown - 1 - len(again))])
    print_grid(columns, rows, out)


def print_spend(document: Document, out: Console, language: str = "en") -> None:
    """Print cost beside credit, by campaign and by channel."""
    catalogue, currency = Catalogue.of(language), document["currency"]
    told: dict[str, tuple[Argument, Unit]] = {
        "cost": (_money(document["cost"], catalogue, currency), "text"),
        "n": (document["new_customers"], "count"),
    }
    nothing = "explored.spend_elsewhere" if document["spent_on_other_days"] else "explored.spend_none"
    print_text(_say(catalogue, "explored.spend" if document["cost"] else nothing, told), out, "bold")
    if document["left_out_rows_of_other_currencies"]:
        left: dict[str, tuple[Argument, Unit]] = {"n": (document["left_out_rows_of_other_currencies"], "count")}
        print_text(_say(catalogue, "explored.other_currencies", left), out, "yellow")
    if document["cost_of_everybody"] != document["cost"]:
        shared: dict[str, tuple[Argument, Unit]] = {
            "whole": (_money(document["cost_of_everybody"], catalogue, currency), "text"),
            "untold": (_money(document["cost_not_shared"], catalogue, currency), "text"),
        }
        print_text(_say(catalogue, "explored.spend_shared", shared), out)
    for by in ("campaign", "channel"):
        columns = _columns(
            catalogue, (by, "text"), ("cost", "number"), ("orders", "number"), ("revenue", "number"),
            ("roas", "number"), ("interval", "interval"), ("margin_return", "number"), ("interval", "interval"),
            ("each_new", "number"), ("payback", "number"), ("came_back", "number"), ("verdict", "text"),
            ("why", "beside"),
        )  # fmt: skip
        rows = [_spent(row, by, catalogue, currency) for row in document[f"{by}s"]]
        if rows:
            print_grid(columns, rows, out)
    print_text("", out)
    for key in ("cost_to_win", "cost_to_keep"):
        if (each := document[key]["each"]) is not None:
            costs = {"cost": document[key]["cost"], "each": each["value"]}
            said: dict[str, tuple[Argument, Unit]] = {
                name: (_money(one, catalogue, currency), "text") for name, one in costs.items()
            }
            print_text(_say(catalogue, f"explored.{key}", said), out)
    _print_payback(document, out, catalogue)
    _print_products(document["products"], out, catalogue)
    joined = f"explored.joined_{document['joined_by']}"
    print_text(_say(catalogue, joined, {"days": (document["look_back_days"], "days")}), out, "dim")
    models = tuple(catalogue.named("model", model) for model in document["models"])
    lead = catalogue.named("model", "linear" if "linear" in document["models"] else document["models"][0])
    print_text(_say(catalogue, "explored.judged", {"models": (models, "text"), "lead": (lead, "text")}), out, "dim")
    print_text(catalogue.text("explored.not_identified"), out, "dim")


def _print_payback(document: Document, out: Console, catalogue: Catalogue) -> None:
    """Say what a new customer cost over all, and how long until one's margin covers that."""
    each, payback = document["cost_per_new_customer"], document["payback_months"]
    if each is None:
        return
    ends = {name: _money(each[name], catalogue, document["currency"]) for name in ("value", "low", "high")}
    told: dict[str, tuple[Argument, Unit]] = {name: (text, "text") for name, text in ends.items()}
    months: dict[str, tuple[Argument, Unit]] = {"months": (payback and payback["months"], "months")}
    print_text(_say(catalogue, "explored.paid_back" if payback else "explored.not_paid_back", told | months), out)


def _print_products(products: Sequence[Document], out: Console, catalogue: Catalogue) -> None:
    """Print the products of which most came back; none where nothing did."""
    back = [one for one in products if one["back"]][:_SHOWN]
    if back:
        columns = _columns(
            catalogue, ("product", "text"), ("sold", "number"), ("came_back", "number"), ("rate", "number"),
            ("interval", "interval"),
        )  # fmt: skip
        rows = [
            [
                one["name"] or one["product"],
                *(catalogue.write(one[key], "count") for key in ("sold", "back")),
                catalogue.write(one["rate"], "rate"),
                catalogue.interval(one["low"], one["high"], "rate"),
            ]
            for one in back
        ]
        print_grid(columns, rows, out)


def print_explained(document: Document, out: Console, language: str = "en") -> None:
    """Print an order's touches, what each model gives them, and why they count or do not."""
    catalogue = Catalogue.of(language)
    counting = sum(one["counts"] for one in document["touches"])
    told: dict[str, tuple[Argument, Unit]] = {
        "order": (document["order_id"], "text"),
        "value": (_money(float(document["value"]), catalogue, document["currency"]), "text"),
        "n": (counting, "count"),
    }
    print_text(_say(catalogue, "explored.order", told), out, "bold")
    columns = _columns(
        catalogue, ("when", "text"), ("touch", "text"), ("channel", "text"), ("why", "text"), ("known_by", "text")
    )
    columns += [{"label": catalogue.named("model", model), "kind": "number"} for model in document["models"]]
    rows = []
    for one in document["touches"]:
        names = [catalogue.named("touchpoint", one["name"]), catalogue.named("channel", one["channel"] or "–")]
        shares = [catalogue.write(one["credit"][model] or None, "rate") for model in document["models"]]
        known = one["known_by"]
        by = f"{catalogue.named('identifier', known['kind'])} {known['identifier']}" if known else "–"
        rows.append([one["at"][:16].replace("T", " "), *names, one["why"], by, *shares])
    print_grid(columns, rows, out)
    print_text("", out)
    print_text(_say(catalogue, "explored.times_of", {"zone": (document["time_zone"], "text")}), out, "dim")
    linked = ", ".join(
        f"{catalogue.named('identifier', one['kind'])} {one['value']}" for one in document["identifiers"]
    )
    print_text(_say(catalogue, "explored.linked", {"identifiers": (linked, "text")}), out, "dim")


def _step(one: Document, catalogue: Catalogue) -> list[str]:
    median = one["time"] and one["time"]["median"]
    return [
        one["name"],
        catalogue.write(one["customers"], "count"),
        catalogue.write(one["rate"], "rate"),
        catalogue.interval(one["low"], one["high"], "rate") if one["rate"] is not None else "",
        catalogue.write(one["rate_from_previous"], "rate"),
        catalogue.write(one["dropped"], "count"),
        catalogue.write(None if median is None else median / _DAY, "days"),
    ]


def _spent(row: Document, by: str, catalogue: Catalogue, currency: str) -> list[str]:
    lead = next((one for one in row["models"] if one["model"] == "linear"), row["models"][0])
    # Nought is no finding where none of its visits is on record.
    seen = row["reason"] != "no_visits"
    roas, margin = (lead["roas"], lead["margin_return"]) if seen else (None, None)
    each = row["cost_per_new_customer"]
    subject = catalogue.named("channel", row[by]) if by == "channel" else row[by]
    return [
        subject or catalogue.text(f"explored.unattributed_{by}"),
        _money(row["cost"], catalogue, currency),
        catalogue.write(lead["conversions"]["value"] if seen else None, "count"),
        _money(lead["value"]["value"], catalogue, currency) if seen else "–",
        catalogue.write(roas and roas["value"], "ratio"),
        catalogue.interval(roas["low"], roas["high"], "ratio") if roas else "",
        catalogue.write(margin and margin["value"], "ratio"),
        catalogue.interval(margin["low"], margin["high"], "ratio") if margin else "",
        "–" if each is None else _money(each["value"], catalogue, currency),
        catalogue.write(row["payback_months"] and row["payback_months"]["months"], "months"),
        catalogue.write(row["return_rate"]["value"], "rate"),
        catalogue.named("verdict", row["verdict"]) if row["verdict"] else "–",
        catalogue.text(f"verdict_reason.{row['reason']}"),
    ]


def _money(value: float, catalogue: Catalogue, currency: str) -> str:
    return catalogue.write(value * 10 ** places(currency), "money", currency)


def _columns(catalogue: Catalogue, *keys: tuple[str, str]) -> list[dict[str, str]]:
    labels = {key: catalogue.text("answer.interval" if key == "interval" else f"explored.{key}") for key, _ in keys}
    return [{"label": labels[key], "kind": kind} for key, kind in keys]


def _counted(what: str, count: int) -> Message:
    """Count things as the language does: one person, two people."""
    return Message(f"count.{what}", {"n": (count, "count")})


def _say(catalogue: Catalogue, key: str, arguments: Mapping[str, tuple[Argument, Unit]]) -> str:
    return catalogue.say(Message(key, arguments))


def _more(whole: int, out: Console, catalogue: Catalogue) -> None:
    if whole > _SHOWN:
        print_text(_say(catalogue, "explored.more", {"n": (whole - _SHOWN, "count")}), out, "dim")
