"""Moments in payloads: which of several fields tells the time, in UTC where it carries no offset."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from percorso.collect.nested import text
from percorso.collect.notation import instant
from percorso.core.errors import PercorsoError
from percorso.core.time import from_micros

_UTC = ZoneInfo("UTC")


def moment(payload: Mapping[str, Any], *fields: str) -> int:
    """Give the first of the fields that is filled, in microseconds since 1970 UTC.

    Raises:
        PercorsoError: ``missing_time``, ``bad_time``, ``time_out_of_range``.
    """
    told = text(payload, *fields)
    if told is None:
        raise PercorsoError("missing_time", f"It says no time: {fields[0]} is empty.")
    return instant(told, _UTC)


def utc_text(payload: Mapping[str, Any], *fields: str) -> str | None:
    """Give the first of the fields that is filled as ISO 8601 in UTC, so that later ones sort later; None for none.

    Raises:
        PercorsoError: as ``moment``.
    """
    return from_micros(moment(payload, *fields)).isoformat(timespec="microseconds") if text(payload, *fields) else None
