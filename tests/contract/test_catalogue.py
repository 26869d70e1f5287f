"""The shipped elements keep the published format and refer only to what is shipped."""

import re
import unicodedata
from collections import defaultdict
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.contract.examples import breaks, invalid, valid
from yibiao import _schemas
from yibiao.matching.lexicon import lexicon
from yibiao.model.catalogue import starter
from yibiao.model.element import Element
from yibiao.model.kinds import SubjectKind, ValueKind

NAMES = _schemas.names("elements")
SCHEMA = _schemas.document("element.schema.json")
ELEMENTS = [element for name in NAMES for element in _schemas.document(name)["elements"]]

#: Words that truly mean two things of the same subject; context decides.
AMBIGUOUS: frozenset[tuple[str, str]] = frozenset(
    {
        ("person", "户籍地"),  # the division, where 户籍地详址 is asked beside it; else the address
        ("person", "现住地"),
    }
)


@pytest.fixture(params=NAMES, ids=[Path(name).stem for name in NAMES])
def name(request):
    return request.param


def test_a_file_satisfies_the_published_schema(name):
    """A shipped file satisfies `element.schema.json`."""
    errors = [
        (error.json_path, error.message)
        for error in Draft202012Validator(SCHEMA).iter_errors(_schemas.document(name))
    ]

    assert errors == []


def test_the_model_loses_nothing(name):
    """The model says of each element what the file says, and nothing else."""
    elements = _schemas.document(name)["elements"]

    assert elements == [_said(Element.model_validate(each)) for each in elements]


def test_a_definition_is_a_sentence_in_both_languages():
    """And says nothing in Chinese to whoever reads English."""
    told = [each["definition"] for each in ELEMENTS if "definition" in each]

    assert told
    assert [] == [each for each in told if not each["zh"].endswith("。")]
    assert [] == [each for each in told if not re.fullmatch(r"[\x20-\x7e]+\.", each["en"])]


#: A standard with its year, a document with its number, or a law, a form or a reference system by its name.
WELL_FORMED = re.compile(
    r"(GB|GB/T|GA|GA/T|WS|WS/T|LD/T) \d+(\.\d+)?-\d{4}|\w+〔\d{4}〕\d+号|WGS 84|CC-CEDICT|[^A-Z\d]*(法|条例|办法|表|证明)"
)
SOURCES = {each["id"]: each for each in _schemas.document("sources.json")["sources"]}
STYLE = "in the style of "


def test_a_source_is_one_that_somebody_looked_up():
    """No element and no word names a standard from memory: each is in the one list, well formed, and none there is for nothing."""
    named = {each["source"] for each in ELEMENTS if each.get("source")}
    named |= lexicon().tables["sources"].keys()
    named = {each.removeprefix(STYLE) for each in named}

    assert named == SOURCES.keys()
    assert [] == [each for each in SOURCES if not WELL_FORMED.fullmatch(each)]
    assert {each["checked"] for each in SOURCES.values()} <= {"items", "title", "nothing"}
    assert all("title" in each for each in SOURCES.values() if each["checked"] != "nothing")


def test_nothing_is_in_the_style_of_what_was_read():
    """Who held an element against the document names the document."""
    styled = {each["source"] for each in ELEMENTS if each.get("source", "").startswith(STYLE)}

    assert all(SOURCES[each.removeprefix(STYLE)]["checked"] == "title" for each in styled)


def test_a_file_holds_one_kind_of_subject(name):
    """`person.json` holds what is asked of persons."""
    assert {Path(name).stem} == {
        each["id"].partition(".")[0] for each in _schemas.document(name)["elements"]
    }


def test_there_is_a_file_for_every_kind_of_subject():
    """No kind of subject is forgotten."""
    assert {kind.value for kind in SubjectKind} == {Path(each).stem for each in NAMES}


def test_ids_are_unique():
    """One id, one element."""
    ids = [each["id"] for each in ELEMENTS]

    assert len(ids) == len(set(ids))


def test_code_lists_exist():
    """An element takes its codes from a shipped list."""
    known = starter().code_lists

    assert [
        each["id"] for each in ELEMENTS if "code_list" in each and each["code_list"] not in known
    ] == []


def test_derivation_sources_exist():
    """What an element is derived from is shipped, and of the same subject unless it counts links."""
    for each in starter().elements.values():
        for derivation in each.derivations:
            sources = [starter().elements[source] for source in derivation.sources]
            if derivation.rule == "count-of-links":
                assert [(ValueKind.LINK, each.subject)] == [
                    (source.kind, source.target) for source in sources
                ]
            else:
                assert {each.subject} == {source.subject for source in sources}


def test_derivations_do_not_go_in_circles():
    """Following sources from any element comes to an end."""
    for each in starter().elements:
        assert each not in _behind(each, frozenset())


def test_an_inverse_leads_back():
    """A link that reads another backwards starts where that one leads, and leads where that one starts."""
    links = starter().links
    for each in links.values():
        if each.inverse_of:
            forward = links[each.inverse_of]

            assert (forward.target, forward.subject) == (each.subject, each.target)


def test_no_two_links_of_a_subject_have_the_same_first_role_word():
    """The usual word for a role leads to one link of a subject."""
    roles = defaultdict(list)
    for each in starter().links.values():
        roles[each.subject, each.role[0]].append(each.id)

    assert [ids for ids in roles.values() if len(ids) > 1] == []


def test_no_wording_is_claimed_twice():
    """Within one kind of subject a name or synonym means one element, unless known to be ambiguous."""
    claims = defaultdict(set)
    for each in starter().elements.values():
        if each.kind in (ValueKind.LINK, ValueKind.LINKS):
            continue
        for word in (each.name.zh, *each.synonyms):
            claims[each.subject.value, _normal(word)].add(each.id)

    assert [
        (claim, sorted(ids))
        for claim, ids in claims.items()
        if len(ids) > 1 and claim not in AMBIGUOUS
    ] == []


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("person.household", "household"),
        ("person.dwelling", "dwelling"),
        ("person.spouse", "person"),
        ("person.guardian", "person"),
        ("person.father", "person"),
        ("person.mother", "person"),
        ("person.emergency_contact", "person"),
        ("person.employer", "organisation"),
        ("person.helper", "person"),
        ("household.head", "person"),
        ("household.dwelling", "dwelling"),
        ("household.members", "person"),
        ("dwelling.residents", "person"),
        ("dwelling.owner", "person"),
        ("dwelling.co_owner", "person"),
        ("dwelling.tenant", "person"),
        ("dwelling.building", "place"),
        ("dwelling.manager", "person"),
        ("organisation.legal_representative", "person"),
        ("organisation.person_in_charge", "person"),
        ("organisation.contact", "person"),
        ("organisation.premises", "dwelling"),
        ("place.person_in_charge", "person"),
        ("place.contact", "person"),
        ("thing.owner", "person"),
        ("thing.custodian", "person"),
        ("event.reporter", "person"),
        ("event.handler", "person"),
        ("event.party", "person"),
    ],
)
def test_the_links_everybody_relies_on_lead_where_they_should(link, target):
    """The links of the glossary are shipped."""
    assert target == starter().links[link].target


@pytest.mark.parametrize("path", valid("element"), ids=lambda path: path.stem)
def test_a_valid_example_is_taken(path):
    """What the examples call valid satisfies schema and model."""
    document = breaks(path).document

    assert list(Draft202012Validator(SCHEMA).iter_errors(document)) == []
    for each in document["elements"]:
        Element.model_validate(each)


@pytest.mark.parametrize("path", invalid("element"), ids=lambda path: path.stem)
def test_an_invalid_example_is_refused(path):
    """What the examples call invalid breaks the rule it names."""
    example = breaks(path)

    assert example.rule in {
        error.validator for error in Draft202012Validator(SCHEMA).iter_errors(example.document)
    }


def _said(element):
    """A document of the model, what is empty or not minted left out as the files leave it out."""
    return {key: value for key, value in element.document().items() if value not in ([], False)}


def _behind(element, seen):
    """Every element that *element* may be derived from, at any remove."""
    sources = {
        source
        for derivation in starter().elements[element].derivations
        for source in derivation.sources
    } - seen
    return sources.union(*(_behind(source, seen | sources) for source in sources))


def _normal(word):
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", word)).lower()
