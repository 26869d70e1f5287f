"""Templates as departments send them out, made up here: registers with headers of several rows, and lists to choose from."""

import io

import openpyxl
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.datavalidation import DataValidation

TITLE = "示范县老年人服务台账"
#: Headings over the second row of headers, and what stands under each.
COLUMNS = (
    ("基本信息", ("姓名", "身份证号码", "性别", "联系电话", "现住址")),
    ("养老情况", ("居住状态", "是否参加养老保险", "自理能力", "月养老金（元）")),
    ("紧急联系", ("监护人姓名", "监护人电话")),
)
CHOICES = {
    "性别": "男,女",
    "居住状态": "独居,与配偶同住,与子女同住,机构养老",
    "是否参加养老保险": "是,否",
    "自理能力": "自理,半失能,失能",
}


def file(content, name="老年人台账.xlsx"):
    """As a browser is given it."""
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def elderly(title=TITLE, more=()):
    """The bytes of a register of the old; *more* are columns that stand last."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "台账"
    line = Side(style="thin")
    columns = [*COLUMNS, ("其他", ("经办人意见", *more))]
    width = 1 + sum(len(under) for _, under in columns)
    sheet["A1"] = title
    sheet["A1"].font = Font(size=16, bold=True)
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=width)
    sheet["A2"] = "填报单位：            填报日期：    年  月  日"
    sheet.merge_cells(start_row=2, start_column=1, end_row=2, end_column=width)
    sheet["A3"] = "序号"
    sheet.merge_cells("A3:A4")
    at = 2
    for heading, under in columns:
        sheet.cell(3, at, heading)
        if len(under) > 1:
            sheet.merge_cells(
                start_row=3, start_column=at, end_row=3, end_column=at + len(under) - 1
            )
        for label in under:
            sheet.cell(4, at, label)
            if label in CHOICES:
                listed = DataValidation(type="list", formula1=f'"{CHOICES[label]}"')
                place = sheet.cell(5, at).column_letter
                listed.add(f"{place}5:{place}14")
                sheet.add_data_validation(listed)
            at += 1
    for row in sheet.iter_rows(min_row=3, max_row=14, max_col=width):
        for cell in row:
            cell.border = Border(line, line, line, line)
            cell.alignment = Alignment(horizontal="center", wrap_text=True)
    sheet["A15"] = "注：本表每季度报送一次。"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
