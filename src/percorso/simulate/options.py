"""Options: what kind of shop is simulated, how large, and with how much dirt; from a call and a small TOML file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from math import isfinite
from pathlib import Path
from typing import Any

from percorso.core.errors import PercorsoError, unknown
from percorso.simulate.planted import CAMPAIGNS, CHANNELS, FRICTIONS

KINDS = ("shop", "hotel")
PLATFORMS = ("shopify", "woocommerce")
FORMATS = ("jsonl", "parquet")

# Customers of one chunk, over half a year; longer periods take fewer, so that a chunk's memory stays the same.
_CHUNK_CUSTOMER_DAYS = 5_000 * 180
_SMALLEST_CHUNK = 50
# Log-odds beyond this make certainty of anything, which no channel and no friction does.
_LARGEST_EFFECT = 10.0
_LARGEST_MULTIPLIER = 1_000.0
_YEARS = (1990, 2100)


@dataclass(frozen=True)
class Dirt:
    """How often what arrives is not as it happened (the ``[dirt]`` table); shares between 0 and 1.

    Attributes:
        duplicated: events sent again, with the same messageId.
        late: events that arrive hours or days after they happened.
        skewed: devices whose clock is wrong.
        bots: visits by robots, as a share of people's visits.
        unseen: of those who refuse consent, how many are never measured.
        outage_hours: hours in which the site's tag was broken and nothing was measured.
    """

    duplicated: float = 0.005
    late: float = 0.01
    skewed: float = 0.005
    bots: float = 0.03
    unseen: float = 0.5
    outage_hours: int = 6


@dataclass(frozen=True)
class People:
    """Who the people are (the ``[people]`` table).

    Attributes:
        needs: multiplies how often people need something.
        browsing: multiplies how much they look at in a visit.
        households: share of people who share a tablet with one other.
        kiosk: share of visits that happen at the kiosk in the store.
        forwarded: share of clicks in e-mails by somebody the e-mail was forwarded to.
        refused: share of people who refuse to be measured.
    """

    needs: float = 1.0
    browsing: float = 1.0
    households: float = 0.12
    kiosk: float = 0.001
    forwarded: float = 0.02
    refused: float = 0.2


@dataclass(frozen=True)
class Options:
    """Everything a simulated shop follows from; equal options give equal bytes.

    Attributes:
        start: the first day, in the shop's zone.
        effects: channel key to the log-odds of an order it adds at full exposure, in place of the planted one.
        frictions: friction key to the log-odds of an order it takes away.
        holdouts: channel or campaign key to the share of customers who are never exposed to it.
    """

    customers: int = 20_000
    days: int = 180
    seed: int = 0
    start: date = date(2026, 3, 1)
    kind: str = "shop"
    platform: str = "shopify"
    effects: Mapping[str, float] = field(default_factory=dict)
    frictions: Mapping[str, float] = field(default_factory=dict)
    holdouts: Mapping[str, float] = field(default_factory=dict)
    people: People = field(default_factory=People)
    dirt: Dirt = field(default_factory=Dirt)

    @property
    def chunk(self) -> int:
        """How many customers are simulated at a time."""
        return max(_SMALLEST_CHUNK, _CHUNK_CUSTOMER_DAYS // max(self.days, 30))

    @property
    def chunks(self) -> int:
        """How many chunks there are."""
        return -(-self.customers // self.chunk)

    @property
    def end(self) -> date:
        """The day after the last."""
        return self.start + timedelta(days=self.days)

    def start_by(self, today: date) -> date | None:
        """Give the latest start whose whole period is past, or None where this one's is: what is ahead is refused."""
        return today - timedelta(days=self.days) if self.end > today else None

    def size(self, chunk: int) -> int:
        """How many customers a chunk has."""
        return min(self.chunk, self.customers - chunk * self.chunk)


def read_options(path: Path | None, **given: Any) -> Options:
    """Read an options file, if any; what is given in the call wins over it.

    Raises:
        PercorsoError: ``cannot_read_file``, ``bad_option``, ``unknown_option``.
    """
    document: dict[str, Any] = {}
    if path is not None:
        try:
            document = tomllib.loads(path.read_text(encoding="utf-8"))
        except OSError as problem:
            raise PercorsoError("cannot_read_file", f"{path} cannot be read: {problem.strerror}.") from None
        except (UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
            raise PercorsoError("bad_option", f"{path} cannot be read as TOML: {problem}.") from None
    return options_from({**document, **{name: value for name, value in given.items() if value is not None}})


def options_from(document: Mapping[str, Any]) -> Options:
    """Check a parsed options file and freeze it.

    Raises:
        PercorsoError: ``unknown_option``, ``bad_option``, each naming what is allowed.
    """
    known = {one.name for one in fields(Options)}
    for name in document:
        if name not in known:
            raise unknown("simulator option", name, known, code="unknown_option")
    plain = {name: value for name, value in document.items() if name not in {"people", "dirt"}}
    read: dict[str, Any] = {name: _plain(name, value) for name, value in plain.items()}
    for name, kind in (("people", People), ("dirt", Dirt)):
        read[name] = _numbers(name, kind(), document.get(name, {}))
    options = replace(Options(), **read)
    _check(options)
    return options


_KEYS = {
    "effects": [one.key for one in CHANNELS],
    "frictions": [one.key for one in FRICTIONS],
    "holdouts": [*(one.key for one in CHANNELS if one.withheld), *(one.key for one in CAMPAIGNS)],
}


def _plain(name: str, value: Any) -> Any:
    """Read one option outside the tables of numbers by the type of its default."""
    default = getattr(Options(), name)
    if name == "start":
        if isinstance(value, str):
            return _day(value)
        return _typed(name, value, date, "a date such as 2026-03-01")
    if isinstance(default, Mapping):
        table = _typed(name, value, Mapping, "a table of numbers")
        for key in table:
            if key not in _KEYS[name]:
                raise unknown(f"key in [{name}]", key, _KEYS[name], code="unknown_option")
        return {key: _number(f"{name}.{key}", amount) for key, amount in table.items()}
    words = {int: "a whole number", str: "a text"}
    return _typed(name, value, type(default), words[type(default)])


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise PercorsoError("bad_option", f"start = '{text}' must be a date such as 2026-03-01.") from None


def _typed(name: str, value: Any, kind: type, word: str) -> Any:
    if not isinstance(value, kind) or isinstance(value, bool):
        raise PercorsoError("bad_option", f"{name} = {value!r} must be {word}.")
    return value


def _number(name: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise PercorsoError("bad_option", f"{name} = {value!r} must be a number.")
    return float(value)


def _numbers(room: str, defaults: Any, given: Any) -> Any:
    table = _typed(room, given, Mapping, "a table")
    known = {one.name for one in fields(defaults)}
    for name in table:
        if name not in known:
            raise unknown(f"option in [{room}]", name, known, code="unknown_option")
    values = {name: _number(f"{room}.{name}", value) for name, value in table.items()}
    for name, value in values.items():
        multiplier = name in {"needs", "browsing", "outage_hours"}
        if not 0 <= value <= (_LARGEST_MULTIPLIER if multiplier else 1):
            allowed = f"between 0 and {_LARGEST_MULTIPLIER:,g}" if multiplier else "a share between 0 and 1"
            raise PercorsoError("bad_option", f"{room}.{name} = {value:g} must be {allowed}.")
    return replace(defaults, **values)


def _check(options: Options) -> None:
    for name, value, least, most in (
        ("customers", options.customers, 1, 100_000_000),
        ("days", options.days, 1, 3_660),
        ("seed", options.seed, 0, 2**63 - 1),
    ):
        if not least <= value <= most:
            raise PercorsoError("bad_option", f"{name} = {value} must lie between {least} and {most:,}.")
    for word, given, known in (("kind", options.kind, KINDS), ("platform", options.platform, PLATFORMS)):
        if given not in known:
            raise unknown(word, given, known, code="bad_option")
    first, last = _YEARS
    if not (first <= options.start.year <= last and options.end.year <= last):
        raise PercorsoError("bad_option", f"start = {options.start} must let the period lie in {first} to {last}.")
    for room, effects in (("effects", options.effects), ("frictions", options.frictions)):
        for key, odds in effects.items():
            if abs(odds) > _LARGEST_EFFECT:
                allowed = f"between -{_LARGEST_EFFECT:g} and {_LARGEST_EFFECT:g}"
                raise PercorsoError("bad_option", f"{room}.{key} = {odds:g} must lie {allowed}.")
    for key, share in options.holdouts.items():
        if not 0 <= share <= 0.9:
            raise PercorsoError("bad_option", f"holdouts.{key} = {share:g} must be a share between 0 and 0.9.")
