"""The pages: what was built from `src/webapp`, and what is said where it was not."""

import secrets
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Final

from litestar import MediaType, Response, get
from litestar.params import FromPath

from yibiao.errors import NotFound
from yibiao.web import headers

_NONCE: Final = "{style-nonce}"
_KINDS: Final = {
    ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".html": "text/html",
    ".webmanifest": "application/manifest+json", ".png": "image/png", ".woff2": "font/woff2",
}  # fmt: skip

_MISSING: Final = """<!doctype html><html lang="zh-CN"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>一表 Yibiao</title>
<h1>页面没有构建</h1>
<p>服务正在运行，接口可用；这一份安装里没有填报页面。请安装 Node 20 或更新的版本，在源代码目录里运行
<code>python hatch_build.py</code>，再刷新本页；或者改装发布的安装包，它带有页面。</p>
<h1 lang="en">The pages were not built</h1>
<p lang="en">The service runs and its API answers, but this installation has no pages. Install Node 20 or newer, run
<code>python hatch_build.py</code> in the checkout and reload; or install a released package, which carries them.</p>
</html>
"""

#: What of it anybody may see who has not signed in.
PUBLIC: Final = r"^/(?:index[.]html)?$|^/assets/|^/(?:sw[.]js|icon[.]svg|manifest[.]webmanifest)$"


# The service worker keeps it under its own name.
@get(["/", "/index.html"], media_type=MediaType.HTML, include_in_schema=False)
async def page() -> Response[str]:
    """The page that everything else is loaded into; or that it was not built."""
    nonce = secrets.token_urlsafe(16)
    built = _files().get("index.html")
    text = built.decode().replace(_NONCE, nonce) if built else _MISSING
    return Response(
        text,
        headers={
            # Styles are made as they are needed, so they carry what only this answer knows. Kept for offline use, the
            # page keeps its headers, and so its nonce.
            "Content-Security-Policy": headers.policy().replace(
                "style-src 'self'", f"style-src 'self' 'nonce-{nonce}'"
            ),
            "Cache-Control": "no-cache",
        },
    )


@get("/assets/{name:str}", include_in_schema=False)
async def asset(name: FromPath[str]) -> Response[bytes]:
    """A part of the page; its name changes with what is in it, so it never has to be asked for again."""
    return _answer(f"assets/{name}", "public, max-age=31536000, immutable")


@get("/sw.js", include_in_schema=False)
async def service_worker() -> Response[bytes]:
    """What lets the page start without a network."""
    return _answer("sw.js", "no-cache")


@get("/icon.svg", include_in_schema=False)
async def icon() -> Response[bytes]:
    """The page's mark."""
    return _answer("icon.svg", "public, max-age=86400")


@get("/manifest.webmanifest", include_in_schema=False)
async def manifest() -> Response[bytes]:
    """What a telephone calls the page on its home screen."""
    return _answer("manifest.webmanifest", "no-cache")


ROUTES: Final = [page, asset, service_worker, icon, manifest]


def _app() -> Traversable:
    return resources.files("yibiao.web").joinpath("app")


@cache
def _files() -> dict[str, bytes]:
    """
    Everything that was built, by its path, as it was when it was first asked for: parts go together.

    Names that are asked for are looked up here, never followed.
    """
    app = _app()
    if not app.is_dir():
        return {}
    parts = [(each.name, each) for each in app.iterdir() if each.is_file()]
    assets = app.joinpath("assets")
    if assets.is_dir():
        parts += [(f"assets/{each.name}", each) for each in assets.iterdir() if each.is_file()]
    return {path: each.read_bytes() for path, each in parts}


def _answer(path: str, caching: str) -> Response[bytes]:
    content = _files().get(path)
    if content is None:
        raise NotFound(what_zh="文件", what_en="file", id=path)
    return Response(
        content,
        media_type=_KINDS.get("." + path.rpartition(".")[2], "application/octet-stream"),
        headers={"Cache-Control": caching},
    )
