"""Every flow asks who is acting before it reads or writes."""

import importlib
import inspect
import pkgutil
from datetime import date

import pytest

from tests.houses import ADMINISTRATOR, ELDERLY, NOBODY, UNIT, a_house, admitted
from yibiao import flows
from yibiao.errors import NotAllowed
from yibiao.flows.carrying import bring
from yibiao.flows.filling import fill
from yibiao.flows.granting import accounts
from yibiao.flows.granting.own_tokens import Wanted
from yibiao.flows.registering import likeness, register
from yibiao.flows.slicing import export, query
from yibiao.flows.slicing.slices import Wish
from yibiao.model.account import Account
from yibiao.model.actor import Grant
from yibiao.model.challenge import Doubted
from yibiao.model.contest import Decision
from yibiao.model.joined import Closing, Moving
from yibiao.model.kinds import SubjectKind
from yibiao.model.original import SentFile
from yibiao.model.place import Department, Round, Unit
from yibiao.model.record import Entry
from yibiao.model.sentinel import Demanded
from yibiao.model.text import Text
from yibiao.model.unit_table import Confirmation
from yibiao.model.webhook import Following

#: Helps flows that have asked already.
HELPING = (
    "yibiao.flows.registering.naming",
    "yibiao.flows.carrying.carried_doubles",
    "yibiao.flows.carrying.tied",
    "yibiao.flows.filling.unusual",
    "yibiao.flows.slicing.behind",
    "yibiao.flows.slicing.breaking",
    "yibiao.flows.slicing.trials",
    "yibiao.flows.units.looked_at",
)


def taking(module, *parameters):
    """The public functions of a module that take all these, by name."""
    return {
        f"{module.__name__}.{name}": each
        for name, each in inspect.getmembers(module, inspect.isfunction)
        if each.__module__ == module.__name__
        and not name.startswith("_")
        and {*parameters} <= inspect.signature(each).parameters.keys()
    }


#: Whatever takes a house, of every module in which anybody is said to act.
FLOWS = {
    name: flow
    for each in pkgutil.walk_packages(flows.__path__, f"{flows.__name__}.")
    if each.name not in HELPING
    and taking(module := importlib.import_module(each.name), "house", "actor")
    for name, flow in taking(module, "house").items()
    if "writing" not in inspect.signature(flow).parameters  # part of another flow's decision
}


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    with a_house(tmp_path_factory.mktemp("house") / "data") as house:
        yield house


@pytest.fixture(scope="module")
def given(house):
    """Something for every parameter that a flow may have."""
    form = admitted(house, "civil-affairs", ELDERLY, scope="true")
    file = SentFile("人口.xlsx", b"PK")
    import_ = bring.begin(house, "workbook", file, ADMINISTRATOR, unit=UNIT).imported.id
    return {
        "house": house,
        "actor": NOBODY,
        "form": form,
        "unit": UNIT,
        "subject": "person:1",
        "kind": SubjectKind.PERSON,
        "department": Department(id="civil-affairs", name=Text(zh="民政", en="Civil affairs")),
        "units": [Unit(code=UNIT, name="示例社区")],
        "round_": Round(id="2026-01", period="monthly", opens="2026-01-01", due="2026-01-31"),
        "id_": "2026-01",
        "entry": Entry(id="e", unit=UNIT, subject="person:1", kind="person", act="open"),
        "confirmation": Confirmation(request="r", base=0, subjects=("person:1",)),
        "choices": {},
        "sensitivity": "health",
        "mask": "none",
        "code": UNIT,
        "words": "示例",
        "grant": Grant(id="g", actor="user:worker", role="worker", unit=UNIT),
        "field": "f1",
        "element": "person.name",
        "into": "person.phone",
        "places": [(form, "f1")],
        "change": "none",
        "doubted": Doubted(id="c", form=form, subject="person:1", why="请核对"),
        "demanded": Demanded(id="s", unit=UNIT, channel="phone", note="台账"),
        "outcome": "told",
        "following": Following(id="w", form=form, url="https://example.org/"),
        "reasons": [],
        "why": "",
        "sql": "SELECT 1",
        "measures": {"f1": "count(person)"},
        "measure": "count(person)",
        "fields": ["f1"],
        "by": "township",
        "due": date(2026, 2, 28),
        "content": b"{}",
        "filename": "form.json",
        "file": file,
        "import_": import_,
        "counts": {},
        "report": {},
        "day": date(2026, 1, 1),
        "moving": Moving(id="moved", unit=UNIT),
        "closing": Closing(id="closed", reason="died"),
        "account": "user:zhang",
        "name": "张三",
        "wanted": Wanted(label="导出"),
        "wish": Wish(),
        "asking": export.requested(house, form, ADMINISTRATOR, Wish(), "csv"),
        "format_": "csv",
        "query": "",
        "decision": Decision(id="decided", element="person.name", seen=1, value="甲"),
    }


@pytest.mark.parametrize("name", FLOWS)
def test_a_flow_refuses_whoever_holds_no_grant(house, given, name):
    """Nobody gets an answer, and nothing is written."""
    flow = FLOWS[name]
    wanted = inspect.signature(flow).parameters
    assert "actor" in wanted, "a flow that does not know who acts cannot ask"
    if "entries" in wanted:
        (outcome,) = _refused_in_a_batch(flow, house, [given["entry"]])
        assert isinstance(outcome, NotAllowed)
        return
    if flow is fill.together:
        entries = [given["entry"]]
        (outcomes,) = _refused_in_a_batch(flow, house, entries, entries, entries)
        assert all(isinstance(each, NotAllowed) for each in outcomes)
        return
    head = house.journal.head
    arguments = {
        parameter: _argument(flow, parameter, given)
        for parameter, each in wanted.items()
        if each.default is inspect.Parameter.empty
        and each.kind is not inspect.Parameter.VAR_KEYWORD
    }

    with pytest.raises(NotAllowed):
        flow(**arguments)
    assert house.journal.head == head


def _refused_in_a_batch(flow, house, *entries):
    head = house.journal.head
    outcomes = flow(house, *entries, NOBODY)
    outcomes = outcomes.result() if hasattr(outcomes, "result") else outcomes
    assert house.journal.head == head
    return outcomes


def _argument(flow, parameter, given):
    house = given["house"]
    if flow in (register.submit, register.recognised) and parameter == "form":
        return house.registry.registration(given["form"]).form
    if flow is register.submit_all and parameter == "readings":
        return [_Reading(house.registry.registration(given["form"]).form)]
    if flow in (register.read, likeness.of_file) and parameter == "department":
        return "civil-affairs"
    if flow is accounts.open_ and parameter == "account":
        return Account(id="user:zhang", name="张三")
    if flow is bring.begin and parameter == "kind":
        return "workbook"
    return given[parameter]


class _Reading:
    def __init__(self, form):
        self.form, self.findings, self.file = form, (), None


def test_the_administrator_is_let_in(house, given):
    """The refusals above are about the actor and nothing else."""
    assert query.registry(house, ADMINISTRATOR) is house.registry
