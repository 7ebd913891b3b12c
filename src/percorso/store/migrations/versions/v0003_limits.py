"""How many requests a source may send."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Give write keys a limit; those there are have none."""
    op.add_column("write_keys", sa.Column("requests_a_minute", sa.Integer, nullable=True))
