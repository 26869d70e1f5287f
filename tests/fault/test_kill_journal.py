"""A writer killed with -9 at any acknowledgement, again and again: nothing acknowledged is lost, nothing stands twice."""

import os
import random
import signal
import subprocess
import sys
from collections import Counter

import pytest

from tests.fault.faulted import KILLS
from yibiao import filling
from yibiao.store import DataDirectory, verify

# Imports once, then forks a writer for every line that it is sent: a path, its journal's address, and what its ids
# begin with.
# A writer says its own number, then each entry's id once its future is done, for as long as it lives.
WRITERS = """
import os, sys, threading
from pathlib import Path
from tests.unit.store.journals import an_element, an_entry, filing, registering
from yibiao.store import DataDirectory

answers = os.dup(1)
os.dup2(2, 1)  # what DuckDB prints of its progress
def say(text):
    os.write(answers, (text + "\\n").encode())

def write(path, url, prefix):
    directory = DataDirectory(Path(path), url)
    directory.journal.write(registering(an_element("person.name"), an_element("person.age", "integer")))
    say(str(os.getpid()))
    room = threading.Semaphore(40)
    def acknowledged(id_, future):
        future.result()
        say(id_)
        room.release()
    def file_on(client):
        number = 0
        while True:
            room.acquire()
            id_ = f"{prefix}-{client}-{number}"
            values = {"person.name": id_, "person.age": number}
            entry = an_entry(id_, f"{prefix}-{client}-{number % 7}", values, act="state" if number > 6 else "open")
            future = directory.journal.submit(filing(entry))
            future.add_done_callback(lambda future, id_=id_: acknowledged(id_, future))
            number += 1
    for client in range(4):
        threading.Thread(target=file_on, args=[client], daemon=True).start()
    while True:
        directory.picture.catch_up()

for line in sys.stdin:
    if os.fork() == 0:
        write(*line.split())
    os.wait()
    say("killed")
"""


@pytest.fixture
def writers():
    """The process that forks writers."""
    with subprocess.Popen(
        [sys.executable, "-c", WRITERS],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        process.stdin.close()


def acknowledged(writers, path, url, prefix, most):
    """Ids that a writer acknowledged before it was killed, at one of its first *most* acknowledgements."""
    writers.stdin.write(f"{path} {url} {prefix}\n")
    writers.stdin.flush()
    writer = int(writers.stdout.readline())
    ids = [writers.stdout.readline().strip() for _ in range(most)]
    os.kill(writer, signal.SIGKILL)
    # What it had said by then counts too.
    return [*ids, *(each.strip() for each in iter(writers.stdout.readline, "killed\n"))]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no kill -9 here")
@pytest.mark.parametrize("seed", [20260101])
def test_nothing_acknowledged_is_lost(writers, place, tmp_path, seed):
    """After every kill all acknowledged entries stand once, and chain, records and picture agree."""
    chance = random.Random(seed)
    url = place if place != tmp_path else f"sqlite:///{tmp_path}/journal.sqlite"
    known = set()
    for kill in range(KILLS):
        known |= set(acknowledged(writers, tmp_path, url, f"k{kill}", chance.randint(1, 120)))
        with DataDirectory(tmp_path, url) as directory:
            ids = Counter(each.id for each in directory.journal.events())
            assert known - ids.keys() == set()
            assert max(ids.values()) == 1
            assert verify(directory.journal, directory.picture, filling.fold) == ()
    assert len(known) > KILLS
