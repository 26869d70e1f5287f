"""A little catalogue, and builders of forms over it; people are made up."""

from datetime import date

from hypothesis import strategies as st

from yibiao.governance import Asked
from yibiao.model.binding import Binding
from yibiao.model.catalogue import Catalogue
from yibiao.model.codes import Code, CodeList
from yibiao.model.element import Derivation, Element
from yibiao.model.form import Field, Form, Option
from yibiao.model.kinds import ValueKind
from yibiao.model.record import Entry

TODAY = date(2026, 3, 1)


def text(zh):
    return {"zh": zh, "en": zh}


def element(id_, zh, kind="text", **more):
    return Element(id=id_, name=text(zh), kind=kind, **more)


def id_number(body):
    """*body*'s 17 digits with their check digit, by the weights that GB 11643 prints."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    rest = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11
    return body + "10X98765432"[rest]


#: A man, by the odd seventeenth digit.
NUMBER = id_number("99999919900101001")


def derivation(rule, *sources):
    return {"derivations": (Derivation(rule=rule, sources=sources),)}


SEX = CodeList(
    id="sex",
    name=text("性别代码"),
    source="GB/T 2261.1",
    codes=(Code(code="1", label=text("男")), Code(code="2", label=text("女"))),
)
TAGS = CodeList(
    id="tags",
    name=text("人群"),
    source="ours",
    codes=tuple(Code(code=each, label=text(each)) for each in ("a", "b", "c")),
)

CATALOGUE = Catalogue().adding(
    elements=[
        element("person.name", "姓名"),
        element("person.id_number", "身份证号", "id-number", sensitivity="sensitive"),
        element("person.sex", "性别", "code", code_list="sex",
                **derivation("sex-of-id-number", "person.id_number")),
        element("person.birth_date", "出生日期", "date",
                **derivation("birth-date-of-id-number", "person.id_number")),
        element("person.age", "年龄", "integer",
                **derivation("age-of-birth-date", "person.birth_date")),
        element("person.phone", "联系电话", "phone"),
        element("person.income", "月收入", "money", unit_of_measure="元"),
        element("person.tags", "人群标签", "codes", code_list="tags"),
        element("person.disabled", "是否残疾", "boolean"),
        element("person.visits", "走访记录", "rows"),
        element("person.household", "所属户", "link", target="household"),
        element("person.guardian", "监护人", "link", target="person", role=("监护人",)),
        element("household.address", "住址", "address"),
        element("household.low_income", "是否低保", "boolean"),
        element("household.head", "户主", "link", target="person", role=("户主",)),
        element("household.members", "成员", "links", target="person",
                inverse_of="person.household"),
        element("household.size", "人口数", "integer",
                **derivation("count-of-links", "person.household")),
        element("organisation.uscc", "统一社会信用代码", "uscc"),
        element("unit.population", "人口", "integer"),
    ],
    code_lists=[SEX, TAGS],
)  # fmt: skip


def options_of(kind, code_list):
    """Options as a department prints them: its own letters, not the codes."""
    if kind is ValueKind.BOOLEAN:
        return (Option(value="是", title="是"), Option(value="否", title="否"))
    codes = CATALOGUE.code_lists[code_list].codes if code_list else ()
    return tuple(Option(value=f"p{each.code}", title=each.label.zh) for each in codes)


def crosswalk_of(kind, code_list):
    if kind is ValueKind.BOOLEAN:
        return {"true": "是", "false": "否"}
    codes = CATALOGUE.code_lists[code_list].codes if code_list else ()
    return {each.code: f"p{each.code}" for each in codes}


def a_form(questions, *, subject="person", series="s", **more):
    """
    A form and its bindings. *questions* are paths such as `person.name` or `household.head person.name`: links, then
    the element; a pair (path, [questions]) is a repeating block.
    """
    fields, decided = [], []
    for number, question in enumerate(questions, 1):
        _ask(question, f"f{number}", fields, decided)
    form = Form(
        department="d", series=series, title=f"表{series}", subject=subject, fields=fields, **more
    )
    return form, tuple(each.model_copy(update={"form": form.id}) for each in decided)


def _ask(question, id_, fields, decided):
    path, inner = question if isinstance(question, tuple) else (question, ())
    *via, last = path.split()
    asked = CATALOGUE.elements[last]
    block = asked.kind in (ValueKind.LINKS, ValueKind.ROWS)
    inside = []
    for number, each in enumerate(inner, 1):
        if asked.kind is ValueKind.ROWS:
            inside.append(Field(id=f"{id_}.{number}", label=each))
        else:
            _ask(each, f"{id_}.{number}", inside, decided)
    options = options_of(asked.kind, asked.code_list)
    fields.append(
        Field(
            id=id_,
            label=f"{'的'.join(via)}{asked.name.zh}",
            kind="rows" if block else asked.kind,
            options=options,
            fields=inside,
        )
    )
    how = "crosswalk" if options else "exact"
    crosswalk = crosswalk_of(asked.kind, asked.code_list) if options else {}
    decided.append(
        Binding(form="?", field=id_, element=last, via=via, how=how, crosswalk=crosswalk)
    )


def an_entry(values=None, **more):
    given = {"id": "e", "unit": "u", "subject": "s", "kind": "person", "values": values or {}}
    return Entry(**{**given, **more})


PERSON_QUESTIONS = (
    "person.name",
    "person.id_number",
    "person.sex",
    "person.birth_date",
    "person.age",
    "person.phone",
    "person.tags",
    "person.disabled",
    "person.guardian person.name",
    "person.guardian person.phone",
    "person.household household.address",
    "person.household household.head person.name",
    ("person.visits", ("日期", "内容")),
)
HOUSEHOLD_QUESTIONS = (
    "household.address",
    "household.low_income",
    "household.size",
    "household.head person.name",
    "household.head person.sex",
    ("household.members", ("person.name", "person.sex", "person.guardian person.name")),
    ("household.members", ("person.phone",)),
)


@st.composite
def forms(draw):
    """A form about persons or households with the bindings of all its fields."""
    subject = draw(st.sampled_from(["person", "household"]))
    questions = PERSON_QUESTIONS if subject == "person" else HOUSEHOLD_QUESTIONS
    chosen = draw(
        st.lists(
            st.sampled_from(questions),
            unique_by=lambda each: each if isinstance(each, str) else each[0],
            max_size=6,
        )
    )
    scope = draw(st.sampled_from([None, "true", f"{subject}.{_CONDITION[subject]}"]))
    period = draw(st.sampled_from(["yearly", "quarterly", "monthly"]))
    return a_form(
        chosen, subject=subject, series=f"s{draw(st.integers(0, 9999))}", scope=scope, period=period
    )


_CONDITION = {"person": "age >= 60", "household": "low_income = true"}


def asked(*in_force):
    """Who asks what, of forms in force with their bindings."""
    return Asked.by(in_force, CATALOGUE.elements)


def values():
    """Values for the person table, most of them right, some of them wrong in every way."""
    digits = st.text("0123456789", min_size=17, max_size=17)
    anything = st.one_of(
        st.none(), st.booleans(), st.integers(-5, 200), st.floats(allow_nan=False, allow_infinity=False),
        st.text(max_size=20), st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=3),
        st.sampled_from(["1", "2", "2\n", "2026-02-29", "2026-02-28", "２０２６-02-28", "13900000000\n"]),
        st.lists(st.dictionaries(st.text(max_size=2), st.integers()), max_size=2),
        digits, digits.map(id_number),
    )  # fmt: skip
    people = [id_ for id_ in CATALOGUE.elements if id_.startswith("person.")]
    return st.dictionaries(st.sampled_from([*people, "person.nothing"]), anything, max_size=8)
