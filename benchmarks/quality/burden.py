"""
What merging saves, on the demo's community: the service's account against one worked out from the journal alone.

    python benchmarks/quality/burden.py [--households 2497] [--residents 7491] [--seed 2026] [--keep]

The account beside it is plain Python, subject by subject: entries, forms and bindings are read as JSON from the journal's
events; scopes, derivations and links are those of `tests/reference.py`, which shares nothing with the service. It says:

* before: each form by itself. A question is answered once for each subject in the form's scope; over links, where they
  lead to anybody; in a block about somebody, once for each of them; in a summary form, once a community.
* after: a cell is a subject and an element, asked by whichever forms reach it; it is filled as often as the most frequent
  of them wants, unless it follows from what is held. Links on the way are cells of their own account.

Both must be equal before anything is printed.
"""

import argparse
import io
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from rich.console import Console
from rich.table import Table

sys.path.append(str(Path(__file__).resolve().parents[2]))

from benchmarks.measured import keep
from tests.reference import Reader, Reckoning, World, _follows, folded

from yibiao.demo import run
from yibiao.flows import burdens
from yibiao.model.review import Account, Burden

TIMES = {
    "yearly": 1, "half-yearly": 2, "quarterly": 4, "monthly": 12, "weekly": 52, "daily": 365,
}  # fmt: skip
PARTS = ("before", "by_merging", "by_derivation", "by_prefill", "after", "links")


def main() -> None:
    arguments = argparse.ArgumentParser(description="The burden, twice.")
    arguments.add_argument("--households", type=int, default=2_497)
    arguments.add_argument("--residents", type=int, default=7_491)
    arguments.add_argument("--seed", type=int, default=2026)
    arguments.add_argument("--keep", action="store_true", help="append to benchmarks/results")
    chosen = arguments.parse_args()
    begun = time.perf_counter()
    found, ours = both(chosen.households, chosen.residents, chosen.seed)
    show(found, ours)
    if chosen.keep:
        size = {each: getattr(chosen, each) for each in ("households", "residents", "seed")}
        keep("burden", {**size, **figures(found), "seconds": round(time.perf_counter() - begun, 1)})


def both(households: int, residents: int, seed: int = 2026) -> tuple[Burden, "Ours"]:
    """The service's account and ours of the same story, which are equal."""
    with tempfile.TemporaryDirectory() as folder:
        house, clock = run.open_house(Path(folder) / "demo")
        with house:
            quiet = Console(file=io.StringIO(), width=140)
            run.tell(house, clock, quiet, seed=seed, households=households, residents=residents)
            return compared(house)


def compared(house) -> tuple[Burden, "Ours"]:
    """Both accounts of what is held in *house*; they are equal."""
    found, ours = burdens.burden(house, run.OFFICE), accounts(house)
    differing = list(differences(found, ours))
    assert not differing, "\n".join(["the service says, we say:", *differing])
    return found, ours


def differences(found: Burden, ours: "Ours") -> Iterator[str]:
    """Where the accounts differ, from what goes in to what comes out."""
    pairs = {"changed": (found.inputs.changed, ours.changed)}
    alone = {
        each.form: (each.times_a_year, each.typed, each.chosen) for each in found.inputs.demands
    }
    for form in alone.keys() | ours.alone.keys():
        pairs[form] = (alone.get(form), ours.alone.get(form))
    cells = {each.times_a_year: each.document() for each in found.inputs.cells}
    for times in cells.keys() | ours.cells.keys():
        for sort in ("typed", "chosen", "derivable", "links"):
            theirs = cells.get(times, {}).get(sort, 0)
            pairs[f"{sort}, {times} times a year"] = (
                theirs,
                ours.cells.get(times, Counter())[sort],
            )
    for account in (found.first, found.year):
        for name, own in ours.account(account.of).items():
            pairs[f"{account.of}: {name}"] = (getattr(account, name), own)
    for what, (theirs, own) in pairs.items():
        if theirs != own:
            yield f"{what}: {theirs} {own}"


def figures(found: Burden) -> dict:
    return {
        **found.model_dump(include={"forms", "fields", "elements", "duplicate_fields"}),
        "changed": found.inputs.changed,
        **{
            each.of: each.model_dump(mode="json", exclude={"of"})
            for each in (found.first, found.year)
        },
    }


def show(found: Burden, ours: "Ours") -> None:
    print(
        f"{found.forms} forms, {found.fields} fields, {found.elements} meanings;"
        f" changed from round to round: {found.inputs.changed:.2%}"
    )
    table = Table("cells", "first, service", "first, ours", "%", "year, service", "year, ours", "%")
    for name in PARTS:
        row = [name.replace("_", " ")]
        for account in (found.first, found.year):
            theirs, own = getattr(account, name), ours.account(account.of)[name]
            row += [f"{theirs:,}", f"{own:,}", _share(theirs, account)]
        table.add_row(*row)
    hours = [
        f"{each.low:,.0f}-{each.high:,.0f}"
        for account in (found.first, found.year)
        for each in (account.hours_before, account.hours_after)
    ]
    table.add_row(
        "hours before → after", f"{hours[0]} → {hours[1]}", "", "", f"{hours[2]} → {hours[3]}"
    )
    Console(width=140).print(table)


def _share(cells: int, account: Account) -> str:
    return f"{cells / account.before:.1%}" if account.before else "-"


# the account from the journal alone


@dataclass
class Told:
    """What the journal's events say, as JSON."""

    forms: dict[str, dict] = field(default_factory=dict)
    admitted: set[str] = field(default_factory=set)
    bindings: dict[str, dict[str, dict]] = field(default_factory=lambda: defaultdict(dict))
    elements: dict[str, dict] = field(default_factory=dict)
    communities: set[str] = field(default_factory=set)
    rounds: dict[str, list[int]] = field(default_factory=dict)
    entries: list[tuple[int, dict]] = field(default_factory=list)

    def hear(self, position: int, kind: str, body: dict) -> None:
        """Take in one event."""
        match kind:
            case "unit.registered":
                code = body["unit"]["code"]
                if len(code) == 12 and code[9:] != "000":
                    self.communities.add(code)
            case "element.registered":
                self.elements[body["element"]["id"]] = body["element"]
            case "form.submitted":
                form = body["form"]
                _, _, department, series = form["$id"].replace("/", ":").split(":")[1:5]
                edition = form["$id"].rpartition("sha256-")[2][:12]
                self.forms[f"{department}.{series}@{edition}"] = form
            case "binding.decided":
                binding = body["binding"]
                self.bindings[binding["form"]][binding["field"]] = binding
            case "form.admitted":
                self.admitted.add(body["form"])
            case "form.retired":
                self.admitted.discard(body["form"])
            case "round.opened" | "round.closed":
                self.turned(position, body["round"])
            case "entry.filed":
                self.entries.append((position, body["entry"]))

    def turned(self, position: int, round_: dict | str) -> None:
        """A round was opened, as a whole, or closed, by its id."""
        id_ = round_["id"] if isinstance(round_, dict) else round_
        self.rounds.setdefault(id_, []).append(position)

    def share_changed(self) -> float:
        """Of the cells held when the newest round to be closed was opened, how many as many it stated otherwise; 5% before a second."""
        counted = [each for each in [*self.rounds.values()][1:] if len(each) == 2]
        if not counted:
            return 0.05
        opened, closed = counted[-1]
        held, stated = {}, {}
        for position, entry in self.entries:
            if position > closed:
                break
            into = held if position <= opened else stated
            into.update(
                {(entry["subject"], id_): value for id_, value in entry.get("values", {}).items()}
            )
        held = {cell: value for cell, value in held.items() if value is not None}
        otherwise = sum(value != held.get(cell) for cell, value in stated.items())
        return round(min(1.0, otherwise / len(held)), 4) if held else 0.05


def accounts(house) -> "Ours":
    """Who is asked what, from the journal's events."""
    told = Told()
    for event in house.journal.events():
        told.hear(event.position, event.kind, event.body)
    today = house.today.isoformat()
    ours = Ours(World(folded(told.entries), told.elements, house.today), told.share_changed())
    for id_, form in told.forms.items():
        if id_ in told.admitted and today <= form.get("x-expires", today):
            Asked(form, told.bindings[id_], ours, len(told.communities)).count(id_)
    return ours


@dataclass
class Ours:
    """What every form asks by itself, and every cell that any of them wants, with the most times a year that it is wanted."""

    world: World
    changed: float
    alone: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    wanted: Counter = field(default_factory=Counter)
    own: Counter = field(default_factory=Counter)

    def want(self, subject: str, element: str, times: int) -> None:
        """Want the cell so often at least."""
        self.wanted[subject, element] = max(times, self.wanted[subject, element])

    @cached_property
    def cells(self) -> dict[int, Counter]:
        """By times a year: cells that are typed, chosen, links, or need nobody."""
        found = defaultdict(Counter)
        for (times, sort), count in self.own.items():
            found[times][sort] += count
        for (subject, element), times in self.wanted.items():
            found[times][self._sort(subject, element)] += 1
        return found

    def _sort(self, subject: str, element: str) -> str:
        about = self.world.elements[element]
        if about["kind"] in ("link", "links"):
            return "links"
        if follows(self.world, subject, element):
            return "derivable"
        return "chosen" if about["kind"] in ("code", "codes", "boolean") else "typed"

    def account(self, of: str) -> dict[str, int]:
        """The parts of the account of a first collection or of a year."""
        often = (lambda times: times) if of == "year" else (lambda _: 1)
        before = sum(
            often(times) * (typed + chosen) for times, typed, chosen in self.alone.values()
        )
        wanted = Counter()
        for times, cells in self.cells.items():
            wanted.update({sort: often(times) * count for sort, count in cells.items()})
        share = self.changed if of == "year" else 1
        filled = {sort: round(share * wanted[sort]) for sort in ("typed", "chosen", "links")}
        after = filled["typed"] + filled["chosen"]
        prefilled = wanted["typed"] + wanted["chosen"] - after
        return {
            "before": before,
            "by_merging": before - wanted["derivable"] - prefilled - after,
            "by_derivation": wanted["derivable"],
            "by_prefill": prefilled,
            "after": after,
            "links": filled["links"],
        }


def follows(world: World, subject: str, element: str) -> bool:
    """Whether it has a value although nobody had stated it."""
    for derivation in world.elements[element].get("derivations", ()):
        source = derivation["sources"][0]
        if derivation["rule"] == "count-of-links":
            value = world.leading.get((source, subject), ())
        else:
            value = world.value(subject, source)
        if _follows(derivation["rule"], value, world.today) is not None:
            return True
    return False


@dataclass
class Asked:
    """One form, filled once."""

    form: dict
    bindings: dict[str, dict]
    ours: Ours
    communities: int

    def count(self, id_: str) -> None:
        """Add what it asks to what all ask."""
        sorts = Counter()
        for field_, schema, block in _leaves(self.form):
            sort = "chosen" if _chosen(schema) else "typed"
            answers = self._answers(field_, block)
            sorts[sort] += answers
            binding = self.bindings.get(field_)
            if binding and binding.get("measure"):
                self.ours.own[self.times, "derivable"] += answers
            elif self._of_nobody(binding or self.bindings.get(block)):
                self.ours.own[self.times, sort] += answers
        for field_, binding in self.bindings.items():
            if binding.get("element"):
                self._want(binding, self.bindings.get(field_.rpartition(".")[0]))
        self.ours.alone[id_] = (self.times, sorts["typed"], sorts["chosen"])

    @cached_property
    def times(self) -> int:
        """How often a year it is filled."""
        return TIMES.get(self.form.get("x-period"), 1)

    @cached_property
    def subjects(self) -> list[str]:
        """Who is in its scope."""
        reckoning = Reckoning(self.ours.world)
        scope = Reader(self.form.get("x-scope") or "true").all()
        return [
            id_
            for id_, each in self.ours.world.held.items()
            if each.kind == self.form["x-subject"]
            and not each.closed
            and reckoning.of(scope, id_) is True
        ]

    def _answers(self, field_: str, block: str) -> int:
        """How many answers the question gets."""
        if self.form.get("x-layout") == "summary":
            return self.communities
        around, binding = self.bindings.get(block), self.bindings.get(field_)
        if around and not self._of_nobody(around):
            path = (*around.get("via", ()), around["element"])
            return sum(len(self._ends(each, path)) for each in self.subjects)
        via = binding.get("via", ()) if binding else ()
        return sum(bool(self._ends(each, via)) for each in self.subjects)

    def _of_nobody(self, binding: dict | None) -> bool:
        """Whether it is a block whose rows are about no subject."""
        return (
            bool(binding and binding.get("element"))
            and self._element(binding["element"])["kind"] == "rows"
        )

    def _want(self, binding: dict, around: dict | None) -> None:
        """Want the element of whoever the links lead to, and the links themselves."""
        leading = (*around.get("via", ()), around["element"]) if around else ()
        path = (*leading, *binding.get("via", ()))
        about = self._element(binding["element"])
        if about.get("inverse_of"):
            path = (*path, binding["element"])
        for subject in self.subjects:
            at = {subject}
            for link in path:
                there = {end for each in at for end in self._ends(each, (link,))}
                inverse = self._element(link).get("inverse_of")
                for each in there if inverse else at:
                    self.ours.want(each, inverse or link, self.times)
                at = there
            if not about.get("inverse_of") and about["kind"] != "rows":
                for each in at:
                    self.ours.want(each, binding["element"], self.times)

    def _ends(self, subject: str, path: Iterable[str]) -> list[str]:
        """Who stands at the end of the links, once for each way there."""
        at = [subject]
        for link in path:
            values = [self.ours.world.value(each, link) for each in at]
            at = [
                end
                for value in values
                for end in ([value] if isinstance(value, str) else value or ())
                if end in self.ours.world.held
            ]
        return at

    def _element(self, id_: str) -> dict:
        return self.ours.world.elements[id_]


def _leaves(schema: dict, block: str = "") -> Iterator[tuple[str, dict, str]]:
    for id_, each in schema["properties"].items():
        if "properties" in each.get("items", ()):
            yield from _leaves(each["items"], id_)
        else:
            yield id_, each, block


def _chosen(schema: dict) -> bool:
    options = schema.get("oneOf") or schema.get("x-options") or schema.get("items", {}).get("oneOf")
    return bool(options) or schema["x-kind"] in ("code", "codes", "boolean")


if __name__ == "__main__":
    main()
