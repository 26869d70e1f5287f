"""The parts that hostile files are put together from: archives, workbooks, compound files, Word documents."""

import io
import struct
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
HEADER = ("姓名", "性别", "身份证号码", "联系电话")


def archive(members):
    """A zip archive of (name, bytes or text) pairs."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as file:
        for name, content in members:
            file.writestr(name, content)
    return buffer.getvalue()


def column(number):
    """A column's letters, from 0."""
    name = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def cell(row, at, text, style=""):
    """One cell with a text of its own; row and column from 0."""
    return f'<c r="{column(at)}{row + 1}" t="inlineStr"{style}><is><t>{text}</t></is></c>'


def row_of(number, texts):
    """One row of texts."""
    cells = "".join(cell(number, at, text) for at, text in enumerate(texts) if text)
    return f'<row r="{number + 1}">{cells}</row>'


def workbook(
    rows="",
    *,
    before="",
    after="",
    prolog="",
    sheets=("Sheet1",),
    states=(),
    extra=(),
    strings=None,
    names="",
    tables=None,
):
    """
    An .xlsx whose first sheet has the XML *rows*; *before* and *after* them stand other parts of the sheet.

    Args:
        prolog: What precedes the root of every part.
        states: The visibility of sheets by position.
        extra: More members.
        strings: The XML of shared strings.
        tables: The XML of other sheets, by position.
    """
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' + prolog
    tables = tables or {}
    listed, related, typed, parts = "", "", "", []
    for number, name in enumerate(sheets, start=1):
        state = f' state="{states[number - 1]}"' if number <= len(states) else ""
        listed += f'<sheet name="{name}" sheetId="{number}" r:id="rId{number}"{state}/>'
        related += f'<Relationship Id="rId{number}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        typed += f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        inside = tables.get(number - 1, rows)
        parts.append(
            (
                f"xl/worksheets/sheet{number}.xml",
                f'{head}<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}">{before}<sheetData>{inside}</sheetData>{after}</worksheet>',
            )
        )
    if strings is not None:
        related += (
            f'<Relationship Id="rId900" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
        )
        parts.append(("xl/sharedStrings.xml", f'{head}<sst xmlns="{MAIN}">{strings}</sst>'))
    members = [
        (
            "[Content_Types].xml",
            f'{head}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>{typed}</Types>',
        ),
        (
            "_rels/.rels",
            f'{head}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        ),
        (
            "xl/workbook.xml",
            f'{head}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets>{names}</workbook>',
        ),
        (
            "xl/_rels/workbook.xml.rels",
            f'{head}<Relationships xmlns="{PACKAGE}/relationships">{related}</Relationships>',
        ),
        *parts,
        *extra,
    ]
    return archive(members)


def register(*more, **parts):
    """A workbook with an ordinary header and the XML of further rows."""
    return workbook(row_of(0, HEADER) + "".join(more), **parts)


def document(body, *, prolog="", extra=()):
    """A .docx with this body."""
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' + prolog
    return archive(
        [
            (
                "[Content_Types].xml",
                f'{head}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
            ),
            (
                "_rels/.rels",
                f'{head}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
            ),
            (
                "word/document.xml",
                f'{head}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>',
            ),
            *extra,
        ]
    )


def paragraph(text):
    """One paragraph."""
    return f'<w:p><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def word_table(rows):
    """A table of texts."""
    return (
        "<w:tbl>"
        + "".join(
            "<w:tr>" + "".join(f"<w:tc>{paragraph(each)}</w:tc>" for each in row) + "</w:tr>"
            for row in rows
        )
        + "</w:tbl>"
    )


# ------------------------------------------------------------------------------------------ older files

_SECTOR = 512
_END, _FREE, _TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def compound(streams):
    """An OLE compound file of streams by name; each is padded so that none is short."""
    table, body, entries = [], b"", []
    for name, bare in streams.items():
        content = bare.ljust(max(4096, -(-len(bare) // _SECTOR) * _SECTOR), b"\0")
        entries.append((name, 2, len(table), len(content)))
        count = len(content) // _SECTOR
        table += [*range(len(table) + 1, len(table) + count), _END]
        body += content
    listed = [("Root Entry", 5, _END, 0), *entries]
    directory = b"".join(_entry(number, listed) for number in range(len(listed)))
    directory += bytes(-len(directory) % _SECTOR)
    first = len(table)
    count = len(directory) // _SECTOR
    table += [*range(first + 1, first + count), _END]
    body += directory
    sectors = 1
    while (len(table) + sectors) * 4 > sectors * _SECTOR:
        sectors += 1
    places = [len(table) + number for number in range(sectors)]
    table += [_TABLE] * sectors
    table += [_FREE] * (sectors * _SECTOR // 4 - len(table))
    body += struct.pack(f"<{len(table)}I", *table)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<8I", 0, sectors, first, 0, 4096, _END, 0, _END)
    header += struct.pack("<I", 0)
    header += struct.pack("<109I", *[*places, *[_FREE] * (109 - len(places))])
    return header.ljust(_SECTOR, b"\0") + body


def _entry(number, listed):
    name, kind, start, size = listed[number]
    words = (name + "\0").encode("utf-16-le")
    right = number + 1 if 0 < number < len(listed) - 1 else _FREE
    child = 1 if number == 0 and len(listed) > 1 else _FREE
    return (
        words.ljust(64, b"\0")
        + struct.pack("<HBB", len(words), kind, 1)
        + struct.pack("<III", _FREE, right, child)
        + bytes(36)
        + struct.pack("<III", start, size, 0)
    )


def _record(kind, body=b""):
    return struct.pack("<HH", kind, len(body)) + body


def older_workbook(rows, *, far=(), macros=False, encrypted=False):
    """A minimal .xls (BIFF8) with one sheet of texts; *far* are (row, column, text) besides."""
    begin = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 1997, 0, 0))
    cells = [(r, c, text) for r, row in enumerate(rows) for c, text in enumerate(row) if text]
    sheet = begin
    for row, at, text in [*cells, *far]:
        sheet += _record(
            0x204, struct.pack("<HHHHB", row, at, 0, len(text), 1) + text.encode("utf-16-le")
        )
    sheet += _record(0x0A)
    head = _record(0x809, struct.pack("<HHHHII", 0x600, 0x05, 0, 1997, 0, 0))
    head += _record(0x2F, struct.pack("<HHH", 1, 1, 1) + bytes(48)) if encrypted else b""
    head += _record(0x42, struct.pack("<H", 1200))
    name = "Sheet1".encode("utf-16-le")
    bound = lambda at: _record(0x85, struct.pack("<IBBBB", at, 0, 0, 6, 1) + name)  # noqa: E731
    head += bound(len(head) + len(bound(0)) + 4)
    head += _record(0x0A)
    streams = {"Workbook": head + sheet}
    if macros:
        streams["_VBA_PROJECT_CUR"] = (
            b'Attribute VB_Name = "Module1"\nSub Auto_Open()\nShell "calc"\n'
        )
    return compound(streams)


def older_document(text, *, encrypted=False):
    """A minimal .doc with one piece of text, paragraphs parted by carriage returns."""
    words = text.encode("utf-16-le")
    at = 1024
    pages = 2048 + len(words) // _SECTOR * _SECTOR
    main = bytearray(pages + _SECTOR)
    struct.pack_into("<HH", main, 0, 0xA5EC, 0xC1)
    struct.pack_into("<H", main, 0x0A, 0x0200 | (0x0100 if encrypted else 0))
    struct.pack_into("<3I", main, 0x4C, len(text), 0, 0)
    main[at : at + len(words)] = words
    piece = struct.pack("<II", 0, len(text)) + struct.pack("<HIH", 0, at, 0)
    clx = b"\x02" + struct.pack("<I", len(piece)) + piece
    papx = struct.pack("<II", at, at + len(words)) + struct.pack("<I", pages // _SECTOR)
    struct.pack_into("<II", main, 0x01A2, 0, len(clx))
    struct.pack_into("<II", main, 0x0102, len(clx), len(papx))
    struct.pack_into("<II", main, pages, at, at + len(words))
    main[pages + _SECTOR - 1] = 1
    return compound({"WordDocument": bytes(main), "1Table": clx + papx})
