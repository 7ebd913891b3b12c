"""Who is who, in the terminal: one person's portrait and way, evidence, and how much answers depend on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from rich.console import Console

from percorso.core.answer import Argument, Message, Unit
from percorso.speak.catalogue import Catalogue
from percorso.speak.terminal import print_grid, print_text

Document = Mapping[str, Any]
_WAY = ("when", "what", "channel", "stage", "device")
# What two moments have in common that are told in one line, one after the other.
_ALIKE = ("label", "channel_label", "stage_label", "device", "session", "value", "order_id")
_EVIDENCE = ("left", "right", "kind", "status", "source", "since", "event")
_SIDES = ("first", "last")


def print_person(document: Document, out: Console, language: str = "en") -> None:
    """Print a person: what they are known by and what they amount to, then their way, then what came in since."""
    catalogue = Catalogue.of(language)
    print_text(f"{document['customer_id'] or ''}  {document['headline']}".strip(), out, "bold")
    _print_lines(list(_portrait(document, catalogue)), out)
    columns = [{"label": catalogue.text(f"portrait.{name}"), "kind": "text"} for name in _WAY]
    rows = [_way(list(alike), catalogue) for _, alike in groupby(document["timeline"], key=_likeness)]
    if rows:
        print_grid(columns, rows, out)
    _print_lines([(_minute(one["at"]), one["label"]) for one in document["recent"]], out)
    changes = [
        (one["at"][:10], f"{catalogue.named('merge', one['kind'])}: {one['former']} → {one['customer_id']}")
        for one in document["merges"]
    ]
    _print_lines(changes, out)


def print_evidence(links: Sequence[Document], out: Console, language: str = "en") -> None:
    """Print links between identifiers, one a row, with what each rests on."""
    catalogue = Catalogue.of(language)
    columns = [{"label": catalogue.text(f"portrait.{name}"), "kind": "text"} for name in _EVIDENCE]
    rows = [
        [
            identifier(one["left"], catalogue),
            identifier(one["right"], catalogue),
            _evidence(one, catalogue),
            catalogue.named("set_aside", one["status"]),
            one["source"],
            one["first_seen_at"][:10],
            one["event_id"] or _number(one["seq"]),
        ]
        for one in links
    ]
    if rows:
        print_grid(columns, rows, out)


def _evidence(one: Document, catalogue: Catalogue) -> str:
    """Name what a link rests on, and of what is merely likely how probable it is."""
    named = catalogue.named("evidence", one["kind"])
    return f"{named} {catalogue.write(one['strength'], 'rate')}" if one["strength"] < 1 else named


def _number(seq: int) -> str:
    return str(seq) if seq >= 0 else "–"


def print_largest(customers: Sequence[Document], out: Console, language: str = "en") -> None:
    """Print the customers with the most identifiers."""
    catalogue = Catalogue.of(language)
    kinds = {"customer": "text", "known_by": "text", "identifiers": "number"}
    columns = [{"label": catalogue.text(f"portrait.{name}"), "kind": kind} for name, kind in kinds.items()]
    rows = [
        [one["customer_id"], identifier(one["identifier"], catalogue), catalogue.write(one["identifiers"], "count")]
        for one in customers
    ]
    if rows:
        print_grid(columns, rows, out)


def print_levels(rows: Sequence[Document], out: Console, language: str = "en") -> None:
    """Print, channel by channel, the orders it opened and closed the way to at each level of trust, compared."""
    catalogue = Catalogue.of(language)
    print_text(catalogue.text("levels.about" if rows else "levels.none"), out, "bold")
    ends = f"_{_SIDES[0]}"
    levels = [name.removesuffix(ends) for name in (rows[0] if rows else ()) if name.endswith(ends)]
    columns = [{"label": catalogue.text("portrait.channel"), "kind": "text"}]
    columns += [
        {"label": f"{catalogue.text(f'levels.{level}')}, {catalogue.text(f'levels.{side}')}", "kind": "number"}
        for side in _SIDES
        for level in levels
    ]
    columns += [{"label": catalogue.text("levels.change"), "kind": "number"}]
    cells = [
        [catalogue.named("channel", row["channel"])]
        + [catalogue.write(row[f"{level}_{side}"], "count") for side in _SIDES for level in levels]
        + [catalogue.write(row["change"], "rate")]
        for row in rows
    ]
    if cells:
        print_grid(columns, cells, out)


def identifier(one: Document, catalogue: Catalogue) -> str:
    """Name an identifier and its kind."""
    return f"{catalogue.named('identifier', one['kind'])} {one['value']}"


def _portrait(document: Document, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """Give what is known of a person, line by line."""
    computed = document["computed"]
    for one in document["identifiers"]:
        yield catalogue.named("identifier", one["kind"]), one["value"]
    for name, value in document["traits"].items():
        said = document["traits_from"].get(name)
        yield name, f"{value}  ({said['source']}, {said['at'][:10]})" if said else str(value)
    for name in ("first_touch", "last_touch"):
        if touch := computed[name]:
            told = [_minute(touch["at"]), catalogue.named("channel", touch["channel"]), touch["campaign"]]
            yield catalogue.text(f"portrait.{name}"), ", ".join(one for one in told if one)
    if computed["orders"]:
        worth = [f"{amount} {currency}" for currency, amount in computed["revenue"].items()]
        yield catalogue.text("portrait.orders"), ", ".join([catalogue.write(computed["orders"], "count"), *worth])
        if margin := [f"{amount} {currency}" for currency, amount in computed["margin"].items() if amount is not None]:
            yield catalogue.text("portrait.margin"), ", ".join(margin)
    if computed["first_touch"]:
        yield catalogue.text("portrait.cost"), _cost(computed["cost"], catalogue)
    if favourite := ", ".join(_favourites(computed, catalogue)):
        yield catalogue.text("portrait.favourite"), favourite
    if computed["stage"]:
        cycle: dict[str, tuple[Argument, Unit]] = {"n": (computed["cycle"], "count")}
        stage = catalogue.named("stage", computed["stage"])
        yield catalogue.text("portrait.stage"), f"{stage}, {catalogue.say(Message('portrait.cycle', cycle))}"
    for one in computed["incidents"]:
        yield catalogue.text("portrait.incident"), f"{_minute(one['at'])}, {one['label']}"


def _cost(cost: Document, catalogue: Catalogue) -> str:
    if cost["amount"] is None:
        return f"{catalogue.named('status', cost['status'])}: {cost['reason']}"
    return f"{cost['amount']} {cost['currency']}"


def _favourites(computed: Document, catalogue: Catalogue) -> Iterator[str]:
    if computed["favourite_channel"]:
        yield catalogue.named("channel", computed["favourite_channel"])
    if computed["favourite_category"]:
        yield computed["favourite_category"]
    if computed["favourite_device"]:
        yield catalogue.named("device", computed["favourite_device"])
    if computed["favourite_hour"] is not None:
        yield f"{computed['favourite_hour']}:00"


def _likeness(one: Document) -> tuple[Any, ...]:
    return tuple(one[name] for name in _ALIKE)


def _way(alike: Sequence[Document], catalogue: Catalogue) -> list[str]:
    """Tell moments that are alike in one row, as the first of them."""
    one = alike[0]
    what = one["label"] if len(alike) == 1 else f"{one['label']} × {len(alike)}"
    if one["value"]:
        what = f"{what}, {one['value']} {one['currency']}"
    device = catalogue.named("device", one["device"]) if one["device"] else "–"
    return [_minute(one["at"]), what, one["channel_label"] or "–", one["stage_label"] or "–", device]


def _minute(at: str) -> str:
    return at[:16].replace("T", " ")


def _print_lines(lines: Sequence[tuple[str, str]], out: Console) -> None:
    """Print pairs, the second of each aligned."""
    if not lines:
        return
    width = max(len(name) for name, _ in lines)
    print_text("", out)
    for name, told in lines:
        print_text(f"{name:<{width}}  {told}", out)
