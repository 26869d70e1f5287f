"""Keys by which a subject is found again; a journal that has none of these rules' gets them when it is next opened."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Lay the table; every stream is still without keys."""
    op.create_table(
        "subject_key",
        sa.Column("stream", sa.String, primary_key=True),
        sa.Column("key", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("subject", sa.String, primary_key=True),
        sqlite_with_rowid=False,
    )
    op.add_column("stream", sa.Column("keyed", sa.String))
