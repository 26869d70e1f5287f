"""The notes of a form (填表说明) and comments on its cells → hints and permitted answers of the questions they name."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from yibiao.intake.printed import PrintedForm, Question
from yibiao.intake.words import labels, marks
from yibiao.intake.words.options import NO, YES, counted

_ITEM: Final = re.compile(
    r"(?:^|[。；;\n]|(?<=[：:]))\s*(?:[（(]?\d{1,2}[)）.．、]|[①-⑳]|[一二三四五六七八九十]{1,3}[、.．])\s*(?!\d)|[。；;\n]\s*(?=[“\"「《【])|[\n]"
)
_NAMED: Final = re.compile(
    r"^[“\"「《【]?([^“”\"「」《》【】:：]{2,20}?)[”\"」》】]?\s{0,8}(?:一?[栏列项]\s{0,8})?(?:[:：]|(?=[填选]))\s*(.+)$",
    re.DOTALL,
)
_CHOOSE: Final = re.compile(
    r"(?:下拉(?:输入|选择|选填|框)?|选填|请?选择|可选项?|选项为?|单选|多选|分为|分|(?:从|在)?下列?中?选择?|请选|任选|填写?为?|只能填写?|统一填写?)\s*[:：，,]?\s*(.+)$",
    re.DOTALL,
)
_FIRMLY: Final = re.compile(r"下拉|选|分为|只能|统一")
_QUOTED: Final = re.compile(r"[“\"「]([^“”\"「」]{1,16})[”\"」]")
_BETWEEN: Final = re.compile(r"\s*[、，,/／|｜或]\s*|\s+或者?\s*")
_OPEN: Final = re.compile(r"等\s*[。；;，,)）]?\s*$|等(?=[^级])")
_SEXES: Final = {"男", "女"}
_LONGEST_OPTION: Final = 14
_LONGEST_HINT: Final = 160
_MOST: Final = 40
#: What engines that fill in templates keep in comments.
_ENGINE: Final = re.compile(r"\b(jx|jxls)\s*:\s*\w+|\$\{|\{\{|<jx:", re.IGNORECASE)
#: What a note says of a question, and not in its place.
_TELLS: Final = re.compile(r"[填选指按如以应须位例写]|精确|格式|不得|必须|单位|\d\s*[^\d\s]+\s*\d")
_MUST: Final = re.compile(r"(?<!非)(?<!不)必[填须录]")
_BARE: Final = re.compile(r"[\u4e00-\u9fffA-Za-z（）()]{1,10}")


def with_notes(form: PrintedForm) -> PrintedForm:
    """The form, its questions told what its notes say of them by name."""
    said = dict(_said(form.says.get("notes", ())))
    if not said:
        return form
    return replace(form, questions=tuple(_told(form.questions, said)))


def with_comments(
    questions: Sequence[Question], comments: Mapping[str, str]
) -> tuple[Question, ...]:
    """The questions, told what the comments say on the cell of their label or of their blank, by place."""
    told: list[Question] = []
    for each in questions:
        if each.questions:
            told.append(replace(each, questions=with_comments(each.questions, comments)))
            continue
        comment = comments.get(each.cell) or comments.get(each.blank or "") or ""
        words = "" if _ENGINE.search(comment) else comment.strip()
        known = _tell(each, words)
        told.append(
            replace(
                known,
                options=known.options or _bare_list(words),
                required=known.required or bool(_MUST.search(words)),
            )
        )
    return tuple(told)


def _bare_list(words: str) -> tuple[str, ...]:
    """The answers that a comment lists, if it does nothing else."""
    parts = [part for each in words.splitlines() for part in _BETWEEN.split(each.strip()) if part]
    alone = len(parts) > 1 and all(_BARE.fullmatch(each) for each in parts)
    return tuple(dict.fromkeys(parts)) if alone else ()


def _said(notes: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What notes say, by the label of the question that they name."""
    for note in notes[:_MOST]:
        for item in _ITEM.split(note[: marks.LONGEST]):
            found = _NAMED.match((item or "").strip())
            if found and _TELLS.search(found[2]):
                yield _key(found[1]), found[2].strip().rstrip("。；;")


def _key(label: str) -> str:
    return "".join(labels.core(labels.clean(label)).split())


def _told(questions: Sequence[Question], said: Mapping[str, str]) -> Iterator[Question]:
    for each in questions:
        if each.questions:
            yield replace(each, questions=tuple(_told(each.questions, said)))
        else:
            yield _tell(each, said.get(_key(marks.said(each.label)), ""))


def _tell(question: Question, words: str) -> Question:
    """The question with what is said of it, unless it says so much itself."""
    if not words:
        return question
    hint = question.hint or (" ".join(words.split())[:_LONGEST_HINT] or None)
    return replace(question, hint=hint, options=question.options or options_in(words))


def options_in(words: str) -> tuple[str | tuple[str, str], ...]:
    """
    The answers that a sentence permits; nothing where it only describes or leaves the list open.

    >>> options_in("选填小学、初中、高中"), options_in("填“是”或“否”"), options_in("填写姓名、电话")
    (('小学', '初中', '高中'), ('是', '否'), ())
    """
    text = " ".join(words.split())
    numbered = counted(text)
    if numbered:
        return tuple((each.value, each.title) for each in numbered)
    quoted = _QUOTED.findall(text)
    if len(quoted) > 1 and not _OPEN.search(text) and _listed(text):
        return tuple(dict.fromkeys(quoted))
    chosen = _CHOOSE.search(text)
    if not chosen or _OPEN.search(text):
        return ()
    sentence = re.split(r"[。；;（(]", chosen[1])[0]
    parts = [each.strip(' “”"') for each in _BETWEEN.split(sentence)]
    plain = all(each in YES | NO | _SEXES for each in parts) or _FIRMLY.search(text)
    if plain and len(parts) > 1 and all(0 < len(each) <= _LONGEST_OPTION for each in parts):
        return tuple(dict.fromkeys(parts))
    return ()


def _listed(text: str) -> bool:
    """Whether quoted words stand side by side: “是”或“否”, “甲”、“乙”."""
    between = re.split(r"[“\"「][^“”\"「」]{1,16}[”\"」]", text)[1:-1]
    return all(_BETWEEN.fullmatch(each) or not each.strip() for each in between)
