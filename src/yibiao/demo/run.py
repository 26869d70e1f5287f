"""The story: register, decide, merge, fill over two rounds, slice, a new edition, and what it all saves."""

import json
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track

from yibiao.demo import community as made_up
from yibiao.demo import shown
from yibiao.demo.clock import Clock
from yibiao.demo.forms import DemoForm, demo_forms
from yibiao.errors import Problem, RemarkWanted, SubjectResembles
from yibiao.flows import ask, burdens
from yibiao.flows.filling import fill
from yibiao.flows.house import House
from yibiao.flows.registering import govern, register
from yibiao.flows.slicing import query
from yibiao.flows.units import rounds
from yibiao.matching import Choice
from yibiao.model.actor import Actor
from yibiao.model.place import Round
from yibiao.model.record import Entry

#: The demo's days: forms are admitted, two quarters are filled, a form gets a new edition.
ADMISSION = date(2026, 1, 1)
FIRST_ROUND = Round(
    id="2026-Q1", period="quarterly", opens=date(2026, 1, 15), due=date(2026, 3, 31)
)
SECOND_ROUND = Round(
    id="2026-Q2", period="quarterly", opens=date(2026, 4, 1), due=date(2026, 6, 30)
)

#: How long the round is open that is left to whoever looks at the demo.
DAYS_OPEN = 20

OFFICE = Actor.administrator("user:office")
REVIEWER = Actor.administrator("user:reviewer")

#: Who goes round in the grids.
WORKERS = tuple(f"user:worker-{number}" for number in range(1, 9))

#: Entries that a worker sends at once.
TOGETHER = 500

#: What a worker says of what is unusual: people here are invented.
REMARK = "已核对 checked"

_MARK = "yibiao-demo"


@dataclass
class Story:
    """What is going on, and what was seen on the way."""

    house: House
    clock: Clock
    console: Console
    community: made_up.Community
    submissions: dict[str, register.Submission] = field(default_factory=dict)
    entries: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    renewal: made_up.Renewal | None = None

    @property
    def unit(self) -> str:
        """The community's code."""
        return self.community.unit


def open_house(directory: Path, clock: Clock | None = None) -> tuple[House, Clock]:
    """
    An empty house on the demo's first day; what an earlier demo left there is thrown away.

    Raises:
        FileExistsError: The directory holds something that is no demo's.
    """
    if directory.exists() and any(directory.iterdir()):
        if not (directory / _MARK).exists():
            raise FileExistsError(directory)
        shutil.rmtree(directory)
    directory.mkdir(parents=True, exist_ok=True)
    (directory / _MARK).touch()
    clock = clock or Clock(ADMISSION)
    return House(directory, now=clock), clock


def tell(
    house: House,
    clock: Clock,
    console: Console,
    *,
    seed: int = 2026,
    households: int = 2_497,
    residents: int = 7_491,
) -> Story:
    """The whole story, shown as it goes; the burden last."""
    community = made_up.found(seed, households, residents)
    story = Story(house, clock, console, community)
    set_up(story)
    register_forms(story)
    admit_forms(story)
    shown.tables(story.house, console)
    first_round(story)
    second_round(story)
    shown.slices(answers(story), console)
    new_edition(story)
    console.rule("负担账 The burden")
    shown.burden(burdens.burden(house, OFFICE), console)
    return story


def set_up(story: Story) -> None:
    """Departments and the community with its grids."""
    departments = {each.department.id: each.department for each in demo_forms()}
    for department in departments.values():
        register.department(story.house, department, OFFICE)
    register.units(story.house, story.community.units, OFFICE)


def register_forms(story: Story) -> None:
    """Every form as its department sends it; the doubtful fields decided by the demo's reviewer."""
    story.console.rule("登记与匹配 Registering and matching")
    for form in track(
        [each for each in demo_forms() if not each.edition_of],
        "登记表单 registering",
        console=story.console,
    ):
        submit(story, form)
    shown.matches(story.house, list(story.submissions.values()), story.console)


def submit(story: Story, form: DemoForm) -> register.Submission:
    """One form, read and submitted with what the reviewer knows of it; what nobody looked at gets meanings of its own."""
    (reading,) = register.read(
        story.house, form.content, form.filename, form.department.id, OFFICE, **form.said
    )
    submission = register.submit(
        story.house,
        reading.form,
        OFFICE,
        findings=reading.findings,
        file=reading.file,
        choices=decided(form.stem),
    )
    story.submissions[submission.form.id] = submission
    if submission.undecided:
        own = {
            each.field: Choice(new=True, decided_by=REVIEWER.id) for each in submission.undecided
        }
        register.decide(story.house, submission.form.id, own, REVIEWER)
    return submission


def decided(stem: str) -> dict[str, Choice]:
    """What the reviewer decided on the fields of the form in that file."""
    return {
        field_: Choice(
            element=said.get("element"),
            via=tuple(said.get("via", ())),
            new=said.get("new", False),
            decided_by=REVIEWER.id,
        )
        for field_, said in decisions().get(stem, {}).items()
    }


@cache
def decisions() -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    """The reviewer's decisions by form and field."""
    text = resources.files("yibiao.demo").joinpath("decisions.json").read_text(encoding="utf-8")
    found: Mapping[str, Mapping[str, Mapping[str, Any]]] = json.loads(text)
    return found


def admit_forms(story: Story) -> None:
    """Into circulation."""
    for registration in list(story.house.registry.registrations.values()):
        govern.admit(story.house, registration.form.id, OFFICE)
    story.console.print(
        f"准入 admitted: {len(story.house.registry.in_force(story.house.today))} 张表单 forms",
        markup=False,
    )


def first_round(story: Story) -> None:
    """Everything is collected for the first time: first the facts every ledger rests on, then what is still asked."""
    story.console.rule("首轮填报 First round")
    story.clock.set(FIRST_ROUND.opens)
    rounds.open_round(story.house, FIRST_ROUND, OFFICE)
    file(
        story,
        "建档 opening",
        made_up.opening(
            story.community,
            asked_elements(story),
            story.house.registry.catalogue,
            WORKERS,
            FIRST_ROUND.id,
        ),
    )
    while complete(story):
        pass  # what is answered may bring a subject into another form's scope
    hand_in(story, FIRST_ROUND, "首次采集，查无可填的暂缺")
    rounds.close_round(story.house, FIRST_ROUND.id, OFFICE)


def complete(story: Story) -> int:
    """What is still asked is stated, as far as there is anything to say; how many entries that took."""
    missing = ask.missing(story.house, story.unit, OFFICE)
    catalogue = story.house.registry.catalogue
    entries = made_up.filling_in(story.community, missing, catalogue, WORKERS, FIRST_ROUND.id)
    return file(story, "补齐 completing", entries)


def second_round(story: Story) -> None:
    """A quarter later: what has changed is stated, the rest confirmed."""
    story.console.rule("次轮填报 Second round")
    story.clock.set(SECOND_ROUND.opens)
    rounds.open_round(story.house, SECOND_ROUND, OFFICE)
    story.renewal = made_up.second_round(
        story.community,
        ask.asked(story.house, story.unit, OFFICE),
        story.house.journal.head,
        story.house.registry.catalogue,
        WORKERS,
        SECOND_ROUND.id,
    )
    file(story, "更新 updating", story.renewal.entries)
    shown.changes(story.house, story.renewal, story.console)
    hand_in(story, SECOND_ROUND, "本季无变化的已一并确认")
    why = "说法不一的请先裁定"
    rounds.give_back(story.house, SECOND_ROUND.id, story.unit, why, OFFICE)
    hand_in(story, SECOND_ROUND, "已逐格核对")
    rounds.close_round(story.house, SECOND_ROUND.id, OFFICE)


def open_today(story: Story) -> Round:
    """From now on the days pass, and a round is open in which everything is to be confirmed once more."""
    story.clock.run()
    today = story.house.today
    round_ = Round(
        id=f"{today:%Y-%m}", period="monthly", opens=today, due=today + timedelta(days=DAYS_OPEN)
    )
    rounds.open_round(story.house, round_, OFFICE)
    return round_


def hand_in(story: Story, round_: Round, remark: str) -> None:
    """The community confirms what it has; what is missing is said."""
    community = Actor.administrator("user:community")
    standing = rounds.submit(story.house, round_.id, story.unit, community, remark=remark)
    shown.handed_in(standing, story.console)


def asked_elements(story: Story) -> frozenset[str]:
    """Every element that some kind of subject's table has a column for."""
    return frozenset(
        column.element for kind in shown.KINDS for column in story.house.table(kind).columns
    )


def file(story: Story, what: str, entries: Iterable[tuple[str, Entry]]) -> int:
    """Entries, each by its worker, sent in batches as they come; how many were sent."""
    batches = list(_batches(entries))
    if not batches:
        return 0
    refused: Counter[str] = Counter()
    for worker, batch in track(batches, what, console=story.console):
        actor = Actor.administrator(worker)
        for outcome in _filed(story.house, batch, actor):
            if isinstance(outcome, Problem):
                refused.update(_reasons(outcome))
            else:
                story.entries[worker] += 1
    story.refused.update(refused)
    shown.filed(story.entries, refused, story.console)
    return sum(len(batch) for _, batch in batches)


def _filed(house: House, batch: list[Entry], actor: Actor) -> list[fill.Outcome]:
    """What becomes of each; whatever is asked back is answered, as workers would, and all are sent again."""
    for _ in range(2):
        outcomes = fill.file_all(house, batch, actor)
        answered = [_answered(*each) for each in zip(batch, outcomes, strict=True)]
        if answered == batch:
            return outcomes
        batch = answered
    return fill.file_all(house, batch, actor)


def _answered(entry: Entry, outcome: fill.Outcome) -> Entry:
    """The entry with a remark where it is unusual, and with whom the worker knows that it is not."""
    if isinstance(outcome, RemarkWanted):
        return entry.model_copy(update={"remark": REMARK})
    if isinstance(outcome, SubjectResembles):
        others = tuple(each["subject"] for each in outcome.facts["candidates"])
        return entry.model_copy(update={"unlike": others})
    return entry


def _reasons(problem: Problem) -> list[str]:
    return [f"{each.code} {each.where}" for each in problem.findings] or [problem.code]


def _batches(entries: Iterable[tuple[str, Entry]]) -> Iterator[tuple[str, list[Entry]]]:
    """Runs of entries by one worker, in order."""
    batch: list[Entry] = []
    last = None
    for worker, entry in entries:
        if batch and (worker != last or len(batch) == TOGETHER):
            yield str(last), batch
            batch = []
        last = worker
        batch.append(entry)
    if batch:
        yield str(last), batch


def answers(story: Story) -> Iterator[query.Slice]:
    """Every form's slice."""
    story.console.rule("切片 Slices")
    registrations = list(story.house.registry.registrations.values())
    for registration in track(registrations, "回答各部门 answering", console=story.console):
        yield query.slice_of(
            story.house,
            registration.form.id,
            OFFICE,
            unit=story.unit,
            period=(SECOND_ROUND.opens, SECOND_ROUND.due),
            noted=False,
        )


def new_edition(story: Story) -> None:
    """One form gets a new edition: only what differs is reviewed, both editions keep answering."""
    story.console.rule("新版表单 A new edition")
    for form in (each for each in demo_forms() if each.edition_of):
        story.clock.set(SECOND_ROUND.due)
        submission = submit(story, form)
        earlier = story.house.registry.predecessor(submission.form)
        govern.admit(story.house, submission.form.id, OFFICE)
        both = [
            query.slice_of(story.house, each, OFFICE, unit=story.unit, noted=False)
            for each in (earlier.form.id if earlier else "", submission.form.id)
        ]
        shown.edition(submission, both, story.console)
