"""What the demo shows: matches and doubts, tables, slices, the burden."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from rich.console import Console
from rich.table import Table

from yibiao.demo.community import Renewal
from yibiao.flows.house import House
from yibiao.flows.registering import register
from yibiao.flows.registry import Registration
from yibiao.flows.slicing import query
from yibiao.model.binding import Match
from yibiao.model.catalogue import Catalogue
from yibiao.model.kinds import SubjectKind
from yibiao.model.review import Account, Burden, Range
from yibiao.model.standing import Counts, Standing

KINDS = tuple(SubjectKind)

_MOST_SHOWN = 12


def matches(house: House, submissions: Sequence[register.Submission], console: Console) -> None:
    """What was matched to what, and what a person had to decide."""
    registry = house.registry
    asked_by: dict[str, list[tuple[str, str]]] = defaultdict(list)
    how: Counter[str] = Counter()
    for registration in registry.registrations.values():
        for binding in registration.bindings.values():
            if binding.element:
                asked_by[binding.element].append(
                    (registration.form.department, registration.form.by_id[binding.field].label)
                )
                how[binding.decided_by.partition(":")[0]] += 1
    common = _table(
        "问得最多的数据元 Asked most often",
        "数据元 element",
        "字段 fields",
        "部门 departments",
        "原来的说法 as printed",
    )
    for element, asking in sorted(asked_by.items(), key=lambda each: -len(each[1]))[:_MOST_SHOWN]:
        labels = Counter(label for _, label in asking)
        common.add_row(
            f"{registry.catalogue.elements[element].name.zh} {element}",
            str(len(asking)),
            str(len({department for department, _ in asking})),
            "、".join(label for label, _ in labels.most_common(6)),
        )
    console.print(common)
    doubts = [
        (submission, match)
        for submission in submissions
        for match in submission.matches
        if match.band == "ask"
    ]
    doubtful = _table(
        "存疑，由人决定 Doubtful, decided by a person",
        "表单 form",
        "字段 field",
        "建议 proposal",
        "分 score",
        "决定 decision",
    )
    for submission, match in doubts[:_MOST_SHOWN]:
        best = match.candidates[0] if match.candidates else None
        binding = registry.registration(submission.form.id).bindings[match.field]
        minted = binding.element and registry.catalogue.elements[binding.element].minted
        doubtful.add_row(
            submission.form.title,
            submission.form.by_id[match.field].label,
            " → ".join((*best.via, best.element)) if best else "",
            f"{best.score:.2f}" if best else "",
            "另立 new" if minted else " → ".join((*binding.via, binding.element or "")),
        )
    console.print(doubtful)
    bands = Counter(
        _band(match, registry.registration(submission.form.id), registry.catalogue)
        for submission in submissions
        for match in submission.matches
    )
    console.print(
        f"字段 fields {sum(bands.values())}：按规则 by rule {bands['auto']}，"
        f"新增 new {bands['new']}，存疑、人工决定 doubtful {bands['ask']}，"
        f"人工更正 put right by a person {bands['otherwise']}",
        markup=False,
    )


def _band(match: Match, registration: Registration, catalogue: Catalogue) -> str:
    """The machine's band, or that a person decided otherwise where the machine had no doubt."""
    binding = registration.bindings[match.field]
    if match.band == "auto":
        best = match.candidates[0]
        agreed = (best.via, best.element) == (binding.via, binding.element)
    else:
        agreed = match.band == "ask" or catalogue.elements[binding.element or ""].minted
    return match.band if agreed else "otherwise"


def tables(house: House, console: Console) -> None:
    """The one table of each kind of subject."""
    shown = _table(
        "合并后的一表 The merged tables",
        "对象 subject",
        "列 columns",
        "其中推导 derived",
        "被问 asked by fields",
    )
    for kind in KINDS:
        table = house.table(kind)
        if table.columns:
            shown.add_row(
                kind.value,
                str(len(table.columns)),
                str(sum(column.derived for column in table.columns)),
                str(sum(len(column.asked_by) for column in table.columns)),
            )
    console.print(shown)


def filed(entries: Mapping[str, int], refused: Mapping[str, int], console: Console) -> None:
    """How many entries stand, by how many workers, and why others do not."""
    console.print(
        f"已收 filed {sum(entries.values())} 条 entries，{len(entries)} 名网格员 workers；"
        f"未收 refused {sum(refused.values())}",
        markup=False,
    )
    for reason, count in sorted(refused.items(), key=lambda each: -each[1])[:_MOST_SHOWN]:
        console.print(f"  {count} × {reason}", markup=False)


def changes(house: House, renewal: Renewal, console: Console) -> None:
    """What a quarter has changed, and the cells that two workers state differently."""
    contested = sum(
        1
        for subject, element in renewal.contested
        if (record := house.journal.record(subject)) and record.cells[element].contested
    )
    console.print(
        f"变更 changed {len(renewal.changed)} 格 cells，迁移 moved {len(renewal.moved)}，"
        f"新增 opened {len(renewal.opened)}，注销 closed {len(renewal.closed)}；"
        f"两人说法不一、等待裁定 contested {contested}",
        markup=False,
    )


def handed_in(standing: Standing, console: Console) -> None:
    """What the community has handed in, and how often."""
    counts = standing.turns[-1].counts or Counts()
    acts = Counter(each.act for each in standing.turns)
    console.print(
        f"轮次 round {standing.round}：{counts.subjects} 个对象 subjects，应填 asked {counts.asked} 格 cells，"
        f"已有 held {counts.held}，缺 missing {counts.missing}，过期 stale {counts.stale}；"
        f"报送 handed in {acts['submit']}，退回 given back {acts['return']}，"
        f"{'逾期 late' if standing.late else '按时 on time'}",
        markup=False,
    )


def slices(answers: Iterable[query.Slice], console: Console) -> None:
    """Each form's answer: rows, and how many of its cells are answered."""
    shown = _table(
        "各部门的切片 Every department's slice",
        "表单 form",
        "行 rows",
        "列 columns",
        "已答 answered",
    )
    for each in answers:
        completeness = each.completeness
        share = completeness["answered"] / completeness["cells"] if completeness["cells"] else 1
        shown.add_row(
            each.form.title, str(completeness["rows"]), str(len(each.rows.headers)), f"{share:.0%}"
        )
    console.print(shown)


def edition(submission: register.Submission, both: Sequence[query.Slice], console: Console) -> None:
    """What a new edition kept and what was reviewed; both editions answer."""
    asked = len(submission.matches)
    console.print(
        f"{submission.form.title}：{asked} 个字段 fields，沿用 inherited {len(submission.inherited)}，"
        f"需审 reviewed {asked - len(submission.inherited)}；"
        f"两版切片 both slices answer: {' / '.join(str(len(each.rows.rows)) for each in both)} 行 rows",
        markup=False,
    )


def burden(found: Burden, console: Console) -> None:
    """Before and after, with the inputs of the formula; what comes out is what is shown."""
    inputs, rates = found.inputs, found.inputs.rates
    console.print(
        f"公式的输入 Inputs: 单元 units {inputs.units}，每次变动 changed {inputs.changed:.1%}；"
        f"录入 typed {_range(rates.typed)} 秒 s，选择 chosen {_range(rates.chosen)} s，确认 confirmed {_range(rates.confirmed)} s，推导 derived 0 s；"
        f"每次报送 per submission: 查找 find {_range(rates.find)} s，核对 review {_range(rates.review)} s，签报 transmit {_range(rates.transmit)} s",
        markup=False,
    )
    shown = _table("", "", "首次采集 first collection", "维护一年 one maintained year")
    first, year = _account(found.first), _account(found.year)
    for name in first:
        shown.add_row(name, first[name], year[name])
    shown.title = (
        f"表单 forms {found.forms}，字段 fields {found.fields}，数据元 elements {found.elements}，"
        f"重复字段 duplicate fields {found.duplicate_fields}"
    )
    console.print(shown)


def _account(account: Account) -> dict[str, str]:
    """The lines of one account, the parts with their share of what was asked before."""
    return {
        "报送次数 submissions": f"{account.submissions_before:,} → {account.submissions_after:,}",
        "填写格数 cells before": f"{account.before:,}",
        "－ 合并 by merging": _part(account.by_merging, account),
        "－ 推导 by derivation": _part(account.by_derivation, account),
        "－ 预填 by prefill": _part(account.by_prefill, account),
        "＝ 仍需填写 cells after": _part(account.after, account),
        "另需关联 links besides": f"{account.links:,}",
        "工时 hours before": _range(account.hours_before),
        "工时 hours after": _range(account.hours_after),
    }


def _part(cells: int, account: Account) -> str:
    return f"{cells:,} ({cells / account.before:.1%})" if account.before else f"{cells:,}"


def _range(value: Range) -> str:
    return f"{value.low:,g}" if value.low == value.high else f"{value.low:,g}–{value.high:,g}"


def _table(title: str, *columns: str) -> Table:
    made = Table(title=title, title_justify="left", header_style="bold")
    for number, column in enumerate(columns):
        made.add_column(column, overflow="fold", justify="left" if number == 0 else "default")
    return made
