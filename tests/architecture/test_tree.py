"""The house keeps its shape: layers, names, docstrings, and two languages for whatever a user reads."""

import ast
import graphlib
import inspect
import re
import string
from pathlib import Path

import pytest
from importlinter import cli as import_linter

from yibiao import _schemas, errors

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "yibiao"
MODULES = sorted(SOURCE.rglob("*.py"))
PAGES = ROOT / "src" / "webapp" / "src"
CATALOGUE = _schemas.document("problems.json")


def test_layers(monkeypatch):
    """Imports keep the contracts of pyproject.toml."""
    monkeypatch.chdir(ROOT)

    status = import_linter.lint_imports(config_filename="pyproject.toml", no_cache=True)

    assert status == import_linter.EXIT_STATUS_SUCCESS


def test_names():
    """No module is a drawer for everything."""
    drawers = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "base"}

    found = [each for each in MODULES if {each.stem, each.parent.name} & drawers]

    assert not found


def test_no_module_needs_one_that_needs_it():
    """Modules import each other in no circle, not for types either; only what is loaded late, in a function, may lead back."""
    needed = {name_of(each): set(imported(each)) for each in MODULES}
    known = {name: needs & needed.keys() - {name} for name, needs in needed.items()}

    order = list(graphlib.TopologicalSorter(known).static_order())

    assert sorted(known) == sorted(order)


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_public_names_are_explained(module):
    """Every public function, class and method says in a docstring what it gives or does."""
    tree = ast.parse(module.read_text(encoding="utf-8"))

    silent = [
        f"{each.name}, line {each.lineno}" for each in public(tree) if not ast.get_docstring(each)
    ]

    assert not silent


@pytest.mark.parametrize(
    "module",
    [each for each in MODULES if SOURCE / "cli" not in each.parents],
    ids=lambda path: str(path.relative_to(SOURCE)),
)
def test_only_the_terminal_prints(module):
    """Nothing outside the terminal's commands calls `print`."""
    calls = [
        node.lineno
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "print"
    ]

    assert not calls


def test_problems_are_catalogued():
    """Classes and catalogue hold the same problems, with the same statuses."""
    classes = {
        each.code: each.status
        for _, each in inspect.getmembers(errors, inspect.isclass)
        if issubclass(each, errors.Problem) and each.code
    }

    assert {each["code"]: each["status"] for each in CATALOGUE["problems"]} == classes


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (each["code"], each[part])
        for section, parts in {
            "problems": ("title", "detail", "remedy"),
            "findings": ("says", "remedy"),
        }.items()
        for each in CATALOGUE[section]
        for part in parts
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_sentences_come_in_two_languages(code, sentence):
    """What a user reads is there in Chinese and in English, and both speak of the same facts."""
    assert {"zh", "en"} == set(sentence)
    assert sentence["zh"].strip()
    assert sentence["en"].strip()
    assert not re.search(r"[\u4e00-\u9fff]", sentence["en"])
    assert facts(sentence["zh"]) == facts(sentence["en"])


def test_pages_list_several_in_the_language_that_is_read():
    """What stands between several depends on the language: `listed` puts it there, no page its own 、，；."""
    own = re.compile(r"""join\((["'`])[^"'`]*[、，；。：][^"'`]*\1""")

    found = [
        f"{each.relative_to(PAGES)}, line {number}"
        for each in sorted(PAGES.rglob("*.ts*"))
        for number, line in enumerate(each.read_text(encoding="utf-8").splitlines(), 1)
        if own.search(line)
    ]

    assert not found


def test_codes_are_unique():
    """No problem and no finding is catalogued twice."""
    for section in ("problems", "findings"):
        codes = [each["code"] for each in CATALOGUE[section]]

        assert sorted(set(codes)) == sorted(codes)


def name_of(module: Path) -> str:
    """By what a module is imported."""
    parts = module.relative_to(SOURCE.parent).with_suffix("").parts
    return ".".join(parts).removesuffix(".__init__")


def imported(module: Path):
    """What a module imports as it is loaded, and for types."""
    for each in outside_functions(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(each, ast.Import):
            yield from (name.name for name in each.names)
        elif isinstance(each, ast.ImportFrom):
            for name in each.names:
                inner = f"{each.module}.{name.name}"
                yield inner if is_module(inner) else each.module


def outside_functions(tree: ast.AST):
    """Every node that stands in no function."""
    for each in ast.iter_child_nodes(tree):
        if not isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef):
            yield each
            yield from outside_functions(each)


def is_module(name: str) -> bool:
    """Whether it is a module of ours."""
    path = SOURCE.parent.joinpath(*name.split("."))
    return path.is_dir() or path.with_suffix(".py").exists()


def public(tree: ast.AST):
    """The public functions, classes and methods of a module, but for special methods."""
    for each in ast.iter_child_nodes(tree):
        named = isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        if named and not each.name.startswith("_"):
            yield each
            if isinstance(each, ast.ClassDef):
                yield from public(each)


def facts(sentence: str) -> set[str]:
    """The facts a sentence names, whichever language they are put in."""
    names = {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
    return {re.sub(r"_(zh|en)$", "", each) for each in names}
