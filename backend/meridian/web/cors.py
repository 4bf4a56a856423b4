"""Pages of other origins may use the API where the installation trusts them (`MERIDIAN_TRUSTED_ORIGINS`)."""

from collections.abc import Sequence

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

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
