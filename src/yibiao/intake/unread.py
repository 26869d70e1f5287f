"""Files that nobody here reads – pictures, slides, archives, other offices' formats –, by their first bytes."""

from typing import Final

from yibiao.errors import Finding, Unreadable
from yibiao.intake.containers.archive import Archive, is_zip
from yibiao.intake.printed import PrintedForm, refusal
from yibiao.intake.upload import Upload

_PICTURES: Final = (
    b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"8BPS", b"\x00\x00\x01\x00",
)  # fmt: skip
_PICTURE_BRANDS: Final = (b"heic", b"heix", b"mif1", b"msf1", b"avif", b"hevc")
_ARCHIVES: Final = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_SCHOLARLY: Final = (b"CAJ", b"HN\0\0", b"KDH ", b"TEB")
#: What a zip archive holds, and what that makes it.
_INSIDE: Final = (
    ("OFD.xml", "OFD"),
    ("ppt/presentation.xml", "PowerPoint"),
    ("Index/Document.iwa", "Pages, Numbers"),
    ("META-INF/container.xml", "EPUB"),
)
_LEAST: Final = 64


def recognises(upload: Upload) -> bool:
    """A file of a known kind that holds no form anybody can read."""
    return _finding(upload) is not None


def read(upload: Upload) -> list[PrintedForm]:
    """
    Nothing.

    Raises:
        Unreadable: Always, with what to upload instead.
    """
    raise refusal(Unreadable, _finding(upload) or Finding("unknown-format"), upload.filename)


def _finding(upload: Upload) -> Finding | None:
    head = upload.content[:_LEAST]
    pictured = head[:4] == b"RIFF" and head[8:12] == b"WEBP"
    if head[4:8] == b"ftyp":
        pictured = head[8:12] in _PICTURE_BRANDS
    if pictured or (head.startswith(_PICTURES) and upload.text is None):
        return Finding("picture")
    if head.startswith(_ARCHIVES):
        return Finding("archive")
    if head.startswith(_SCHOLARLY) and upload.text is None:
        return _other("CAJ")
    return _in_archive(upload) if is_zip(upload.content) else None


def _in_archive(upload: Upload) -> Finding | None:
    members = Archive.of(upload.content, upload.filename).members
    for name, kind in _INSIDE:
        if name in members:
            return _other(kind)
    kind = members.get("mimetype", b"")[:80].decode("ascii", "replace")
    if "opendocument" in kind:
        return _other("OpenDocument")
    written = (".xlsx", ".xls", ".docx", ".doc", ".pdf", ".csv", ".et", ".wps")
    return Finding("archive") if any(each.lower().endswith(written) for each in members) else None


def _other(kind: str) -> Finding:
    return Finding("other-format", facts={"kind": kind})
