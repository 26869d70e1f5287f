"""What the comment of a database column says: the label, the permitted answers, where they are listed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from yibiao.intake.words import labels
from yibiao.intake.words.options import NO, YES

Pair = tuple[str, str]

#: Of a comment that is longer, the beginning is enough.
_LONGEST: Final = 2_000
_LONGEST_ANSWER: Final = 40
_BEFORE_A_CODE: Final = " (（[【{:：,，;；、/|)）。.<《\"'“”"
_EDGES: Final = " \t,，;；、/|。.:：=-—"
_NUMBERED: Final = re.compile(
    r"(?<![A-Za-z\d.\-])(?P<code>-?\d{1,4})(?![\d%％])"
    r"\s*(?:[:：=＝、.．)）~—–]+>?|->|-+>?(?!\d)|是(?=[^,，;；\s])|为|表示|代表(?:的是)?)?\s*"
    r"(?=[^\d\s:：=,，;；、/|()（）.。\-~—–至到天年月日岁])(?!个月)"
)
_LETTERED: Final = re.compile(
    r"(?<![A-Za-z\d_])(?P<code>[A-Za-z][A-Za-z\d_]{0,19})\s*(?:[:：=＝]|-+>?|—+)\s*(?=[\u4e00-\u9fff])"
    r"|(?<![A-Za-z\d_])(?P<capital>[A-Z])(?=[\u4e00-\u9fff])"
)
_AFTERWARDS: Final = re.compile(
    r"(?:^|[\s:：(（,，])(?P<list>(?:[\u4e00-\u9fff]{1,15}\s*[:：=\-—]?\s*\d{1,2}(?!\d)[\s,，;；、/|]*){2,})"
    r"(?:(?P<code>\d)(?P<last>[\u4e00-\u9fff]{1,6}))?[)）]?$"
)
_ONE_AFTERWARDS: Final = re.compile(r"([\u4e00-\u9fff]{1,15})\s*[:：=\-—]?\s*(\d{1,2})")
_COUNTED_UP: Final = re.compile(
    r"^(?P<label>[^:：]+?)\s*(?:[(（\[【](?P<inside>[^()（）\[\]【】]+)[)）\]】]|[:：]\s*(?P<after>[^:：()（）]+))$"
)
_CHOSEN: Final = re.compile(
    r"(类别|类型|种类|分类|关系|状态|性质|情况|状况|等级|级别|程度|方式|性别|结果|来源|类|级|是否.*|有无.*)$"
)
_OPEN: Final = re.compile(r"(等|\.\.\.|…+)$")
_OTHER: Final = re.compile(r"^(其他|其它|其余|未知|不详|无)$")
_TELLING_NOTHING: Final = re.compile(
    r"字典|关联|外键|参照|参见|对应|主键|加密|默认|冗余|json|表的?id|同步|取自|来自|多选|单选",
    re.IGNORECASE,
)
_REMARKS: Final = re.compile(
    r"\s+(?=\d{1,2}[\u4e00-\u9fff]|(?:默认|例如|比如|如[:：]|格式|单位|不能|必填|参[考照见]|字典|取自|来自|关联|外键|eg\b|e\.g))"
)
_LISTED_ELSEWHERE: Final = re.compile(
    r"\s*(?:从|见|查|取自|来自)?(?:数据|系统)?(?:字典|码表)(?:中?取|项)?[^)）]*$"
)
_LONG: Final = 24
_DICTIONARY: Final = re.compile(
    r"(?:字典|码表|代码表|dict)\w*?[\u4e00-\u9fff]{0,3}\s*[:：=\s]?\s*([A-Za-z][\w.\-]{1,40})",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Comment:
    """
    A comment taken apart.

    Attributes:
        label: What is asked; empty where the comment only counts up the answers.
        options: (value, title) of each permitted answer.
        hint: The whole comment where it says more than the label.
        chosen: It is answered by choosing, if from a list that stands elsewhere.
    """

    label: str
    options: tuple[Pair, ...] = ()
    hint: str | None = None
    code_list: str | None = None
    chosen: bool = False

    @classmethod
    def of(cls, said: str) -> "Comment":
        """
        The parts of what was said.

        >>> Comment.of("状态：1-正常，2-停用").options
        (('1', '正常'), ('2', '停用'))
        >>> Comment.of("用户性别（0男 1女 2未知）").label
        '用户性别'
        """
        text = " ".join(said[:_LONGEST].split()).lstrip("_")
        ways = (_numbered, _lettered, _afterwards, _counted_up)
        printed, options = next((found for way in ways if (found := way(text))), (text, []))
        label = _label(printed)
        listed = _DICTIONARY.search(text)
        return cls(
            label=label,
            options=tuple(options),
            hint=text if text != label else None,
            code_list=listed[1] if listed and not options else None,
            chosen=bool(options or listed or re.search(r"字典|码表", text)),
        )


def _numbered(text: str) -> tuple[str, Sequence[Pair]] | None:
    """`0男 1女`, `1-正常，2-停用`, `1：补贴；2：慰问`."""
    marks: list[re.Match[str]] = []
    found = list(_NUMBERED.finditer(text))
    for each, following in zip(found, [*found[1:], None], strict=False):
        begins = _begins(text, each.start())
        follows = bool(marks) and abs(int(each["code"]) - int(marks[-1]["code"])) == 1
        leads = bool(following and _begins(text, following.start())) and not marks
        counted = [int(m["code"]) for m in (each, following) if m]
        if begins or follows or (leads and counted in ([0, 1], [1, 2])):
            marks.append(each)
    return _answers(text, marks, [each["code"] for each in marks])


def _lettered(text: str) -> tuple[str, Sequence[Pair]] | None:
    """`M目录 C菜单`, `male：男，female：女`."""
    marks = [each for each in _LETTERED.finditer(text) if _begins(text, each.start())]
    return _answers(text, marks, [each["code"] or each["capital"] for each in marks])


def _begins(text: str, position: int) -> bool:
    return position == 0 or text[position - 1] in _BEFORE_A_CODE


def _answers(
    text: str, marks: Sequence[re.Match[str]], codes: Sequence[str]
) -> tuple[str, Sequence[Pair]] | None:
    """Label and answers; nothing unless there are several, each short, and no code stands twice."""
    if len(marks) < 2 or len(set(codes)) < len(codes):  # noqa: PLR2004
        return None
    if (
        len(re.findall(r"\d+", text[: marks[0].start()])) > 1
    ):  # the codes began before: they stand behind their answers
        return None
    ends = [*(each.start() for each in marks[1:]), len(text)]
    titles = [_title(text[each.end() : end]) for each, end in zip(marks, ends, strict=True)]
    if not all(titles) or max(map(len, titles)) > _LONGEST_ANSWER:
        return None
    return text[: marks[0].start()], list(zip(codes, titles, strict=True))


def _title(answer: str) -> str:
    """The words of one answer: up to what goes on about something else, without a bracket that closes the list."""
    words = re.split(r"[,，;；。]", answer.strip(_EDGES), maxsplit=1)[0].strip(_EDGES)
    while words and words[-1] in ")）]】}" and not re.search(r"[(（\[【{]", words):
        words = words[:-1].strip(_EDGES)
    return re.split(r"[)）](?=.)", words)[0] if re.match(r"[^(（]*[)）].", words) else words


def _afterwards(text: str) -> tuple[str, Sequence[Pair]] | None:
    """`男1女2`: the code behind its answer."""
    found = _AFTERWARDS.search(text)
    if not found:
        return None
    pairs = [(code, title) for title, code in _ONE_AFTERWARDS.findall(found["list"])]
    codes = [int(code) for code, _ in pairs]
    if codes != list(range(codes[0], codes[0] + len(codes))) or codes[0] not in (0, 1):
        return None
    last = [(found["code"], found["last"])] if found["code"] else []
    return text[: found.start("list")], [*pairs, *last]


def _counted_up(text: str) -> tuple[str, Sequence[Pair]] | None:
    """`是否低保（是/否）`, `与侨关系：华侨、归侨、侨眷`: answers without codes."""
    found = _COUNTED_UP.match(text)
    if not found:
        return None
    listed = found["inside"] or found["after"]
    answers = [each for each in re.split(r"[、,，/|;；\s]+|或", listed) if each]
    plain = all(re.fullmatch(r"[\u4e00-\u9fffA-Za-z]{1,12}", each) for each in answers)
    if len(answers) < 2 or not plain or _OPEN.search(listed) or len(set(answers)) < len(answers):  # noqa: PLR2004
        return None
    yes_no = any(each in YES for each in answers) and any(each in NO for each in answers)
    label = labels.core(found["label"].strip())
    asks_whether = re.match(r"是否|有无", label)
    if (
        yes_no
        or any(_OTHER.match(each) for each in answers)
        or (_CHOSEN.search(label) and not asks_whether)
    ):
        return found["label"], [(each, each) for each in answers]
    return None


def _label(text: str) -> str:
    """What is asked, without what follows a comma, and without brackets that speak of the database."""
    label = text.strip(_EDGES + "(（[【{")
    label = label[: _end(label)]
    while (bracket := labels.bracketed(label)) and _TELLING_NOTHING.search(bracket):
        label = labels.core(label)
    return label.strip(_EDGES)


def _end(label: str) -> int:
    """Where the label ends and an explanation begins."""
    depth, cut = 0, len(label)
    for position, each in enumerate(label):
        depth += (each in "(（[【") - (each in ")）]】")
        if not depth and each in ",，;；。:：" and position > 1:
            cut = position
            break
    ends = [_REMARKS.search(label), re.search(r"\s*[\[【]", label), _LISTED_ELSEWHERE.search(label)]
    if len(label) > _LONG:
        ends.append(re.search(r"\s", label))
    return min([cut, *(each.start() for each in ends if each and each.start() > 1)])
