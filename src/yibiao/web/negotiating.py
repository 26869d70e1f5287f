"""Which format an answer has: the one that is named, or the first that whoever asks accepts; and whether they have it."""

import json
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from litestar import Request, Response
from litestar.response import Stream
from litestar.status_codes import HTTP_304_NOT_MODIFIED

from yibiao.errors import NotAcceptable
from yibiao.flows.slicing.written import Exported, Format
from yibiao.web.downloads import attachment

#: The media types of formats, the one that is given where nothing is asked for first.
MEDIA_TYPES: Final[Mapping[Format, str]] = {
    "json": "application/json",
    "ndjson": "application/x-ndjson",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "arrow": "application/vnd.apache.arrow.stream",
}
_ENDINGS: Final[Mapping[Format, str]] = {"arrow": "arrows"}
#: Bytes up to which an answer is sent at once.
_SMALL: Final = 1 << 20


def format_of(request: Request[Any, Any, Any], named: Format | None) -> Format:
    """
    The format that is asked for.

    Raises:
        NotAcceptable: None that there is.
    """
    if named is not None:
        return named
    best = request.accept.best_match(list(MEDIA_TYPES.values()))
    found = next((name for name, media in MEDIA_TYPES.items() if media == best), None)
    if found is None:
        raise NotAcceptable(formats="、".join(MEDIA_TYPES))
    return found


def known(request: Request[Any, Any, Any], tag: str) -> bool:
    """Whether whoever asks has the answer of that tag already."""
    said = tags(request.headers.get("if-none-match", ""))
    return tag in said or "*" in said


def tags(header: str) -> set[str]:
    """The tags that `If-Match` or `If-None-Match` names, weak ones (proxies make them so) like others; `*` is any."""
    return {each.strip().removeprefix("W/").strip('"') for each in header.split(",")}


def unchanged(tag: str) -> Response[Any]:
    """That they have it."""
    return Response(None, status_code=HTTP_304_NOT_MODIFIED, headers=_tagged(tag))


def sent(exported: Exported, tag: str | None = None) -> Response[Any]:
    """A file as an answer, piece by piece."""
    media = MEDIA_TYPES[exported.format]
    headers = {
        **({} if tag is None else _tagged(tag)),
        **beside(exported.as_of, exported.completeness),
        "Yibiao-Watermark": quote(exported.watermark),
    }
    if exported.format != "json":
        ending = _ENDINGS.get(exported.format, exported.format)
        headers["Content-Disposition"] = attachment(f"{exported.name}.{ending}")
    if exported.size <= _SMALL:
        return Response(exported.content(), media_type=media, headers=headers)
    return Stream(exported.pieces(), media_type=media, headers=headers)


def beside(as_of: int, completeness: Mapping[str, Any]) -> dict[str, str]:
    """What stands beside every answer in whose format there is no place for it: headers, in ASCII."""
    return {
        "Yibiao-As-Of": str(as_of),
        "Yibiao-Completeness": json.dumps(completeness, separators=(",", ":")),
    }


def _tagged(tag: str) -> dict[str, str]:
    return {"ETag": f'"{tag}"', "Vary": "Accept"}
