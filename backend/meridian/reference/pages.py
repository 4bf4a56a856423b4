"""`/docs`: Swagger UI over the contract. Its files come from a package; nothing is loaded from elsewhere, and no script
or style stands in the page."""

import base64
import gzip
import hashlib
import threading
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, wraps
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

import brotli
import zstandard
from starlette.requests import Request
from starlette.responses import Response

from meridian.identity.permissions import GRANTS, Permission, needs
from meridian.web.serving import accepted

T = TypeVar("T")
_MAKING = threading.RLock()


def made_once(make: Callable[[], T]) -> Callable[[], T]:
    """Made by the first who asks, while all others wait for it: `cache` alone lets twenty make it side by side."""
    kept = cache(make)

    @wraps(make)
    def get() -> T:
        with _MAKING:
            return kept()

    return get


# A file kept in memory, plain and compressed, and how a request for it is answered.
#
# In every coding that we compress answers in, or else it would be compressed for each request that takes that one only.

PACKERS: Mapping[str, Callable[[bytes], bytes]] = {
    "br": lambda plain: brotli.compress(plain, quality=9),
    "zstd": lambda plain: zstandard.ZstdCompressor(level=12).compress(plain),
    "gzip": lambda plain: gzip.compress(plain, mtime=0),
}
"""Best first."""


@dataclass(frozen=True, slots=True)
class Served:
    """headers: those of every answer with it."""

    media_type: str
    plain: bytes
    headers: dict[str, str] = field(default_factory=dict)
    packed: dict[str, bytes] = field(init=False)
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "packed", {coding: pack(self.plain) for coding, pack in PACKERS.items()})
        object.__setattr__(self, "digest", hashlib.sha256(self.plain).hexdigest())

    @property
    def integrity(self) -> str:
        """What a page names the file by, so that a browser runs no other."""
        return "sha256-" + base64.b64encode(bytes.fromhex(self.digest)).decode()

    def answer(self, request: Request) -> Response:
        """The copy that the client takes; 304 when it has it already. Asked again each time, so never outdated."""
        takes = accepted(request.headers.getlist("accept-encoding"))
        coding = next((each for each in PACKERS if takes.get(each, takes.get("*", 0))), None)
        etag = f'"{self.digest[:24]}{"-" + coding if coding else ""}"'
        headers = {"Cache-Control": "no-cache", "Vary": "Accept-Encoding", "ETag": etag, **self.headers}
        if etag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if coding is None:
            return Response(self.plain, media_type=self.media_type, headers=headers)
        return Response(self.packed[coding], media_type=self.media_type, headers=headers | {"Content-Encoding": coding})


POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",  # icons within its style sheet
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
DOCUMENT = "openapi.json"
SCRIPT = """\
"use strict";
SwaggerUIBundle({
  url: "/v1/openapi.json",
  dom_id: "#reference",
  deepLinking: true,
  docExpansion: "none",
  defaultModelsExpandDepth: -1,
  filter: true,
  showExtensions: true,
  validatorUrl: null,
});
"""
PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Meridian API</title>
<link rel="icon" href="/docs/favicon-32x32.png">
<link rel="stylesheet" href="/docs/swagger-ui.css" integrity="{swagger-ui.css}">
</head>
<body>
<main id="reference"></main>
<noscript>This needs JavaScript; the contract itself is <a href="/v1/openapi.json">/v1/openapi.json</a>.</noscript>
<script src="/docs/swagger-ui-bundle.js" integrity="{swagger-ui-bundle.js}"></script>
<script src="/docs/reference.js" integrity="{reference.js}"></script>
</body>
</html>
"""
_PACKAGED: Mapping[str, str] = {
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
    "favicon-32x32.png": "image/png",
}


@made_once
def assets() -> Mapping[str, Served]:
    """The files of the page by name."""
    resources = files("fastapi_swagger") / "resources"
    packaged = {name: Served(kind, (resources / name).read_bytes()) for name, kind in _PACKAGED.items()}
    return {**packaged, "reference.js": Served("text/javascript", SCRIPT.encode())}


@made_once
def page() -> Served:
    """The page, which names each of its files by what it holds."""
    text = PAGE
    for name, asset in assets().items():
        text = text.replace(f"{{{name}}}", asset.integrity)
    return Served("text/html", text.encode(), {"Content-Security-Policy": POLICY})


def contract_path() -> Path:
    """Where the committed contract stands: inside the installed package, or in the repository."""
    packaged = Path(__file__).parent / DOCUMENT
    return packaged if packaged.is_file() else Path(__file__).resolve().parents[3] / "openapi" / DOCUMENT


@made_once
def contract() -> Served:
    """The contract as it is committed, which is what the code makes (tests/architecture/test_contract.py)."""
    return Served("application/json", contract_path().read_bytes())


# `docs/permissions.md`: what each permission opens and who holds it, made from the contract and the matrix alone.


PREFACE = """# Permissions

A role holds permissions, each as far as *own* records, those of the *team*, the *department* or the *company* reach. An
API key holds those it was made with, at most those of its user, and reaches as far as its user. The contract names the
permission of each operation as `x-permission`; a move asks for its own besides, `x-move-permission`, judged for the
record it is made on. Operations without one are for everybody who is signed in. Written by `make papers` from the
code.
"""


def reference_page(document: Mapping[str, Any]) -> str:
    """The page as it is committed."""
    opened: dict[str, list[str]] = defaultdict(list)
    for path, item in document["paths"].items():
        for method, operation in item.items():
            permission = operation.get("x-move-permission", operation.get("x-permission"))
            if permission is not None:
                opened[permission].append(f"`{method.upper()} {path}`")
    return "\n".join((PREFACE, *(_chapter(permission, sorted(opened[permission])) for permission in Permission)))


def _chapter(permission: Permission, operations: list[str]) -> str:
    holders = ", ".join(
        f"{role} ({grants[permission].name.lower()})" for role, grants in GRANTS.items() if permission in grants
    )
    needed = needs(permission)
    also = f" A key needs `{needed}` with it." if needed is not None else ""
    listed = "\n".join(f"- {operation}" for operation in operations) or "- no operation of its own"
    return f"## {permission}\n\nHeld by {holders}.{also}\n\n{listed}\n"
