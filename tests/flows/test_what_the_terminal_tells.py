"""What the terminal tells: of a file, to somebody who has to mend it, and of itself."""

import re
import subprocess
import sys
from collections import Counter
from importlib.metadata import version

from typer.testing import CliRunner

from tests.unit.intake.files import workbook
from yibiao.cli import app
from yibiao.cli.console import PLACES_SHOWN
from yibiao.cli.sections import SECTIONS

NUMBERED = [["花名册", ""], ["序号", "姓名"], [1, ""], [2, ""]]


def test_what_is_found_in_many_places_is_told_once(tmp_path):
    """With the first places and how many there are, under the name of the file when there are several."""
    sheets = PLACES_SHOWN + 2
    content = workbook(**{f"表{n}": NUMBERED for n in range(sheets)})
    files = [tmp_path / "甲.xlsx", tmp_path / "乙.xlsx"]
    for file in files:
        file.write_bytes(content)

    told = CliRunner().invoke(app, ["read", *map(str, files)], env={"COLUMNS": "400"}).stderr
    for file in files:
        assert told.count(file.name) == 1
    assert told.count("序号列由系统编号") == len(files)
    assert told.count(f"共 {sheets} 处") == len(files)
    assert f"表{PLACES_SHOWN - 1}!" in told
    assert f"表{PLACES_SHOWN}!" not in told


def test_every_command_stands_under_whom_it_is_for():
    """Once, with what it is for; and what is called is the command of that name, which says of itself what the list says."""
    listed = [each for commands in SECTIONS.values() for each in commands]

    told = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "100"}).stdout

    assert {1} == set(Counter(each.name for each in listed).values())
    assert all(title in told for title in SECTIONS)
    assert all(
        re.search(rf"^  {each.name} +{each.help[:9]}", told, re.MULTILINE) for each in listed
    )
    for each in listed:
        command = each.loaded()
        assert (command.name, command.help) == (each.name, each.help)
        assert callable(command.callback) or command.commands


def test_it_says_which_version_it_is():
    """As programs do."""
    told = CliRunner().invoke(app, ["--version"])

    assert (told.exit_code, told.stdout) == (0, f"yibiao {version('yibiao')}\n")


def test_it_starts_without_what_only_some_commands_need():
    """Old PCs wait for every module: help takes none of those behind the commands, a command only its own."""
    heavy = (
        "pydantic",
        "rich",
        "sqlalchemy",
        "duckdb",
        "openpyxl",
        "yibiao.flows",
        "yibiao.intake",
    )
    told = "print([each for each in {} if each in sys.modules])"
    asked = (
        "import sys; from typer.testing import CliRunner; from yibiao.cli import app;"
        "assert CliRunner().invoke(app, ['--help']).exit_code == 0;" + told.format(heavy)
    )

    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"
