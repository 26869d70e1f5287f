"""What Alembic runs: the revisions, on the connection it is given, within that connection's transaction."""

from alembic import context

from yibiao.store.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
context.run_migrations()
