"""Why an advisor says nothing, as a finding."""

from yibiao.errors import Finding
from yibiao.model.text import Text


def silent(advisor: Text, reason: Text) -> Finding:
    """The finding that *advisor* was asked in vain."""
    facts = {
        "advisor_zh": advisor.zh,
        "advisor_en": advisor.en,
        "reason_zh": reason.zh,
        "reason_en": reason.en,
    }
    return Finding("advisor-silent", "", facts)
