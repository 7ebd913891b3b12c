"""Moves: what somebody decided about them, what was expected, and what came of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make the table of decided moves."""
    op.create_table(
        "moves",
        sa.Column("id", sa.Text, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("decision", "owner", "decided_by")),
        sa.Column("decided_at", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("check_on", sa.Text, nullable=False),
        *(sa.Column(name, sa.JSON, nullable=False) for name in ("told", "expected", "before")),
        sa.Column("outcome", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("checked_at", sa.BigInteger, nullable=True),
    )
