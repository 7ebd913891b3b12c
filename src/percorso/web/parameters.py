"""What several routes may be asked with."""

from __future__ import annotations

from typing import Annotated, Literal

from litestar.params import QueryParameter

Language = Annotated[Literal["en", "it"], QueryParameter(description="The language of the sentences.")]
Level = Annotated[
    Literal["strict", "default", "loose"], QueryParameter(description="How much evidence makes one person.")
]
Since = Annotated[str | None, QueryParameter(description="The first day that counts, such as 2026-10-01.")]
Until = Annotated[str | None, QueryParameter(description="The last day that counts, in the shop's zone.")]
