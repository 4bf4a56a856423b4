"""What HTTP promises of every read: HEAD wherever there is GET, and 304 for whoever has the answer already."""

import re
from collections.abc import Mapping

import xxhash
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


# Every JSON answer to GET has an ETag that tells its content, and is 304 to an `If-None-Match` that names it.
#
# The tag of a record begins with its version, which is all that `If-Match` looks at: `"3.9f86d081"`. Names of other
# records, moves that are possible now and what is hidden from the reader change an answer and not the version.


def has_tag(status: int, headers: Mapping[bytes, bytes]) -> bool:
    """Whether an answer's tag is to tell its content: unless it has one that is more than a version."""
    own = headers.get(b"etag")
    return (
        status == 200
        and headers.get(b"content-type", b"").startswith(JSON)
        and (own is None or _VERSION.fullmatch(own) is not None)
    )


def tag(start: Message, headers: Mapping[bytes, bytes], body: Message, known: str | None) -> None:
    """Puts the tag into the answer's headers, and makes it a 304 if it is one of those known."""
    content = body.get("body", b"")
    told = content[_GZIP_HEADER:] if headers.get(b"content-encoding") == b"gzip" else content
    digest = xxhash.xxh3_64_hexdigest(told)  # a page of fifty takes a cryptographic one 70 µs, this one 1
    own = headers.get(b"etag")
    said = digest if own is None else f"{own[1:-1].decode()}.{digest}"
    dropped = {b"etag"}
    if known is not None and not _tags(known).isdisjoint({said, "*"}):
        start["status"], body["body"] = 304, b""
        dropped |= {b"content-length", b"content-type", b"content-encoding"}
    others = start["headers"] if dropped.isdisjoint(headers) else [e for e in start["headers"] if e[0] not in dropped]
    start["headers"] = [*others, (b"etag", f'"{said}"'.encode())]


def _tags(known: str) -> frozenset[str]:
    """The opaque parts of an If-None-Match, compared weakly."""
    parts = (part.strip().removeprefix("W/") for part in known.split(","))
    return frozenset(part.strip('"') for part in parts if part)
