"""Annotations: what happened on some days."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Make the table of annotations."""
    op.create_table(
        "annotations",
        sa.Column("id", sa.Integer, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("on", "until", "kind", "text", "made_by")),
        sa.Column("made_at", sa.BigInteger, nullable=False),
    )
