"""Products: the newest that was said of each."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Make the table of products."""
    op.create_table(
        "products",
        *(sa.Column(name, sa.Text, primary_key=True) for name in ("source", "shop", "id")),
        sa.Column("told", sa.Text, nullable=False),
        *(sa.Column(name, sa.BigInteger, nullable=False) for name in ("updated_at", "gone_at")),
    )
