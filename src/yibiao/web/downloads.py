"""A file → the answer that a browser saves and never shows."""

from typing import Final
from urllib.parse import quote

from litestar import Response
from litestar.response import Stream

from yibiao.flows.slicing.originals import Handed
from yibiao.model.original import SentFile

#: Files that no browser runs.
TYPES: Final = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".zip": "application/zip",
}


def handed_out(file: SentFile) -> Response[bytes]:
    """
    The file under its name.

    What somebody uploaded is never taken for a page, whatever it calls itself: it comes as an attachment, and of the
    types only those that no browser runs.
    """
    return Response(
        file.content,
        media_type=TYPES.get(file.suffix, "application/octet-stream"),
        headers={"Content-Disposition": attachment(_bare(file.name))},
    )


def streamed(file: Handed) -> Stream:
    """A file of our own making under its name, sent as it is made."""
    suffix = "." + file.name.rpartition(".")[2].lower()
    return Stream(
        file.pieces,
        media_type=TYPES.get(suffix, "application/octet-stream"),
        headers={"Content-Disposition": attachment(_bare(file.name))},
    )


def attachment(name: str) -> str:
    """The header that has a browser save an answer under a name."""
    return f"attachment; filename*=UTF-8''{quote(name, safe='')}"


def _bare(name: str) -> str:
    """A name without the folders that some browsers send with it."""
    return name.replace("\\", "/").rpartition("/")[2]
