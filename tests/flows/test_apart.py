"""A file that ends its reader ends nothing else."""

import io
import os
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from tests import forking
from tests.hostile.parts import HEADER, document, register, word_table
from tests.houses import a_house
from yibiao.cli import app
from yibiao.errors import NotAForm, Unreadable
from yibiao.flows import apart, pipes
from yibiao.flows.house import House

#: Reads with a reader that behaves badly, and prints what became of it.
SCRIPT = """
import os, sys, time
from yibiao import intake
from yibiao.errors import Problem
from yibiao.flows import apart, pipes

apart.SECONDS, apart.PATIENCE, apart.MEMORY = 1, 60, 100 << 20
def abort(): os.abort()
def spin():
    while True: pass
def swell():
    kept = []
    while True: kept.append(bytes(10 << 20))
def hang():
    apart.PATIENCE = 1
    time.sleep(600)
def leave(): sys.exit(5)
if sys.argv[1] == "hang": apart.PATIENCE = 1
intake.read = lambda content, filename, **said: globals()[sys.argv[1]]()
try:
    apart.read(b"x", "a.xls", department="office")
except Problem as problem:
    print(problem.code, problem.findings[0].code)
"""


@pytest.fixture(autouse=True)
def _begun(monkeypatch):
    """Readers are begun here as they are by whoever uses them."""
    monkeypatch.setattr(pipes, "started", forking.UNFORKED)


forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are not forked here")


@forks
@pytest.mark.parametrize(
    ("behaviour", "code"),
    [
        ("abort", "reading-ended"),
        ("leave", "reading-ended"),
        ("spin", "reading-too-long"),
        ("hang", "reading-too-long"),
        ("swell", "reading-too-large"),
    ],
)
def test_a_reader_that_dies_is_a_problem(behaviour, code):
    """Whatever ends it, whoever asked lives and is told which."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, behaviour], capture_output=True, text=True, check=False
    )

    assert (f"unreadable {code}", 0) == (done.stdout.strip(), done.returncode)


def test_readers_answer_as_intake_does():
    """Forms, findings and refusals come through, one file after another."""
    with apart.Readers(1) as readers:
        for content, name in (
            (register(), "a.xlsx"),
            (document(word_table([HEADER, [""] * 4])), "a.docx"),
        ):
            [reading] = readers.read(content, name, department="office", series="s")

            assert list(HEADER) == [each.label for each in reading.form.fields]
            assert "office.s" in reading.form.id
        with pytest.raises(NotAForm) as refusal:
            readers.read(b"", "a.csv", department="office")
    assert ["empty-file"] == [each.code for each in refusal.value.findings]


def test_a_reader_that_was_killed_is_replaced():
    """Not even the process that forks is needed by the next file."""
    with apart.Readers(1) as readers:
        readers.read(register(), "a.xlsx", department="office")
        reader = readers._idle.get()
        readers._idle.put(reader)
        reader._process.kill()
        reader._process.wait()
        [reading] = readers.read(register(), "a.xlsx", department="office")

    assert list(HEADER) == [each.label for each in reading.form.fields]


def test_readers_leave_no_process_behind():
    """Closed, they have ended."""
    with apart.Readers(1) as readers:
        readers.read(register(), "a.xlsx", department="office")
        process = readers._idle.get()._process
        readers._idle.put(None)
        process.stdin.close()
        process.stdout.close()

    assert process.wait() == 0


def test_a_house_reads_as_it_is_told(tmp_path):
    """Itself, unless it is given readers of its own, as a service gives it."""
    with House(tmp_path / "data") as house, pytest.raises(Unreadable):
        house.read(b"\0\1", "a.bin", department="office")


def test_a_reader_that_dies_while_it_answers_has_ended():
    """Half an answer is none."""
    whole = io.BytesIO()
    pipes.send(whole, ("read", []))

    for length in (0, 4, 8, len(whole.getvalue()) - 1):
        with pytest.raises(EOFError):
            pipes.receive(io.BytesIO(whole.getvalue()[:length]))


def test_the_terminal_submits_what_another_process_read(tmp_path, monkeypatch):
    """A file that ends its reader does not end whoever has the house open."""
    with a_house(tmp_path / "data"):
        pass
    (tmp_path / "a.xlsx").write_bytes(register())
    monkeypatch.setattr("yibiao.intake.read", lambda *_, **__: os.abort())

    done = CliRunner().invoke(
        app,
        ["submit", f"{tmp_path}/a.xlsx", "--department=civil-affairs", f"--data={tmp_path}/data"],
    )

    assert done.exit_code == 0
