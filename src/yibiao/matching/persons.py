"""The words of a label → the role they speak of, and what they ask about whoever has it."""

import re
from collections.abc import Sequence

from yibiao.matching.lexicon import lexicon
from yibiao.matching.tokens import Token
from yibiao.model.kinds import SubjectKind

PERSON_ENDING = re.compile(r"(人|人员|者|员|长|代表|医师|医生|护士|教师|老师|技师|干部)$")


def role_of(
    tokens: Sequence[Token], subject: SubjectKind, class_: str | None
) -> tuple[str, list[Token]]:
    """The role that *tokens* speak of and what they ask about it: (负责人, 联系电话)."""
    if len(tokens) == 1 and tokens[0].part == "role":
        return role_key_of(tokens, class_), [_name_of_a_person()]
    if not tokens or tokens[0].part == "yes-no":
        return "", list(tokens)
    if len(tokens) == 1 and tokens[0].canonical == "名称" and subject is SubjectKind.PERSON:
        return "", [_name_of_a_person()]
    *phrase, last = tokens
    if last.part == "role" and all(
        each.part in ("class", "word", "unknown") or each.canonical == "工作单位" for each in phrase
    ):
        return role_key_of(tokens, class_), [_name_of_a_person()]
    for cut in range(1, len(tokens)):
        asked = tokens[cut:]
        if _speaks_of_a_person(tokens[:cut]) and _is_asked_of_persons(asked):
            named = asked[0].canonical == "名称"
            return role_key_of(tokens[:cut], class_), [_name_of_a_person()] if named else list(
                asked
            )
    return "", list(tokens)


def _name_of_a_person() -> Token:
    return Token("姓名", "property", "姓名")


def _speaks_of_a_person(phrase: Sequence[Token]) -> bool:
    last = phrase[-1]
    return last.part == "role" or (
        last.part in ("unknown", "word", "class")
        and (last.canonical in lexicon().self_roles or bool(PERSON_ENDING.search(last.text)))
    )


def _is_asked_of_persons(asked: Sequence[Token]) -> bool:
    *qualified, last = asked
    if last.canonical == "名称":
        return not qualified
    known = last.part == "property" and last.canonical in lexicon().person_heads
    return known and len(qualified) <= 1


def role_key_of(phrase: Sequence[Token], class_: str | None) -> str:
    """The role's words in their usual writing, without the form's own class, or any that has nobody else in that role."""
    words = [each for each in phrase if each.part not in ("noise", "qualifier")]
    told = [each for each in words if each.canonical != class_] or words
    if told and told[-1].canonical in lexicon().words("organisation_only"):
        told = [each for each in told[:-1] if not _is_any_organisation(each)] + told[-1:]
    return "".join(each.canonical for each in told)


def _is_any_organisation(token: Token) -> bool:
    """企业 and 单位 say no more of a 法人代表 than that it is one."""
    kind = lexicon().class_kinds.get(token.canonical)
    return token.canonical == "工作单位" or kind is SubjectKind.ORGANISATION
