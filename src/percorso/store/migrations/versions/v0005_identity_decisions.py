"""Identity: links that somebody forbids, values that name nobody."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the table of decisions."""
    op.create_table(
        "identity_decisions",
        *(sa.Column(name, sa.Text, primary_key=True) for name in ("kind", "left", "right")),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
