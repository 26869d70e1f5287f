"""Work to be killed at. Each says what stands, only once it does."""

import contextlib
import itertools
import json
import threading
from pathlib import Path

from tests.fault.faulted import SUBJECTS, opened, statement
from tests.houses import ADMINISTRATOR, UNIT
from yibiao import cli
from yibiao.flows import keep
from yibiao.flows.carrying import carry
from yibiao.flows.filling import fill
from yibiao.flows.following import following
from yibiao.flows.holding import hold
from yibiao.flows.slicing import sealing
from yibiao.flows.units import rounds as flow
from yibiao.model.original import SentFile
from yibiao.model.place import Round
from yibiao.store import ordering, picture

#: So that a slice is soon drawn, and a kill falls between two as likely as into one.
SLICE = 25


def commits(path, seed, say):
    """Four clients file one entry after another."""
    house = opened(Path(path))

    def file_on(client):
        for number in itertools.count(client, 4):
            say(fill.file(house, statement(number), ADMINISTRATOR).entry)

    clients = [threading.Thread(target=file_on, args=[each], daemon=True) for each in range(4)]
    for each in clients:
        each.start()
    for each in clients:
        each.join()


def an_import(path, seed, say):
    """`yibiao import` of a file, over and over; each run brings some lines that stand and some that do not."""
    cli.house.fill.MOST_AT_ONCE = 40
    cli.house.typer.echo = lambda line: say(json.loads(line).get("entry", ""))
    for run in itertools.count():
        file = Path(path).parent / f"{run}.jsonl"
        entries = [statement(number) for number in range(run * 200, run * 200 + 400)]
        file.write_text("\n".join(json.dumps(each.document()) for each in entries))
        with contextlib.suppress(SystemExit):
            cli.app(["import", str(file), "--data", path], standalone_mode=False)


def drawing(path, seed, say):
    """The picture follows in the background and is drawn anew meanwhile, while entries are filed."""
    picture._SLICE = SLICE
    house = opened(Path(path))
    house.follow()

    def redraw():
        while True:
            house.picture.redraw()

    threading.Thread(target=redraw, daemon=True).start()
    for first in itertools.count(0, SUBJECTS):
        entries = [statement(number) for number in range(first, first + SUBJECTS)]
        for each in fill.file_all(house, entries, ADMINISTRATOR):
            say(each.entry)


def in_order(path, seed, say):
    """The picture is put in order again and again in the background, while entries are filed and somebody asks."""
    ordering.LEAST, ordering.SHARE, ordering.STRETCH = 1, 0.0, 1
    following._LOOK = following._LONGEST_PAUSE = 0.0
    house = opened(Path(path))
    house.follow()

    def file_on():
        for number in itertools.count():
            say(fill.file(house, statement(number), ADMINISTRATOR).entry)

    threading.Thread(target=file_on, daemon=True).start()
    while True:
        assert house.picture.query('SELECT count(*) FROM "person"').rows == [(SUBJECTS,)]


def rounds(path, seed, say):
    """Rounds are opened, filed into, closed, and sealed behind that."""
    house = opened(Path(path))
    house.follow()
    house.attend(sealing.Sealer(house))
    for number in itertools.count():
        id_ = f"round-{number}"
        round_ = Round(id=id_, period="monthly", opens="2026-01-01", due="2026-01-31")
        flow.open_round(house, round_, ADMINISTRATOR)
        say(fill.file(house, statement(number, round=id_), ADMINISTRATOR).entry)
        flow.close_round(house, id_, ADMINISTRATOR)
        say(id_)


def backups(path, seed, say):
    """The house is backed up while entries are filed."""
    house = opened(Path(path))

    def file_on():
        for number in itertools.count():
            say(fill.file(house, statement(number), ADMINISTRATOR).entry)

    threading.Thread(target=file_on, daemon=True).start()
    for number in itertools.count():
        file = Path(path).parent / f"{number}.zip"
        keep.backup(Path(path), file, ADMINISTRATOR)
        say(file.name)


def restoring(path, seed, say):
    """A backup is restored beside the house."""
    keep.restore(Path(path).parent / "backup.zip", Path(path).parent / "restored", ADMINISTRATOR)
    say("restored")


def carrying(path, seed, say):
    """A unit's workbook comes back, once."""
    file = SentFile("f.xlsx", (Path(path).parent / "file.xlsx").read_bytes())
    carry.carry(opened(Path(path)), UNIT, file, ADMINISTRATOR)


def holding(path, seed, say):
    """A register is loaded, once."""
    held(opened(Path(path)), Path(path).parent / "file.xlsx")


def held(house, file):
    """What became of the register in *file*."""
    sent = SentFile("台账.xlsx", file.read_bytes())
    return hold.hold(house, UNIT, sent, ADMINISTRATOR, kind="person")
