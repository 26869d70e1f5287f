"""Webhooks with their secrets and where each stands, beside the journal."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Lay the table; nobody follows anything yet."""
    op.create_table(
        "webhook",
        sa.Column("stream", sa.String, primary_key=True),
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("secret", sa.String, nullable=False),
        sa.Column("pending", sa.Text),
        sa.Column("holder", sa.String),
        sa.Column("held_until", sa.String),
    )
