"""A receipt → the answer to whoever filed."""

from litestar import Response
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED

from yibiao.model.record import Receipt


def given(receipt: Receipt) -> Response[Receipt]:
    """201 the first time, 200 when the same was filed before."""
    return Response(receipt, status_code=HTTP_200_OK if receipt.again else HTTP_201_CREATED)
