"""A receipt → the answer to whoever filed."""

from typing import Final

from litestar import Response
from litestar.openapi import ResponseSpec
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED

from yibiao.model.record import Receipt

#: What a route that gives receipts says besides: that it was filed before.
AGAIN: Final = {
    HTTP_200_OK: ResponseSpec(
        Receipt, generate_examples=False, description="先前已收 Filed before: the same receipt"
    )
}


def given(receipt: Receipt) -> Response[Receipt]:
    """201 the first time, 200 when the same was filed before."""
    return Response(receipt, status_code=HTTP_200_OK if receipt.again else HTTP_201_CREATED)
