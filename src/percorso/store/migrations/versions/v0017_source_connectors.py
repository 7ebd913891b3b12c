"""Source connectors: every way by which a source has brought something, not the last one alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Make the table, with the one way that is known of each source, and those by which its files came."""
    op.create_table(
        "source_connectors",
        *(sa.Column(name, sa.Text, primary_key=True) for name in ("name", "shop", "connector")),
        sa.Column("last_at", sa.BigInteger, nullable=False),
    )
    op.execute(
        "INSERT INTO source_connectors (name, shop, connector, last_at)"
        " SELECT name, shop, connector, max(last_at) FROM ("
        " SELECT name, shop, connector, last_at FROM sources"
        " UNION ALL SELECT source, shop, connector, at FROM imports) AS seen GROUP BY name, shop, connector"
    )
