"""The journal: events, records, streams."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Lay the first tables."""
    op.create_table(
        "event",
        sa.Column("stream", sa.String, primary_key=True),
        sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("id", sa.String, nullable=False),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("actor", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("unit", sa.String),
        sa.Column("subject", sa.String),
        sa.Column("body", sa.Text),
        sa.Column("salt", sa.String),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("link", sa.String, nullable=False),
        sa.UniqueConstraint("stream", "id", name="event_id"),
    )
    _index_some("event_registry", ["stream", "position"], "kind <> 'entry.filed'")
    _index_some("event_subject", ["stream", "subject", "position"], "subject IS NOT NULL")
    op.create_table(
        "record",
        sa.Column("stream", sa.String, primary_key=True),
        sa.Column("subject", sa.String, primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("unit", sa.String, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
    )
    op.create_index("record_unit", "record", ["stream", "unit", "kind"])
    op.create_table(
        "stream",
        sa.Column("stream", sa.String, primary_key=True),
        sa.Column("head", sa.BigInteger, nullable=False),
        sa.Column("link", sa.String, nullable=False),
    )


def _index_some(name: str, columns: list[str], which: str) -> None:
    condition = sa.text(which)
    op.create_index(name, "event", columns, sqlite_where=condition, postgresql_where=condition)
