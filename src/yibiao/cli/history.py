"""History, from a terminal."""

from typing import Annotated

import typer

from yibiao.cli.console import out, show_json, table
from yibiao.cli.house import DEFAULT_DATA, TERMINAL, AsJson, Data, open_house
from yibiao.flows.subject import history as flow
from yibiao.model.history import Step
from yibiao.model.place import CHINA
from yibiao.model.provenance import Names

#: Behind a value that only a register says.
_LOADED = "（待确认 to confirm）"


def history(
    subject: str,
    element: Annotated[str | None, typer.Option(help="只看此数据元 only this element")] = None,
    as_of: Annotated[
        str | None,
        typer.Option(help="日志位置、某日终了或某时刻 a position, the end of a day, a moment"),
    ] = None,
    after: Annotated[int, typer.Option(min=0, help="从此位置之后 after this position")] = 0,
    as_json: AsJson = False,
    data: Data = DEFAULT_DATA,
) -> None:
    """Its time line; with --as-of, the record as it stood, with the entries behind it."""
    with open_house(data) as house:
        if as_of is not None:
            show_json(flow.held(house, subject, TERMINAL, as_of=as_of).document())
            return
        found = flow.timeline(house, subject, TERMINAL, element=element, after=after)
    if as_json:
        doubts = [each.document() for each in found.challenges]
        steps = [each.document() for each in found.steps]
        told = {"steps": steps, "after": found.after, "challenges": doubts}
        show_json({**told, **found.names.document()})
        return
    shown = table(
        subject, "位置 position", "何时 when", "谁 who", "做什么 act", "经由 through", "说了什么 stated"
    )  # fmt: skip
    for each in found.steps:
        shown.add_row(*_row(each, found.names))
    out.print(shown)
    for doubt in found.challenges:
        said = f"核实 challenge {doubt.id} {doubt.state} {doubt.field or ''} {doubt.why}"
        out.print(said, markup=False)
    if found.after is not None:
        out.print(f"… --after {found.after}", markup=False)


def _row(step: Step, names: Names) -> tuple[str, ...]:
    by = step.by
    source = by.source
    came_in = (names.files.get(source.id, source.id), source.place) if source else ()
    asked = dict.fromkeys(form for several in step.asked.values() for form in several)
    through = (*(names.forms.get(each, each) for each in asked), by.round, *came_in)
    stated = [
        f"{id_}={value}{_LOADED if id_ in step.loaded else ''}"
        for id_, value in step.values.items()
    ]
    stated += [f"→ {each}" for each in (step.into, step.reason) if each]
    stated += [f"({id_}: {value})" for id_, value in step.held.items()]
    return (
        str(by.position),
        f"{by.at.astimezone(CHINA):%Y-%m-%d %H:%M}",
        by.actor,
        by.act or "已抹去 erased",
        " ".join(filter(None, through)),
        "\n".join(stated),
    )
