"""Who read what, beside the journal, with its newest line for each stream."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Lay the tables; nobody has read anything yet."""
    op.create_table(
        "access",
        sa.Column("stream", sa.String, primary_key=True),
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("day", sa.String, nullable=False),
        sa.Column("actor", sa.String, nullable=False),
        sa.Column("seen_by", sa.String),
        sa.Column("what", sa.String, nullable=False),
        sa.Column("place", sa.String, nullable=False),
        sa.Column("rows", sa.BigInteger, nullable=False),
        sa.Column("exported", sa.Boolean, nullable=False),
        sa.Column("purpose", sa.String),
        sa.Column("address", sa.String),
        sa.Column("unusual", sa.Boolean, nullable=False),
        sa.Column("link", sa.String, nullable=False),
    )
    op.create_index("access_actor", "access", ["stream", "actor", "day"])
    op.create_index("access_place", "access", ["stream", "place"])
    op.create_table(
        "access_head",
        sa.Column("stream", sa.String, primary_key=True),
        sa.Column("head", sa.BigInteger, nullable=False),
        sa.Column("link", sa.String, nullable=False),
    )
