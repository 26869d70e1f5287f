"""Hypothesis strategies for the nouns."""

from hypothesis import strategies as st

from yibiao.model.form import Field, Form, Imprint, Option, Rule
from yibiao.model.kinds import SubjectKind, ValueKind, value_schema

#: Words as forms print them, with what trips a reader: brackets, units, blanks, numbering, letters.
WORDS = st.text(
    st.sampled_from("姓名性别身份证号户主残疾类人口收入（元）(亩)年月日期是否有无、-/.1aB 　:：*"),
    min_size=1,
    max_size=12,
)
NAMES = st.text(st.sampled_from("户口低保残疾人房屋登记表abc1"), min_size=1, max_size=8)
SLUGS = st.from_regex(r"[a-z][a-z0-9]{0,6}(-[a-z0-9]{1,5})?", fullmatch=True)

_WITH_OPTIONS = (ValueKind.CODE, ValueKind.CODES, ValueKind.BOOLEAN)


@st.composite
def options(draw):
    """Options with values of their own."""
    values = draw(st.lists(NAMES, min_size=1, max_size=4, unique=True))
    return tuple(Option(value=each, title=draw(NAMES)) for each in values)


@st.composite
def fields(draw, id_, depth=1):
    """A field of any kind; a repeating block has fields of its own."""
    kind = draw(
        st.sampled_from([each for each in ValueKind if depth or each is not ValueKind.ROWS])
    )
    inner = draw(st.integers(1, 3)) if kind is ValueKind.ROWS and draw(st.booleans()) else 0
    maybe = lambda strategy: draw(st.none() | strategy)  # noqa: E731
    return Field(
        id=id_,
        label=draw(NAMES),
        kind=kind,
        raw=maybe(NAMES),
        name=maybe(SLUGS),
        section=tuple(draw(st.lists(NAMES, max_size=2))),
        options=draw(options()) if kind in _WITH_OPTIONS and draw(st.booleans()) else (),
        code_list=maybe(SLUGS),
        unit_of_measure=maybe(st.sampled_from(["元", "万元", "亩", "%"])),
        required=draw(st.booleans()),
        hint=maybe(NAMES),
        max_length=maybe(st.integers(1, 500)) if value_schema(kind)["type"] == "string" else None,
        fields=tuple(draw(fields(f"{id_}.{number + 1}", depth - 1)) for number in range(inner)),
        measure=maybe(st.just("count(*)")),
        element=maybe(st.just("person.name")),
        cell=maybe(st.just("Sheet1!A1")),
    )


@st.composite
def rules(draw, ids):
    """A rule over a form's fields."""
    first, second = (draw(st.sampled_from(ids)) for _ in range(2))
    kind = draw(st.sampled_from(["equals", "holds", "asked-when"]))
    figures = [f"{first} + {second}", f"sum({first})", f"round({first} / 2, 1)"]
    conditions = [f"{first} <= {second}", f"contains({first}, 'f1.1') and not {second} is null"]
    return Rule(
        kind=kind,
        field=draw(st.sampled_from(ids)),
        expression=draw(st.sampled_from(figures if kind == "equals" else conditions)),
        printed=draw(st.none() | st.just("=B5+C5")),
        cell=draw(st.none() | st.just("Sheet1!D5")),
    )


@st.composite
def forms(draw):
    """A form of any department, with fields of every kind."""
    count = draw(st.integers(1, 6))
    asked = tuple(draw(fields(f"f{number + 1}")) for number in range(count))
    ids = [each.id for field in asked for each in (field, *field.fields)]
    return Form(
        department=draw(SLUGS),
        series=draw(SLUGS),
        title=draw(NAMES),
        subject=draw(st.sampled_from(SubjectKind)),
        fields=asked,
        layout=draw(st.sampled_from(["register", "card", "summary"])),
        period=draw(st.none() | st.sampled_from(["monthly", "yearly", "once"])),
        mandate=draw(st.none() | NAMES),
        scope=draw(st.none() | st.just("person.age >= 60")),
        first_round=draw(st.none() | st.dates()),
        expires=draw(st.none() | st.dates()),
        notes=tuple(draw(st.lists(NAMES, max_size=2))),
        source=draw(st.none() | NAMES),
        imprint=draw(st.none() | st.builds(Imprint, department=NAMES, number=st.none() | NAMES)),
        rules=tuple(draw(st.lists(rules(ids), max_size=2))),
    )
