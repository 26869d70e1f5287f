"""What the tests of faults share: a house to harm, work to be killed at, and what must hold afterwards."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import contextmanager

from tests.houses import (
    ADMINISTRATOR,
    DISABLED,
    ELDERLY,
    NOW,
    UNIT,
    a_house,
    admitted,
    id_number,
)
from yibiao.flows import keep
from yibiao.flows.filling import fill
from yibiao.flows.house import House
from yibiao.model.record import Entry

SUBJECTS = 60

#: Seconds after which all work has ended.
NEVER = 3_600

#: Kills in a run: ten every day, hundreds where `YIBIAO_FAULTS` asks for them; half as many of what takes longest.
KILLS = int(os.environ.get("YIBIAO_FAULTS", "10"))


def prepare(path):
    """A house with two forms in force and its subjects opened; closed again."""
    with a_house(path) as house:
        admitted(house, "civil-affairs", ELDERLY, scope="person.age >= 80")
        admitted(house, "disabled-federation", DISABLED, scope="true")
        opened = [opening(n) for n in range(SUBJECTS)]
        fill.file_all(house, opened, ADMINISTRATOR, all_or_nothing=True)
        house.picture.catch_up()


def opening(number):
    return Entry(
        id=f"open-{number}", unit=UNIT, subject=f"person:{number}", kind="person", act="open"
    )


def statement(number, **members):
    """An entry about one of the subjects."""
    values = {
        "person.name": f"示例{number}",
        "person.id_number": id_number("1940-05-06", number % 1000),
        "person.phone": f"199{number:08d}",
    }
    given = {"id": f"entry-{number}", "values": values, **members}
    return Entry(unit=UNIT, subject=f"person:{number % SUBJECTS}", kind="person", **given)


def opened(path):
    """The house at *path* on its day."""
    return House(path, now=lambda: NOW)


def require_all_stand(path, acknowledged):
    """No acknowledged entry is lost and none stands twice, sent again they are known, and everything verifies."""
    with opened(path) as house:
        stands = Counter(each.id for each in house.journal.events(kinds=("entry.filed",)))
        assert set(acknowledged) - stands.keys() == set()
        assert max(stands.values()) == 1
        positions = [each.position for each in house.journal.events()]
        assert positions == list(range(1, len(positions) + 1))
        assert keep.verify(house, ADMINISTRATOR) == ()


# Imports once, then forks a worker for every line that it is sent: what to work at, and where. A worker says its own
# number once it has begun, then whatever it was told stands. What DuckDB prints of its progress goes elsewhere.
WORKERS = """
import json, os, sys
from tests.fault import works
answers = os.dup(1)
os.dup2(2, 1)
def say(text):
    os.write(answers, (text + "\\n").encode())
say("ready")
for line in sys.stdin:
    work, path, seed = json.loads(line)
    if os.fork() == 0:
        say(str(os.getpid()))
        getattr(works, work)(path, seed, say)
        os._exit(0)
    os.wait()
    say("ended")
"""


class Workers:
    """The process that forks workers."""

    def __init__(self, process):
        self._process = process
        assert process.stdout.readline() == "ready\n"

    def lasting(self, work, path):
        """How many seconds a worker takes whom nobody kills."""
        begun = time.monotonic()
        self.killed(work, path, 0, NEVER, earliest=NEVER)
        return time.monotonic() - begun

    def killed(self, work, path, seed, longest, *, earliest=0.0, at_work=False):
        """
        What a worker said before it was killed, at some moment from *earliest* to *longest* seconds from its beginning.

        One that is to be *at_work* by then has that long from its first word.
        """
        self._process.stdin.write(json.dumps([work, str(path), seed]) + "\n")
        self._process.stdin.flush()
        worker = int(self._process.stdout.readline())
        said = []
        spoken, ended = threading.Event(), threading.Event()

        def listen():
            for each in iter(self._process.stdout.readline, "ended\n"):
                said.append(each.strip())
                spoken.set()
            ended.set()
            spoken.set()

        listening = threading.Thread(target=listen)
        listening.start()
        if at_work:
            spoken.wait()
        # The moment is part of the case, and nothing is waited for: one that has done its work by then is not killed.
        if not ended.wait(random.Random(seed).uniform(earliest, longest)):
            os.kill(worker, signal.SIGKILL)
        listening.join()
        return said


@contextmanager
def workers():
    with subprocess.Popen(
        [sys.executable, "-c", WORKERS],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Workers(process)
        process.stdin.close()
