"""Sheets as departments lay them out, drawn at random: what is written where, and what it asks."""

import io
from dataclasses import dataclass, field

import xlsxwriter
from hypothesis import strategies as st

SYLLABLES = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"
WORDS = st.text(SYLLABLES, min_size=2, max_size=5)
#: What labels are printed with, and what is left of it when they are read.
PRINTED = st.sampled_from(
    [
        ("{}", "{}"),
        ("{}", "{}"),
        ("{}（亩）", "{}（亩）"),
        ("*{}", "{}"),
        ("{}\n（元）", "{}（元）"),
        ("{0[0]} {0[1]}", "{0[0]}{0[1]}"),
    ]
)
#: Roots of a header that has room for an empty column among them.
GAPS = 5
VALUES = (
    ("某某某", "男", "汉族", "示范路1号", "无"), ("3", "120.5", "2026-05-01", "2026.5", "999999198001011234"),
)  # fmt: skip
TITLES = st.sampled_from(
    [
        "特困人员登记表",
        "2026年度耕地保护花名册",
        "（示范）社区居民信息台账",
        "退役军人优待情况登记表",
    ]
)
NOTES = st.sampled_from(
    [
        "注：本表一式两份。",
        "说明：1.按户填写；2.不得空项。",
        "填表说明：由村（居）委会填写，每月25日前报送。",
        "备注：没有的填“无”。",
    ]
)


@dataclass
class Drawn:
    """
    A sheet in the making.

    Attributes:
        cells: Texts and figures by (row, column).
        merged: Ranges: first and last row, first and last column.
        asked: What it asks, as (sections, label), in order.
        blocks: What one row of a block asks, by its label.
        options: The answers that are printed, by label.
        examples: Where answers, row numbers and totals stand.
    """

    cells: dict = field(default_factory=dict)
    merged: list = field(default_factory=list)
    blank: set = field(default_factory=set)
    asked: list = field(default_factory=list)
    blocks: dict = field(default_factory=dict)
    options: dict = field(default_factory=dict)
    examples: set = field(default_factory=set)
    title: str | None = None
    layout: str = "register"

    def put(self, top, left, text, bottom=None, right=None):
        """Write a text into a cell or a merged range."""
        self.cells[top, left] = text
        bottom, right = top if bottom is None else bottom, left if right is None else right
        if (bottom, right) != (top, left):
            self.merged.append((top, left, bottom, right))


@dataclass(frozen=True)
class Node:
    """A heading as it is printed, those under it, and how it is read."""

    text: str
    read: str = ""
    under: tuple = ()

    @property
    def width(self):
        """Columns below it."""
        return sum(each.width for each in self.under) or 1

    @property
    def depth(self):
        """Rows that it and those under it take."""
        return 1 + max((each.depth for each in self.under), default=0)


@st.composite
def trees(draw, names, depth):
    """A heading tree at most so deep, its names taken from *names*."""
    text = names.pop()
    if depth == 1 or len(names) < 4 or draw(st.integers(0, 2)):
        printed, read = draw(PRINTED)
        return Node(printed.format(text), read.format(text))
    count = draw(st.integers(2, 3))
    return Node(text, text, tuple(draw(trees(names, depth - 1)) for _ in range(count) if names))


def leaves(node, path=()):
    """(sections, label) of each column."""
    if not node.under:
        yield path, node.read
    for each in node.under:
        yield from leaves(each, (*path, node.read))


def write_header(sheet, node, top, left, bottom):
    """Write a tree from row *top* down to *bottom*; a label without others under it is as tall as there is room."""
    if node.under:
        sheet.put(top, left, node.text, top, left + node.width - 1)
        at = left
        for each in node.under:
            write_header(sheet, each, top + 1, at, bottom)
            at += each.width
    else:
        sheet.put(top, left, node.text, bottom, left)


@st.composite
def above(draw, sheet, left, width):
    """Rows above a table: blank ones, a title, lines to fill in; the row to go on with."""
    row = draw(st.integers(0, 2))
    if draw(st.booleans()):
        sheet.title = draw(TITLES)
        across = draw(st.sampled_from([width - 1, width - 1, width, 0]))
        sheet.put(row, left, sheet.title, row, left + across)
        row += 1 + draw(st.sampled_from([0, 0, 1]))
    match draw(st.sampled_from(["nothing", "cells", "one", "unit"])):
        case "cells" if width >= 4:
            sheet.put(row, left, "填报单位：")
            sheet.put(row, left + width - 2, "填报时间：")
            sheet.asked += [((), "填报单位"), ((), "填报时间")]
            row += 1
        case "one":
            sheet.put(
                row, left, "填报单位：          填报时间：    年   月   日", row, left + width - 1
            )
            sheet.asked += [((), "填报单位"), ((), "填报时间")]
            row += 1
        case "unit":
            sheet.put(row, left + width - 1, "单位：万元")
            row += 1
    return row


@st.composite
def registers(draw):
    """A register: headings of one to four rows, with whatever departments put around them."""
    sheet = Drawn()
    forest = draw(forests())
    gap = len(forest) // 2 if len(forest) > GAPS and not draw(st.integers(0, 3)) else None
    left = draw(st.sampled_from([0, 0, 0, 1, 2]))
    width = sum(each.width for each in forest) + (gap is not None)
    top = draw(above(sheet, left, width))
    bottom = top + max(each.depth for each in forest) - 1
    at, spare = left, set()
    for number, each in enumerate(forest):
        spare |= {at} if number == gap else set()
        at += number == gap
        write_header(sheet, each, top, at, bottom)
        at += each.width
    headed = [pair for each in forest for pair in leaves(each) if pair[1] != "序号"]
    sheet.asked += headed
    if sum("（" in label for _, label in headed) * 2 > len(headed):
        sheet.layout = None  # nothing but figures may as well be a summary
    columns = [each for each in range(left, left + width) if each not in spare]
    row = draw(below(sheet, bottom + 1, columns, numbered=forest[0].text == "序号"))
    if draw(st.booleans()):
        row += draw(st.integers(0, 1))
        sheet.put(row, left, draw(NOTES), row, left + width - 1)
    elif draw(st.booleans()):
        sheet.cells[top, left + width + 1] = draw(NOTES)
    return sheet


@st.composite
def forests(draw):
    """The trees of a header, at least three columns; the first may count the rows."""
    names = draw(st.lists(WORDS, min_size=6, max_size=14, unique=True))
    depth = draw(st.integers(1, 4))
    forest = []
    while names and len(forest) < 8:
        forest.append(draw(trees(names, depth)))
    if draw(st.booleans()):
        forest.insert(0, Node("序号", "序号"))
    if sum(each.width for each in forest) < 3 or len(forest) == 1:
        forest.append(
            Node("备用栏目", "备用栏目")
        )  # a heading across everything would be the title
    return forest


@st.composite
def below(draw, sheet, row, columns, *, numbered):
    """Examples, blank rows and a row of totals; the row to go on with."""
    examples = draw(st.integers(0, 2))
    for number in range(examples):
        for column in columns:
            words = column == columns[0] or (column + number) % 2
            sheet.cells[row, column] = draw(st.sampled_from(VALUES[0 if words else 1]))
            sheet.examples.add((row, column))
        if numbered:
            sheet.cells[row, columns[0]] = number + 1
        row += 1
    for number in range(draw(st.integers(0 if examples else 1, 5))):
        if numbered and draw(st.booleans()):
            sheet.cells[row, columns[0]] = number + 1
            sheet.examples.add((row, columns[0]))
        sheet.blank |= {(row, column) for column in columns}
        row += 1
    if draw(st.booleans()):
        sheet.put(row, columns[0], "合计")
        sheet.examples.add((row, columns[0]))
        row += 1
    return row


#: What a blank of a card may be printed with, and the options that this offers.
BLANKS = st.sampled_from(
    [("", ()), ("", ()), ("", ()), ("    年   月   日", ()), ("□是 □否", ("是", "否")), ("□甲类  □乙类  □丙类", ("甲类", "乙类", "丙类")), ("        元", ()), ("${name}", ())]
)  # fmt: skip


@st.composite
def cards(draw):
    """A card: labels beside their blanks, in sections or not; a table in it, perhaps; and notes."""
    sheet = Drawn(layout="card")
    pairs = draw(st.integers(2, 3))
    names = draw(st.lists(WORDS, min_size=40, max_size=40, unique=True))
    width = 2 * pairs
    row = draw(st.integers(0, 1))
    sheet.title = draw(TITLES)
    sheet.put(row, 0, sheet.title, row, width - 1)
    row += 1
    section = ()
    for _ in range(draw(st.integers(2, 4))):
        if draw(st.integers(0, 3)) == 0:
            section = (names.pop() + "情况",)
            sheet.put(row, 0, section[0], row, width - 1)
            row += 1
            count = 2
        else:
            count = 1
        for _ in range(count):
            row = draw(rows_of_pairs(sheet, names, row, pairs, section))
    if draw(st.booleans()):
        row = draw(tables_within(sheet, names, row, width, section))
    if draw(st.booleans()):
        sheet.put(row, 0, draw(NOTES), row, width - 1)
    return sheet


@st.composite
def rows_of_pairs(draw, sheet, names, row, pairs, section):
    """A row of labels beside their blanks; one alone has the whole row. The row to go on with."""
    alone = draw(st.integers(0, 3)) == 0
    for number in range(1 if alone else pairs):
        printed, read = draw(PRINTED)
        name = names.pop()
        blank, options = draw(BLANKS)
        sheet.put(row, 2 * number, printed.format(name))
        if alone:
            sheet.put(row, 1, blank, row, 2 * pairs - 1)
        else:
            sheet.put(row, 2 * number + 1, blank)
            sheet.blank.add((row, 2 * number + 1))
        sheet.asked.append((section, read.format(name)))
        sheet.options[read.format(name)] = options
    return row + 1


@st.composite
def tables_within(draw, sheet, names, row, width, section):
    """A heading, column labels and blank rows: a block. The row to go on with."""
    heading = names.pop() + "成员"
    columns = [names.pop() for _ in range(width)]
    blank = draw(st.integers(2, 4))
    if draw(st.booleans()):
        sheet.put(row, 0, heading, row, width - 1)
        row, left, section = row + 1, 0, ()
    else:
        columns = columns[1:]
        sheet.put(row, 0, heading, row + blank, 0)
        left = 1
    for column, name in enumerate(columns, start=left):
        sheet.cells[row, column] = name
        sheet.blank |= {(row + number, column) for number in range(1, blank + 1)}
    sheet.asked.append((section, heading))
    sheet.blocks[heading] = columns
    return row + 1 + blank


@st.composite
def summaries(draw):
    """A cross-table of figures: named rows, and columns that count something."""
    sheet = Drawn(layout="summary")
    sheet.title = draw(st.sampled_from(["民政事业统计表", "2026年三季度农业生产情况统计报表"]))
    names = draw(st.lists(WORDS, min_size=10, max_size=10, unique=True))
    columns = [
        f"{names.pop()}{draw(st.sampled_from(['数', '人数', '面积', '金额', '率']))}"
        for _ in range(draw(st.integers(3, 5)))
    ]
    rows = [names.pop() for _ in range(draw(st.integers(2, 4)))]
    sheet.put(0, 0, sheet.title, 0, len(columns))
    top = 1
    if draw(st.booleans()):
        sheet.put(1, 0, "填报单位：", 1, len(columns))
        sheet.asked.append(((), "填报单位"))
        top = 2
    head = draw(st.sampled_from(["项目", "单位名称", "指标名称"]))
    sheet.put(top, 0, head)
    for column, name in enumerate(columns, start=1):
        sheet.cells[top, column] = name
    for row, name in enumerate(rows, start=top + 1):
        sheet.cells[row, 0] = name
        sheet.blank |= {(row, column) for column in range(1, len(columns) + 1)}
    total = draw(st.booleans())
    if total:
        sheet.cells[top + 1 + len(rows), 0] = "合计"
        sheet.examples.add((top + 1 + len(rows), 0))
    sheet.blocks["*"] = columns * (len(rows) + total)
    return sheet


def book(*sheets):
    """The .xlsx of drawn sheets."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as file:
        border = file.add_format({"border": 1})
        for number, drawn in enumerate(sheets, start=1):
            sheet = file.add_worksheet(f"表{number}")
            for place in drawn.blank:
                sheet.write_blank(*place, None, border)
            inside = {(top, left) for top, left, *_ in drawn.merged}
            for place, text in drawn.cells.items():
                if place not in inside:
                    sheet.write(*place, text)
            for top, left, bottom, right in drawn.merged:
                sheet.merge_range(top, left, bottom, right, drawn.cells.get((top, left), ""))
    return buffer.getvalue()


def shown(drawn):
    """The sheet as text, for a failing example."""
    rows = max(row for row, _ in drawn.cells) + 1
    columns = max(column for _, column in drawn.cells) + 1
    lines = [
        " | ".join(str(drawn.cells.get((r, c), "")) for c in range(columns)) for r in range(rows)
    ]
    return "\n".join([*lines, f"merged {drawn.merged}"])
