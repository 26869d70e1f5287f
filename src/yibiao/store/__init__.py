"""Where the truth lies: the journal in an SQL database with the files it names, and its columnar picture in DuckDB."""

from yibiao.store import backup
from yibiao.store.accesses import Accesses
from yibiao.store.archive import Manifest
from yibiao.store.backup import Progress
from yibiao.store.batches import Batches
from yibiao.store.beside import Beside
from yibiao.store.blobs import Blobs
from yibiao.store.chain import canonical
from yibiao.store.closable import Closable
from yibiao.store.columns import marks
from yibiao.store.directory import DataDirectory
from yibiao.store.extracts import Extracts
from yibiao.store.journal import Journal
from yibiao.store.keyed import COMMON, Keying
from yibiao.store.keyring import Keyring, Password
from yibiao.store.leaving import Caller, Left, for_all, stopped_by_leaving
from yibiao.store.picture import Answer, Picture
from yibiao.store.precedence import behind_others
from yibiao.store.reading import Reading, Told
from yibiao.store.restoring import restore
from yibiao.store.seals import ENGINE, Seals
from yibiao.store.tidying import Tidying
from yibiao.store.verify import rebuild, verify
from yibiao.store.webhooks import Webhooks
from yibiao.store.writing import Needs, Writing

__all__ = [
    "COMMON",
    "ENGINE",
    "Accesses",
    "Answer",
    "Batches",
    "Beside",
    "Blobs",
    "Caller",
    "Closable",
    "DataDirectory",
    "Extracts",
    "Journal",
    "Keying",
    "Keyring",
    "Left",
    "Manifest",
    "Needs",
    "Password",
    "Picture",
    "Progress",
    "Reading",
    "Seals",
    "Tidying",
    "Told",
    "Webhooks",
    "Writing",
    "backup",
    "behind_others",
    "canonical",
    "for_all",
    "marks",
    "rebuild",
    "restore",
    "stopped_by_leaving",
    "verify",
]
