"""How a request becomes a unit of work: sessions, versions, repeated requests. Actors come from identity/access.py."""

import re
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import AsyncExitStack
from functools import cache, cached_property
from os.path import commonpath
from typing import Annotated, Any, get_args, get_origin
from urllib.parse import quote

import orjson
from fastapi import APIRouter, Header, Request, Response
from fastapi._compat import ModelField
from fastapi.datastructures import DefaultPlaceholder
from fastapi.dependencies.models import Dependant
from fastapi.responses import StreamingResponse
from fastapi.routing import APIRoute
from pydantic import BaseModel
from pydantic.warnings import UnsupportedFieldAttributeWarning
from starlette.routing import compile_path
from starlette.types import Receive, Scope, Send

from meridian.kernel.db.session import Database
from meridian.kernel.http import idempotency
from meridian.kernel.http.direct import Direct, direct_of, received_again
from meridian.kernel.http.reading import HEAD
from meridian.kernel.language import msg
from meridian.kernel.listing.shown import Written, encode
from meridian.kernel.problems import UNSAID, etag, fault

Handler = Callable[[Request], Awaitable[Response]]


class ReplayedAnswer(Exception):
    """Leaves the unit of work early: this request was answered before."""

    def __init__(self, response: Response) -> None:
        self.response = response


class _AsWritten(ModelField):
    """The answer of a handler that returns `Written`: it has its model's shape already."""

    def validate(self, value: Any, *_: Any, **__: Any) -> tuple[Any, list[dict[str, Any]]]:
        return value, []

    def serialize_json(self, value: Written[Any], **_: Any) -> bytes:
        return encode(value.fields)


class Route(APIRoute):
    """Puts the record's version into the ETag of every answer that has one, says where a record made is found, and
    keeps the answer of a POST that carried an Idempotency-Key, inside the transaction that did the work.

    The handler's dependencies commit after it returns and before the answer leaves. A handler whose answer holds a
    secret sets `request.state.kept_body`, which is kept in its place. The operation is called as the handler is.

    What FastAPI works out of the handler (its dependencies, its models) is a fifth of a start for 400 routes, so a
    route does that when it is first asked; until then it knows what finds it, and where a record it makes is found.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **said: Any) -> None:
        said["operation_id"] = said.get("operation_id") or said.get("name") or endpoint.__name__
        self._said = said
        self.path, self.endpoint, self.name = path, endpoint, said.get("name") or endpoint.__name__
        self.methods = {method.upper() for method in said.get("methods") or ("GET",)}
        self.include_in_schema = said.get("include_in_schema", True)
        self.status_code, self.responses = said.get("status_code"), said.get("responses") or {}
        told = said.get("response_model")
        self.response_model = endpoint.__annotations__.get("return") if isinstance(told, DefaultPlaceholder) else told
        self._is_written = get_origin(self.response_model) is Written
        if self._is_written:
            self.response_model = said["response_model"] = get_args(self.response_model)[0]

    def __getattr__(self, name: str) -> Any:
        if name in ("path_regex", "path_format", "param_convertors"):
            self.path_regex, self.path_format, self.param_convertors = compile_path(self.path)
            return vars(self)[name]
        said = self.__dict__.pop("_said", None)
        if said is None:
            raise AttributeError(f"a route has no {name}")
        super().__init__(self.path, self.endpoint, **said)
        _build_models(self.dependant)
        return getattr(self, name)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """What takes parameters and JSON alone is answered straight (direct.py), all else as FastAPI does."""
        direct = self._direct if scope["method"] in (self.methods or ()) else None
        if direct is not None:
            request = _hashed(Request(scope, receive, send))
            try:
                response = await direct.answer(request, self._finish)
            except ReplayedAnswer as replayed:
                response = replayed.response
            if response is not None:
                await response(scope, receive, send)
                return
            receive = received_again(request) if direct.takes_body else receive
        async with AsyncExitStack() as scope["fastapi_middleware_astack"]:  # closes what was uploaded
            await super().handle(scope, receive, send)

    @cached_property
    def _direct(self) -> Direct | None:
        return direct_of(self)

    @cached_property
    def _versioned(self) -> bool:
        return _has_version(self.response_model)

    def get_route_handler(self) -> Callable[[Request], Any]:
        field = self.response_field
        if self._is_written and field is not None:
            self.response_field = _AsWritten(field.field_info, field.name, field.mode, field.config)
        handler = super().get_route_handler()

        async def keeping(request: Request) -> Response:
            request = _hashed(request)
            try:
                response: Response = await handler(request)
            except ReplayedAnswer as replayed:
                return replayed.response
            await self._finish(request, response)
            return response

        return keeping

    async def _finish(self, request: Request, response: Response, result: Any = None) -> None:
        """Completes a handler's answer, and keeps it for a repeated request, before its work is committed.

        result: what the answer was made of, where it is at hand.
        """
        if isinstance(response, StreamingResponse) and wants_no_body(request):
            response.body_iterator = _nothing()
        if response.status_code >= 300:
            return
        _add_headers(request, response, result, versioned=self._versioned)
        pending = request.scope.get("state", {}).get("idempotency")
        if pending is not None:
            session, principal_id, key, digest = pending
            idempotency.keep_answer(
                session,
                principal_id,
                key,
                digest,
                status=response.status_code,
                headers=dict(response.headers),
                body=getattr(request.state, "kept_body", bytes(response.body)),
            )


def _build_models(dependant: Dependant) -> None:
    """Builds the models of what is sent, which waited until now, without the warning that FastAPI leaves out too."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UnsupportedFieldAttributeWarning)
        for field in (*dependant.query_params, *dependant.body_params):
            field._type_adapter.rebuild()
    for each in dependant.dependencies:
        _build_models(each)


async def _nothing() -> AsyncIterator[bytes]:
    nothing: tuple[bytes, ...] = ()
    for piece in nothing:
        yield piece


def _hashed(request: Request) -> Request:
    """The same request, hashed while it is read when it may be a repeated one: what is done is known by then."""
    if request.method != "POST" or idempotency.HEADER not in request.headers:
        return request
    passing = idempotency.Passing(
        request.receive,
        request.app.state.settings.signing_key(),
        request.method,
        request.scope["path"],
        request.scope["query_string"].decode("latin-1"),
        request.headers.get("content-type", ""),
    )
    request.state.passing = passing
    return Request(request.scope, passing.receive)


def _has_version(model: Any) -> bool:
    return isinstance(model, type) and issubclass(model, BaseModel) and "version" in model.model_fields


def _add_headers(request: Request, answer: Response, result: Any, *, versioned: bool) -> None:
    """The ETag of a record and the Location of one just made, both from what the answer says."""
    place = _place_of(request) if answer.status_code == 201 else None
    missing = _parameters(place) - request.path_params.keys() if place is not None else ()
    record: Mapping[str, Any] = {}
    if versioned or missing:
        record = _record_of(result) or orjson.loads(answer.body)
    if versioned:
        answer.raw_headers.append((b"etag", etag(record["version"]).encode()))
    if place is not None:
        own = dict.fromkeys(missing, record.get("id"))
        parts = {name: quote(str(part), safe="") for name, part in (request.path_params | own).items()}
        answer.headers["Location"] = place.format(**parts)


def _record_of(result: Any) -> Mapping[str, Any] | None:
    """The answer's fields where they are at hand."""
    if isinstance(result, Written):
        return result.fields
    return vars(result) if isinstance(result, BaseModel) else None


# Where a record just made can be read: the Location of every 201, found from the routes themselves.

_PARAMETER = re.compile(r"{(\w+)}")


def locations(routers: Iterable[APIRouter]) -> Mapping[tuple[str, str], str]:
    """By path and method of what answers 201: the path of the record made, else of the list that holds it.

    A record's own path is the one of the GET with the same model that needs no parameter but those of the request and
    the record's id.
    """
    routes = [route for router in routers for route in router.routes if isinstance(route, APIRoute)]
    reading = [route for route in routes if "GET" in (route.methods or ())]
    making = [route for route in routes if route.status_code == 201 or 201 in route.responses]
    found = {(route.path, method): _location(route, reading) for route in making for method in route.methods or ()}
    return {made: path for made, path in found.items() if path is not None}


def _location(route: APIRoute, reading: Iterable[APIRoute]) -> str | None:
    made: type[Any] = route.response_model
    models = (get for get in reading if isinstance(get.response_model, type) and issubclass(made, get.response_model))
    own = [get.path for get in models if _needs_id(get.path, route.path)]
    if own:
        return max(own, key=lambda path: len(commonpath((path, route.path))))
    return route.path if any(get.path == route.path for get in reading) else None


def _needs_id(path: str, given: str) -> bool:
    """Whether the path ends with an id, and knows everything else from the path of the request."""
    *others, _ = _PARAMETER.findall(path) or [""]
    return path.endswith("}") and set(others) <= set(_PARAMETER.findall(given))


def _place_of(request: Request) -> str | None:
    """Where what the request made is found, as the application knows it (`app.state.locations`)."""
    known: Mapping[tuple[str, str], str] = getattr(request.app.state, "locations", {})
    return known.get((request.scope["route"].path, request.method))


@cache
def _parameters(place: str) -> frozenset[str]:
    """Of a path: those that the request's own does not have are the id of what it made."""
    return frozenset(_PARAMETER.findall(place))


# What handlers ask of the request.


def database(request: Request) -> Database:
    db: Database = request.app.state.db
    return db


def wants_no_body(request: Request) -> bool:
    """Whether it is a HEAD, which hands nothing out."""
    return HEAD in request.scope


def trace_id(request: Request) -> str:
    found: str = request.scope.get("meridian.trace_id", "")
    return found


def set_etag(response: Response, revision: int) -> None:
    """The ETag of what has no version of its own; that of a record comes by itself (see `Route`)."""
    response.headers["ETag"] = etag(revision)


async def if_match(
    request: Request,
    header: Annotated[
        str | None,
        Header(
            alias="If-Match",
            description="The ETag you read: its version counts. Without it the answer is 428; when outdated, 412.",
            examples=['"3"'],
        ),
    ] = None,
) -> int:
    """The version the client read, `UNSAID` without one: `check_version` refuses that. 422 when malformed."""
    if header is None:
        return UNSAID
    match = re.fullmatch(r'(?:W/)?"?(\d{1,18})(?:\.[0-9a-f]*)?"?', header.strip())
    if match is None:
        raise fault("/header/If-Match", "invalid", msg('a version such as "3"'))
    return int(match.group(1))
