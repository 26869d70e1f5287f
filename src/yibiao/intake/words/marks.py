"""What the text of a cell or a line is: a blank to fill in, boxes to tick, a note, a label …"""

import re
from collections.abc import Iterable
from enum import Enum, auto
from functools import lru_cache
from typing import Final

from yibiao.intake.words import labels, measures
from yibiao.model.boxes import Boxes

#: What a template engine replaces: ${name}, @name@, {{name}}, #{name}, [name]; a loop over a row opens in its first cell,
#: {{list item.name, and closes in its last.
PLACEHOLDER: Final = re.compile(
    r"[$#]?\{{1,3}[^{}]{0,200}\}{1,3}|@[A-Za-z]\w{0,60}@|<%[^<>%]{0,200}%>|</?[a-z]{1,10}:[^<>]{0,200}>|^\[{1,2}[A-Za-z]\w{0,60}\]{1,2}$"
    r"|^\{\{[^{}]{1,200}$|^[^{}]{0,200}\}\}$|^[a-z]\w{0,40}(\.[A-Za-z]\w{0,60})+$"
)
#: A placeholder of something that comes several times: ${list.name}, @name1@.
LOOP: Final = re.compile(r"\{\s*\w{1,60}\.\w|@[A-Za-z_]{1,60}\d@|\{\w{1,60}>>")
_BOXES: Final = Boxes("□☐☑☒■○◯●◎▢▣❑❏\u25a2\uf0a3\uf06f\uf0a8")
_BRACKETS: Final = re.compile(r"[（(][\s_＿\u3000]*[√✓✔]?[\s_＿\u3000]*[)）]|\[[\s_]*\]|【\s*】")
_MASK: Final = re.compile(
    r"[\s\u3000\xa0年月日时分秒至到_＿/\\\-—–~～:：.．…¥￥,，、；;。（）()X×]*"
)
_DAYS: Final = re.compile(r"[\s\u3000\xa0\d年月日时分秒至到_＿/\-—–~～:：.]*")
_SIGN_OFF: Final = re.compile(
    r"(签\s*名|签\s*字|签\s*章|盖\s*章|公\s*章|印\s*章|手\s*印|单位|部门|负责人|经办人|审核人|审批人|本人|领导|日\s*期|时\s*间|年|月|日|或|及"
    r"|[\s\u3000\xa0\d_＿/:：.（）()、，。\-—])*"
)
_SIGNED: Final = re.compile(r"签\s*[名字章]|[盖公印]\s*章|日\s*期")
#: With one of these, words of signing name nothing that is asked: a colon, a day, brackets around all of it.
_NO_NAME: Final = re.compile(r"[:：]|年\s|^\s*[（(][^（）()]*章[^（）()]*[)）]\s*$")
_FIGURE: Final = re.compile(r"[-+]?[\d,]+(\.\d+)?\s*([%％]|[-~～至]\s*\d+(\.\d+)?)?")
_TOTAL: Final = re.compile(r"(合\s*计|总\s*计|小\s*计|汇\s*总|共\s*计|总\s*和|总\s*分)\s*[:：]?")
#: The same with a word before it for what is added up: 办件总数合计.
_ADDED_UP: Final = re.compile(r"[\u4e00-\u9fff]{2,6}[合总小]\s*计\s*[:：]?")
#: The heading of what a form says about itself.
_INSTRUCTIONS: Final = re.compile(
    r"(填\s*[写表报]|导\s*入|使\s*用|录\s*入|操\s*作|编\s*制)\s*(须\s*知|说\s*明|要\s*求|指\s*南)\s*[:：]?"
    r"|(须\s*知|说\s*明|要\s*求)\s*[:：]|instructions?\s*[:：]?",
    re.IGNORECASE,
)
_NOTE: Final = re.compile(
    r"[\s(（【*※]*(注|备注|说明|填表说明|填报说明|填写说明|填表要求|填报要求|填写要求|注意|注意事项|提示|温馨提示|声明|附|附注|附件|要求)"
    r"[\s\d一二三]*[)）】]?\s*[:：]\s*\S|^\s*※\s*\S.{8,}|^\s*[*＊]\s*\S(?=.{0,40}[，,。；;！!、])(.{8,})|^\s*(此|本)[表卡联单件]"
)
#: What may stand behind a placeholder and is no word of its own: 级, 元, 周岁.
_SUFFIX: Final = 2
#: Words, and below them room for a day.
_DATED: Final = re.compile(r".{1,40}\n\s*年\s+月\s+日\s*", re.DOTALL)
#: Nobody reads more than this in one cell to learn what to write.
LONGEST: Final = 5_000
_ASIDE: Final = re.compile(r"[（(][^（）()]{8,}[)）]")
_LONGEST_LABEL: Final = 45

#: Units of measure that by themselves ask which one it is, and not how many.
_NAMED_BY_NUMBER: Final = ("批次", "车次")

#: Which page this is, and of how many, once what is drawn around it is gone.
_PAGE_NUMBER: Final = re.compile(
    r"(第\s*\d+\s*页)?[\s\-—–·~,，/]*(共\s*\d+\s*页)?|\d{1,3}\s*(/\s*\d{1,3})?|page\s+\d+(\s+of\s+\d+)?",
    re.IGNORECASE,
)
_AROUND_PAGE_NUMBERS: Final = " \t\r\n\xa0\u3000-—–·~"
#: Nothing longer says only which page this is.
_LONGEST_PAGE_NUMBER: Final = 40

#: What somebody wrote: a day, a time, a number of a person, a telephone, a page or a thing, an address on the net.
_VALUE: Final = re.compile(
    r"\d{4}[-/.]\d{1,2}([-/.]\d{1,2})?([ T]+\d{1,2}:\d{2}(:\d{2})?)?|\d{1,2}[:：]\d{2}([:：]\d{2})?"
    r"|\d{14}(\d{3}[\dXx]|\d)|0\d{2,3}-\d{7,8}|[\w.+-]{1,60}@[\w-]{1,60}(\.[\w-]{1,30}){1,4}|https?://\S+"
    r"|([第共]\s*[X\d_]*\s*页[\s,，、/]*){1,2}|[A-Za-z]{0,8}[-_]?\d{3,}[A-Za-z0-9_./-]*"
)
#: What is no word to ask by, though it may head a column: a code, an amount, a span of time, a street, a file.
_ANSWER: Final = re.compile(
    r"[A-Z]{1,6}-?\d{1,4}|\d+([.,]\d+)?/-|\d{4}年(\d{1,2}月)?\s*[-—–~～至].*"
    r"|\d{1,5}\s+[A-Z][a-z]+.*\b(Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Blvd)\b.*|[A-Z][A-Za-z ]+,\s*[A-Z]{2}\s+\d{5}(-\d{4})?"
    r"|[\u4e00-\u9fff]{2,20}[路街巷道村]\d{1,5}号.{0,12}|[\w./-]{1,60}\.(java|jsp|php|py|js|ts|html?|vue|xml|json|sql)",
)


class Role(Enum):
    """What a text is for."""

    BLANK = auto()  # to be written in: empty, a placeholder, 年 月 日, a unit of measure alone
    BOXES = auto()  # to be ticked
    SIGN_OFF = auto()  # to be signed and dated
    FIGURE = auto()
    VALUE = auto()  # written by somebody: a day, a telephone, a number of something
    NOTE = auto()
    LINE = auto()  # labels and their blanks in one text: 填报单位：____
    PROSE = auto()
    LABEL = auto()


#: What stands where an answer belongs.
ANSWERS: Final = (Role.BLANK, Role.BOXES, Role.SIGN_OFF, Role.FIGURE, Role.VALUE)
#: What is no word: a figure, or something that somebody wrote.
WRITTEN: Final = (Role.FIGURE, Role.VALUE)

#: Several boxes in a row are for one digit each.
_DIGITS: Final = re.compile(r"(?:[□▢]\s?){4,}")
_NUMBERED: Final = re.compile(
    r"(?:^|(?<=[\s；;，,、])|(?=[①-⑨]))([1-9A-H①-⑨])[.、．]?\s*([^\s\d；;，,。:：_□①-⑨]{1,12})(?=$|[\s；;，,、。①-⑨]|[1-9A-H][.、．])"
)


def drawn(text: str) -> str:
    """The text with room for digits, one box each, as a blank; of a very long one, the beginning."""
    return _DIGITS.sub("____", text[:LONGEST])


def numbered(text: str) -> tuple[str, ...]:
    """Answers that the text counts up from 1, A or ①, if it does nothing else."""
    found = _NUMBERED.findall(text.strip())
    marks = "".join(mark for mark, _ in found)
    if len(marks) <= 1 or not any(
        row.startswith(marks) for row in ("123456789", "ABCDEFGH", "①②③④⑤⑥⑦⑧⑨")
    ):
        return ()
    rest = _NUMBERED.sub("", text)
    return (
        tuple(
            f"{mark}{words}" if mark in "①②③④⑤⑥⑦⑧⑨" else f"{mark}.{words}" for mark, words in found
        )
        if not re.search(r"\w", rest)
        else ()
    )


def said(text: str) -> str:
    """The text without what a template engine replaces; of a very long one, the beginning."""
    text = text[:LONGEST]
    marked = "{" in text or "@" in text or "<" in text
    return (PLACEHOLDER.sub("", text) if marked else text).strip()


def plain(text: str) -> str:
    """A label's words, without any blank."""
    return labels.clean(said(text)).replace(" ", "")


def boxed(text: str) -> bool:
    """Whether there are boxes to tick; empty brackets are boxes where there are several."""
    text = drawn(text)
    return any(_BOXES.drawn(text)) or len(_BRACKETS.findall(text)) > 1


def with_boxes(text: str) -> str:
    """The text with every kind of box written □."""
    text = _BOXES.written(drawn(text), "□")
    return text if "□" in text else _BRACKETS.sub("□", text)


def unit(text: str) -> str | None:
    """The unit of measure that a blank is printed with, if that is all."""
    words = said(text)
    if words in _NAMED_BY_NUMBER:
        return None
    bare = words.strip(" \u3000\xa0_＿（）()")
    return bare if bare in measures.KIND_OF or bare.lower() in measures.KIND_OF else None


def blank(text: str) -> bool:
    """Whether there is nothing but room to write."""
    words = said(text)
    if _FIGURE.fullmatch(words):
        return False
    if _MASK.fullmatch(words) or unit(words):
        return True
    if PLACEHOLDER.match(text.strip()) and len(words) <= _SUFFIX:
        return True
    return bool(_DAYS.fullmatch(words) and re.search(r"年.*月|月.*日|至|[-—]{2}", words))


def answered(text: str) -> bool:
    """
    Whether it is what somebody wrote in a cell, and asks for nothing.

    >>> [answered(each) for each in ("A-4", "45/-", "2007年8月-至今", "甲镇乙路2号", "index.jsp", "2007年末人数", "A级")]
    [True, True, True, True, True, False, False]
    """
    return bool(_ANSWER.fullmatch(said(text)))


def total(text: str) -> bool:
    """Whether it names a row of totals."""
    return bool(_TOTAL.fullmatch(said(text)))


def total_row(text: str) -> bool:
    """Whether a row that begins with it adds up those above.

    >>> total_row("业务量总计"), total_row("合 计："), total_row("合计金额")
    (True, True, False)
    """
    return total(text) or bool(_ADDED_UP.fullmatch(said(text)))


def signing_row(texts: Iterable[str]) -> bool:
    """
    Whether a row says who filled a table in, checked it, and when, in cells of its own.

    >>> [signing_row(each) for each in (("填表人：", "", "审核人： 年 月 日"), ("", ""), ("合计：", "3"), ("张三", "联系人："))]
    [True, False, False, False]
    """
    written = [each for each in map(said, texts) if each]
    return bool(written) and not total_row(written[0]) and all(map(colon, written))


def instructions(text: str) -> bool:
    """Whether it heads what the form says about how to fill it in."""
    return bool(_INSTRUCTIONS.fullmatch(said(text)))


def role(text: str) -> Role:
    """What *text* is for."""
    return _known_role(text) if len(text) < _LONGEST_LABEL else _role(text)


@lru_cache(maxsize=4_096)
def _known_role(text: str) -> Role:
    return _role(text)


def _role(text: str) -> Role:  # noqa: C901, PLR0911 – a table of cases, one a line
    words = said(text)
    if blank(text):
        return Role.VALUE if re.search(r"\d", words) and not unit(text) else Role.BLANK
    if _FIGURE.fullmatch(words):
        return Role.FIGURE
    if _VALUE.fullmatch(words):
        return Role.VALUE
    if total(words):
        return Role.LABEL
    if _SIGN_OFF.fullmatch(words) and _SIGNED.search(words) and _NO_NAME.search(words):
        return Role.SIGN_OFF
    if _DATED.fullmatch(words) and not colon(words) and not boxed(text):
        return Role.SIGN_OFF
    if _NOTE.match(words) or _ASIDE.fullmatch(words) or instructions(words):
        return Role.NOTE
    if numbered(words):
        return Role.BOXES
    if boxed(text):
        return Role.LINE if colon(words.split("□")[0]) else Role.BOXES
    if colon(words) or "__" in drawn(words):
        return Role.LINE
    length = len("".join(words.split()))
    return Role.PROSE if length > _LONGEST_LABEL or "。" in words else Role.LABEL


_IN_BRACKETS: Final = re.compile(r"[（(【\[][^（）()【】\[\]]*[)）】\]]")
_CLOCK: Final = re.compile(r"^\s*其中\s*[:：]|\d[:：]\d|https?:")


def colon(text: str) -> bool:
    """Whether a colon parts a label from what follows; one in brackets or in a time of day does not."""
    return bool(re.search(r"[:：]", _CLOCK.sub("", _IN_BRACKETS.sub("", text))))


def without_brackets(text: str) -> str:
    """The text with everything in brackets blotted out, of the same length."""
    return _IN_BRACKETS.sub(lambda found: "■" * len(found[0]), text)


def page_number(text: str) -> bool:
    """
    Whether it says which page this is, and nothing else.

    >>> [page_number(each) for each in ("- 3 -", "第 1 页 共 2 页", "3 月", "-" * 5000 + "x")]
    [True, True, False, False]
    """
    written = text.strip(_AROUND_PAGE_NUMBERS)
    return len(written) <= _LONGEST_PAGE_NUMBER and bool(_PAGE_NUMBER.fullmatch(written))
