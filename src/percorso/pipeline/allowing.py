"""Allowing: whom a list may name that is made for a purpose, by what each person said last."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from percorso.core.consent import DENIED, GRANTED, PURPOSES
from percorso.core.errors import unknown
from percorso.core.identity import KINDS
from percorso.pipeline.finding import Everybody, named_by
from percorso.sequence.codes import Bools
from percorso.store.bucket import Bucket
from percorso.tables import CONSENTS, EVENTS
from percorso.unify.growth import ids_of
from percorso.unify.known import Known

# Whoever makes a list says for which of these; tying devices is none that a list is made for.
ACTS = tuple(purpose for purpose in PURPOSES if purpose != "cross_device")
_LAST = """
SELECT customer_id FROM consents WHERE purpose = $purpose
GROUP BY customer_id HAVING arg_max(state, ("at", seq)) = $state
"""
# By what the events that no build has seen name whoever denies a purpose in them.
_DENIED_SINCE = """
SELECT user_id AS "user", lower(trim(email)) AS email, anonymous_id AS anonymous,
    shop || ':' || ltrim(trim(order_id), '#') AS "order"
FROM events WHERE seq > $seq AND contains(consent, $denial)
"""


def allowed(everybody: Everybody, customers: pa.Array, purpose: str) -> Bools:
    """Tell which customers a list may name that is made for a purpose.

    Their last choice says so. Who never said anything may be measured as far as the shop's default goes, and nothing
    else. A denial that no build has seen holds already, an agreement from the next build on; whose data is restricted
    is on no list.

    Args:
        everybody: as the published build knows them.
        customers: their ids.
        purpose: one of ACTS.

    Raises:
        PercorsoError: ``unknown_purpose``.
    """
    if purpose not in ACTS:
        raise unknown("purpose", purpose, ACTS, code="unknown_purpose")
    published = everybody.published
    settings = published.workspace.settings.consent
    silent = settings.default if purpose == "analytics" else DENIED
    # Where silence allows, those are looked up who deny, else those who allow.
    stated = DENIED if silent == GRANTED else GRANTED
    found = published.sql(_LAST, CONSENTS, purpose=purpose, state=stated)["customer_id"].combine_chunks()
    may = np.asarray(pc.is_in(customers, value_set=found.cast(customers.type))) ^ (silent == GRANTED)
    barred = _denied_since(everybody, purpose) | _restricted(everybody)
    keys = everybody.known.keys[sorted(barred)]
    never: Bools = np.asarray(pc.is_in(customers, value_set=ids_of(keys).cast(customers.type)))
    return may & ~never


def addresses(known: Known, customers: NDArray[np.integer]) -> list[str | None]:
    """Give each customer's e-mail address, the one seen last where there are several; None for none."""
    rows = np.flatnonzero((known.rank == KINDS.index("email")) & np.isin(known.customer, customers))
    rows = rows[np.argsort(known.last[rows], kind="stable")]
    values = known.values.take(pa.array(rows)).to_pylist()
    own = dict(zip(known.customer[rows].tolist(), values, strict=True))
    return [own.get(one) for one in customers.tolist()]


def _restricted(everybody: Everybody) -> set[int]:
    wishes = everybody.published.workspace.state.privacy.restrictions()
    return named_by(everybody.known, ((kind, value) for kind, value, _ in wishes))


def _denied_since(everybody: Everybody, purpose: str) -> set[int]:
    """Find who denied a purpose since the last build; everybody of the build whom such an event names."""
    published = everybody.published
    build, lake = published.build, published.workspace.lake
    seen = set(lake.files(EVENTS, build.version(EVENTS)))
    files = [path for path in lake.files(EVENTS) if path not in seen]
    if not files:
        return set()
    with Bucket(-1, {EVENTS.name: files}) as stored:
        rows = stored.sql(_DENIED_SINCE, seq=build.events_seq, denial=f"{purpose}={DENIED}").to_pylist()
    return named_by(everybody.known, ((kind, value) for row in rows for kind, value in row.items() if value))
