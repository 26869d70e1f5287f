"""What an entry says of the end of its subject, checked."""

from collections.abc import Iterator

from yibiao.errors import Finding
from yibiao.model.closing import closing_reasons
from yibiao.model.kinds import KIND_NAMES
from yibiao.model.record import Entry, Record


def check_end(entry: Entry, survivor: Record | None) -> Iterator[Finding]:
    """
    What speaks against closing a subject so, or merging it into the *survivor* that is held, if there is one.

    A reason is one of those for which subjects of its kind are closed: nobody says that a household has died. A subject
    is merged into an open one of its own kind, so that nobody is ever led round in a circle.
    """
    if entry.reason is not None:
        yield from _check_reason(entry, entry.reason)
    if entry.into is None:
        return
    if survivor is None or survivor.kind is not entry.kind or entry.into == entry.subject:
        yield Finding("unknown-subject", "#/into", {"kind": entry.kind.value})
    elif survivor.closed:
        yield Finding("merged-into-closed", "#/into", {"subject": entry.into})


def _check_reason(entry: Entry, code: str) -> Iterator[Finding]:
    reasons = closing_reasons()
    suiting = reasons.suiting(entry.kind)
    if code in {each.code for each in suiting}:
        return
    reason = reasons.by_code.get(code)
    if reason is None:
        names = {"name_zh": reasons.name.zh, "name_en": reasons.name.en}
        permitted = ", ".join(f"{each.code} {each.label.zh}" for each in suiting)
        found = names | {"count": len(suiting), "first": permitted}
        yield Finding("code-not-in-list", "#/reason", found)
        return
    kind = KIND_NAMES[entry.kind]
    facts = {
        "reason_zh": reason.label.zh,
        "reason_en": reason.label.en,
        "kind_zh": kind.zh,
        "kind_en": kind.en,
        "others_zh": "、".join(each.label.zh for each in suiting),
        "others_en": ", ".join(each.label.en for each in suiting),
    }
    yield Finding("reason-of-another-kind", "#/reason", facts)
