"""Network addresses of new events: whole, cut short, or none at all, as the shop wants."""

from __future__ import annotations

from functools import partial

import pyarrow as pa

from percorso.collect.terms import Terms, replaced, told
from percorso.core.network import cut


def truncate_ip(events: pa.Table, terms: Terms) -> pa.Table:
    """Cut addresses as ``privacy.ip`` says.

    Beside a cut address stands a keyed digest of the whole one, by which the shop's own are known, also those that it
    names later. What is no address is not kept.
    """
    wanted = terms.settings.privacy.ip
    if wanted == "whole" or events["ip"].null_count == events.num_rows:
        return events
    if wanted == "none":
        nothing = pa.chunked_array([pa.nulls(events.num_rows, pa.string())])
        return replaced(events, {"ip": nothing, "address_key": nothing})
    ip, digest = told(events["ip"], partial(_cut, secret=terms.secret), 2)
    return replaced(events, {"ip": ip, "address_key": digest})


def _cut(text: str, secret: bytes) -> tuple[str | None, str | None]:
    return cut(text, secret) or (None, None)
