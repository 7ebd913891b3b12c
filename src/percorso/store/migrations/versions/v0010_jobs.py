"""Jobs: work that takes long, how far it is, and how it ended."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Make the table of jobs."""
    op.create_table(
        "jobs",
        sa.Column("id", sa.Text, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("kind", "asked_by")),
        sa.Column("given", sa.JSON, nullable=False),
        sa.Column("after", sa.Text, nullable=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("state", "step")),
        *(sa.Column(name, sa.BigInteger, nullable=False) for name in ("done", "of")),
        *(sa.Column(name, sa.JSON(none_as_null=True), nullable=True) for name in ("result", "problem")),
        sa.Column("asked_at", sa.BigInteger, nullable=False),
        *(sa.Column(name, sa.BigInteger, nullable=True) for name in ("began_at", "ended_at")),
    )
