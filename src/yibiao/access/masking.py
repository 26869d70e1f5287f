"""A value and a mask → what is shown of it; `slicing.covering` has the same in SQL, and a property holds the two together."""

import re
from collections.abc import Callable
from typing import Any, Final

from yibiao.model.actor import Mask
from yibiao.model.kinds import WRITTEN, ValueKind

_LAST, _MIDDLE, _YEAR = 4, 6, 4
_BEGINS_WITH_YEAR: Final = re.compile(r"[0-9]{4}([^0-9].*)?", re.DOTALL)


def masked(mask: Mask, kind: ValueKind, value: Any) -> Any:
    """
    What a mask shows of a value: all of it, a part of what is written, or nothing.

    >>> masked("last-four", ValueKind.ID_NUMBER, "999999195006150017")
    '**************0017'
    """
    if mask == "full" or value is None:
        return value
    if mask == "none" or kind not in WRITTEN or not isinstance(value, str):
        return None
    return _MASKED[mask](value)


def _year_only(value: str) -> str | None:
    return value[:_YEAR] if _BEGINS_WITH_YEAR.fullmatch(value) else None


def _last_four(value: str) -> str:
    hidden = len(value) - _LAST
    return "*" * hidden + value[-_LAST:] if hidden > 0 else "*" * len(value)


def _middle_hidden(value: str) -> str:
    shown = len(value) - _MIDDLE
    if shown < 2:  # noqa: PLR2004  one at each end
        return "*" * len(value)
    ahead = shown // 2
    return value[:ahead] + "*" * _MIDDLE + value[len(value) - (shown - ahead) :]


_MASKED: Final[dict[Mask, Callable[[str], str | None]]] = {
    "year-only": _year_only,
    "last-four": _last_four,
    "middle-hidden": _middle_hidden,
}
