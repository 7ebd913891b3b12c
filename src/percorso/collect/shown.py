"""What a file's values show of how it is written, and what is kept of that for its refused rows."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Shown:
    """How a file shows that it is written. Its refused rows keep it: one row alone may show nothing, or mislead.

    Attributes:
        decimal: its decimal mark; None where no value shows one.
        dates: the pattern of its numeric dates, to be fitted to each (``notation.fitted``); None where it has none.
    """

    decimal: str | None = None
    dates: str | None = None

    def text(self) -> str:
        """Write it as quarantine keeps it; empty where nothing was shown."""
        told = {name: value for name, value in asdict(self).items() if value is not None}
        return json.dumps(told, sort_keys=True) if told else ""

    @classmethod
    def read(cls, text: str | None) -> Shown:
        """Read what ``text`` wrote."""
        return cls(**json.loads(text)) if text else cls()

    def but(self, first: Shown) -> Shown:
        """Take what ``first`` shows, and what it leaves open from here."""
        return Shown(first.decimal or self.decimal, first.dates or self.dates)
