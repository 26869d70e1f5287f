"""The commands in the help, under whom they are for: sixty names in one list tell nobody where to begin."""

from collections.abc import Mapping
from typing import Any, Final

from typer.core import TyperGroup

SECTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "先试试 To begin with": ("demo", "serve", "read", "match"),
    "部门 Departments: register forms, query slices": (
        "submit", "decide", "refuse", "forms", "measures", "measure", "figures", "export", "originals",
        "sql", "challenge", "withdraw-challenge", "challenges",
    ),
    "基层单元 Units: fill the one table": (
        "table", "form-of", "confirm", "workbook", "import", "undo", "check", "hold",
        "conflicts", "decide-conflict", "confirm-challenge", "hand-in", "reminders", "report-asked",
    ),
    "对象 Subjects": ("record", "history", "move", "close", "reopen", "join", "part"),
    "主管部门 The office in charge": (
        "department", "unit", "units", "review", "variants", "admit", "retire", "merge", "split", "put-back", "lead",
        "sensitivity", "round", "progress", "give-back", "reseal", "burden", "grant", "take-grant", "grants", "accesses",
        "sentinels", "answer-sentinel",
    ),
    "运行维护 Those who run it": ("user", "verify", "rebuild", "backup", "restore"),
}  # fmt: skip


class Sections(TyperGroup):
    """Commands by section; what is in none stands last."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write each section with its commands, in one column over all of them."""
        there = {
            name: command
            for name in self.list_commands(ctx)
            if (command := self.get_command(ctx, name)) is not None and not command.hidden
        }
        widest = max(map(len, there))
        named = {name for names in SECTIONS.values() for name in names}
        others = tuple(name for name in there if name not in named)
        for title, names in {**SECTIONS, "其他 Others": others}.items():
            rows = [
                (f"{name:{widest}}", there[name].get_short_help_str(formatter.width - widest - 6))
                for name in names
                if name in there
            ]
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)
