"""What can be done, and which role may do it: the matrix."""

from typing import Final, Literal, get_args

from yibiao.model.actor import Role

Act = Literal[
    "department.register",
    "unit.register",
    "form.submit",
    "form.file",
    "form.admit",
    "form.retire",
    "binding.decide",
    "element.change",
    "round.open",
    "round.extend",
    "round.close",
    "round.reseal",
    "round.submit",
    "round.return",
    "round.read",
    "entry.file",
    "conflict.decide",
    "challenge.raise",
    "challenge.answer",
    "challenge.read",
    "sentinel.report",
    "sentinel.answer",
    "sentinel.read",
    "webhook.change",
    "webhook.read",
    "subject.merge",
    "import.bring",
    "import.read",
    "import.undo",
    "register.lead",
    "registry.read",
    "record.read",
    "slice.read",
    "burden.read",
    "grant.give",
    "grant.take",
    "grant.read",
    "account.change",
    "account.read",
    "access.read",
    "access.view-as",
    "journal.backup",
    "journal.rebuild",
    "journal.restore",
    "journal.verify",
    "journal.read",
]
ACTS: Final[tuple[Act, ...]] = get_args(Act)

#: What changes nothing; whoever looks at the house as somebody else can do no more.
READING: Final[frozenset[Act]] = frozenset(
    {
        "form.file", "round.read", "import.read", "registry.read", "record.read", "slice.read", "burden.read",
        "challenge.read", "sentinel.read", "webhook.read", "grant.read", "account.read", "access.read", "journal.verify",
        "journal.read",
    }
)  # fmt: skip

_FILLING: Final[frozenset[Act]] = frozenset(
    {
        "registry.read", "round.read", "record.read", "slice.read", "entry.file", "conflict.decide", "subject.merge",
        "challenge.answer", "challenge.read", "sentinel.report", "sentinel.read", "import.bring", "import.read",
    }
)  # fmt: skip
_DOUBTING: Final[frozenset[Act]] = frozenset({"challenge.raise", "challenge.read"})
_FOLLOWING: Final[frozenset[Act]] = frozenset({"webhook.change", "webhook.read"})
_GRANTS: Final[frozenset[Act]] = frozenset({"grant.give", "grant.take", "grant.read"})

#: Which acts a role may do, where its grant is.
MATRIX: Final[dict[Role, frozenset[Act]]] = {
    "administrator": frozenset(ACTS),
    "office": _GRANTS
    | {
        "registry.read", "burden.read", "department.register", "unit.register", "form.submit", "form.file", "form.admit",
        "form.retire", "binding.decide", "element.change", "round.open", "round.extend", "round.close", "round.reseal", "round.read",
        "round.return", "register.lead", "sentinel.read", "sentinel.answer", "account.change", "account.read", "journal.read",
    },
    "registrar": frozenset(
        {"registry.read", "form.submit", "form.file", "binding.decide", "register.lead"}
    ),
    "reviewer": _GRANTS | _DOUBTING | _FOLLOWING | {"registry.read", "form.file", "binding.decide", "slice.read"},
    "analyst": _DOUBTING | {"registry.read", "form.file", "slice.read"},
    "township": _FILLING | _GRANTS | {"round.return", "round.submit", "import.undo"},
    "head": _FILLING | _GRANTS | {"round.submit", "import.undo"},
    "worker": _FILLING,
    "auditor": frozenset(
        {
            "registry.read", "burden.read", "round.read", "record.read", "sentinel.read", "grant.read", "account.read", "access.read",
            "journal.verify", "journal.read",
        }
    ),
}  # fmt: skip
