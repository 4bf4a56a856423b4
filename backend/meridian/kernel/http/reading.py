"""What HTTP promises of every read: HEAD wherever there is GET, and 304 for whoever has the answer already."""

import hashlib
import re
from collections.abc import Iterable

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEAD = "meridian.head"
"""In the scope of a request that wants no body."""
JSON = b"application/json"
_VERSION = re.compile(rb'"(\d+)"')
_GZIP_HEADER = 10  # bytes; the time stands in it


class Head:
    """Answers HEAD as GET, without the body. Outermost, so that all within knows only GET."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def bare(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        await self.app({**scope, "method": "GET", HEAD: True}, receive, bare)


class Conditional:
    """Gives every JSON answer to GET an ETag that tells its content, and answers 304 to `If-None-Match`.

    The tag of a record begins with its version, which is all that `If-Match` looks at: `"3.9f86d081"`. Names of other
    records, moves that are possible now and what is hidden from the reader change an answer and not the version.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        known = _tags(value for name, value in scope["headers"] if name == b"if-none-match")
        start: Message | None = None

        async def tagged(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and _is_json(message):
                start = message
                return
            if start is not None:
                begun, start = start, None
                if not message.get("more_body") and _has(known, _tag(begun, message.get("body", b""))):
                    begun = _not_modified(begun)
                    message["body"] = b""
                await send(begun)
            await send(message)

        await self.app(scope, receive, tagged)


def _is_json(start: Message) -> bool:
    kind: bytes = dict(start["headers"]).get(b"content-type", b"")
    return start["status"] == 200 and kind.startswith(JSON)


def _tag(start: Message, body: bytes) -> str | None:
    """The answer's opaque tag, which is put into its headers. None for what has one of its own."""
    headers = dict(start["headers"])
    own = headers.pop(b"etag", None)
    version = None if own is None else _VERSION.fullmatch(own)
    if own is not None and version is None:
        return None
    content = body[_GZIP_HEADER:] if headers.get(b"content-encoding") == b"gzip" else body
    digest = hashlib.sha256(content).hexdigest()[:16]
    tag = digest if version is None else f"{version[1].decode()}.{digest}"
    others = start["headers"] if own is None else (each for each in start["headers"] if each[0] != b"etag")
    start["headers"] = [*others, (b"etag", f'"{tag}"'.encode())]
    return tag


def _has(known: frozenset[str], tag: str | None) -> bool:
    return tag is not None and not known.isdisjoint({tag, "*"})


def _not_modified(start: Message) -> Message:
    headers = MutableHeaders(scope=start)
    for name in ("content-length", "content-type", "content-encoding"):
        del headers[name]
    start["status"] = 304
    return start


def _tags(values: Iterable[bytes]) -> frozenset[str]:
    """The opaque parts of an If-None-Match, compared weakly."""
    parts = (part.strip().removeprefix("W/") for value in values for part in value.decode("latin-1").split(","))
    return frozenset(part.strip('"') for part in parts if part)
