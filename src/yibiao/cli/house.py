"""Commands on a data directory: register, admit, file, query, verify, serve."""

import gc
import os
import re
import secrets
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from yibiao.cli.console import err, out, saved, saved_in_pieces, show_findings, show_json, table
from yibiao.cli.secrets import secret
from yibiao.errors import NotFound
from yibiao.flows import apart, burdens
from yibiao.flows.following import delivering
from yibiao.flows.house import House
from yibiao.flows.outside import Outside
from yibiao.flows.registering import elements, govern, register
from yibiao.flows.registering.advice import advisors
from yibiao.flows.slicing import export as exporting
from yibiao.flows.slicing import hand_out, originals, query, sealing
from yibiao.flows.slicing.slices import Wish
from yibiao.matching import Choice
from yibiao.model.actor import Actor, Came
from yibiao.model.form import Period, Reckoned
from yibiao.model.kinds import SubjectKind
from yibiao.model.original import SentFile
from yibiao.model.place import Department, Unit
from yibiao.model.table import titles
from yibiao.model.text import Text

#: Who acts from a terminal: whoever may read the data directory.
TERMINAL = Actor.administrator("user:terminal").model_copy(
    update={"came": Came(address="terminal")}
)

Data = Annotated[Path, typer.Option("--data", help="数据目录 data directory", envvar="YIBIAO_DATA")]
AsJson = Annotated[bool, typer.Option("--json", help="机器可读 for a machine")]
DEFAULT_DATA = Path("yibiao-data")


def add_to(app: typer.Typer) -> None:
    """Add the commands to *app*."""
    app.command(help="登记部门 Register a department")(department)
    app.command(help="登记基层单元 Register a unit")(unit)
    app.command(help="提交（或预览）表单 Submit or preview a form")(submit)
    app.command(help="决定某字段对应的数据元 Decide what a field means")(decide)
    app.command(name="refuse", help="不是一回事 Say that a field does not mean an element")(refuse)
    app.command(help="合并两个数据元 Merge two elements")(merge)
    app.command(help="拆分数据元 Split an element")(split)
    app.command(name="put-back", help="撤销合并或拆分 Put a merge or a split back")(put_back)
    app.command(help="准入 Admit a form")(admit)
    app.command(help="停用 Retire a form")(retire)
    app.command(help="表单目录 List the forms")(forms)
    app.command(help="准入审查：重叠与负担 What a form overlaps and adds")(review)
    app.command(help="隐性变异 Forms that ask largely the same")(variants)
    app.command(help="一个对象的台账 What is held about a subject")(record)
    app.command(help="导出切片 Export a form's slice", name="export")(export)
    app.command(help="负担账 The burden")(burden)
    app.command(help="启动服务 Serve the API and the page")(serve)
    app.command(help="演示：主流程从头到尾 The main job on a made-up community")(demo)


def open_house(data: Path, *, new: bool = False) -> House:
    """
    The house in *data*; its journal lies there too, or where YIBIAO_JOURNAL says: an address may hold a password.

    `YIBIAO_PICTURE_MEMORY` is what the picture may take of the memory. Models advise where `YIBIAO_EMBEDDINGS` or `YIBIAO_LANGUAGE_MODEL` name one.

    Raises:
        NotFound: There is none, and this is no command to begin with.
    """
    journal = secret("YIBIAO_JOURNAL")
    if not (new or journal or data.is_dir()):
        raise NotFound(what_zh="数据目录", what_en="data directory", id=str(data))
    memory = os.environ.get("YIBIAO_PICTURE_MEMORY") or None
    if memory and not re.fullmatch(r"[1-9][0-9]*(MB|GB)", memory):
        raise typer.BadParameter("2GB, 800MB …", param_hint="YIBIAO_PICTURE_MEMORY")
    return House(data, journal=journal, advisors=advisors(os.environ), memory=memory)


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


def record(subject: str, data: Data = DEFAULT_DATA) -> None:
    """Each value with the position of the entry that said it."""
    with open_house(data) as house:
        show_json(query.record(house, subject, TERMINAL).document())


def export(
    form: str,
    blank: Annotated[
        bool, typer.Option("--blank", help="空白表 the form, nothing filled in")
    ] = False,
    original: Annotated[
        bool, typer.Option("--original", help="部门报来的原件 the file as the department sent it")
    ] = False,
    filled: Annotated[
        bool, typer.Option("--filled", help="填好的表 the form, filled in from what is held")
    ] = False,
    subject: Annotated[
        str | None,
        typer.Option(help="只要这个对象的（填好的表）only about that subject, filled in"),
    ] = None,
    to: Annotated[
        Path | None, typer.Option(help="写到文件或目录 file or folder to write", show_default=False)
    ] = None,
    unit: Annotated[str | None, typer.Option(help="单元及其下级 a unit and all below")] = None,
    as_of: Annotated[
        str | None,
        typer.Option(help="日志位置、某日终了或某时刻 a position, the end of a day, a moment"),
    ] = None,
    round_: Annotated[
        str | None, typer.Option("--round", help="某轮次截止时的 as a round had it when it closed")
    ] = None,
    as_json: AsJson = False,
    data: Data = DEFAULT_DATA,
) -> None:
    """
    A form's answer as CSV (or JSON), on stdout or in a file.

    With --blank the form itself, in its department's layout; with --filled or --subject the same filled in; with
    --original the file that the department sent. These are written into the folder here, under their own names, unless
    --to says where.
    """
    if filled or subject:
        subjects = [subject] if subject else None
        with open_house(data) as house:
            handed_out = originals.originals(
                house, form, TERMINAL, Wish(unit, as_of, round_), subjects=subjects
            )
            path = saved_in_pieces(handed_out.name, handed_out.pieces, to)
            err.print(f"✓ {path}", markup=False)
        return
    if blank or original:
        with open_house(data) as house:
            handed = hand_out.original if original else hand_out.blank
            err.print(f"✓ {saved(handed(house, form, TERMINAL), to)}", markup=False)
        return
    with open_house(data) as house:
        if as_json:
            found = query.slice_of(house, form, TERMINAL, unit=unit, as_of=as_of, round_=round_)
            labels = titles(found.printed.headers)
            show_json([dict(zip(labels, row, strict=True)) for row in found.printed.rows])
            return
        wish = Wish(unit, as_of, round_)
        made = exporting.export(house, form, TERMINAL, wish, "csv")
        if to is not None:
            err.print(f"✓ {saved(SentFile(f'{made.title}.csv', made.content()), to)}", markup=False)
            return
        for piece in made.pieces():
            typer.echo(piece, nl=False)


def burden(data: Data = DEFAULT_DATA) -> None:
    """Cells and hours before and after, with every input, as JSON."""
    with open_house(data) as house:
        show_json(burdens.burden(house, TERMINAL).document())


def serve(
    data: Data = DEFAULT_DATA,
    host: Annotated[str, typer.Option(help="监听地址 address")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="端口 port")] = 8080,
    token: Annotated[
        bool,
        typer.Option(
            "--token/--no-token", help="是否接受管理员令牌 whether the set-up token lets in"
        ),
    ] = True,
) -> None:
    """
    Serve until interrupted.

    The set-up token comes from YIBIAO_TOKEN or YIBIAO_TOKEN_FILE, or is made up and shown once. YIBIAO_PROXIES names the
    addresses of reverse proxies whose word on caller and encryption is taken.
    """
    with open_house(data, new=True) as house:
        serve_house(house, host, port, token=token)


#: Seconds after which a thread that computes lets another one do so.
SWITCH: Final = 0.001

#: So many more things than before make the interpreter look for circles among them.
YOUNG: Final = 20_000


def serve_house(house: House, host: str, port: int, *, token: bool = True) -> None:
    """Serve an open house until interrupted."""
    import uvicorn

    from yibiao.web.app import create_app
    from yibiao.web.sending import Sender

    given = secret("YIBIAO_TOKEN") if token else None
    used = (given or secrets.token_urlsafe(24)) if token else None
    if given or not used:
        err.print(f"页面 page: http://{host}:{port}/", markup=False)
    else:
        err.print(f"令牌 token: {used}", markup=False)
        err.print(f"页面 page: http://{host}:{port}/#token={used}", markup=False)
    try:
        house.outside = Outside.of(os.environ.get("YIBIAO_WEBHOOK_NETWORKS", ""))
    except ValueError:
        raise typer.BadParameter("YIBIAO_WEBHOOK_NETWORKS") from None
    proxies = os.environ.get("YIBIAO_PROXIES", "")
    with apart.Readers() as readers:
        house.read = readers.read
        house.make_ready()
        house.follow()
        house.attend(sealing.Sealer(house))
        house.attend(delivering.Deliverer(house, Sender(house.outside)))
        app = create_app(house, used)
        # What has been made so far stays: nobody need look through it for what is to be thrown away.
        gc.collect()
        gc.freeze()
        # What entries bring has gone by itself long before: to look for circles at every few of them costs a tenth of it.
        gc.set_threshold(YOUNG, *gc.get_threshold()[1:])
        # The writer lets others run whenever it waits for the database, and would wait five times as long for its turn.
        sys.setswitchinterval(SWITCH)
        uvicorn.run(
            app,
            host=host,
            port=port,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=bool(proxies),
            forwarded_allow_ips=proxies,
        )


def demo(
    serve: Annotated[
        bool, typer.Option("--serve", help="结束后保持服务 leave it open afterwards")
    ] = False,
    data: Annotated[
        Path, typer.Option("--data", help="数据目录（会清空）data directory, emptied first")
    ] = Path("demo-data"),
    seed: Annotated[int, typer.Option(help="随机种子 seed")] = 2026,
    households: Annotated[int, typer.Option(help="户数 households")] = 2_497,
    residents: Annotated[int, typer.Option(help="人数 residents")] = 7_491,
    port: Annotated[int, typer.Option(help="端口 port")] = 8080,
) -> None:
    """Register real forms, merge, fill for a made-up community over two rounds, slice, and show the burden."""
    from yibiao.demo import run, staff

    try:
        house, clock = run.open_house(data)
    except FileExistsError:
        raise typer.BadParameter(
            f"{data} 里有别的东西，不会清空 holds something else and is not emptied",
            param_hint="--data",
        ) from None
    with house:
        story = run.tell(house, clock, out, seed=seed, households=households, residents=residents)
        if serve:
            run.open_today(story)
            for each in staff.open_accounts(house, story.unit, TERMINAL):
                err.print(
                    f"账号 account: {each.login}  密码 password: {each.password}  {each.purpose}",
                    markup=False,
                    soft_wrap=True,
                )
            serve_house(house, "127.0.0.1", port)


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
