"""A bucket as a step sees it: a number, and tables it can question in SQL without opening a connection."""

from __future__ import annotations

from typing import Protocol

import pyarrow as pa


class Bucket(Protocol):
    """One bucket's tables, visible in SQL by their names."""

    @property
    def number(self) -> int:
        """The bucket's number."""
        ...

    def sql(self, text: str, **parameters: object) -> pa.Table:
        """Answer a query (DuckDB's dialect); ``$name`` in the text takes the parameter of that name."""
        ...
