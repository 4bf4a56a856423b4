"""What answers tell browsers to allow and to refuse; why it is so stands in decision 0080."""

import base64
import hashlib
from collections.abc import Mapping, Sequence

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

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
