"""
Fields that do not say of which document they ask → the same, said in full.

「残疾证号 发证日期」: a date of issue is that of the document named before it. On a form that nowhere says who somebody is,
证件号 is the number of the document that its title is about.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final

from yibiao.matching.continued import continued
from yibiao.matching.label import read
from yibiao.matching.lexicon import lexicon
from yibiao.matching.meaning import Surroundings
from yibiao.model.form import Field
from yibiao.model.kinds import SubjectKind

_DOCUMENT: Final = re.compile(r"(\w*?(?:证书|证件|证|执照|护照))(?:号码|编号|编码|号)?$")


#: What an organisation is called, and what a person is: who asks for both of an applicant means either.
_NAME: Final = "名称"
_OWN_NAME: Final = "姓名"


def told_in_full(fields: Sequence[Field], around: Surroundings) -> Iterator[Field]:
    """*fields*, each that does not say of what it asks as if it said so."""
    fields = list(continued(fields))
    who = says_who(fields)
    titled = "" if who else _of_title(around)
    document, business, section = "", False, None
    person = around.subject is SubjectKind.PERSON
    labels = [read(each.label).text for each in fields]
    named = {each.removesuffix(_OWN_NAME) for each in labels if each.endswith(_OWN_NAME)} - {""}
    home = person and _asks_of(lexicon().words("identity"), fields)
    for each in fields:
        if each.section != section:
            document, business, section = "", False, each.section
        text = read(each.label).text
        beginning = next((word for word in lexicon().documents if text.startswith(word)), "")
        if _are_kin(each):
            yield called(each, lexicon().family)
        elif beginning and titled:
            yield called(each, titled + text.removeprefix(beginning))
        elif document and _is_of_a_document(each):
            yield called(each, document + text)
        elif person and business and section and text in lexicon().words("of_a_business"):
            yield called(each, f"{lexicon().word('business')}{text}")
        elif person and text.endswith(_NAME) and text.removesuffix(_NAME) in named:
            yield called(each, f"{lexicon().word('business')}{_NAME}")
        elif home and text in lexicon().words("of_home"):
            yield called(each, lexicon().word("home"))
        else:
            yield each
        document = _named(text) or document
        business = business or _asks_of(lexicon().words("organisation_only"), [each])


def says_too_little(asked: Field) -> bool:
    """Whether *asked* is understood by what stands beside it, so that its words teach nothing about another form."""
    text = read(asked.label).text
    little = lexicon().words("of_home") | lexicon().words("of_a_business")
    return text in little or _is_of_a_document(asked)


def says_who(fields: Sequence[Field]) -> bool:
    """Whether any of *fields* asks for what tells a person from others: a name, a sex, a date of birth."""
    roles = (token.part == "role" for each in fields for token in read(each.label).tokens)
    return _asks_of(lexicon().words("identity"), fields) or any(roles)


def _are_kin(block: Field) -> bool:
    """Whether each row of *block* is one of the family: somebody with a name and a relation, and its label names nobody else."""
    tokens = read(block.label).tokens
    roles = {each.canonical for each in tokens if each.part == "role"}
    household = {lexicon().family, lexicon().word("head_of_household")}
    own = roles <= household | lexicon().self_roles
    says_nothing = all(each.part in ("noise", "head") for each in tokens)
    labels = [read(each.label).text for each in block.fields]
    related = any(each.endswith(tuple(lexicon().words("of_kin"))) for each in labels)
    return related and _OWN_NAME in labels and (says_nothing or (own and bool(roles & household)))


def _asks_of(words: Collection[str], fields: Iterable[Field]) -> bool:
    """Whether one of *words* stands in a label of *fields*."""
    return any(token.canonical in words for each in fields for token in read(each.label).tokens)


def _of_title(around: Surroundings) -> str:
    told = (word for word in sorted(around.title) if word in lexicon().documents_of)
    return next((lexicon().documents_of[word] for word in told), "")


def _is_of_a_document(asked: Field) -> bool:
    tokens = read(asked.label).tokens
    return len(tokens) == 1 and tokens[0].canonical in lexicon().words("of_documents")


def _named(text: str) -> str:
    if (found := _DOCUMENT.search(text)) is None:
        return ""
    return next((each for each in lexicon().documents if found[1].endswith(each)), found[1])


def called(asked: Field, label: str) -> Field:
    """*asked*, worded as *label*."""
    return asked.model_copy(update={"label": label})
