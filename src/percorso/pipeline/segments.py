"""Segments: kept by name, and laid over what is published, so that any analysis asks those customers alone."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from functools import partial, reduce
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from percorso.core.access import Actor
from percorso.core.errors import PercorsoError, unknown
from percorso.core.remembered import Remembered
from percorso.core.segments import EVERYBODY, TRAIT, Condition, Segment
from percorso.core.time import from_micros, zone
from percorso.pipeline.accounts import COMMAND_LINE
from percorso.pipeline.published import Published, cut_once
from percorso.sequence.codes import Bools
from percorso.sequence.journeys import Journeys
from percorso.sequence.segments import among, holding
from percorso.store.audit import Entry
from percorso.store.cache import CachedBucket
from percorso.store.json_paths import member
from percorso.store.segments import SavedSegment
from percorso.store.workspace import Workspace
from percorso.tables import CUSTOMERS

# Who is of a segment is worked out once a build and bucket; a million customers are a megabyte.
_kept = Remembered(4_096)
_SAYS = "SELECT customer_id FROM customers WHERE list_contains($values, traits ->> $path)"
_COUNTS = "SELECT customer_id FROM customers WHERE try_cast(traits ->> $path AS DOUBLE) {operator} $number"


@dataclass(frozen=True)
class SegmentBucket(CachedBucket):
    """A bucket as if there were nobody in it but the members of a segment, a mark per customer.

    Attributes:
        whom: what tells who they are, in this build; None where they may be others the next time.
    """

    members: Bools
    whom: Hashable

    def journeys(self) -> Journeys:
        """Give the journeys of the members."""
        cut = partial(self._cut, super().journeys)
        return cut() if self.whom is None else cut_once((self.number, self.whom), cut)

    def customers(self) -> pa.Array:
        """Give the ids of the members."""
        return super().customers().filter(pa.array(self.members))

    def _cut(self, whole: Callable[[], Journeys]) -> Journeys:
        return among(whole(), self.members)


def within(published: Published, segment: Segment) -> Published:
    """Show a build as if there were nobody but the members of a segment: in its journeys, not in its tables."""
    if segment == EVERYBODY:
        return published
    shop = published.workspace.settings.shop
    # Who is of a segment by journeys is so until the next build; traits may change meanwhile.
    whom = None if segment.personal else (published.name, segment, shop.time_zone, shop.currency)
    buckets = tuple(
        SegmentBucket(one.number, one.folder, one.words, _members(published, one, segment), whom)
        for one in published.buckets
    )
    return replace(published, buckets=buckets, whom=whom)


def asked_segment(workspace: Workspace, name: str | None, conditions: Sequence[str] = ()) -> Segment:
    """Find who is asked about: the segment of a name, where one is given, of whom the conditions are true as well.

    Raises:
        PercorsoError: ``unknown_segment``; see ``core.segments.Condition.read``.
    """
    own = Segment.read(conditions)
    return Segment.read(_saved(workspace, name).conditions).and_also(own) if name else own


def saved(workspace: Workspace, *, personal: bool = True) -> list[dict[str, Any]]:
    """List the segments that have a name; the conditions of those on traits for whoever may see ``personal`` data."""
    return [_document(one, personal=personal) for one in workspace.state.segments.all()]


def saved_names(workspace: Workspace) -> list[str]:
    """List the names of segments."""
    return [one.name for one in workspace.state.segments.all()]


def show(workspace: Workspace, name: str, *, personal: bool = True) -> dict[str, Any]:
    """Tell one segment; raises ``unknown_segment``."""
    return _document(_saved(workspace, name), personal=personal)


def create(workspace: Workspace, name: str, conditions: Sequence[str], actor: Actor | None = None) -> dict[str, Any]:
    """Keep a segment under a name.

    Raises:
        PercorsoError: ``bad_segment_name``, ``segment_exists``; see ``core.segments.Condition.read``; ``bad_condition``
            where there is none.
    """
    segment = Segment.read(conditions)
    if segment == EVERYBODY:
        raise PercorsoError("bad_condition", "No condition is everybody.", hint="Name one, such as orders>=2.")
    by = COMMAND_LINE if actor is None else actor.name
    kept = SavedSegment(name, tuple(segment.written()), by)
    return _document(workspace.state.segments.add(kept, Entry(by, "segment_created", name)), personal=True)


def delete(workspace: Workspace, name: str, actor: Actor | None = None) -> None:
    """Forget a segment; raises ``unknown_segment``."""
    by = COMMAND_LINE if actor is None else actor.name
    if not workspace.state.segments.remove(name, Entry(by, "segment_deleted", name)):
        _saved(workspace, name)


def _saved(workspace: Workspace, name: str) -> SavedSegment:
    found = workspace.state.segments.find(name)
    if found is None:
        raise unknown("segment", name, saved_names(workspace), code="unknown_segment")
    return found


def _document(kept: SavedSegment, *, personal: bool) -> dict[str, Any]:
    told = Segment.read(kept.conditions)
    return {
        "name": kept.name,
        "conditions": told.written() if personal or not told.personal else None,
        "personal": told.personal,
        "made_by": kept.made_by,
        "made_at": from_micros(kept.made_at).isoformat(timespec="seconds"),
    }


def _members(published: Published, bucket: CachedBucket, segment: Segment) -> Bools:
    told = [
        _by_trait(published, bucket, one) if one.of_trait else _by_journeys(published, bucket, one)
        for one in segment.conditions
    ]
    return reduce(np.logical_and, told)


def _by_journeys(published: Published, bucket: CachedBucket, condition: Condition) -> Bools:
    shop = published.workspace.settings.shop
    asked = (published.name, bucket.number, condition, shop.time_zone, shop.currency)
    return _kept.of(asked, lambda: holding(bucket.journeys(), condition, zone(shop.time_zone), shop.currency))


def _by_trait(published: Published, bucket: CachedBucket, condition: Condition) -> Bools:
    """Ask who has a trait of a value; a text is compared as it is written, a number as one."""
    path = member(condition.field.removeprefix(TRAIT))
    if condition.counts:
        given: dict[str, object] = {"path": path, "number": float(condition.number)}
        rows = published.sql(_COUNTS.format(operator=condition.operator), CUSTOMERS, bucket=bucket.number, **given)
    else:
        given = {"path": path, "values": list(condition.values)}
        rows = published.sql(_SAYS, CUSTOMERS, bucket=bucket.number, **given)
    found = pc.is_in(bucket.customers(), value_set=rows["customer_id"].cast(pa.string()).combine_chunks())
    held = np.asarray(found.to_numpy(zero_copy_only=False), np.bool_)
    return ~held if condition.operator == "!=" else held
