"""What several routes may be asked with."""

from __future__ import annotations

from typing import Annotated, Literal

from litestar.params import QueryParameter

from percorso.pipeline.behind import MOST

Language = Annotated[Literal["en", "it"], QueryParameter(description="The language of the sentences.")]
Level = Annotated[
    Literal["strict", "default", "loose"], QueryParameter(description="How much evidence makes one person.")
]
Since = Annotated[str | None, QueryParameter(description="The first day that counts, such as 2026-10-01.")]
Until = Annotated[str | None, QueryParameter(description="The last day that counts, in the shop's zone.")]
SegmentName = Annotated[
    str | None, QueryParameter(name="segment", description="Only the members of a segment, by its name.")
]
Conditions = Annotated[
    list[str] | None,
    QueryParameter(name="condition", description="Only customers of whom this is true, such as orders>=2; repeated."),
]
Purpose = Annotated[
    Literal["analytics", "personalisation", "marketing", "ad_sharing"] | None,
    QueryParameter(description="What the list is made for: who does not allow it is left out."),
]
Limit = Annotated[int, QueryParameter(description="How many people.", ge=1, le=MOST)]
Offset = Annotated[int, QueryParameter(description="How many of them to pass over.", ge=0, le=2**31)]
