"""Devices: mobile, tablet or desktop, from what the source says, else from the user agent."""

from __future__ import annotations

import json

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from percorso.core.devices import device_of
from percorso.sequence.codes import Bools, Coded

# What sources call their devices and platforms; anything else says nothing.
_DECLARED = {
    "mobile": "mobile", "phone": "mobile", "smartphone": "mobile", "iphone": "mobile", "ios": "mobile",
    "android": "mobile", "tablet": "tablet", "ipad": "tablet", "desktop": "desktop", "pc": "desktop",
    "computer": "desktop", "laptop": "desktop",
}  # fmt: skip
_KEYS = ("device", "device_type", "device_category", "platform")
# What properties that state a device hold; two plain searches take a fifth of a pattern's time.
_MENTIONS = ('"device', '"platform"')


def declared_device(properties: str) -> str | None:
    """Find the device that properties state: as a text, or as an object with ``type``; under the usual keys."""
    stated = json.loads(properties)
    if not isinstance(stated, dict):
        return None
    for key in _KEYS:
        value = stated.get(key)
        text = value.get("type") if isinstance(value, dict) else value
        if isinstance(text, str) and (device := _DECLARED.get(text.strip().casefold())):
            return device
    return None


def may_declare_device(properties: pa.ChunkedArray) -> Bools:
    """Tell the properties that are worth parsing for a device; of a dictionary, each word is searched once."""
    whole = properties.unify_dictionaries().combine_chunks()
    coded = pa.types.is_dictionary(whole.type)
    texts = whole.dictionary if coded else whole
    found = np.asarray(pc.or_(*(pc.fill_null(pc.match_substring(texts, text), False) for text in _MENTIONS)))
    return np.append(found, False)[pc.fill_null(whole.indices, -1)] if coded else found


def devices_of(moments: pa.Table) -> Coded:
    """Name each event's device; what the source states comes before the user agent."""
    words = ("mobile", "tablet", "desktop")
    device = _within(Coded.of(moments["user_agent"]).into(device_of), words)
    telling = np.flatnonzero(may_declare_device(moments["properties"]))
    stated = _within(Coded.of(moments["properties"].take(pa.array(telling))).into(declared_device), words)
    device[telling[stated >= 0]] = stated[stated >= 0]
    return Coded(device, words)


def _within(coded: Coded, words: tuple[str, ...]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Give the codes of the same texts in another list of words."""
    places = np.array([*(words.index(word) for word in coded.words), -1], dtype=np.int64)
    return places[coded.codes]
