"""Moves as a document: what the page, the API and the terminal say of what is worth doing next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from percorso.core.answer import Argument, Message, Unit
from percorso.core.money import format_plain
from percorso.speak.catalogue import Catalogue
from percorso.speak.messages import read

Document = dict[str, Any]


@dataclass(frozen=True)
class Shown:
    """What there is to say.

    Attributes:
        as_of: an ISO instant in the shop's zone.
        moves: ``id, kind, subject, what, why`` (messages), ``concerned, counted, monthly`` (value, low, high in minor
            units, or None) and ``basis``.
        uncertain: how many ideas were left out because they may bring nothing.
        together: what the moves bring at least in 30 days, minor units.
        early: why nothing but faults can be told.
        decided: what state keeps of decided moves; their ``told`` is as of ``moves``, its messages written.
        changes: ``name, unit, now, before, change, verdict, n``.
    """

    shop: str
    currency: str
    as_of: str
    moves: Sequence[Mapping[str, Any]]
    uncertain: int
    together: float
    early: Message | None
    decided: Sequence[Mapping[str, Any]]
    changes: Sequence[Mapping[str, Any]]


def today_document(shown: Shown, catalogue: Catalogue) -> Document:
    """Say what is worth doing next, in a language; money as decimal text in major units beside its text."""
    kept = [_decided(one, catalogue) for one in shown.decided]
    return {
        "shop": shown.shop,
        "currency": shown.currency,
        "as_of": shown.as_of,
        "language": catalogue.language,
        "headline": catalogue.say(_headline(shown), shown.currency),
        "notes": [catalogue.say(one, shown.currency) for one in _notes(shown)],
        "moves": [_move(one, shown.currency, catalogue) for one in shown.moves],
        "underway": [one for one in kept if one["decision"] == "accepted" and one["outcome"] is None],
        "checked": [one for one in kept if one["outcome"] is not None],
        "put_aside": [one for one in kept if one["decision"] != "accepted"],
        "changes": [_change(one, catalogue) for one in shown.changes],
    }


def _headline(shown: Shown) -> Message:
    priced = [one for one in shown.moves if one["monthly"] is not None]
    known = len(priced) - len(_supposed(shown))
    if known:
        return Message("today.moves", {"n": (known, "count"), "money": (shown.together, "money")})
    if priced:
        return Message("today.tests", {"n": (len(priced), "count")})
    if shown.moves:
        return Message("today.faults", {"n": (len(shown.moves), "count")})
    return shown.early or Message("today.nothing")


def _notes(shown: Shown) -> list[Message]:
    told = [Message("today.ranked")] if len(shown.moves) > 1 else []
    if shown.early and shown.moves:
        told.append(shown.early)
    for key, n in (("today.supposed", len(_supposed(shown))), ("today.uncertain", shown.uncertain)):
        if n:
            told.append(Message(key, {"n": (n, "count")}))
    return told


def _supposed(shown: Shown) -> list[Mapping[str, Any]]:
    return [one for one in shown.moves if one["basis"] == "supposed"]


def _move(move: Mapping[str, Any], currency: str, catalogue: Catalogue) -> Document:
    n = move["concerned"]
    return {
        "id": move["id"],
        "kind": move["kind"],
        "subject": list(move["subject"]),
        "what": catalogue.say(move["what"], currency),
        "why": catalogue.say(move["why"], currency),
        "concerned": {
            "n": n,
            "counted": move["counted"],
            "text": catalogue.say(Message(f"today.concerned.{move['counted']}", {"n": (n, "count")})),
        },
        "money": money_document(move["monthly"], currency, catalogue),
        "basis": move["basis"],
    }


def money_document(found: Mapping[str, float] | None, currency: str, catalogue: Catalogue) -> Document | None:
    """Say an amount with its interval; None stays so, and an exact one has no interval to read."""
    if not found:
        return None
    value, low, high = (round(found[name]) for name in ("value", "low", "high"))
    return {
        "value": format_plain(value, currency),
        "low": format_plain(low, currency),
        "high": format_plain(high, currency),
        "text": catalogue.write(value, "money", currency),
        "interval": "" if low == high else catalogue.interval(low, high, "money", currency),
    }


def _decided(kept: Mapping[str, Any], catalogue: Catalogue) -> Document:
    told, expected = kept["told"], kept["expected"]
    currency = expected.get("currency", "")
    spoken = {**told, "id": kept["id"], "what": read(told["what"]), "why": read(told["why"])}
    outcome = kept["outcome"]
    return {
        **_move(spoken, told["currency"], catalogue),
        "decision": kept["decision"],
        "owner": kept["owner"],
        "decided_by": kept["decided_by"],
        "check_on": kept["check_on"],
        "expected": money_document(expected or None, currency, catalogue),
        "outcome": None if outcome is None else _outcome(outcome, told["currency"], catalogue),
    }


def _outcome(found: Mapping[str, Any], currency: str, catalogue: Catalogue) -> Document:
    """Say what came of a move: the shares before and since, and what that brings a month."""
    before, after = (found[name] for name in ("before", "after"))
    if before and after:
        shares: dict[str, tuple[Argument, Unit]] = {
            "before": (before["value"], "rate"),
            "after": (after["value"], "rate"),
            "low": (after["low"], "rate"),
            "high": (after["high"], "rate"),
            "n": (after["n"], "count"),
        }
        why = Message("outcome.why_rate", shares)
    else:
        why = Message(f"outcome.why_{found['state']}", {"n": (found["n"], "count")})
    return {
        "state": found["state"],
        "label": catalogue.text(f"outcome.{found['state']}"),
        "why": catalogue.say(why, currency),
        "money": money_document(found["monthly"], currency, catalogue),
    }


def _change(found: Mapping[str, Any], catalogue: Catalogue) -> Document:
    unit, change = found["unit"], found["change"]
    points: Unit = "rate"
    text = "" if change is None else catalogue.write(change["value"], points)
    if change is not None and unit == "rate":
        text = catalogue.say(Message("change.points", {"n": (round(change["value"] * 100, 1), "count")}))
    positive = change is not None and change["value"] > 0
    return {
        "name": found["name"],
        "label": catalogue.text(f"change.name.{found['name']}"),
        "text": catalogue.write(found["now"], unit),
        "before": catalogue.write(found["before"], unit),
        "change": f"+{text}" if positive else text,
        "interval": "" if change is None else catalogue.interval(change["low"], change["high"], "rate"),
        "direction": "" if found["verdict"] != "likely_real" else "up" if positive else "down",
        "verdict": found["verdict"],
        "said": catalogue.say(Message(f"change.{found['verdict']}", {"n": (found["n"], "count")})),
    }
