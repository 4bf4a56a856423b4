"""A file kept in memory in two copies, plain and compressed, and how a request for it is answered."""

import base64
import gzip
import hashlib
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response


@dataclass(frozen=True, slots=True)
class Served:
    """headers: those of every answer with it."""

    media_type: str
    plain: bytes
    headers: dict[str, str] = field(default_factory=dict)
    packed: bytes = field(init=False)
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "packed", gzip.compress(self.plain, mtime=0))
        object.__setattr__(self, "digest", hashlib.sha256(self.plain).hexdigest())

    @property
    def integrity(self) -> str:
        """What a page names the file by, so that a browser runs no other."""
        return "sha256-" + base64.b64encode(bytes.fromhex(self.digest)).decode()

    def answer(self, request: Request) -> Response:
        """The copy that the client takes; 304 when it has it already. Asked again each time, so never outdated."""
        packed = "gzip" in request.headers.get("accept-encoding", "")
        etag = f'"{self.digest[:24]}{"-gzip" if packed else ""}"'
        headers = {"Cache-Control": "no-cache", "Vary": "Accept-Encoding", "ETag": etag, **self.headers}
        if etag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if packed:
            headers["Content-Encoding"] = "gzip"
        return Response(self.packed if packed else self.plain, media_type=self.media_type, headers=headers)
