"""An entry checked against the one table; entries folded into records."""

from yibiao.filling.checking import (
    alone,
    beside_held,
    check,
    elements_compared,
    elements_read,
    links_read,
    make_ready,
    malformed,
    malformed_elements,
    paths_read,
    rests_on_held,
)
from yibiao.filling.closing import check_end
from yibiao.filling.confirming import require_unchanged
from yibiao.filling.folding import fold, require_admissible
from yibiao.filling.joining import Stated, joined, parted, redirected
from yibiao.filling.keys import (
    Keys,
    identified_by,
    identity,
    identity_keys,
    keyed_by,
    keys,
    know_keys,
    likeness_keys,
)
from yibiao.filling.opening import asked_first
from yibiao.filling.resembling import (
    Recognised,
    Resemblance,
    Traits,
    compare,
    may_ask,
    telling_elements,
    traits_of,
)
from yibiao.filling.rules import Beside
from yibiao.filling.standing import same
from yibiao.filling.statuses import Elements, Held, Limits, Verdict, Wanted, judge

__all__ = [
    "Beside",
    "Elements",
    "Held",
    "Keys",
    "Limits",
    "Recognised",
    "Resemblance",
    "Stated",
    "Traits",
    "Verdict",
    "Wanted",
    "alone",
    "asked_first",
    "beside_held",
    "check",
    "check_end",
    "compare",
    "elements_compared",
    "elements_read",
    "fold",
    "identified_by",
    "identity",
    "identity_keys",
    "joined",
    "judge",
    "keyed_by",
    "keys",
    "know_keys",
    "likeness_keys",
    "links_read",
    "make_ready",
    "malformed",
    "malformed_elements",
    "may_ask",
    "parted",
    "paths_read",
    "redirected",
    "require_admissible",
    "require_unchanged",
    "rests_on_held",
    "same",
    "telling_elements",
    "traits_of",
]
