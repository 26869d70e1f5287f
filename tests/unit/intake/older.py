"""Older Word documents (.doc), made in memory: paragraphs, and what is said of some of their characters."""

import struct

from tests.hostile.parts import compound

_SECTOR, _AT = 512, 1024


def older_document(*runs, boxes="", notes="", extra=b""):
    """
    A .doc whose text is that of the *runs*: each a text, or a text with the properties of its characters.

    Args:
        boxes: What stands in boxes of text.
        notes: What stands in footnotes.
        extra: The stream that fields keep their choices in.
    """
    runs = [each if isinstance(each, tuple) else (each, b"") for each in runs]
    body = "".join(text for text, _ in runs)
    text = body + notes + boxes
    words = text.encode("utf-16-le")
    pages = _AT + (len(words) // _SECTOR + 1) * _SECTOR
    main = bytearray(pages + 2 * _SECTOR)
    struct.pack_into("<HH", main, 0, 0xA5EC, 0xC1)
    struct.pack_into("<H", main, 0x0A, 0x0200)
    struct.pack_into("<8I", main, 0x4C, len(body), len(notes), 0, 0, 0, 0, len(boxes), 0)
    main[_AT : _AT + len(words)] = words
    piece = struct.pack("<II", 0, len(text)) + struct.pack("<HIH", 0, _AT, 0)
    clx = b"\x02" + struct.pack("<I", len(piece)) + piece
    whole = struct.pack("<II", _AT, _AT + len(words))
    paragraphs = whole + struct.pack("<I", pages // _SECTOR)
    characters = whole + struct.pack("<I", pages // _SECTOR + 1)
    struct.pack_into("<II", main, 0x01A2, 0, len(clx))
    struct.pack_into("<II", main, 0x0102, len(clx), len(paragraphs))
    struct.pack_into("<II", main, 0x00FA, len(clx) + len(paragraphs), len(characters))
    struct.pack_into("<II", main, pages, _AT, _AT + len(words))
    main[pages + _SECTOR - 1] = 1
    main[pages + _SECTOR :] = _page_of(runs, len(words))
    table = clx + paragraphs + characters
    return compound({"WordDocument": bytes(main), "1Table": table, "Data": extra})


def _page_of(runs, size):
    """The page that lists where each run begins, and where its properties lie on it."""
    page = bytearray(_SECTOR)
    places, offsets, at = [_AT], [], _SECTOR - 2
    for text, properties in runs:
        places.append(places[-1] + 2 * len(text))
        if properties:
            at = (at - len(properties) - 1) // 2 * 2
            page[at : at + 1 + len(properties)] = bytes([len(properties)]) + properties
        offsets.append(at // 2 if properties else 0)
    places[-1] = max(places[-1], _AT + size)
    struct.pack_into(f"<{len(places)}I", page, 0, *places)
    page[4 * len(places) : 4 * len(places) + len(offsets)] = bytes(offsets)
    page[-1] = len(runs)
    return bytes(page)


def dropdown(*choices):
    """What a field to choose from keeps."""
    none = struct.pack("<HH", 0, 0)
    field = struct.pack("<IHHH", 0xFFFFFFFF, 2, 0, 0) + none + bytes(2) + none * 5
    field += struct.pack("<HHH", 0xFFFF, len(choices), 0)
    for each in choices:
        field += struct.pack("<H", len(each)) + each.encode("utf-16-le")
    return struct.pack("<IH", 68 + len(field), 68) + bytes(62) + field
