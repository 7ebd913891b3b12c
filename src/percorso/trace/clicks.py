"""Click ids: the parameters that advertising platforms add to links, and what each proves about the click."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from percorso.trace.packaged import read_packaged


class ClickId(NamedTuple):
    """What a click id proves; ``certain`` ids speak before the referrer."""

    source: str
    medium: str
    campaign: str
    certain: bool


@cache
def click_ids() -> Mapping[str, ClickId]:
    """Give what each parameter proves, in order of precedence."""
    entries: list[dict[str, Any]] = tomllib.loads(read_packaged("click_ids.toml"))["click_id"]
    return {
        name: ClickId(entry["source"], entry["medium"], entry.get("campaign", ""), entry["certain"])
        for entry in entries
        for name in entry["names"]
    }


def without_values(addresses: pa.ChunkedArray) -> pa.ChunkedArray:
    """Put one and the same value in place of every click id's.

    That there is one tells of the visit, which one tells nothing; but it makes nearly every paid landing an address of
    its own, and what is worked out per address would be worked out per visit. One that a broken link holds inside
    another value (``utm_campaign=spring?gclid=1``) goes the same way: a campaign a click would be no better.

    Args:
        addresses: texts, or a dictionary of them.

    Returns:
        a dictionary; equal addresses are one.
    """
    encoded = addresses if pa.types.is_dictionary(addresses.type) else addresses.dictionary_encode()
    whole = encoded.unify_dictionaries().combine_chunks()
    left = bare(whole.dictionary).dictionary_encode()
    return pa.chunked_array([pa.DictionaryArray.from_arrays(left.indices.take(whole.indices), left.dictionary)])


def bare(texts: pa.Array) -> pa.Array:
    """Do to addresses, or to parts of them cut before a ``?`` or ``#``, what ``without_values`` does."""
    return pc.replace_substring_regex(texts, _value(), r"\1x")


@cache
def _value() -> str:
    """Give the pattern of a click id with its value; one that names the campaign keeps it."""
    campaigns = {click.campaign for click in click_ids().values()}
    names = "|".join(re.escape(name) for name in click_ids() if name not in campaigns)
    return rf"(?i)([?&#](?:amp;)?(?:{names})=)[\w.~-]+"
