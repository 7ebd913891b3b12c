"""Stated sources: what an order itself says of where the customer came from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from percorso.sequence.codes import Ints, first_rows, picked
from percorso.sequence.rules import fold_text
from percorso.trace.channels import Classified
from percorso.trace.placed import Placed
from percorso.trace.stages import StageRules

_CODE_KEYS = ("promo_code", "coupon", "coupon_code", "discount_code", "discount_codes", "voucher")
_HEARD_KEYS = ("heard_from", "how_did_you_hear", "how_did_you_hear_of_us", "how_did_you_hear_about_us")
# Whether an order's properties are worth parsing at all.
_MENTIONS = f'"({"|".join(_CODE_KEYS + _HEARD_KEYS)})"|"sold_in": ?"phone"'
_BETWEEN_CODES = re.compile(r"[,;\s]+")


@dataclass(frozen=True)
class Stated:
    """What orders state of where their customers came from: each order's place in ``sources``, -1 for nothing."""

    source: Ints
    sources: tuple[Classified, ...]


def stated_sources(moments: pa.Table, placed: Placed, stages: StageRules) -> Stated:
    """Find what each order states, in the first of its events that states anything."""
    placing = np.flatnonzero(placed.conversion)
    telling = pc.match_substring_regex(moments["properties"].take(pa.array(placing)), _MENTIONS)
    events = placing[np.asarray(telling, dtype=bool)]
    found = np.full(len(placed.order), -1, dtype=np.int64)
    numbers: dict[Classified, int] = {}
    for event, properties in zip(events, moments["properties"].take(events).to_pylist(), strict=True):
        source = stated_source(properties, stages)
        if source is not None:
            found[event] = numbers.setdefault(source, len(numbers))
    telling_event = first_rows(placed.order, placed.count, placed.conversion & (found >= 0))
    return Stated(picked(found, telling_event, -1), tuple(numbers))


def stated_source(properties: str, stages: StageRules) -> Classified | None:
    """Find the source in an order's properties: a known promo code, a sale by phone, or the customer's own word."""
    told = json.loads(properties)
    if not isinstance(told, dict):
        return None
    for code in _codes(told):
        given = stages.promo_codes.get(fold_text(code))
        if given is not None:
            rule = f"stated by the order: promo code {code.upper()}"
            return Classified(given.channel, rule, None, None, given.campaign, True)
    if told.get("sold_in") == "phone":
        return Classified("Phone", "stated by the order: sold by phone", None, None, None, True)
    for key in _HEARD_KEYS:
        answer = told.get(key)
        if isinstance(answer, str) and answer.strip():
            rule = "stated by the order: how the customer heard of the shop"
            return Classified(stages.channel_heard(answer), rule, None, None, None, True)
    return None


def _codes(told: Mapping[str, Any]) -> Iterator[str]:
    for key in _CODE_KEYS:
        value = told.get(key)
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, str):
                yield from filter(None, _BETWEEN_CODES.split(text))
