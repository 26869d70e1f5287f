"""The English sentences of the pages count one as one: `{n:form|forms}` says both words, as `words/language.tsx` reads them."""

import re
from pathlib import Path

WORDS = Path(__file__).parents[2] / "src" / "webapp" / "src" / "words"
TEXT = r'"((?:[^"\\]|\\.)*)"'
SENTENCE = re.compile(rf"\b(\w+)\"?: \[\s*{TEXT},\s*{TEXT},?\s*\]")
FACT = re.compile(r"\{(\w+)(?::[^|{}]*\|[^|{}]*)?\}")

#: Facts that count, wherever they are more than the number of a row, an edition or a position.
COUNTS = (
    "n|after|all|asked|cells|departments|doubts|duplicates|elements|fields|filed|forms|held"
    "|minutes|rows|seconds|shared|sheets|units"
)
#: Several of them at a time, behind one of these counts and without the other word.
SEVERAL = re.compile(
    rf"\{{(?:{COUNTS})\}} (?:doubtful |much alike |more that )?"
    r"(?!(?:is|was|has|as)\b)(?:[a-z]+s|are|were|have|wait|look)\b"
)
#: What is said only where there are more than one.
NEVER_ONE = {"askedByMore", "foundMany", "goOn", "onlyGroups", "passwordRule", "submitN"}


def sentences():
    """Where each sentence stands, its key, its Chinese and its English."""
    return [
        (path.name, *found)
        for path in sorted(WORDS.glob("*.ts"))
        for found in SENTENCE.findall(path.read_text(encoding="utf-8"))
    ]


def test_one_is_not_counted_as_several():
    """Nouns and verbs behind a count come in both numbers."""
    counted = {key: (name, said) for name, key, _, said in sentences() if SEVERAL.search(said)}

    assert {} == {key: told for key, told in counted.items() if key not in NEVER_ONE}
    assert counted.keys() >= NEVER_ONE


def test_both_numbers_are_of_a_fact_that_is_there():
    """A fact that nobody gives would be several for ever, and a slip of the pen would be read as it stands."""
    slips = [
        (name, key)
        for name, key, chinese, english in sentences()
        if re.search(r"[{}|]", FACT.sub("", chinese) + FACT.sub("", english))
        or not set(re.findall(r"\{(\w+):", english)) <= set(re.findall(r"\{(\w+)\}", chinese))
    ]

    assert [] == slips
