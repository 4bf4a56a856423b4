"""Answers what no route knows: the files of the interface, and its page for every address within it."""

import base64
import hashlib
from collections.abc import Mapping, Sequence

from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response

from meridian.kernel.http.middleware import App, Receive, Scope, Send
from meridian.kernel.language import msg
from meridian.kernel.problems import MethodNotAllowed, NotFound
from meridian.web.build import ASK_EACH_TIME, HASHED, INDEX, Build, Copy, File

# What answers tell browsers to allow and to refuse; why it is so stands in decision 0080.


# The style elements that react-aria adds to a page: how pressable elements take touches, and, on iOS, that the page
# behind a dialog stays where it is. Nothing else is styled from within the page.
REACT_ARIA_STYLES = (
    "@layer {\n  [data-react-aria-pressable] {\n    touch-action: pan-x pan-y pinch-zoom;\n  }\n}",
    "@layer {\n  * {\n    overscroll-behavior: contain;\n  }\n}",
)


def source_hash(text: str) -> str:
    """How a Content-Security-Policy names an inline element by its content."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _policy(directives: Mapping[str, str]) -> str:
    return "; ".join(f"{name} {sources}" for name, sources in directives.items())


PAGE_POLICY = _policy(
    {
        "default-src": "'self'",
        "style-src": " ".join(("'self'", *map(source_hash, REACT_ARIA_STYLES))),
        "img-src": "'self' data: blob:",  # small icons within style sheets; previews of files not yet sent
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
)
DATA_POLICY = _policy({"default-src": "'none'", "frame-ancestors": "'none'"})
UNUSED_FEATURES = (
    "accelerometer",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "hid",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "serial",
    "usb",
)

PAGE_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": PAGE_POLICY,
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in UNUSED_FEATURES),
    "Cross-Origin-Opener-Policy": "same-origin",
}
"""Of every file of the interface, besides what every answer has."""

_COMMON: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": DATA_POLICY,
    "Cache-Control": "no-store",
}
_OVER_HTTPS: Mapping[str, str] = {"Strict-Transport-Security": "max-age=31536000"}


def common_headers(*, production: bool) -> Mapping[str, str]:
    """Of every answer that does not say something else under the same name."""
    return {**_COMMON, **_OVER_HTTPS} if production else _COMMON


# Pages of other origins may use the API where the installation trusts them (`MERIDIAN_TRUSTED_ORIGINS`).


SENT = (
    "Authorization",
    "Content-Type",
    "Idempotency-Key",
    "If-Match",
    "If-None-Match",
    "If-Range",
    "Last-Event-ID",
    "Range",
    "traceparent",
)
READ = (
    "Allow",
    "Content-Disposition",
    "ETag",
    "Idempotency-Replayed",
    "Location",
    "Meridian-Rows-Read",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "X-Trace-Id",
)
PREFLIGHT_SECONDS = 7200  # the most that browsers grant


def allow(app: FastAPI, origins: Sequence[str]) -> None:
    """Lets pages of these origins send requests with their cookie and read what answers say in headers.

    Call it after every other middleware was added: then answers of all of them carry the permission too.
    """
    if origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_credentials=True,
            allow_methods=("DELETE", "GET", "HEAD", "PATCH", "POST", "PUT"),
            allow_headers=SENT,
            expose_headers=READ,
            max_age=PREFLIGHT_SECONDS,
        )


# The interface itself.


READING = ("GET", "HEAD")
NOT_BUILT = msg("the browser interface is not built here; `make web-build` builds it (Node.js 20.19 or newer)")
NOT_BUILT_PAGE = """<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Meridian</title>
<h1>界面尚未构建</h1>
<p>接口服务正在运行，但这里还没有浏览器界面。请安装 Node.js 20.19 或更新版本，
在项目目录中运行 <code>make web-build</code>，然后刷新本页。</p>
<h1 lang="en">The interface is not built</h1>
<p lang="en">The API is running, but there is no browser interface here yet. Install Node.js 20.19 or newer, run
<code>make web-build</code> in the project's directory, and reload this page.</p>
</html>
"""


class Route:
    """What the metrics and the log call a group of addresses."""

    def __init__(self, path: str) -> None:
        self.path = path


PAGE, FILE = Route("/{page}"), Route("/{file}")


class Interface:
    """An ASGI application; `otherwise` answers what is neither a file nor a page of the interface.

    A page is asked for by GET or HEAD with `Accept: text/html`, outside /v1 and outside the hashed files. Paths are
    looked up among the files of the build, never on the disk.
    """

    def __init__(self, build: Build, otherwise: App) -> None:
        self._build = build
        self._otherwise = otherwise

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = self._respond(scope) if scope["type"] == "http" and not _is_api(scope["path"]) else None
        await (response or self._otherwise)(scope, receive, send)

    def _respond(self, scope: Scope) -> Response | None:
        """405 for a file that is asked for otherwise than by reading; None for what is not ours."""
        headers = Headers(scope=scope)
        name = scope["path"].removeprefix("/") or INDEX
        if name not in self._build.files or name == INDEX:
            self._build.refresh()
        file = self._build.files.get(name)
        if file is not None:
            if scope["method"] not in READING:
                raise MethodNotAllowed(headers={"Allow": ", ".join(READING)})
            scope["route"] = FILE
            return _answer(file, scope["method"], headers, vary="Accept-Encoding")
        if scope["method"] not in READING or name.startswith(HASHED):
            return None
        if accepted(headers.getlist("accept")).get("text/html"):
            scope["route"] = PAGE
            index = self._build.files.get(INDEX)
            if index is None:
                return _not_built(scope["method"])
            return _answer(index, scope["method"], headers, vary="Accept, Accept-Encoding")
        if name == INDEX:
            raise NotFound(NOT_BUILT)
        return None


def _is_api(path: str) -> bool:
    return path == "/v1" or path.startswith("/v1/")


def _answer(file: File, method: str, asked: Headers, *, vary: str) -> Response:
    """The copy the client understands best; 304 when it has that copy already."""
    copy = _choose(file, accepted(asked.getlist("accept-encoding")))
    headers = {**PAGE_HEADERS, "ETag": copy.etag, "Cache-Control": file.cache_control, "Vary": vary}
    if _has(asked, copy):
        return Response(status_code=304, headers=headers)
    if copy.encoding != "identity":
        headers["Content-Encoding"] = copy.encoding
    return _whole(copy.body, method, headers | {"Content-Type": file.media_type})


def _not_built(method: str) -> Response:
    headers = {**PAGE_HEADERS, "Cache-Control": ASK_EACH_TIME, "Content-Type": "text/html; charset=utf-8"}
    return _whole(NOT_BUILT_PAGE.encode(), method, headers, status=404)


def _whole(body: bytes, method: str, headers: dict[str, str], *, status: int = 200) -> Response:
    """With the body's length even where HEAD leaves the body out."""
    headers["Content-Length"] = str(len(body))
    return Response(b"" if method == "HEAD" else body, status, headers)


def _choose(file: File, accepted: dict[str, float]) -> Copy:
    *compressed, plain = file.copies
    return next((copy for copy in compressed if accepted.get(copy.encoding, accepted.get("*", 0))), plain)


def _has(asked: Headers, copy: Copy) -> bool:
    known = [tag.strip().removeprefix("W/") for value in asked.getlist("if-none-match") for tag in value.split(",")]
    return copy.etag in known or "*" in known


def accepted(values: list[str]) -> dict[str, float]:
    """What an Accept or Accept-Encoding header names, each with its weight: 0 for what it refuses."""
    named: dict[str, float] = {}
    for part in ",".join(values).split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        named[name] = next((_weight(each[2:]) for each in parameters if each.startswith("q=")), 1.0)
    return named


def _weight(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
