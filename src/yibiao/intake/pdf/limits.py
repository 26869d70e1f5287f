"""What a PDF may cost: no stream that bursts is unpacked, no page is drawn for ever."""

import re
import zlib
from collections.abc import Iterator
from typing import Any, Final

from yibiao.errors import Finding, TooLarge

#: Bytes that one stream of drawing may unpack to; one of a font, and all of them together.
_MOST_DRAWN: Final = 8 << 20
_MOST_OF_A_FONT: Final = 48 << 20
_MOST_IN_ALL: Final = 96 << 20
_MOST_PACKED_OLDER: Final = 1 << 20
_STREAM: Final = re.compile(rb"(?<!end)stream\r?\n")
_DICTIONARY: Final = 2_000
_STEP: Final = 1 << 20


def check_streams(content: bytes) -> None:
    """
    Unpack every stream for its length alone.

    Pictures are left out: nobody here unpacks them.

    Raises:
        TooLarge: One is larger than a page of a form, or all are.
    """
    total = 0
    for found in _STREAM.finditer(content):
        before = content[max(0, found.start() - _DICTIONARY) : found.start()]
        described = before[before.rfind(b" obj") + 1 :]
        if not re.search(rb"/Subtype\s*/Image", described):
            total += _unpacked(memoryview(content)[found.end() :], described)
            if total > _MOST_IN_ALL:
                raise too_large(f"{_MOST_IN_ALL >> 20} MB")


def check_encrypted(document: Any) -> None:
    """
    The same for the streams of a document that has to be deciphered first.

    Raises:
        TooLarge: As above.
    """
    total = 0
    for stream in _streams(document):
        raw = stream.rawdata or b""
        if stream.decipher:
            raw = stream.decipher(stream.objid, stream.genno, raw, stream.attrs)
        if str(stream.get("Subtype")).find("Image") < 0:
            total += _unpacked(memoryview(raw), str(stream.attrs).encode("utf-8", "replace"))
        if total > _MOST_IN_ALL:
            raise too_large(f"{_MOST_IN_ALL >> 20} MB")


def _streams(document: Any) -> Iterator[Any]:
    """Streams of the document, those that hold other objects before what they hold is asked for."""
    from pdfminer.pdftypes import PDFStream

    for table in document.xrefs:
        for number in list(table.get_objids()):
            holder, *_ = table.get_pos(number)
            each = document.getobj(number if holder is None else holder)
            if isinstance(each, PDFStream) and each.rawdata is not None:
                yield each


def _unpacked(packed: memoryview, described: bytes) -> int:
    """The bytes that a stream unpacks to."""
    if described.count(b"FlateDecode") + len(re.findall(rb"/Fl\b", described)) > 1:
        raise too_large("1 × FlateDecode")
    if b"LZWDecode" in described and len(packed) > _MOST_PACKED_OLDER:
        raise too_large(f"{_MOST_PACKED_OLDER >> 20} MB")
    font = re.search(rb"Length1|CIDFontType0C|Type1C|OpenType", described)
    most = _MOST_OF_A_FONT if font else _MOST_DRAWN
    inflater, size, left = zlib.decompressobj(), 0, packed[: _STEP * 16]
    while left and not inflater.eof:
        try:
            step = inflater.decompress(left, _STEP)
        except zlib.error:
            break
        size, left = size + len(step), memoryview(inflater.unconsumed_tail)
        if size > most:
            raise too_large(f"{most >> 20} MB")
    return size


def too_large(limit: str) -> TooLarge:
    """The problem that refuses what no page of a form needs."""
    return TooLarge(Finding("pdf-too-large", facts={"limit": limit}), limit=limit, size=f">{limit}")
