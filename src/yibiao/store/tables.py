"""The tables of the journal and of the keyring beside it, as their migrations leave them."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

METADATA: Final = MetaData()

EVENT: Final = Table(
    "event",
    METADATA,
    Column("stream", String, primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("id", String, nullable=False),
    Column("at", String, nullable=False),
    Column("actor", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("unit", String),
    Column("subject", String),
    # The canonical JSON text that was digested; with the salt the only members that may be erased.
    Column("body", Text),
    Column("salt", String),
    Column("digest", String, nullable=False),
    Column("link", String, nullable=False),
    UniqueConstraint("stream", "id", name="event_id"),
)

# Entries outnumber all other events a thousandfold: these are found without walking past them. The indices are partial
# in PostgreSQL too, as its migrations make them; to say so here would load its drivers in every process.
REGISTRY: Final = EVENT.c.kind != "entry.filed"
Index(
    "event_registry",
    EVENT.c.stream,
    EVENT.c.position,
    sqlite_where=text("kind <> 'entry.filed'"),
)
Index(
    "event_subject",
    EVENT.c.stream,
    EVENT.c.subject,
    EVENT.c.position,
    sqlite_where=text("subject IS NOT NULL"),
)

RECORD: Final = Table(
    "record",
    METADATA,
    Column("stream", String, primary_key=True),
    Column("subject", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("unit", String, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("document", Text, nullable=False),
    Index("record_unit", "stream", "unit", "kind"),
)

#: One row a stream: the newest position and link. Locking it makes the writers of a stream take turns.
STREAM: Final = Table(
    "stream",
    METADATA,
    Column("stream", String, primary_key=True),
    Column("head", BigInteger, nullable=False),
    Column("link", String, nullable=False),
    # By which rules its subjects can be found by key; none yet where it is empty.
    Column("keyed", String),
)

#: Under which keys a subject is found again; made of its record, in the same transaction. Nothing is read out of a key.
SUBJECT_KEY: Final = Table(
    "subject_key",
    METADATA,
    Column("stream", String, primary_key=True),
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("subject", String, primary_key=True),
    sqlite_with_rowid=False,
)

# The keyring: what proves who somebody is. Nothing presented stands in it, only digests; moments as ISO texts in UTC.

PASSWORD: Final = Table(
    "password",
    METADATA,
    Column("stream", String, primary_key=True),
    Column("account", String, primary_key=True),
    Column("hash", String, nullable=False),
    Column("at", String, nullable=False),
    # Until when a first password may be changed for one's own; of one's own there is no end.
    Column("first_until", String),
)

SESSION: Final = Table(
    "session",
    METADATA,
    Column("stream", String, primary_key=True),
    Column("digest", String, primary_key=True),
    Column("id", String, nullable=False),
    Column("account", String, nullable=False),
    Column("at", String, nullable=False),
    Column("seen", String, nullable=False),
    Column("until", String, nullable=False),
    Column("address", String, nullable=False),
    Column("agent", String, nullable=False),
    # What the account was allowed when the id was given; another id is given when that has changed.
    Column("rights", String, nullable=False),
    Index("session_account", "stream", "account"),
)

TOKEN: Final = Table(
    "token",
    METADATA,
    Column("stream", String, primary_key=True),
    Column("digest", String, primary_key=True),
    Column("id", String, nullable=False),
    Column("account", String, nullable=False),
    Column("label", String, nullable=False),
    Column("reach", Text, nullable=False),
    Column("at", String, nullable=False),
    Column("by", String, nullable=False),
    Column("until", String, nullable=False),
    Column("seen", String),
    Column("revoked", String),
    Index("token_account", "stream", "account"),
)

#: Browsers that somebody signed in from: others who try in vain do not slow them down.
DEVICE: Final = Table(
    "device",
    METADATA,
    Column("stream", String, primary_key=True),
    Column("digest", String, primary_key=True),
    Column("account", String, nullable=False),
    Column("at", String, nullable=False),
    Index("device_account", "stream", "account"),
)

#: Who read what. `day` is that of `at` in China, to be found by; the link covers everything else.
ACCESS: Final = Table(
    "access",
    METADATA,
    Column("stream", String, primary_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("at", String, nullable=False),
    Column("day", String, nullable=False),
    Column("actor", String, nullable=False),
    Column("seen_by", String),
    Column("what", String, nullable=False),
    Column("place", String, nullable=False),
    Column("rows", BigInteger, nullable=False),
    Column("exported", Boolean, nullable=False),
    Column("purpose", String),
    Column("address", String),
    Column("unusual", Boolean, nullable=False),
    Column("link", String, nullable=False),
    Index("access_actor", "stream", "actor", "day"),
    Index("access_place", "stream", "place"),
)

#: One row a stream: the newest line's number and link.
ACCESS_HEAD: Final = Table(
    "access_head",
    METADATA,
    Column("stream", String, primary_key=True),
    Column("head", BigInteger, nullable=False),
    Column("link", String, nullable=False),
)

#: Where departments' systems hear of changes: what signs the messages, and what is on its way. `holder` delivers now.
WEBHOOK: Final = Table(
    "webhook",
    METADATA,
    Column("stream", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("document", Text, nullable=False),
    Column("secret", String, nullable=False),
    Column("pending", Text),
    Column("holder", String),
    Column("held_until", String),
)

#: Of the keyring, what is kept with a backup.
KEPT: Final = (PASSWORD, TOKEN)
