"""Why subjects are closed: the codes that a closing may give."""

from functools import cache

from yibiao import _schemas
from yibiao.model.codes import CodeList


@cache
def closing_reasons() -> CodeList:
    """死亡、迁出、注销 …, as `schemas/closing-reasons.json` lists them."""
    return CodeList.model_validate(_schemas.document("closing-reasons.json"))
