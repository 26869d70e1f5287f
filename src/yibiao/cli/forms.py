"""Commands on forms and on what they ask: departments and units registered, forms submitted, decided, admitted."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from yibiao.cli.console import out, show_findings, show_json, table
from yibiao.cli.house import DEFAULT_DATA, TERMINAL, AsJson, Data, open_house
from yibiao.flows import apart
from yibiao.flows.registering import elements, govern, register
from yibiao.flows.slicing import query
from yibiao.matching import Choice
from yibiao.model.form import Period, Reckoned
from yibiao.model.kinds import SubjectKind
from yibiao.model.place import Department, Unit
from yibiao.model.text import Text


def department(
    id_: Annotated[str, typer.Argument(metavar="ID")],
    name: Annotated[str, typer.Argument(help="中文名 name in Chinese")],
    english: Annotated[str | None, typer.Option(help="英文名 name in English")] = None,
    data: Data = DEFAULT_DATA,
) -> None:
    """Register a department under an id of your choice."""
    with open_house(data, new=True) as house:
        register.department(
            house, Department(id=id_, name=Text(zh=name, en=english or id_)), TERMINAL
        )
        out.print(f"✓ {id_}", markup=False)


def unit(
    code: Annotated[str, typer.Argument(help="区划代码 division code, 12 digits")],
    name: Annotated[str, typer.Argument()],
    parent: Annotated[str | None, typer.Option(help="上级代码 code of the parent")] = None,
    data: Data = DEFAULT_DATA,
) -> None:
    """Register a village, community or grid."""
    with open_house(data, new=True) as house:
        register.units(house, [Unit(code=code, name=name, parent=parent)], TERMINAL)
        out.print(f"✓ {code}", markup=False)


def submit(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    department: Annotated[str, typer.Option(help="部门编号 department id")],
    series: Annotated[str | None, typer.Option(help="表单系列 series slug")] = None,
    subject: Annotated[SubjectKind | None, typer.Option(help="对象 kind of subject")] = None,
    period: Annotated[Period | None, typer.Option(help="周期 period")] = None,
    mandate: Annotated[str | None, typer.Option(help="依据 legal basis")] = None,
    scope: Annotated[str | None, typer.Option(help="适用范围 scope, e.g. person.age >= 60")] = None,
    first_round: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="首轮 first round")
    ] = None,
    expires: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="有效期至 expiry")
    ] = None,
    reckoned: Annotated[
        Reckoned | None, typer.Option(help="年龄算到本期末 ages on the period's last day")
    ] = None,
    preview: Annotated[bool, typer.Option("--preview", help="只看不存 show, keep nothing")] = False,
    as_json: AsJson = False,
    data: Data = DEFAULT_DATA,
) -> None:
    """Read a department's file and register its forms; show what matched what, and what is doubtful."""
    said = {
        "series": series,
        "subject": subject,
        "period": period,
        "mandate": mandate,
        "scope": scope,
        "first_round": first_round and first_round.date(),
        "expires": expires and expires.date(),
        "reckoned": reckoned,
    }
    with apart.Readers(1) as readers, open_house(data) as house:
        house.read = readers.read
        readings = register.read(house, file.read_bytes(), file.name, department, TERMINAL, **said)
        submissions = register.submit_all(house, readings, TERMINAL, commit=not preview)
        if as_json:
            show_json([each.document() for each in submissions])
            return
        for each in submissions:
            show_submission(each)


def decide(
    form: str,
    field: str,
    element: Annotated[str | None, typer.Option(help="数据元 element id")] = None,
    via: Annotated[str, typer.Option(help="关联路径 links, comma-separated")] = "",
    new: Annotated[bool, typer.Option("--new", help="另立数据元 a new element")] = False,
    data: Data = DEFAULT_DATA,
) -> None:
    """Bind a field to an element, or to a new one."""
    if new is (element is not None):
        raise typer.BadParameter("--element | --new")
    choice = Choice(
        element=element, via=tuple(filter(None, via.split(","))), new=new, decided_by=TERMINAL.id
    )
    with open_house(data) as house:
        show_json(
            [each.document() for each in register.decide(house, form, {field: choice}, TERMINAL)]
        )


def refuse(
    form: str,
    field: str,
    element: str,
    via: Annotated[str, typer.Option(help="关联路径 links, comma-separated")] = "",
    data: Data = DEFAULT_DATA,
) -> None:
    """Say that FIELD does not mean ELEMENT; forms that word it the same are not bound to it by rule again."""
    with open_house(data) as house:
        links = tuple(filter(None, via.split(",")))
        register.refuse(house, form, field, element, TERMINAL, via=links)
        out.print(f"✓ {form} {field}", markup=False)


def merge(
    element: str,
    into: str,
    preview: Annotated[bool, typer.Option("--preview", help="只看不存 show, keep nothing")] = False,
    despite: Annotated[
        bool,
        typer.Option("--despite", help="两者有值且不同也合并 even where both are held otherwise"),
    ] = False,
    data: Data = DEFAULT_DATA,
) -> None:
    """Ask INTO wherever ELEMENT was asked; no value is touched."""
    with open_house(data) as house:
        made = elements.merge(house, element, into, TERMINAL, despite=despite, commit=not preview)
        show_json(made.document())


def split(
    element: str,
    places: Annotated[list[str], typer.Argument(help="表单编号:字段 FORM:FIELD …")],
    preview: Annotated[bool, typer.Option("--preview", help="只看不存 show, keep nothing")] = False,
    data: Data = DEFAULT_DATA,
) -> None:
    """Give fields an element of their own; what is held of ELEMENT answers until it has values."""
    pairs = [(form, field) for form, _, field in (each.rpartition(":") for each in places)]
    with open_house(data) as house:
        made = elements.split(house, element, pairs, TERMINAL, commit=not preview)
        show_json(made.document())


def put_back(change: str, data: Data = DEFAULT_DATA) -> None:
    """Put back what a merge or a split moved, by its id."""
    with open_house(data) as house:
        show_json(elements.restore(house, change, TERMINAL).document())


def admit(form: str, data: Data = DEFAULT_DATA) -> None:
    """Let a form into circulation."""
    with open_house(data) as house:
        govern.admit(house, form, TERMINAL)
        out.print(f"✓ {form}")


def retire(form: str, why: str, data: Data = DEFAULT_DATA) -> None:
    """Take a form out of circulation; its slice keeps answering."""
    with open_house(data) as house:
        govern.retire(house, form, why, TERMINAL)
        out.print(f"✓ {form}")


def forms(as_json: AsJson = False, data: Data = DEFAULT_DATA) -> None:
    """Every edition of every form and where it stands."""
    with open_house(data) as house:
        registrations = list(query.registry(house, TERMINAL).registrations.values())
    if as_json:
        show_json(
            [
                {
                    "id": each.form.id,
                    "title": each.form.title,
                    "status": each.status,
                    **({"file": each.file.document()} if each.file else {}),
                }
                for each in registrations
            ]
        )
        return
    shown = table(
        "表单目录 Forms", "编号 id", "名称 title", "状态 status", "字段 fields", "待定 undecided"
    )
    for each in registrations:
        fields = sum(1 for _ in each.form.leaves())
        shown.add_row(
            each.form.id, each.form.title, each.status, str(fields), str(len(each.undecided))
        )
    out.print(shown)


def review(form: str, data: Data = DEFAULT_DATA) -> None:
    """Overlap with forms in force, and the burden that the form would add, as JSON."""
    with open_house(data) as house:
        show_json(register.review(house, form, TERMINAL).document())


def variants(form: str, as_json: AsJson = False, data: Data = DEFAULT_DATA) -> None:
    """The forms of which it may be the same demand under another name, and what is really new."""
    with open_house(data) as house:
        found = register.variants(house, form, TERMINAL)
    if as_json:
        show_json([each.document() for each in found])
        return
    show_findings(found)


def show_submission(submission: register.Submission) -> None:
    """What was matched to what, and what is doubtful."""
    review = submission.review
    show_findings((*submission.findings, *review.warnings()))
    shown = table(
        f"{submission.form.title}  {submission.form.id}",
        "问题 label",
        "对应 element",
        "依据 by",
        "分 score",
    )
    bound = {each.field: each for each in submission.bindings}
    candidates = {each.field: each.candidates for each in submission.matches}
    for field in submission.form.by_id.values():
        binding, best = bound.get(field.id), (candidates.get(field.id) or (None,))[0]
        meaning = (
            " → ".join((*binding.via, binding.element or binding.measure or "")) if binding else "?"
        )
        score = f"{best.score:.2f}" if best else ""
        shown.add_row(
            field.label, meaning, binding.decided_by if binding else "待定 undecided", score
        )
    out.print(shown)
    out.print(review.sentence("zh"), review.sentence("en"), sep="\n")
