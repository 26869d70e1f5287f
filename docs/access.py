"""`yibiao.access` → `docs/access.md`: run after a change to the policy."""  # noqa: INP001

from pathlib import Path

from yibiao.access import ACTS, MATRIX, READING, Act
from yibiao.model.actor import MASKS, OF_DEPARTMENTS, OF_UNITS, ROLES, Mask, Role
from yibiao.model.element import SENSITIVITIES, UNCOVERED
from yibiao.store.volumes import DAYS, TIMES, USUAL

HERE = Path(__file__).parent

ROLE_NAMES: dict[Role, tuple[str, str]] = {
    "administrator": ("管理员", "everything, everywhere, uncovered; recorded like everybody else"),
    "office": ("减负办", "forms, rounds, places; no values of anybody"),
    "registrar": (
        "部门登记员",
        "the department's forms, before they are admitted; loads its registers",
    ),
    "reviewer": ("部门审核员", "what its fields mean, and its slices"),
    "analyst": ("部门分析员", "its slices"),
    "township": ("乡镇", "its units: what they file, hand in, and are given back"),
    "head": ("单元负责人", "the unit: files, hands in, undoes anybody's imports"),
    "worker": ("单元工作人员", "the unit: files"),
    "auditor": ("审计员", "reads records and who read them, changes nothing"),
}

ACT_NAMES: dict[Act, str] = {
    "department.register": "登记部门 register a department",
    "unit.register": "登记单元 register units",
    "form.submit": "提交表单 submit a form",
    "form.file": "取表单原件 read a form's original",
    "form.admit": "准入 admit or refuse a form",
    "form.retire": "停用表单 retire a form",
    "binding.decide": "决定字段含义 decide what a field means",
    "element.change": "合并、拆分数据元 merge, split, lead elements",
    "round.open": "开轮次 open a round",
    "round.extend": "延期 extend a round",
    "round.close": "截止 close a round",
    "round.reseal": "重新封存 seal a round anew",
    "round.submit": "报送 hand in",
    "round.return": "退回 give back",
    "round.read": "看进展 read a round's progress",
    "entry.file": "填报 file entries; move, close, reopen subjects",
    "conflict.decide": "裁定冲突 decide a conflict",
    "challenge.raise": "提出或撤回核实 doubt a cell or row",
    "challenge.answer": "答复核实 answer a doubt",
    "sentinel.report": "报告表外要求 report what was asked elsewhere",
    "sentinel.answer": "处理哨点报告 say what became of a report",
    "sentinel.read": "看哨点报告 read sentinel reports",
    "webhook.change": "登记、取消推送 register or remove webhooks",
    "webhook.read": "看推送 read webhooks",
    "challenge.read": "看核实 read doubts",
    "subject.merge": "并入 merge and part subjects",
    "import.bring": "导入，撤销自己的导入 import workbooks and registers, undo one's own imports",
    "import.read": "看导入报告 read an import's report and file",
    "import.undo": "撤销他人的导入 undo what somebody else imported",
    "register.lead": "以部门名义载入台账 load a register in a department's name",
    "registry.read": "看目录 read forms, elements, tables",
    "record.read": "看台账 read records, unit tables, histories",
    "slice.read": "看切片 read and export slices, ask in SQL",
    "burden.read": "看负担账 read the burden",
    "grant.give": "授权 give grants",
    "grant.take": "收回授权 take grants",
    "grant.read": "看授权 read who holds what",
    "account.change": "开、停账号 open and close accounts",
    "account.read": "看账号 read accounts",
    "access.read": "查访问记录 read the record of access",
    "access.view-as": "以他人视角查看 look as somebody else",
    "journal.backup": "备份 back up",
    "journal.rebuild": "重建 rebuild the picture",
    "journal.restore": "恢复 restore",
    "journal.verify": "核验 verify",
    "journal.read": "看办理记录 read who decided what",
}

MASK_NAMES: dict[Mask, str] = {
    "none": "不显示 nothing",
    "year-only": "只留年份 the year of a date",
    "last-four": "只留后四位 stars and the last four characters",
    "middle-hidden": "隐去中间六位 all but six characters in the middle",
    "full": "全部 all of it",
}

HEADER = """\
# Who may see and do what · 谁可以看什么、做什么

This page is made from the policy, [`src/yibiao/access`](../src/yibiao/access), by `python docs/access.py`.

Somebody may do what the **grants** they hold let them do, and nothing else.
A grant is a role at a place until a day: a unit with all below it, a department, or a department's forms in a division.
It ends with its last day by China's time, or when it is taken.

Whoever starts `yibiao` at the terminal on the data directory, and whoever carries the token that `yibiao serve` was started with, is administrator: they hold the files anyway.

## Roles · 角色

| Role | 角色 | Where | May |
|---|---|---|---|
"""

ACTS_HEADER = """
## The matrix · 权限矩阵

`●` where the grant is; nothing elsewhere.
What concerns the house as a whole – rounds, the journal, elements – wants a grant that no unit and no department bounds.
Acts that change nothing are in *italics*; whoever looks as somebody else can do no others.

"""

REST = """
## Rows · 行

A slice shows a reader the rows of every grant that reads slices: a unit's role its own unit and what is below, a department's role the units of its division, in the scope of the form.
Nothing is asked of rows first and hidden later: filters, search, sorting, groups, counts, pages, files and a department's own SQL all see the rows and columns that the reader sees, and no others.

A record, a unit's table, a history and a conflict are read where the subject's unit is; whether a subject is elsewhere or nowhere, the refusal is the same.
So it is where a link leads to a subject that whoever states it does not see – unless it led there already –, and rules that follow links read nothing there.
Filing about a subject of another unit is refused as if there were none, and moving somebody wants a grant where they are, not only where they go.

Whoever loads registers in a department's name (`register.lead`) brings, reads and undoes them in the units of their division, and reads no records by that: of each row they are told what became of it, not whom it is about, and only what the department's own forms ask, or what it leads, is loaded.
Where two have moved a subject apart, every unit that either named, and the one that was left, is told what it is called, who moved it and whereto, and no more: any of them may be its unit. It is decided where the subject is now, or above.

Whoever imported a file may undo that as long as they may import there: it states what they could state row by row, what others stated since is left as it is, and who finds out that it was the wrong file is most often they.
What somebody else imported is undone by the head of the unit or the township.

## Columns · 列

Elements that are `{uncovered}` in the catalogue are shown to whoever sees the row.
All others – {sensitive} – are shown as nothing at all, unless a grant of its own uncovers them: it names kinds or elements, a purpose and an end, and holds at its own place for rows that another grant of the same person shows.
A grant may also show elements in part:

| Mask | Shows |
|---|---|
{masks}

Of several grants at a row the widest counts.
A part of what is no text (a number, a choice, a list) is nothing.
A figure of a summary form is shown where every element that it is worked out over is shown whole in every row that it may count.
Figures are grouped by what many have – a code, a number, a month –, never by a name or a day, and a department groups by what a form of its own asks.
Whoever fills a unit's table is told what is missing or contested there, covered elements included: they are asked for it; and what they file about a covered cell stands under their name.
That somebody stands in a form at all says what its scope says; that is for admission to weigh.

## Giving and taking · 授予与收回

Nobody gives more than they hold: one grant of their own must hold every act of the role, the place, the time and the masks; what is uncovered must be uncovered for them.
A role is not given on where it is held, only a lesser one there, or the same further down.
Giving and taking are events of the journal, with who and when.

## The record of access · 访问记录

Whoever reads or takes out values of anybody is recorded: who, what (a slice, figures, SQL, a record, a history, a unit's table, a workbook, a file, what became of the rows of a register, a backup), of which form, unit or subject, how many rows, whether as a file, what for, from where, and as whom an administrator looked.
By what way they came is recorded, too: who signed in and out, whose account was tried in vain, whose password was changed or made anew, which token was issued or revoked, and once a day that an administrator looks as somebody else.
What somebody typed as a name or a password is not kept, only whose account it was, if it is anybody's.
The purpose is what the reader says (`Yibiao-Purpose`, URL-encoded), or else that of the grants that uncover something for them.

`GET /accesses` and `yibiao accesses` search it, the newest first, for auditors and administrators; looking is recorded, too.

It lies in tables of its own beside the journal, every line chained to the one before; `yibiao verify` finds lines that were changed or removed.
A thread writes it, a group of lines every tenth of a second, so that reading does not wait for the disk.
A process that is killed may lose what was read in that tenth of a second; whatever is taken out as a file waits until its line is on disk.
Where more is read than can be written, readers wait.
`yibiao backup` takes the record along, and makes sure of every link before it does; what `yibiao restore` puts in place goes on from its last line.

Files that people read say who took them out, when and what for: a CSV in its last row (behind a `#`), a workbook on the sheet 导出说明, a department's own workbook or document among its properties, a unit's workbook under each printed page.
Formats for programs say it where their readers do not stumble over it: Parquet among the metadata of the file, Arrow among those of the schema (`yibiao:watermark`), JSON in `watermark`.
Of NDJSON every line is a row, and one more would be read as somebody: there the name of the file says it.
Over HTTP the header `Yibiao-Watermark` (URL-encoded) says it of every format.

A line is marked `unusual`, and a warning logged, when with it the rows that its reader was given in one day (China's) come to more than {usual}, and to more than {times} times the busiest of their {days} days before.
So are the eleventh sign-in of an account that is refused in a day, the next that is not, and the thirty-first from one address.

## View as · 以他人视角查看

An administrator who sends `Yibiao-View-As: user:wang` sees what that account sees and can change nothing.
The answer carries the same header, and the record of access names both.
On the pages it begins and ends at an account, 以其视角查看; every page says so meanwhile, a printed one too.
"""


def document() -> str:
    """The whole page."""
    roles = "\n".join(_role(each) for each in ROLES)
    return f"{HEADER}{roles}\n{ACTS_HEADER}{_matrix()}\n" + REST.format(
        uncovered="` or `".join(sorted(UNCOVERED)),
        sensitive=", ".join(f"`{each}`" for each in SENSITIVITIES if each not in UNCOVERED),
        usual=f"{USUAL:,}",
        times=TIMES,
        days=DAYS,
        masks="\n".join(f"| `{each}` | {MASK_NAMES[each]} |" for each in reversed(MASKS)),
    )


def _role(role: Role) -> str:
    name, may = ROLE_NAMES[role]
    where = "everywhere" if role == "administrator" else "a subtree, or everywhere"
    where = "a subtree of units" if role in OF_UNITS else where
    where = "a department, in a division if it has one" if role in OF_DEPARTMENTS else where
    return f"| **{role}** | {name} | {where} | {may} |"


def _matrix() -> str:
    rows = [f"| Act | {' | '.join(ROLES)} |", f"|---|{':-:|' * len(ROLES)}"]
    for act in ACTS:
        name = f"*{ACT_NAMES[act]}*" if act in READING else ACT_NAMES[act]
        marks = ("●" if act in MATRIX[role] else "" for role in ROLES)
        rows.append(f"| `{act}` {name} | {' | '.join(marks)} |")
    return "\n".join(rows)


if __name__ == "__main__":
    (HERE / "access.md").write_text(document(), encoding="utf-8")
