"""Why subjects are closed: the codes that a closing may give, and subjects of which kinds are closed so."""

from functools import cache

from yibiao import _schemas
from yibiao.model.codes import Code, CodeList
from yibiao.model.kinds import SubjectKind


class ClosingReason(Code):
    """One reason; `kinds` are the kinds of subject that are closed for it, and none where all of them are."""

    kinds: tuple[SubjectKind, ...] = ()

    def suits(self, kind: SubjectKind) -> bool:
        """Whether subjects of *kind* are closed for it."""
        return not self.kinds or kind in self.kinds


class ClosingReasons(CodeList):
    """The reasons, with their source."""

    codes: tuple[ClosingReason, ...]

    def suiting(self, kind: SubjectKind) -> tuple[ClosingReason, ...]:
        """Those for which subjects of *kind* are closed."""
        return tuple(each for each in self.codes if each.suits(kind))


@cache
def closing_reasons() -> ClosingReasons:
    """死亡、迁出、注销 …, as `schemas/closing-reasons.json` lists them."""
    return ClosingReasons.model_validate(_schemas.document("closing-reasons.json"))
