"""The cases: what comes, how large it is in a test and in the benchmark, and which answers are right."""

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from tests.hostile.parts import (
    HEADER,
    archive,
    cell,
    column,
    compound,
    document,
    older_document,
    older_workbook,
    paragraph,
    register,
    row_of,
    word_table,
    workbook,
)

#: The answer that is a form.
READ = "read"


@dataclass(frozen=True)
class Case:
    """
    One hostile file.

    Attributes:
        build: The bytes, of a size.
        small: The size in a test.
        full: The size in the benchmark.
        answers: Codes of findings that may refuse it, `READ` if a form may come of it.
    """

    name: str
    filename: str
    build: Callable[[int], bytes]
    answers: frozenset[str]
    small: int = 1
    full: int = 1

    @property
    def suffix(self):
        """The ending of its name."""
        return self.filename.rpartition(".")[2]


# ---------------------------------------------------------------------------------------------- archives


def nested(depth):
    """Archives in archives."""
    content = register()
    for _ in range(depth):
        content = archive([("inner.xlsx", content)])
    return content


def burst(megabytes):
    """A sheet of so many megabytes that pack into almost nothing."""
    return workbook("<row/>" * (megabytes * 170_000))


def overlapping(count):
    """Many members that are all the same bytes."""
    inside = zlib.compressobj(9, zlib.DEFLATED, -15)
    plain = b"<a/>" * 250_000
    packed = inside.compress(plain) + inside.flush()
    name = b"xl/workbook.xml"
    local = struct.pack("<4sHHHHHIIIHH", b"PK\3\4", 20, 0, 8, 0, 0, zlib.crc32(plain), len(packed), len(plain), len(name), 0)  # fmt: skip
    body = local + name + packed
    central = b""
    for number in range(count):
        each = name if number == 0 else f"xl/{number:08}.xml".encode()
        central += struct.pack("<4sHHHHHHIIIHHHHHII", b"PK\1\2", 20, 20, 0, 8, 0, 0, zlib.crc32(plain), len(packed), len(plain), len(each), 0, 0, 0, 0, 0, 0) + each  # fmt: skip
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, count, count, len(central), len(body), 0)
    return body + central + end


def lying(_):
    """A directory that says in its zip64 fields that a member is small."""
    content = bytearray(workbook("<row/>" * 100_000))
    at = content.rindex(b"PK\1\2")
    struct.pack_into("<I", content, content.index(b"PK\1\2") + 24, 0xFFFFFFFF)
    struct.pack_into("<I", content, at + 24, 10)
    return bytes(content)


def lying_small(_):
    """A directory whose sizes are all ten bytes."""
    content = bytearray(register(*(row_of(n, HEADER) for n in range(1, 9))))
    at = content.find(b"PK\1\2")
    while at >= 0:
        struct.pack_into("<I", content, at + 24, 10)
        at = content.find(b"PK\1\2", at + 4)
    return bytes(content)


def many_members(count):
    """A workbook among very many empty members."""
    return register(extra=[(f"xl/media/{number}.png", b"") for number in range(count)])


def climbing(_):
    """Members whose names lead out of the archive."""
    return register(
        extra=[("../../../../etc/passwd", b"x"), ("/etc/shadow", b"x"), ("xl\\..\\a", b"x")]
    )


def renamed(content, filename):
    """The same bytes, whatever the size."""
    return lambda _: content


# ---------------------------------------------------------------------------------------------- workbooks


def blank_rows(count):
    """Formatted rows with nothing in them."""
    return register(
        "".join(
            f'<row r="{n}" spans="1:4" s="1" customFormat="1" ht="14"/>'
            for n in range(2, count + 2)
        )
    )


def blank_cells(count):
    """Formatted rows, ten formatted cells each, with nothing in them."""
    return register(
        "".join(
            f'<row r="{n}">'
            + "".join(f'<c r="{column(c)}{n}" s="1"/>' for c in range(10))
            + "</row>"
            for n in range(2, count + 2)
        )
    )


def blank_columns(count):
    """Formatted columns, and a row of as many formatted cells."""
    cells = "".join(f'<c r="{column(c)}2" s="1"/>' for c in range(count))
    return register(
        f'<row r="2">{cells}</row>',
        before=f'<cols><col min="1" max="{count}" width="9" style="1"/></cols>',
    )


def far_out(_):
    """One written cell in the last place there is."""
    return register(
        row_of(1_048_575, [""]).replace("</row>", cell(1_048_575, 16_383, "x") + "</row>")
    )


def beyond(_):
    """One cell beyond the last place."""
    return register('<row r="4294967295"><c r="ZZZZZZ4294967295"><v>1</v></c></row>')


def negative(_):
    """Cells in places that are none."""
    return register('<row r="-5"><c r="A-5"><v>1</v></c><c r="0"><v>1</v></c><c r="A0"/></row>')


def shared_strings(count):
    """One text of many characters that every cell shares."""
    cells = "".join(
        f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(2, count + 2)
    )
    return register(cells, strings="<si><t>" + "字" * 32_767 + "</t></si>")


def many_strings(count):
    """Very many shared strings that nobody uses."""
    return register(strings="<si><t>甲</t></si>" * count)


def external(_):
    """Links to other files, a web query, a data connection."""
    link = '<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><externalBook/></externalLink>'
    relation = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath" Target="http://169.254.169.254/latest" TargetMode="External"/></Relationships>'
    formula = '<row r="2"><c r="A2"><f>[1]Sheet1!A1+WEBSERVICE("http://127.0.0.1:1/")</f><v>1</v></c></row>'
    return register(
        formula,
        extra=[
            ("xl/externalLinks/externalLink1.xml", link),
            ("xl/externalLinks/_rels/externalLink1.xml.rels", relation),
            (
                "xl/connections.xml",
                '<connections xmlns="x"><connection url="http://127.0.0.1:1/"/></connections>',
            ),
        ],
    )


def macros(_):
    """A project of macros beside the sheets."""
    return register(extra=[("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0" + b"Auto_Open" * 99)])


def injected(_):
    """Labels that a spreadsheet would run as formulas."""
    bad = [
        "=cmd|'/c calc'!A0",
        "+1+cmd|' /C calc'!A0",
        "-2+3+cmd|' /C calc'!A0",
        "@SUM(1+9)*cmd|' /C calc'!A0",
    ]
    return workbook(row_of(0, ["姓名", "性别", "身份证号码", "联系电话", "住址", *bad]))


def laughing(kind):
    """Entities of entities of entities, in a part of a workbook or a document."""
    entities = '<!ENTITY l0 "哈哈哈哈哈哈哈哈">' + "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10)
    )
    prolog = f"<!DOCTYPE x [{entities}]>"
    if kind == "word":
        return lambda _: document(paragraph("&l9;"), prolog=prolog)
    return lambda _: workbook(row_of(0, [*HEADER, "&l9;"]), prolog=prolog)


def reading_files(kind):
    """An entity that stands for a file of this machine."""
    prolog = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    if kind == "word":
        return lambda _: document(paragraph("&e;"), prolog=prolog)
    return lambda _: workbook(row_of(0, [*HEADER, "&e;"]), prolog=prolog)


def quadratic(kind):
    """One long entity, many times."""

    def build(count):
        prolog = f'<!DOCTYPE x [<!ENTITY e "{"字" * 10_000}">]>'
        if kind == "word":
            return document(paragraph("&e;" * count), prolog=prolog)
        return workbook(row_of(0, [*HEADER, "&e;" * count]), prolog=prolog)

    return build


def declared_in(part, *, word=False):
    """A document type in one part only."""

    def build(_):
        prolog = '<!DOCTYPE x [<!ENTITY e "aaaa">]>'
        base = (
            document(word_table([HEADER, [""] * 4]))
            if word
            else register(
                '<row r="2"><c r="A2" t="s"><v>0</v></c></row>', strings="<si><t>x</t></si>"
            )
        )
        members = []
        with zipfile.ZipFile(io.BytesIO(base)) as file:
            for each in file.namelist():
                text = file.read(each)
                members.append(
                    (
                        each,
                        text.replace(b"?>", b"?>" + prolog.encode(), 1) if each == part else text,
                    )
                )
        if part not in {name for name, _ in members}:
            members.append((part, f'<?xml version="1.0"?>{prolog}<w:hdr xmlns:w="x">&e;</w:hdr>'))
        return archive(members)

    return build


def elements(count):
    """A sheet of nothing but elements that mean nothing."""
    return register(after="<x>" + "<y/>" * count + "</x>")


def deep_elements(count):
    """Elements in elements in elements."""
    return register(after="<x>" * count + "</x>" * count)


def attributes(count):
    """An element with very many attributes."""
    return register(after="<x " + " ".join(f'a{n}="1"' for n in range(count)) + "/>")


def hidden_sheets(_):
    """Two sheets that are not shown beside one that is."""
    return workbook(
        row_of(0, HEADER), sheets=("a", "b", "c"), states=("visible", "hidden", "veryHidden")
    )


def merged(count):
    """Very many merged ranges below the header."""
    ranges = "".join(f'<mergeCell ref="A{2 * n}:B{2 * n + 1}"/>' for n in range(1, count + 1))
    return register(after=f'<mergeCells count="{count}">{ranges}</mergeCells>')


def overlapping_merges(count):
    """Merged ranges over each other, some of a whole sheet."""
    ranges = "".join(f'<mergeCell ref="A1:{column(n % 200)}{n + 2}"/>' for n in range(count))
    return register(after=f'<mergeCells><mergeCell ref="A1:XFD1048576"/>{ranges}</mergeCells>')


def validated(count):
    """Very many rules for cells."""
    rules = "".join(
        f'<dataValidation type="list" sqref="A{n}:D{n}"><formula1>"是,否,{n}"</formula1></dataValidation>'
        for n in range(2, count + 2)
    )
    return register(after=f'<dataValidations count="{count}">{rules}</dataValidations>')


def validated_by_everything(_):
    """A rule that takes a whole sheet for its list, for a whole sheet of cells."""
    rule = '<dataValidation type="list" sqref="A1:XFD1048576"><formula1>Sheet1!$A$1:$XFD$1048576</formula1></dataValidation>'
    return register(after=f"<dataValidations>{rule}</dataValidations>")


def circular_names(_):
    """Names that stand for each other."""
    rule = '<dataValidation type="list" sqref="A2:A9"><formula1>one</formula1></dataValidation>'
    names = '<definedNames><definedName name="one">two</definedName><definedName name="two">one</definedName></definedNames>'
    return register(after=f"<dataValidations>{rule}</dataValidations>", names=names)


def labels_of(character):
    """A label of so many of one character, beside ordinary ones."""
    return lambda count: workbook(row_of(0, [*HEADER, character * (count // len(character))]))


def lines_of(character):
    """The same as a line of a card and as a paragraph of a document."""
    return lambda count: document(
        paragraph("居民登记表")
        + paragraph(character * (count // len(character)))
        + word_table(
            [["姓名", "", "性别", ""], ["住址", character * (count // len(character)), "电话", ""]]
        )
    )


def wide_card(count):
    """Label beside blank, over very many rows."""
    return workbook("".join(row_of(n, [f"项目{n}", "", f"内容{n}", ""]) for n in range(count)))


def many_sheets(count):
    """Very many sheets."""
    return workbook(row_of(0, HEADER), sheets=tuple(f"s{n}" for n in range(count)))


def written_rows(count):
    """A register with very many people in it."""
    return register(
        "".join(row_of(n, ["某某", "男", "x" * 18, "1" * 11]) for n in range(1, count + 1))
    )


# ---------------------------------------------------------------------------------------------- documents


def nested_tables(depth):
    """Tables in tables in tables."""
    opened = "<w:tbl><w:tr><w:tc>" * depth
    return document(
        word_table([HEADER, [""] * 4]) + opened + paragraph("x") + "</w:tc></w:tr></w:tbl>" * depth
    )


def many_tables(count):
    """Very many tables, one after the other."""
    return document(word_table([["姓名", ""], ["性别", ""]]) * count)


def many_paragraphs(count):
    """Very many paragraphs."""
    return document(paragraph("姓名：______") * count)


def wide_table(count):
    """A table whose cells claim to be very wide."""
    tall = f'<w:tc><w:tcPr><w:gridSpan w:val="{count}"/></w:tcPr>{paragraph("姓名")}</w:tc>'
    return document("<w:tbl>" + f"<w:tr>{tall * 3}</w:tr>" * 50 + "</w:tbl>")


# ---------------------------------------------------------------------------------------------- texts


def long_line(megabytes):
    """Delimited text that is one line."""
    return b"\xe5\xa7\x93," * (megabytes * 262_144)


def long_cell(megabytes):
    """Delimited text with one quoted cell."""
    return b'"' + b"a" * (megabytes << 20) + '",姓名\n'.encode()


def unclosed(megabytes):
    """A quote that is never closed."""
    return '姓名,性别\n"'.encode() + "某,男\n".encode() * (megabytes * 130_000)


def delimited_rows(count):
    """A register with very many rows."""
    return "姓名,性别,身份证号码\n".encode() + "某某,男,x\n".encode() * count


def deep_json(depth):
    """Lists in lists."""
    return b'{"fields":' + b"[" * depth + b"]" * depth + b"}"


def deep_schema(depth):
    """Objects in objects."""
    return b'{"type":"object","properties":{"a":' * depth + b'{"type":"string"}' + b"}}" * depth


def many_fields(count):
    """A list of very many fields."""
    return json.dumps(
        {"title": "登记表", "fields": [{"label": f"字段{n}"} for n in range(count)]},
        ensure_ascii=False,
    ).encode()


def many_options(count):
    """One field with very many options."""
    return json.dumps(
        {
            "title": "登记表",
            "fields": [
                {"label": "类别", "options": [f"{n}类" for n in range(count)]},
                {"label": "姓名"},
            ],
        },
        ensure_ascii=False,
    ).encode()


def doubling(depth):
    """References that each lead to two, which lead to two."""
    definitions = {
        f"d{n}": {
            "type": "object",
            "properties": {"a": {"$ref": f"#/$defs/d{n + 1}"}, "b": {"$ref": f"#/$defs/d{n + 1}"}},
        }
        for n in range(depth)
    }
    definitions[f"d{depth}"] = {"type": "string"}
    return json.dumps(
        {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$defs": definitions,
            "$ref": "#/$defs/d0",
        }
    ).encode()


def huge_number(digits):
    """A number of very many digits."""
    return b'{"fields":[{"label":"a","maxLength":' + b"9" * digits + b"}]}"


# ---------------------------------------------------------------------------------------------- damage


def circular(_):
    """A compound file whose chain of sectors goes round."""
    content = bytearray(older_workbook([HEADER]))
    table = 512 + 512 * struct.unpack_from("<I", content, 76)[0]
    struct.pack_into("<I", content, table, 0)
    return bytes(content)


def endless_table(_):
    """A compound file whose table of tables goes round."""
    content = bytearray(older_workbook([HEADER]))
    struct.pack_into("<II", content, 68, 0, 0xFFFFFFF0)
    return bytes(content)


def grown(_):
    """A compound file that claims a stream of four gigabytes."""
    content = bytearray(older_workbook([HEADER]))
    directory = 512 + 512 * struct.unpack_from("<I", content, 48)[0]
    struct.pack_into("<I", content, directory + 128 + 120, 0xFFFFFFF0)
    return bytes(content)


def far_older(_):
    """An .xls with a cell in its last place."""
    return older_workbook([HEADER], far=[(65_535, 255, "x")])


def without_mark(text, encoding):
    """A text in an encoding that no mark tells."""
    return lambda _: text.encode(encoding, "replace")


REGISTER = "姓名,性别,身份证号码,联系电话\n某某,男,x,y\n"
BROKEN, WIDE, BOMB, DOCUMENT = "broken-workbook", "sheet-too-wide", "zip-bomb", "document-not-read"
HEAVY = ("reading-too-long", "reading-too-large")


def case(name, filename, build, *answers, small=1, full=None):
    """A row of the table."""
    return Case(name, filename, build, frozenset(answers), small, small if full is None else full)


LETTERS = ("（", "(", " ", "\u3000", "1", "年", "_", "：", "□", "甲：", "（甲", "{", "${", "1、", "A", "\n", "a.", "①", "%%", "一、", "*", "【", "是否", "@a", "-", "年 月 ", ",1")  # fmt: skip

CASES = (
    case("nothing at all", "a.xlsx", lambda _: b"", "empty-file"),
    case("one byte", "a.xlsx", lambda _: b"P", "unknown-format"),
    case("one byte of text", "a.csv", lambda _: b"1", "header-of-values"),
    case("only blanks", "a.csv", lambda n: b" " * n, "empty-file", small=999, full=50_000_000),
    case("nothing but zeros", "a.xls", bytes, "unknown-format", "empty-file", small=999, full=50_000_000),
    case("archive in archive", "a.zip", nested, "archive", small=3, full=50),
    case("high ratio", "a.xlsx", burst, "nothing-asked", BOMB, WIDE, small=1, full=127),
    case("higher ratio", "a.xlsx", burst, BOMB, "nothing-asked", small=1, full=1_000),
    case("overlapping members", "a.xlsx", overlapping, BROKEN, BOMB, small=20, full=5_000),
    case("overlapping members within the limit", "a.xlsx", overlapping, BROKEN, BOMB, small=20, full=127),
    case("zip64 sizes that lie", "a.xlsx", lying, BROKEN, BOMB, "nothing-asked"),
    case("sizes that lie", "a.xlsx", lying_small, BROKEN, BOMB),
    case("many members", "a.xlsx", many_members, READ, BOMB, small=50, full=200_000),
    case("names that climb", "a.xlsx", climbing, READ),
    case("blank formatted rows", "a.xlsx", blank_rows, READ, small=500, full=1_000_000),
    case("blank formatted cells", "a.xlsx", blank_cells, READ, BOMB, small=500, full=300_000),
    case("blank formatted columns", "a.xlsx", blank_columns, READ, small=300, full=16_384),
    case("a cell far out", "a.xlsx", far_out, READ, WIDE),
    case("a cell beyond", "a.xlsx", beyond, WIDE, BROKEN),
    case("places that are none", "a.xlsx", negative, BROKEN, READ),
    case("a cell far out, older", "a.xls", far_older, READ, WIDE),
    case("shared string in every cell", "a.xlsx", shared_strings, READ, small=50, full=100_000),
    case("shared strings for nobody", "a.xlsx", many_strings, READ, BOMB, small=50, full=3_000_000),
    case("external links", "a.xlsx", external, READ),
    case("macros", "a.xlsm", macros, READ),
    case("macros, older", "a.xls", lambda _: older_workbook([HEADER], macros=True), READ),
    case("formula injection", "a.xlsx", injected, READ),
    case("formula injection in text", "a.csv", lambda _: "姓名,=cmd|' /C calc'!A0,@SUM(1),+1+cmd|x\n,,,\n".encode(), READ),
    *(case(f"entities of entities, {kind}", name, laughing(kind), code) for kind, name, code in (("sheet", "a.xlsx", BROKEN), ("word", "a.docx", DOCUMENT))),
    *(case(f"entity of a file, {kind}", name, reading_files(kind), code) for kind, name, code in (("sheet", "a.xlsx", BROKEN), ("word", "a.docx", DOCUMENT))),
    *(case(f"long entity often, {kind}", name, quadratic(kind), code, small=9, full=100_000) for kind, name, code in (("sheet", "a.xlsx", BROKEN), ("word", "a.docx", DOCUMENT))),
    *(case(f"document type in {part}", "a.xlsx", declared_in(part), BROKEN, *([READ] if "xl/" not in part else [])) for part in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "[Content_Types].xml", "_rels/.rels")),
    *(case(f"document type in {part}, Word", "a.docx", declared_in(part, word=True), DOCUMENT) for part in ("word/document.xml", "[Content_Types].xml", "_rels/.rels", "word/header1.xml", "word/styles.xml")),
    case("elements that mean nothing", "a.xlsx", elements, READ, BOMB, WIDE, small=500, full=30_000_000),
    case("elements in elements", "a.xlsx", deep_elements, READ, BROKEN, *HEAVY, small=500, full=10_000_000),
    case("attributes without end", "a.xlsx", attributes, READ, BROKEN, small=500, full=3_000_000),
    case("hidden sheets", "a.xlsx", hidden_sheets, READ),
    case("merged ranges", "a.xlsx", merged, READ, "layout-not-read", small=30, full=10_000),
    case("merged ranges over each other", "a.xlsx", overlapping_merges, READ, small=30, full=10_000),
    case("rules for cells", "a.xlsx", validated, READ, small=30, full=10_000),
    case("more rules for cells", "a.xlsx", validated, READ, small=30, full=300_000),
    case("a rule of everything", "a.xlsx", validated_by_everything, READ),
    case("names in a circle", "a.xlsx", circular_names, READ),
    *(case(f"label of {each!r}", "a.xlsx", labels_of(each), READ, small=300, full=32_767) for each in LETTERS),
    *(case(f"line of {each!r}", "a.docx", lines_of(each), READ, "nothing-asked", "too-many-fields", small=300, full=32_767) for each in LETTERS),
    case("a card of many rows", "a.xlsx", wide_card, READ, "too-many-fields", small=30, full=100_000),
    case("many sheets", "a.xlsx", many_sheets, READ, "too-many-fields", "too-many-sheets", small=5, full=5_000),
    case("many rows", "a.xlsx", written_rows, READ, small=50, full=300_000),
    case("tables in tables", "a.docx", nested_tables, READ, DOCUMENT, "nested-too-deep", small=20, full=10_000),
    case("many tables", "a.docx", many_tables, READ, WIDE, "too-many-fields", small=5, full=10_000),
    case("many paragraphs", "a.docx", many_paragraphs, READ, WIDE, "too-many-fields", small=5, full=200_000),
    case("cells without end", "a.docx", wide_table, WIDE, READ, small=100, full=99_999),
    case("password", "a.xlsx", lambda _: compound_of("EncryptedPackage"), "encrypted-document"),
    case("password, Word", "a.docx", lambda _: compound_of("EncryptedPackage"), "encrypted-document"),
    case("password, older", "a.xls", lambda _: older_workbook([HEADER], encrypted=True), "encrypted-workbook"),
    case("password, older Word", "a.doc", lambda _: older_document("姓名：____\r", encrypted=True), "encrypted-document"),
    case("new renamed old", "a.xls", lambda _: register(), READ),
    case("old renamed new", "a.xlsx", lambda _: older_workbook([HEADER]), READ),
    case("Word renamed sheet", "a.xlsx", lambda _: document(word_table([HEADER, [""] * 4])), READ),
    case("text renamed sheet", "a.xlsx", lambda _: REGISTER.encode(), READ, "unknown-format"),
    *(case(f"text in {encoding}", "a.csv", without_mark(REGISTER, encoding), READ, "unknown-format", "undecodable-heading", "nothing-asked") for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "big5", "shift_jis", "utf-7")),
    case("latin-1 in text", "a.csv", lambda _: "nom,prénom,âge\n".encode("latin-1"), READ, "undecodable-heading"),
    case("one long line", "a.csv", long_line, "too-many-fields", "header-of-values", READ, *HEAVY, small=1, full=49),
    case("one long cell", "a.csv", long_cell, READ, "broken-delimited-text", "prose", *HEAVY, small=1, full=49),
    case("a quote without end", "a.csv", unclosed, READ, "broken-delimited-text", small=1, full=4),
    case("many rows of text", "a.csv", delimited_rows, READ, small=500, full=1_000_000),
    case("lists in lists", "a.json", deep_json, "json-without-fields", "unknown-format", "nested-too-deep", "nothing-asked", small=500, full=5_000_000),
    case("objects in objects", "a.json", deep_schema, READ, "unknown-format", "nested-too-deep", small=50, full=100_000),
    case("many fields", "a.json", many_fields, READ, "too-many-fields", small=50, full=1_000_000),
    case("many options", "a.json", many_options, READ, small=50, full=300_000),
    case("references that double", "a.json", doubling, "too-many-fields", READ, small=4, full=60),
    case("a number without end", "a.json", huge_number, READ, "unknown-format", small=99, full=5_000_000),
    case("sectors in a circle", "a.xls", circular, BROKEN),
    case("tables of sectors in a circle", "a.xls", endless_table, BROKEN, READ),
    case("a stream of four gigabytes", "a.xls", grown, BROKEN, READ),
)  # fmt: skip


def compound_of(*streams):
    """A compound file with nothing in these streams."""
    return compound(dict.fromkeys(streams, b"\0" * 99))


def whole_files():
    """Small files of every kind, to be damaged: (name, bytes)."""
    return [
        ("a.xlsx", register(row_of(1, ["某某", "男", "x", "y"]), strings="")),
        ("a.xls", older_workbook([HEADER, ["某某", "男", "x", "y"]])),
        ("a.docx", document(paragraph("居民登记表") + word_table([["姓名", ""], ["性别", ""]]))),
        ("a.doc", older_document("居民登记表\r姓名：____\r性别：____\r住址：____\r")),
        ("a.csv", REGISTER.encode()),
        ("a.json", many_fields(3)),
    ]
