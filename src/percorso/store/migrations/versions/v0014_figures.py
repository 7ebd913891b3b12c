"""Figures: what was published of each day, and what moved it since."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

_SUMS = ("orders", "revenue", "new_customers", "touchpoints")


def upgrade() -> None:
    """Make the tables of what was published and of what moved it."""
    op.create_table(
        "day_figures",
        *(sa.Column(name, sa.Text, primary_key=True) for name in ("day", "currency")),
        *(sa.Column(name, sa.BigInteger, nullable=False) for name in _SUMS),
    )
    op.create_table(
        "figures_moved",
        *(sa.Column(name, sa.Text, primary_key=True) for name in ("noted_on", "day", "currency", "cause")),
        *(sa.Column(name, sa.BigInteger, nullable=False) for name in (*_SUMS, "things", "published_at")),
    )
