"""SQL DDL: every table is a form, every column that a person fills a question."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from yibiao.errors import Finding, NotAForm
from yibiao.intake.definitions import sql_checks
from yibiao.intake.definitions.column_comments import Comment
from yibiao.intake.definitions.sql_columns import Column, Table
from yibiao.intake.definitions.sql_tables import Tables
from yibiao.intake.printed import PrintedForm, Question, refusal
from yibiao.intake.upload import Upload
from yibiao.intake.words import labels
from yibiao.intake.words.slug import slug_of
from yibiao.model.kinds import NUMERIC, ValueKind

_SUFFIXES: Final = (".sql", ".ddl")
_OTHERS: Final = (".csv", ".tsv", ".tab", ".json", ".html", ".htm")
_DEFINES: Final = re.compile(
    r"^\s*create\s+(?:(?:global|local|temporary|temp|unlogged|external|foreign|row|column)\s+)*table\s",
    re.IGNORECASE | re.MULTILINE,
)

_WORDS_FOR: Final[dict[ValueKind, str]] = {
    ValueKind.INTEGER: "int integer bigint smallint mediumint int2 int4 int8 tinyint",
    ValueKind.NUMBER: "decimal numeric number float double real float4 float8 binary_float binary_double dec",
    ValueKind.MONEY: "money smallmoney",
    ValueKind.DATE: "date",
    ValueKind.DATETIME: "datetime datetime2 smalldatetime timestamp timestamptz datetimeoffset",
    ValueKind.TIME: "time timetz",
    ValueKind.YEAR: "year",
    ValueKind.BOOLEAN: "bool boolean bit",
    ValueKind.FILE: "blob mediumblob longblob tinyblob bytea binary varbinary image bfile raw",
}
_KIND_OF: Final = {word: kind for kind, words in _WORDS_FOR.items() for word in words.split()}
_CHARACTERS: Final = (
    "char",
    "varchar",
    "varchar2",
    "nvarchar",
    "nvarchar2",
    "nchar",
    "character",
    "bpchar",
    "string",
)

#: Columns that the system keeps for itself, by name.
_KEPT_BY_NAME: Final = re.compile(
    r"^(id|uuid|guid|pk|rowid|row_id|oid|_id"
    r"|(f_)?(create|created|creator|insert|gmt_create|update|updated|updater|modify|modified|modifier|last_update|last_modified|gmt_modified|delete|deleted|sync|etl)"
    r"_?(d|by|at|on|time|date|datetime|user|user_?id|userid|id|name|by_?id|by_?name|timestamp|dt|flag|dept|org)?"
    r"|(is_?)?del(ete|eted)?(_?(flag|mark|status))?|deleted|dr|is_?deleted|(sys_)?tenant(_?id)?|(lock_?|row_?)?version|revision|optlock"
    r"|sys_org_code|(sync|update)_timestamp|row_?status|data_?status)$",
    re.IGNORECASE,
)
#: The same by what is said of them.
_KEPT_BY_COMMENT: Final = re.compile(
    r"^(唯一|自增|逻辑|物理|表|数据|记录)?(主键|自增)(标识)?(id|编号|键)?$|^(唯一标识符?|自增(长)?(id|编号|序号)?|uuid|guid)$"
    r"|^(数据|记录|系统)?(创建|更新|修改|最后更新|最后修改|最近更新|删除|同步|首次同步)(人员|人|者|用户|时间戳|时间|日期|部门|机构|时刻)(id|编号|编码|姓名|名称|账号)?$"
    r"|^(逻辑|软|是否)?删除(标[识志记]位?|状态|与否)?$|^是否(已)?(逻辑)?删除$|^(所属)?租户(id|编号|编码|标识)?$|^(乐观锁|版本)(号|标识)?$|^乐观锁",
    re.IGNORECASE,
)
_SURROGATE: Final = re.compile(r"(?:^|_)(id|uuid|guid|pk)$|[a-z](Id|ID|Uuid)$|_id_?$")
_SURROGATE_SAID: Final = re.compile(r"主键|自增|(?<![a-z])id$|唯一标识|^$", re.IGNORECASE)
_WHETHER: Final = re.compile(r"^(is|has|if|whether)_", re.IGNORECASE)
_NUMBER_OF: Final = re.compile(r"电话|手机|身份证|证件|号码?$|编[号码]$|代码$|邮编")


def recognises(upload: Upload) -> bool:
    """A file called SQL, or a text that defines a table."""
    if upload.suffix in _SUFFIXES:
        return not upload.binary
    text = upload.text or ""
    return (
        upload.suffix not in _OTHERS
        and not text.lstrip().startswith(("<", "{", "["))
        and bool(_DEFINES.search(text))
    )


def read(upload: Upload) -> list[PrintedForm]:
    """
    A form for each table of which a column is asked.

    Raises:
        NotAForm: It defines no table.
        TooLarge: It defines more than anybody fills.
    """
    text, undecodable = upload.mended
    tables = Tables.of(text)
    if not tables.found:
        raise refusal(NotAForm, Finding("no-table-defined"), upload.filename)
    findings = [Finding("undecodable-bytes", f"line {line}") for line in undecodable]
    findings += [
        Finding("table-without-columns", f"line {line}", {"table": name})
        for name, line in tables.passed_over.items()
    ]
    forms = [_form(each, tables) for each in tables.found.values()]
    asked = [each for each in forms if each.questions]
    idle = [each for each in forms if not each.questions]
    if not asked:
        raise refusal(NotAForm, Finding("nothing-asked"), upload.filename)
    findings += [Finding("table-asks-nothing", each.name, {"table": each.name}) for each in idle]
    return [_with(asked[0], findings), *asked[1:]]


def _with(form: PrintedForm, findings: list[Finding]) -> PrintedForm:
    return replace(form, findings=(*findings, *form.findings))


def _form(table: Table, tables: Tables) -> PrintedForm:
    columns = list(table.columns.values())
    kept = [each for each in columns if _kept_by_the_system(each)]
    remarks_are_labels = _remarks_are_labels(columns)
    name = table.name.rpartition(".")[2]
    columns_kept = {"columns": "、".join(each.name for each in kept)}
    findings = [Finding("columns-not-asked", table.name, columns_kept)] if kept else []
    questions = tuple(
        _question(each, table, tables, headed=not remarks_are_labels)
        for each in columns
        if each not in kept
    )
    cells = {str(each.name).lower(): each.cell for each in questions}
    return PrintedForm(
        questions=questions,
        name=name,
        title=table.comment.strip() or next(_titles(table), None),
        says={"series": slug_of(name)},
        rules=tuple(sql_checks.rules(columns, cells, findings)),
        findings=tuple(findings),
    )


def _titles(table: Table) -> Iterator[str]:
    """Chinese words in the remarks right above the table, nearest first, unless a tool wrote them."""
    for remark in table.remarks:
        title = _DECORATION.sub("", remark)
        if _CHINESE.search(title) and not re.search(r"表的?结构|转存|索引", title):
            yield title


_DECORATION: Final = re.compile(r"^[\s\-=*#]+|[\s\-=*#]+$|^(创建|新建|建表)\s*[:：]?")
_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]{2}")


def _remarks_are_labels(columns: Sequence[Column]) -> bool:
    """Whether the remarks in lines of their own say what each column is, and not what a group of them is about."""
    headings = [each.heading for each in columns if each.heading]
    told = any(each.comment or each.remark for each in columns)
    return not told and len(set(headings)) > len(columns) // 2


def _kept_by_the_system(column: Column) -> bool:
    """Whether nobody is asked for it: a counted or computed key, who changed the row when, a mark of deletion."""
    said = " ".join((column.comment or column.remark).split())
    label = re.split(r"[\s(（\[:：,，;；]", said, maxsplit=1)[0]
    if column.automatic or _KEPT_BY_NAME.match(column.name):
        return True
    if label and _KEPT_BY_COMMENT.match(label):
        return True
    return column.key and bool(_SURROGATE.search(column.name) and _SURROGATE_SAID.search(label))


def _question(column: Column, table: Table, tables: Tables, *, headed: bool) -> Question:
    said = column.comment.strip() or column.remark or ("" if headed else column.heading)
    comment = Comment.of(said)
    options = comment.options or column.options or tables.enumerations.get(column.type, ())
    label = comment.label or column.name
    return Question(
        label=label,
        cell=f"{table.name}.{column.name}",
        kind=_kind(column, label, comment, chosen=bool(options)),
        section=(column.heading,) if headed and column.heading else (),
        options=tuple(options),
        required=column.required and not column.default,
        hint=comment.hint,
        name=column.name,
        code_list=comment.code_list,
        max_length=_length(column),
    )


def _kind(column: Column, label: str, comment: Comment, *, chosen: bool) -> ValueKind | None:
    """What its type says; characters say nothing, and figures may be a number that nobody counts with."""
    if column.type == "set":
        return ValueKind.CODES
    if chosen or comment.chosen or column.type == "enum":
        return ValueKind.CODE
    kind = _KIND_OF.get(column.type)
    whole = column.type in ("number", "numeric", "decimal") and _no_decimals(column)
    kind = ValueKind.INTEGER if whole else kind
    if kind in NUMERIC and (_WHETHER.match(column.name) or re.match("是否|有无|能否", label)):
        return ValueKind.BOOLEAN
    return None if kind is ValueKind.INTEGER and _NUMBER_OF.search(labels.core(label)) else kind


def _no_decimals(column: Column) -> bool:
    return bool(column.arguments) and (len(column.arguments) == 1 or column.arguments[1] == "0")


def _length(column: Column) -> int | None:
    """How many characters it takes."""
    if column.type not in _CHARACTERS or not column.arguments:
        return None
    return int(column.arguments[0]) if column.arguments[0].isdigit() else None
