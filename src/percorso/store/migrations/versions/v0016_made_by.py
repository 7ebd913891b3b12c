"""Made by: the account that answers for a token, empty for those of before and for those of the command line."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Make the column of who made a token."""
    op.add_column("tokens", sa.Column("made_by", sa.Text, nullable=False, server_default=""))
