"""A web page with its pictures in one file (.mht), as Word saves one under the name of .doc, → the page."""

import email
from email.message import Message
from typing import Final

from yibiao.errors import Finding, Unreadable
from yibiao.intake.html import html
from yibiao.intake.printed import PrintedForm, refusal
from yibiao.intake.upload import Upload

_HEAD: Final = 4_000


def recognises(upload: Upload) -> bool:
    """Headers of a letter with related parts near the beginning, whatever the file is called."""
    head = upload.content[:_HEAD].lower()
    return b"mime-version:" in head and b"content-type:" in head and b"multipart/related" in head


def read(upload: Upload) -> list[PrintedForm]:
    """
    The forms of the page that it holds.

    Raises:
        NotAForm: Nothing on the page is to be filled in.
        Unreadable: It holds no page.
    """
    page = _page(email.message_from_bytes(upload.content))
    if page is None:
        raise refusal(Unreadable, Finding("document-not-read"), upload.filename)
    return html.read(Upload(page, upload.filename))


def _page(letter: Message) -> bytes | None:
    """The first page among its parts, in UTF-8 if it says in what it is written."""
    for part in letter.walk():
        content = part.get_payload(decode=True)
        if part.get_content_type() == "text/html" and isinstance(content, bytes):
            charset = part.get_content_charset()
            try:
                return content.decode(charset).encode("utf-8") if charset else content
            except (LookupError, UnicodeDecodeError):
                return content
    return None
