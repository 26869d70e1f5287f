"""The journal's tables through time, run by Alembic when a database is opened."""
