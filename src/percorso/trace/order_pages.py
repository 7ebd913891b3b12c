"""Order pages: the order that the address of a page names, such as the 1042 of ``/account/orders/1042``."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from urllib.parse import unquote

from percorso.core.identity import order_number
from percorso.sequence.codes import Coded
from percorso.sequence.rules import Patterns
from percorso.trace.pages import Links

# The names of parameters that shop systems and carriers' links give an order's number; "ord" is in all of them.
_PARAMETER = re.compile(
    r"[?&](?:order_?id|id_?order|order_?(?:number|no|ref)|id_?ordine|numero_?ordine)=([^&#]+)", re.IGNORECASE
)


def orders_on_pages(links: Links, path: Coded, order_ids: Collection[str], pages: Patterns) -> Coded:
    """Give each row the order id that its page's address names, of those that are orders.

    Args:
        links: the page's address.
        path: its path.
        order_ids: the orders there are; case does not count, since servers write paths small.
        pages: the paths that may name an order: a number in the path of another page is something else's.
    """
    known = {order_id.casefold(): order_id for order_id in sorted(order_ids)}

    def find(text: str) -> str | None:
        return known.get((order_number(unquote(text)) or "").casefold())

    def by_parameter(text: str) -> str | None:
        found = _PARAMETER.search(text)
        return find(found[1]) if found else None

    def by_path(text: str) -> str | None:
        return next((found for part in reversed(text.split("/")) if (found := find(part))), None)

    told = links.page.into(by_parameter, _may_name).otherwise(links.rest.into(by_parameter, _may_name))
    return told.otherwise(path.into(by_path, pages.match))


# Nearly no page does, and the same ones are asked about in every slice.
@lru_cache(maxsize=1 << 17)
def _may_name(text: str) -> bool:
    return "ord" in text.lower()
