"""Webhooks: how they are signed, what came of them, and the privacy requests among them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the tables of webhooks."""
    op.create_table(
        "webhooks",
        *(sa.Column(name, sa.Text, primary_key=True) for name in ("source", "shop")),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("platform", "secret", "header", "timestamp_header")),
        sa.Column("tolerance", sa.Integer, nullable=False),
        sa.Column("signed", sa.Text, nullable=False),
        sa.Column("mapping", sa.Text, nullable=True),
        sa.Column("set_at", sa.BigInteger, nullable=False),
        sa.Column("uninstalled_at", sa.BigInteger, nullable=True),
    )
    op.create_table(
        "webhook_topics",
        *(sa.Column(name, sa.Text, primary_key=True) for name in ("source", "shop", "topic")),
        *(sa.Column(name, sa.BigInteger, nullable=False) for name in ("deliveries", "last_at")),
    )
    op.create_table(
        "order_numbers",
        *(sa.Column(name, sa.Text, primary_key=True) for name in ("source", "shop", "id")),
        sa.Column("number", sa.Text, nullable=False),
    )
    op.create_table(
        "privacy_requests",
        sa.Column("id", sa.Text, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("kind", "source", "shop")),
        sa.Column("identifiers", sa.JSON, nullable=False),
        *(sa.Column(name, sa.BigInteger, nullable=False) for name in ("received_at", "due_at")),
        sa.Column("done_at", sa.BigInteger, nullable=True),
    )
