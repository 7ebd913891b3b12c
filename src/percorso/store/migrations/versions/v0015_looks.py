"""Costs and looks: what ad platforms told of each day, what they told otherwise later, and what accounts saw last."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Make the tables of costs told and of looks, and the column of cost that moved."""
    op.add_column("figures_moved", sa.Column("cost", sa.BigInteger, nullable=False, server_default="0"))
    op.create_table(
        "day_costs",
        *(sa.Column(name, sa.Text, primary_key=True) for name in ("day", "currency", "platform")),
        *(sa.Column(name, sa.BigInteger, nullable=False) for name in ("cost", "told_at")),
    )
    op.create_table(
        "looks",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("looked_at", sa.BigInteger, nullable=False),
        sa.Column("seen", sa.JSON, nullable=False),
        sa.Column("before_at", sa.BigInteger, nullable=True),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
    )
