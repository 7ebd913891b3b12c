"""Resting: the customers of whom a build counts the orders and looks at nothing else."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from percorso.core.identity import KINDS
from percorso.core.privacy import STAND_IN
from percorso.pipeline.finding import named_by
from percorso.pipeline.unifying import Unified
from percorso.store.workspace import Workspace
from percorso.unify.growth import ids_of

_STAND_IN = f"{KINDS[0]}:{STAND_IN}"


def restricted(workspace: Workspace, everybody: Unified) -> pa.Array:
    """Give the ids of the customers, of those to trace, of whom only orders are counted.

    Those are the ones whose data was restricted, and who stands in for people that were erased: where their orders came
    from is not known any more.
    """
    traced = everybody.customers
    stand_ins = traced["customer_id"].filter(pc.starts_with(traced["identifier"], _STAND_IN)).combine_chunks()
    wishes = workspace.state.privacy.restrictions()
    known = everybody.known
    rows = named_by(known, ((kind, value) for kind, value, _ in wishes))
    return pa.concat_arrays([stand_ins.cast(pa.string()), ids_of(known.keys[sorted(rows)])])
