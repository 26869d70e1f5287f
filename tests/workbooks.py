"""A house with a unit whose workbook goes out, and what clerks do to it before it comes back."""

import io

import openpyxl

from tests.houses import ADMINISTRATOR, DISABLED, ELDERLY, UNIT, a_house, admitted, id_number
from yibiao.flows.carrying import bring, carry, unit_workbook
from yibiao.flows.filling import fill
from yibiao.model.original import SentFile
from yibiao.model.record import Entry

#: Columns of the sheet of persons, as it goes out.
NAME, NUMBER, SEX, BORN, PHONE, AGE, CERTIFICATE, TYPE, REMARK = "CDEFGHIJK"
#: Rows of the first subject, and of the first that is empty.
FIRST = 5


def a_unit(path, people=3):
    """A house with forms in force about the old and the disabled, and people in one community."""
    house = a_house(path)
    admitted(house, "civil-affairs", ELDERLY, scope="person.age >= 80")
    admitted(house, "disabled-federation", DISABLED, scope="person.disability_type is not null")
    fill.file_all(
        house,
        [
            Entry(
                id=f"e{n}",
                unit=UNIT,
                subject=f"p{n}",
                kind="person",
                act="open",
                values=person(n),
            )
            for n in range(people)
        ],
        ADMINISTRATOR,
        all_or_nothing=True,
    )
    return house


def person(n):
    """What is held of the n-th."""
    values = {"person.name": f"示例{n}", "person.id_number": id_number("1940-05-01", 10 + n)}
    return values | (
        {"person.disability_type": "1"} if n % 2 else {"person.phone": f"010-555{n:04}"}
    )


def handed_out(house):
    return unit_workbook.workbook(house, UNIT, ADMINISTRATOR)


def opened(file):
    return openpyxl.load_workbook(io.BytesIO(file.content))


def saved(book, name="填好.xlsx"):
    buffer = io.BytesIO()
    book.save(buffer)
    return SentFile(name, buffer.getvalue())


def edited(file, cells, name="填好.xlsx"):
    """The file with cells of the sheet of persons written."""
    book = opened(file)
    for place, value in cells.items():
        book["人"][place] = value
    return saved(book, name)


def row_of(file, subject):
    """Where a subject stands."""
    sheet = opened(file)["人"]
    return next(each.row for each in sheet["A"] if str(each.value).partition("~")[0] == subject)


def taken(house, file):
    """The import of a file and its rows by their number."""
    brought = carry.carry(house, UNIT, file, ADMINISTRATOR)
    report = bring.reported(house, brought.imported.id, ADMINISTRATOR)
    return brought, {row["row"]: row for sheet in report["sheets"] for row in sheet["rows"]}


def held(house, subject):
    return {id_: cell.value for id_, cell in house.journal.record(subject).cells.items()}


def everything(house):
    """What is held of everybody, positions aside."""
    return {
        record.subject: (record.closed, {id_: cell.value for id_, cell in record.cells.items()})
        for record in house.journal.records()
    }


def codes(row):
    return [(each["code"], each["where"]) for each in row.get("findings", ())]
