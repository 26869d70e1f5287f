"""Every command: where it stands in the help, what it is called there, and which function it is."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any, Final

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command


class Later(TyperCommand):
    """
    A command whose module is imported once somebody calls it: to load them all takes longer than most of them do.

    Args:
        name: What is typed.
        where: `module:function` in this package; or `module:group`, a Typer of commands.
        help: What the help says of it; nobody else says it.
    """

    def __init__(self, name: str, where: str, help: str) -> None:  # noqa: A002 – Typer's word
        super().__init__(name, help=help)
        self.where = where

    def make_context(self, *args: Any, **extra: Any) -> Any:
        """The command itself takes over from here, also to complete what is typed or to help."""
        return self.loaded().make_context(*args, **extra)

    def loaded(self) -> Any:
        """The command itself, a Click command or group."""
        module, _, attribute = self.where.partition(":")
        found = getattr(import_module(f"yibiao.cli.{module}"), attribute)
        if not isinstance(found, typer.Typer):
            function = found
            found = typer.Typer(add_completion=False, rich_markup_mode=None)
            found.command(self.name)(function)
        command = get_command(found)
        command.name, command.help = self.name, self.help
        return command


#: Under whom they are for: sixty names in one list tell nobody where to begin.
SECTIONS: Final[Mapping[str, tuple[Later, ...]]] = {
    "先试试 To begin with": (
        Later("demo", "demo:demo", "演示：主流程从头到尾 The main job on a made-up community"),
        Later("serve", "serving:serve", "启动服务 Serve the API and the page"),
        Later("read", "files:read", "读取表单模板 Read a template and show the form"),
        Later("match", "files:match", "找出各表单中相同的问题 Find what forms ask in common"),
    ),
    "部门 Departments: register forms, query slices": (
        Later("submit", "forms:submit", "提交（或预览）表单 Submit or preview a form"),
        Later("decide", "forms:decide", "决定某字段对应的数据元 Decide what a field means"),
        Later("refuse", "forms:refuse", "不是一回事 Say that a field does not mean an element"),
        Later("forms", "forms:forms", "表单目录 List the forms"),
        Later("measures", "measures:show", "汇总表的算法 measures of a summary form"),
        Later("measure", "measures:measure", "试算、定下指标的算法 try and fix measures"),
        Later("figures", "measures:figures", "汇总表分组统计 a summary form's figures in groups"),
        Later("export", "slices:export", "导出切片 Export a form's slice"),
        Later("originals", "originals:originals", "成批填好的原表 filled originals"),
        Later("sql", "own_sql:sql", "部门用 SQL 查自己的切片 ask a department's slices in SQL"),
        Later("challenge", "challenges:challenge", "提出核实 Doubt a cell or a row of a slice"),
        Later("withdraw-challenge", "challenges:withdraw", "撤回核实 Doubt it no more"),
        Later("challenges", "challenges:challenges", "核实清单 What is doubted"),
    ),
    "基层单元 Units: fill the one table": (
        Later("table", "units:shown", "单元的一表；或某类对象的一表（JSON Schema）A unit's table"),
        Later("form-of", "units:form_of", "一个对象的表 One subject's own form"),
        Later("confirm", "units:confirm", "一次确认多个对象 Confirm many subjects in one act"),
        Later("workbook", "imports:workbook", "导出单元填报表 A unit's prefilled workbook"),
        Later(
            "import",
            "imports:import_",
            "导入单元填报表，或填报（JSON 行）Import a unit's workbook, or entries from JSON lines",
        ),
        Later("imports", "imports:imports", "导入记录 What was imported for a unit"),
        Later("undo", "imports:undo_", "撤销一次导入 Undo an import"),
        Later("check", "check:check", "试填（JSON 行），不保存 Check entries without filing them"),
        Later("hold", "hold:hold", "载入已有台账 Load a register that somebody holds"),
        Later("conflicts", "conflicts:conflicts", "冲突清单 What is contested in a unit"),
        Later("decide-conflict", "conflicts:decide", "裁定冲突 Decide a contested cell"),
        Later("confirm-challenge", "challenges:confirm", "核实无误 Confirm what is doubted"),
        Later("hand-in", "rounds:hand_in", "单元确认并报送 A unit confirms and hands in"),
        Later("reminders", "rounds:show_reminders", "提醒 What a unit should know of"),
        Later(
            "report-asked", "sentinels:report", "你已问过 Report what a unit was asked elsewhere"
        ),
    ),
    "对象 Subjects": (
        Later("record", "slices:record", "一个对象的台账 What is held about a subject"),
        Later(
            "history",
            "history:history",
            "一个对象的变更历史 What was said of a subject, and was held when",
        ),
        Later("move", "subjects:move", "调整对象所属单元 Move a subject to another unit"),
        Later("close", "subjects:close", "注销对象 Close a subject"),
        Later("reopen", "subjects:reopen", "重新建档 Open a closed subject again"),
        Later(
            "join",
            "subjects:join",
            "两个对象是同一个：并入 Merge a subject into the one that it is",
        ),
        Later("part", "subjects:part", "撤销并入 Undo a join"),
    ),
    "主管部门 The office in charge": (
        Later("department", "forms:department", "登记部门 Register a department"),
        Later("unit", "forms:unit", "登记基层单元 Register a unit"),
        Later("units", "unit_lists:units", "导入单元名单 Register a list of units"),
        Later("review", "forms:review", "准入审查：重叠与负担 What a form overlaps and adds"),
        Later("variants", "forms:variants", "隐性变异 Forms that ask largely the same"),
        Later("admit", "forms:admit", "准入 Admit a form"),
        Later("retire", "forms:retire", "停用 Retire a form"),
        Later("merge", "forms:merge", "合并两个数据元 Merge two elements"),
        Later("split", "forms:split", "拆分数据元 Split an element"),
        Later("put-back", "forms:put_back", "撤销合并或拆分 Put a merge or a split back"),
        Later("lead", "leads:lead", "数据元的牵头部门 Which department leads an element"),
        Later("sensitivity", "leads:sensitivity", "数据元的敏感类别 How sensitive an element is"),
        Later("round", "rounds:round_", "开放、延期或截止轮次 Open, extend or close a round"),
        Later("progress", "rounds:show_progress", "轮次进展 How far a round has come"),
        Later("give-back", "rounds:give_back", "退回单元的报送 Give back what a unit handed in"),
        Later("reseal", "rounds:reseal", "依法重新封存 Seal a round anew, on record"),
        Later("burden", "slices:burden", "负担账 The burden"),
        Later("grant", "grants:grant", "授权 Give a grant"),
        Later("take-grant", "grants:take", "收回授权 Take a grant"),
        Later("grants", "grants:grants", "授权清单 Who holds what"),
        Later("accesses", "accesses:accesses", "访问记录 Who read what"),
        Later("sentinels", "sentinels:reports", "哨点报告 What units were asked elsewhere"),
        Later("answer-sentinel", "sentinels:answer", "处理哨点报告 Say what became of a report"),
    ),
    "运行维护 Those who run it": (
        Later("user", "user:user", "账号、密码、令牌 Accounts, passwords, tokens"),
        Later(
            "verify", "keep:verify", "核验日志、台账和查询库 Verify journal, records and picture"
        ),
        Later(
            "rebuild",
            "keep:rebuild",
            "由日志重建台账和查询库 Rebuild records and picture from the journal",
        ),
        Later("backup", "keep:backup", "备份（服务运行时也可以）Back up, also while it serves"),
        Later(
            "restore",
            "keep:restore",
            "把备份恢复到空目录 Restore a backup into an empty directory",
        ),
    ),
}


class Sections(TyperGroup):
    """Commands by section."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        for commands in SECTIONS.values():
            for each in commands:
                self.add_command(each)

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 – Click's
        """Write each section with its commands, in one column over all of them."""
        widest = max(map(len, self.commands))
        for title, commands in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl(
                    [
                        (
                            f"{each.name:{widest}}",
                            each.get_short_help_str(formatter.width - widest - 6),
                        )
                        for each in commands
                    ]
                )
