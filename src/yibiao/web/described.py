"""What the API's description says of answers that are no JSON, or are several things."""

from dataclasses import dataclass
from typing import Final

from litestar.openapi.spec import OpenAPIMediaType, OpenAPIResponse, Operation, Schema
from litestar.openapi.spec.enums import OpenAPIType

from yibiao.web.downloads import TYPES

#: What a department's file, or one laid out here, may be.
FILE_TYPES: Final = (*TYPES.values(), "application/octet-stream")


def answering(*types: str) -> type[Operation]:
    """An operation that may answer with each of these media types, besides what its handler says."""

    @dataclass
    class Answering(Operation):
        def __post_init__(self) -> None:
            answer = (self.responses or {}).get("200")
            if isinstance(answer, OpenAPIResponse):
                content = answer.content = answer.content or {}
                for each in types:
                    content.setdefault(
                        each, OpenAPIMediaType(schema=Schema(type=OpenAPIType.STRING))
                    )

    return Answering
