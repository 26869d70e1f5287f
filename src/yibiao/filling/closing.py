"""What an entry says of the end of its subject, checked."""

from collections.abc import Iterator

from yibiao.errors import Finding
from yibiao.model.closing import closing_reasons
from yibiao.model.record import Entry, Record


def check_end(entry: Entry, survivor: Record | None) -> Iterator[Finding]:
    """
    What speaks against closing a subject so, or merging it into the *survivor* that is held, if there is one.

    A subject is merged into an open one of its own kind, so that nobody is ever led round in a circle.
    """
    codes = closing_reasons().codes
    if entry.reason is not None and entry.reason not in {each.code for each in codes}:
        permitted = ", ".join(f"{each.code} {each.label.zh}" for each in codes)
        names = {"name_zh": closing_reasons().name.zh, "name_en": closing_reasons().name.en}
        yield Finding(
            "code-not-in-list", "#/reason", names | {"count": len(codes), "first": permitted}
        )
    if entry.into is None:
        return
    if survivor is None or survivor.kind is not entry.kind or entry.into == entry.subject:
        yield Finding("unknown-subject", "#/into", {"kind": entry.kind.value})
    elif survivor.closed:
        yield Finding("merged-into-closed", "#/into", {"subject": entry.into})
