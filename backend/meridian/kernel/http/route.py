"""How a request becomes a unit of work: sessions, versions, repeated requests. Actors come from identity/access.py."""

import re
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import Header, Request, Response
from fastapi.routing import APIRoute

from meridian.kernel.created import tell_place
from meridian.kernel.db.session import Database
from meridian.kernel.http import idempotency
from meridian.kernel.problems import VersionRequired, etag, fault

Handler = Callable[[Request], Awaitable[Response]]


class ReplayedAnswer(Exception):
    """Leaves the unit of work early: this request was answered before."""

    def __init__(self, response: Response) -> None:
        self.response = response


class Route(APIRoute):
    """Says where a record made is found, and keeps the answer of a POST that carried an Idempotency-Key, inside the
    transaction that did the work.

    The handler's dependencies commit after it returns and before the answer leaves. A handler whose answer holds a
    secret sets `request.state.kept_body`, which is kept in its place.
    """

    def get_route_handler(self) -> Callable[[Request], Any]:
        handler = super().get_route_handler()

        async def keeping(request: Request) -> Response:
            if request.method == "POST" and idempotency.HEADER in request.headers:
                request = _passing(request)
            try:
                response: Response = await handler(request)
            except ReplayedAnswer as replayed:
                return replayed.response
            if response.status_code == 201:
                tell_place(request, response)
            pending = getattr(request.state, "idempotency", None)
            if pending is not None and response.status_code < 300:
                session, principal_id, key, digest = pending
                await idempotency.keep_answer(
                    session,
                    principal_id,
                    key,
                    digest,
                    status=response.status_code,
                    headers=dict(response.headers),
                    body=getattr(request.state, "kept_body", bytes(response.body)),
                )
            return response

        return keeping


def _passing(request: Request) -> Request:
    """The same request, hashed while it is read: what is done is known by then."""
    passing = idempotency.Passing(
        request.receive,
        request.app.state.settings.signing_key(),
        request.method,
        request.url.path,
        request.url.query,
        request.headers.get("content-type", ""),
    )
    request.state.passing = passing
    return Request(request.scope, passing.receive)


def database(request: Request) -> Database:
    db: Database = request.app.state.db
    return db


def trace_id(request: Request) -> str:
    found: str = request.scope.get("meridian.trace_id", "")
    return found


def set_etag(response: Response, version: int) -> None:
    """The record's version as its ETag."""
    response.headers["ETag"] = etag(version)


async def if_match(
    request: Request,
    header: Annotated[
        str | None,
        Header(
            alias="If-Match",
            description="The ETag you read, quoted version number. Without it the answer is 428; when outdated, 412.",
            examples=['"3"'],
        ),
    ] = None,
) -> int:
    """The version the client read. 428 when absent, 422 when malformed."""
    if header is None:
        raise VersionRequired()
    match = re.fullmatch(r'(?:W/)?"?(\d{1,18})"?', header.strip())
    if match is None:
        raise fault("/header/If-Match", "invalid", 'a version such as "3"')
    return int(match.group(1))
