"""A zip archive, unpacked only as far as it is safe to: no parser sees what would burst."""

import io
import zipfile
import zlib
from dataclasses import dataclass

from yibiao.errors import Finding, TooLarge, Unreadable
from yibiao.intake.printed import refusal

#: Bytes that all members together may unpack to.
MOST_UNPACKED = 128 * 1024 * 1024
_DOCUMENTS = (".docx", ".docm", ".dotx", ".dotm", ".doc", ".wps")
_MOST_MEMBERS = 10_000
_LOCAL_HEADER = 30


def is_zip(content: bytes) -> bool:
    """Whether it begins as a zip archive does."""
    return content.startswith(b"PK\x03\x04")


@dataclass(frozen=True)
class Archive:
    """
    Members by name, every one unpacked once, so that none is larger than the archive says.

    The sizes in the directory are not believed: a parser that does would unpack more than it was promised.
    """

    members: dict[str, bytes]

    @classmethod
    def of(cls, content: bytes, filename: str) -> "Archive":
        """
        The archive that *content* is.

        Raises:
            TooLarge: It unpacks to more than `MOST_UNPACKED`.
            Unreadable: It is broken, or encrypted.
        """
        try:
            listed = zipfile.ZipFile(io.BytesIO(content)).infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
            raise _broken(filename) from None
        if sum(each.file_size for each in listed) > MOST_UNPACKED or len(listed) > _MOST_MEMBERS:
            raise _bomb()
        if any(each.flag_bits & 1 for each in listed):
            raise refusal(Unreadable, Finding("encrypted-document"), filename)
        try:
            return cls({each.filename: _unpacked(content, each) for each in listed})
        except (zlib.error, ValueError, IndexError):
            raise _broken(filename) from None


def _unpacked(content: bytes, member: zipfile.ZipInfo) -> bytes:
    """The member's bytes; one that is larger than the directory says is a bomb."""
    start = member.header_offset + _LOCAL_HEADER
    name, extra = (int.from_bytes(content[at : at + 2], "little") for at in (start - 4, start - 2))
    packed = content[start + name + extra :][: member.compress_size]
    if member.compress_type == zipfile.ZIP_STORED:
        return packed
    if member.compress_type != zipfile.ZIP_DEFLATED:
        raise ValueError(member.compress_type)
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    unpacked = stream.decompress(packed, member.file_size + 1)
    if len(unpacked) > member.file_size:
        raise _bomb()
    return unpacked


def _broken(filename: str) -> Exception:
    """What a damaged archive is called: nothing but its name says whether it was a document."""
    document = filename.lower().endswith(_DOCUMENTS)
    return refusal(
        Unreadable, Finding("document-not-read" if document else "broken-workbook"), filename
    )


def _bomb() -> TooLarge:
    limit = f"{MOST_UNPACKED >> 20} MB"
    return TooLarge(Finding("zip-bomb", facts={"limit": limit}), limit=limit, size=f">{limit}")
