"""The documents say what is so: examples run, links lead somewhere, every word and module is explained."""

import importlib
import inspect
import os
import pkgutil
import re
import shutil
import subprocess
import sys
import urllib.parse
from pathlib import Path

import pytest

import yibiao
import yibiao.model

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted(
    each for each in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("schemas/**/*.md"))
)


@pytest.mark.skipif(shutil.which("bash") is None, reason="the worked example is for a shell")
@pytest.mark.skipif(
    shutil.which("date") is None or sys.platform == "darwin",
    reason="the worked example counts days with GNU date",
)
def test_worked_example(tmp_path):
    """The README's worked example runs as it stands, on any day, and prints what it shows."""
    shutil.copytree(ROOT / "docs" / "example", tmp_path / "docs" / "example")
    steps = worked_example((ROOT / "README.md").read_text(encoding="utf-8"))

    printed = run(steps, tmp_path)

    missing = [
        f"$ {command}\n{line}"
        for (command, shown), output in zip(steps, printed, strict=True)
        for line in missing_from(output, shown)
    ]
    assert not missing


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links(document):
    """Every relative link leads to a file that is there, and to a heading where it names one."""
    text = without_code(document.read_text(encoding="utf-8"))
    targets = re.findall(r"\]\(([^)\s]+)\)", text)

    dead = [each for each in targets if not leads_somewhere(document, each)]

    assert not dead


def test_glossary():
    """Every public class of the model is a word of the glossary."""
    words = set(re.findall(r"^\| \*\*(\w+)\*\* \|", document("docs/glossary.md"), re.MULTILINE))

    unexplained = nouns() - words
    assert not unexplained


@pytest.mark.parametrize("readme", ["README.md"])
def test_map_of_the_tree(readme):
    """The map names every top-level module, and none that is not there."""
    named = re.search(r"```text\nsrc/yibiao/\n(.*?)```", document(readme), re.DOTALL)
    mapped = re.findall(r"^  (\w+)(?:/|\.py)\s", named.group(1), re.MULTILINE)

    modules = {each.name for each in pkgutil.iter_modules(yibiao.__path__) if each.name[0] != "_"}

    assert modules == set(mapped)


def test_tour():
    """The tour stops at every top-level module."""
    stops = set(re.findall(r"^\*\*`(\w+)(?:/|\.py)`\*\*", document("docs/tour.md"), re.MULTILINE))

    modules = {each.name for each in pkgutil.iter_modules(yibiao.__path__)} - {"__main__"}

    assert modules == stops


def test_dependencies():
    """Every package that Yibiao needs at run time has its reason in writing."""
    import tomllib

    project = tomllib.loads(document("pyproject.toml"))["project"]
    needed = {re.match(r"[\w.-]+", each).group().lower() for each in project["dependencies"]}

    rows = re.findall(r"^\| ([\w.-]+) \| [\d.]+ \|", document("docs/dependencies.md"), re.MULTILINE)

    assert needed == {each.lower() for each in rows}


def document(path: str) -> str:
    """The text of a file of the checkout."""
    return (ROOT / path).read_text(encoding="utf-8")


def worked_example(text: str) -> list[tuple[str, list[str]]]:
    """Every command of the blocks marked `console worked-example`, with the lines shown under it."""
    steps: list[tuple[str, list[str]]] = []
    for block in re.findall(
        r"^```console worked-example\n(.*?)^```", text, re.DOTALL | re.MULTILINE
    ):
        continued = False
        for line in block.splitlines():
            if line.startswith("$ "):
                steps.append((line[2:], []))
            elif continued:
                command, shown = steps[-1]
                steps[-1] = (f"{command}\n{line}", shown)
            else:
                steps[-1][1].append(line)
            continued = line.endswith("\\")
    return steps


def run(steps: list[tuple[str, list[str]]], directory: Path) -> list[str]:
    """What each command prints, in one shell that stops at the first failure."""
    mark = "=====next====="
    script = "\n".join(f"{command}\necho {mark}" for command, _ in steps)
    environment = {
        **os.environ,
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])),
        "COLUMNS": "200",
    }
    done = subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", script],
        cwd=directory,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]
    return done.stdout.split(f"{mark}\n")[:-1]


def missing_from(output: str, shown: list[str]) -> list[str]:
    """The lines shown that no printed line matches; `…` stands for anything."""
    lines = [each.lstrip("\ufeff") for each in output.splitlines()]
    return [
        each
        for each in shown
        if not any(
            re.fullmatch(re.escape(each.strip()).replace("…", ".*"), line.strip()) for line in lines
        )
    ]


def without_code(text: str) -> str:
    """*text* without its blocks and spans of code."""
    return re.sub(
        r"`[^`\n]*`", "", re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    )


def leads_somewhere(source: Path, target: str) -> bool:
    """Whether a relative link from *source* leads to a file, and a heading of it."""
    if re.match(r"[a-z]+:", target):
        return True
    path, _, heading = urllib.parse.unquote(target).partition("#")
    found = (source.parent / path) if path else source
    if not found.exists():
        return False
    return not heading or heading in headings(found.read_text(encoding="utf-8"))


def headings(text: str) -> set[str]:
    """The anchors of a document's headings, as GitHub makes them."""
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", each.lower()).strip().replace(" ", "-") for each in titles}


def nouns() -> set[str]:
    """The public classes of the model's modules; of a package, those it defines itself and not their parts."""
    found = set()
    for module in pkgutil.iter_modules(yibiao.model.__path__, "yibiao.model."):
        loaded = importlib.import_module(module.name)
        found |= {
            name
            for name, each in vars(loaded).items()
            if inspect.isclass(each) and each.__module__ == module.name and name[0] != "_"
        }
    return found
