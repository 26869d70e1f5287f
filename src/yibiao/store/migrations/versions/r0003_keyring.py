"""What proves who somebody is, beside the journal: hashes of passwords, sessions, tokens and known browsers."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Lay the tables; nobody has an account yet."""
    op.create_table(
        "password",
        sa.Column("stream", sa.String, primary_key=True),
        sa.Column("account", sa.String, primary_key=True),
        sa.Column("hash", sa.String, nullable=False),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("first_until", sa.String),
    )
    op.create_table(
        "session",
        sa.Column("stream", sa.String, primary_key=True),
        sa.Column("digest", sa.String, primary_key=True),
        sa.Column("id", sa.String, nullable=False),
        sa.Column("account", sa.String, nullable=False),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("seen", sa.String, nullable=False),
        sa.Column("until", sa.String, nullable=False),
        sa.Column("address", sa.String, nullable=False),
        sa.Column("agent", sa.String, nullable=False),
        sa.Column("rights", sa.String, nullable=False),
    )
    op.create_index("session_account", "session", ["stream", "account"])
    op.create_table(
        "token",
        sa.Column("stream", sa.String, primary_key=True),
        sa.Column("digest", sa.String, primary_key=True),
        sa.Column("id", sa.String, nullable=False),
        sa.Column("account", sa.String, nullable=False),
        sa.Column("label", sa.String, nullable=False),
        sa.Column("reach", sa.Text, nullable=False),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.Column("until", sa.String, nullable=False),
        sa.Column("seen", sa.String),
        sa.Column("revoked", sa.String),
    )
    op.create_index("token_account", "token", ["stream", "account"])
    op.create_table(
        "device",
        sa.Column("stream", sa.String, primary_key=True),
        sa.Column("digest", sa.String, primary_key=True),
        sa.Column("account", sa.String, nullable=False),
        sa.Column("at", sa.String, nullable=False),
    )
    op.create_index("device_account", "device", ["stream", "account"])
