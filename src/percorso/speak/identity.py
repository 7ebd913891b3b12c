"""Who is who, in the terminal: one person's portrait and way, evidence, and how much answers depend on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

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
# What a document calls its moments.
_MOMENTS = ("at", "first_seen_at", "last_seen_at")


def print_person(document: Document, out: Console, where: ZoneInfo, language: str = "en") -> None:
    """Print a person: what they are known by and what they amount to, then their way, then what came in since.

    Args:
        document: as ``percorso person --format json`` has it, its moments in UTC.
        out: where to print.
        where: the zone in which moments are told, which is said.
        language: a catalogue's name.
    """
    document = _local(document, where)
    catalogue = Catalogue.of(language)
    print_text(f"{document['customer_id'] or ''}  {document['headline']}".strip(), out, "bold")
    _print_lines([*_portrait(document, catalogue), (catalogue.text("portrait.zone"), where.key)], out)
    columns = [{"label": catalogue.text(f"portrait.{name}"), "kind": "text"} for name in _WAY]
    rows = [_way(list(alike), catalogue) for _, alike in groupby(document["timeline"], key=_likeness)]
    if rows:
        print_grid(*_said(columns, rows), out)
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
            catalogue.named("set_aside", one["status"]) if one["status"] else "",
            one["source"],
            one["first_seen_at"][:10],
            one["event_id"] or "–",
        ]
        for one in links
    ]
    if rows:
        print_grid(*_said(columns, rows), out)


def print_audit(found: Document, out: Console, language: str = "en") -> None:
    """Print the largest customers, conflicts, what was set aside by its reason, and decisions, each under its name."""
    catalogue = Catalogue.of(language)
    print_text(catalogue.text("identity.largest"), out, "bold")
    print_largest(found["largest"], out, language)
    conflicts = [
        (one["customer_id"], f"{catalogue.named('identifier', one['kind'])} {', '.join(one['values'])}")
        for one in found["conflicts"]
    ]
    _print_under("identity.conflicts", conflicts, out, catalogue)
    for reason in found["set_aside"]:
        named = catalogue.named("set_aside", reason["reason"])
        print_text(f"\n{named}: {catalogue.write(reason['links'], 'count')}", out, "bold")
        print_evidence([{**one, "status": ""} for one in reason["some"]], out, language)
    decisions = [
        (catalogue.named("decision", one["kind"]), "  ".join(filter(None, (one["left"], one["right"]))))
        for one in found["decisions"]
    ]
    _print_under("identity.decisions", decisions, out, catalogue)


def _print_under(heading: str, lines: Sequence[tuple[str, str]], out: Console, catalogue: Catalogue) -> None:
    if lines:
        print_text(f"\n{catalogue.text(heading)}", out, "bold")
        _print_lines(lines, out)


def _said(columns: list[dict[str, str]], rows: list[list[str]]) -> tuple[list[dict[str, str]], list[list[str]]]:
    """Leave out the columns in which no row says anything, so that fewer tables are wider than the terminal."""
    told = [place for place in range(len(columns)) if any(row[place] not in ("", "–") for row in rows)]
    return [columns[place] for place in told], [[row[place] for place in told] for row in rows]


def _evidence(one: Document, catalogue: Catalogue) -> str:
    """Name what a link rests on, and of what is merely likely how probable it is."""
    named = catalogue.named("evidence", one["kind"])
    return f"{named} {catalogue.write(one['strength'], 'rate')}" if one["strength"] < 1 else named


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
        words = _words(value)
        yield name, f"{words}  ({said['source']}, {said['at'][:10]})" if said else words
    for one in _newest(document["consent"]):
        told_so = f"{one['purpose_label']}: {one['state_label']}  ({one['source']}, {one['at'][:10]})"
        yield catalogue.text("portrait.consent"), told_so
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


def _words(value: object) -> str:
    """Write a trait in words: what lies inside it by its names."""
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_words(one)}" for name, one in value.items())
    if isinstance(value, list):
        return ", ".join(map(_words, value))
    return "–" if value is None else str(value)


def _newest(choices: Sequence[Document]) -> list[Document]:
    """Give the choice that holds for each purpose: the first of those that stand newest first."""
    return [next(alike) for _, alike in groupby(choices, key=lambda one: one["purpose"])]


def _local(told: Any, where: ZoneInfo) -> Any:
    """Write every moment of a document in a zone."""
    if isinstance(told, Mapping):
        return {
            name: _moment(one, where) if name in _MOMENTS and isinstance(one, str) else _local(one, where)
            for name, one in told.items()
        }
    return [_local(one, where) for one in told] if isinstance(told, list) else told


def _moment(at: str, where: ZoneInfo) -> str:
    return datetime.fromisoformat(at).astimezone(where).isoformat()


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
