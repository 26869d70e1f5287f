"""A run's figures → a line in benchmarks/results, with the machine and the commit they were taken on."""

import json
import os
import platform
import sqlite3
import subprocess
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results"

#: What a figure may depend on besides this repository; the last two quicken uvicorn where they happen to be installed.
PACKAGES = (
    "duckdb",
    "litestar",
    "pydantic",
    "sqlalchemy",
    "sqlglot",
    "uvicorn",
    "httptools",
    "uvloop",
)


def keep(name: str, figures: dict, folder: Path = RESULTS) -> None:
    """Append *figures* to the results of benchmark *name*."""
    line = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": commit(),
        "machine": machine(),
        **figures,
    }
    with (folder / f"{name}.jsonl").open("a", encoding="utf-8") as results:
        results.write(json.dumps(line, ensure_ascii=False) + "\n")


def commit() -> str:
    """The commit that is checked out, `+` behind it when files under src differ from it; empty outside a checkout."""
    try:
        head = _git("rev-parse", "--short", "HEAD")
        return head + ("+" if _git("status", "--porcelain", "--", "src", "schemas") else "")
    except (OSError, subprocess.CalledProcessError):
        return ""


def machine() -> dict:
    """What the run ran on."""
    return {
        "cpus": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        **{each: _version(each) for each in PACKAGES},
    }


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def milliseconds(took: list[float]) -> dict:
    """The median, the 95th and the 99th percentile of times in seconds, in milliseconds."""
    if len(took) < 2:
        return dict.fromkeys(("p50", "p95", "p99"), round(took[0] * 1e3, 3))
    cuts = quantiles(took, n=100, method="inclusive")
    return {
        "p50": round(median(took) * 1e3, 3),
        "p95": round(cuts[94] * 1e3, 3),
        "p99": round(cuts[98] * 1e3, 3),
    }


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip()
