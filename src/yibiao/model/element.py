"""Elements: the meaning behind fields, asked once however many forms ask it (ISO/IEC 11179)."""

from typing import Final, Literal, get_args

from yibiao.model.kinds import SubjectKind, ValueKind
from yibiao.model.text import Noun, Text

Rule = Literal[
    "sex-of-id-number",
    "birth-date-of-id-number",
    "division-of-id-number",
    "id-number-of-disability-certificate",
    "disability-type-of-certificate",
    "disability-grade-of-certificate",
    "age-of-birth-date",
    "age-group-of-birth-date",
    "division-of-uscc",
    "count-of-links",
]


#: Rules of which time alone changes what they give.
BY_THE_DAY: Final[frozenset[Rule]] = frozenset({"age-of-birth-date", "age-group-of-birth-date"})

#: `open`; `personal`; or sensitive in the sense of 个人信息保护法 article 28, of a kind where that is known.
Sensitivity = Literal[
    "open",
    "personal",
    "sensitive",
    "health",
    "disability",
    "religion",
    "finance",
    "hardship",
    "offence",
    "petition",
    "biometric",
    "location",
]

SENSITIVITIES: Final[tuple[str, ...]] = get_args(Sensitivity)

#: Shown to whoever may see the rows; everything else wants a grant of its own.
UNCOVERED: Final = frozenset({"open", "personal"})


class Derivation(Noun):
    """
    How an element follows from others of the same subject; `sources` are element ids.

    `count-of-links` counts the subjects whose single link, named in `sources`, leads here
    (a household's members by `person.household`). `age-group-of-birth-date` says whether somebody is `from_age` to
    `to_age` full years old, both included; `None` is open.
    """

    rule: Rule
    sources: tuple[str, ...]
    from_age: int | None = None
    to_age: int | None = None


class Former(Noun):
    """
    An element that another was merged with or split from: its values answer where none is held of the other's own.

    Attributes:
        codes: Its codes → those of the other, where the two have lists of their own; the same where it is empty.
    """

    element: str
    codes: dict[str, str] = {}


class Element(Noun):
    """
    One meaning, of one kind of subject: object class and property, with its representation.

    A role (the household's head, a child's guardian) is no element of its own but a link to another subject: an element
    of kind `link`, or `links` for several, whose `target` is the kind of subject it leads to. An element that reads a
    link backwards (a household's members) names that link as `inverse_of` and is never stated itself.

    Attributes:
        id: `person.birth_date`; the part before the dot is the kind of subject.
        lead: Id of the department that answers for it (一类事项一个部门统筹).
        sensitivity: Who may see it; what is neither `open` nor `personal` wants a grant with a purpose and an end.
        role: For a link: the words for whoever it leads to (户主, 监护人), first the usual one.
        identifying: No two subjects have the same value of it, unless somebody erred.
        minted: Made from a department's field because no catalogue element meant the same.
        former: Elements whose values answer where none is held of its own, the first that has one.
        merged_into: The element that is asked instead since the two were found to be one.
    """

    id: str
    name: Text
    kind: ValueKind
    definition: Text | None = None
    synonyms: tuple[str, ...] = ()
    code_list: str | None = None
    unit_of_measure: str | None = None
    sensitivity: Sensitivity = "personal"
    lead: str | None = None
    source: str | None = None
    derivations: tuple[Derivation, ...] = ()
    target: SubjectKind | None = None
    inverse_of: str | None = None
    role: tuple[str, ...] = ()
    identifying: bool = False
    minted: bool = False
    former: tuple[Former, ...] = ()
    merged_into: str | None = None

    @property
    def sensitive(self) -> bool:
        """Whether it is shown only to whoever holds a grant of its own for it."""
        return self.sensitivity not in UNCOVERED

    @property
    def subject(self) -> SubjectKind:
        """The kind of subject it is about."""
        return SubjectKind(self.id.partition(".")[0])
