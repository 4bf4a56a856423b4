"""One pure ASGI layer: request and trace ids, access log, metrics, size limit, headers of every answer; and the finder
of routes within it.

No personal data is logged.
"""

import re
import secrets
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from functools import lru_cache
from math import floor
from typing import Any, NamedTuple

from fastapi import APIRouter, FastAPI, HTTPException, Request
from fastapi.routing import APIRoute
from prometheus_client import Counter, Histogram
from starlette.routing import BaseRoute

from meridian.kernel import logs
from meridian.kernel.http import reading
from meridian.kernel.http.handlers import METHODS, on_bug
from meridian.kernel.language import LANGUAGE, SOURCE, asked, msg

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

REQUESTS = Counter("meridian_http_requests_total", "Requests answered.", ["method", "route", "status"])
SECONDS = Histogram(
    "meridian_http_request_seconds",
    "Time from request to the last byte of the answer.",
    ["method", "route"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
TRACEPARENT = re.compile(rb"^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$")
GONE = 499  # the client hung up before there was an answer


def _trace_id(parent: bytes | None) -> str:
    match = TRACEPARENT.match(parent) if parent is not None else None
    return match.group(1).decode() if match else secrets.token_hex(16)


def _all(scope: Scope, header: bytes) -> str:
    """What a header says, also where it does so in several lines."""
    return ",".join(value.decode("latin-1") for name, value in scope["headers"] if name == header)


@lru_cache(maxsize=10_000)
def _meters(method: str, route: str, status: int) -> tuple[Counter, Histogram]:
    return REQUESTS.labels(method, route, str(status)), SECONDS.labels(method, route)


class RequestLayer:
    """Wraps the whole application. `json_limit` bounds bodies that are not uploads, in bytes.

    upload_limits: paths whose uploads have a narrower bound, so that none of what is too much is kept in memory.
    headers: of every answer that does not name them itself.
    """

    def __init__(
        self,
        app: App,
        *,
        json_limit: int,
        upload_limit: int,
        upload_limits: Mapping[str, int] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.app = app
        self.json_limit = json_limit
        self.upload_limit = upload_limit
        self.upload_limits = upload_limits or {}
        self.headers = [(name.lower().encode(), value.encode()) for name, value in (headers or {}).items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        said = dict(reversed(scope["headers"]))  # what stands first counts
        trace_id = scope["meridian.trace_id"] = _trace_id(said.get(b"traceparent"))
        LANGUAGE.set((asked(_all(scope, b"accept-language")) if b"accept-language" in said else None) or SOURCE)
        started = time.perf_counter()
        status: int | None = None
        reads, kept = scope["method"] == "GET", None

        async def begin(message: Message, named: Mapping[bytes, bytes]) -> None:
            nonlocal status
            status = message["status"]
            message["headers"] = [
                *message["headers"],
                (b"x-trace-id", trace_id.encode()),
                *(header for header in self.headers if header[0] not in named),
                *scope.get("meridian.headers", ()),
            ]
            await send(message)

        async def answer(message: Message) -> None:
            nonlocal kept
            if message["type"] == "http.response.start":
                if status is not None:
                    raise RuntimeError("an answer was begun already")
                kept = None
                named = dict(message["headers"])
                if reads and reading.has_tag(message["status"], named):
                    kept = message, named  # until its content is known
                else:
                    await begin(message, named)
                return
            if kept is not None:
                (start, named), kept = kept, None
                if not message.get("more_body"):
                    known = _all(scope, b"if-none-match") if b"if-none-match" in said else None
                    reading.tag(start, named, message, known)
                await begin(start, named)
            await send(message)

        try:
            await self.app(scope, self._bounded(scope["path"], said, receive), answer)
        except Exception as error:
            if status is not None:
                raise  # too late to say anything else
            await on_bug(Request(scope), error)(scope, receive, answer)
        finally:
            route = getattr(scope.get("route"), "path", "unmatched")
            method = scope["method"] if scope["method"] in METHODS else "other"
            seconds = time.perf_counter() - started
            requests, histogram = _meters(method, route, status or GONE)
            requests.inc()
            histogram.observe(seconds)
            logs.info(
                "request",
                method=method,
                route=route,
                status=status or GONE,
                ms=round(seconds * 1000, 1),
                trace_id=trace_id,
                principal=scope.get("meridian.principal"),
            )

    def _bounded(self, path: str, said: Mapping[bytes, bytes], receive: Receive) -> Receive:
        upload = said.get(b"content-type", b"").startswith((b"multipart/", b"application/octet-stream", b"text/csv"))
        limit = self.upload_limits.get(path, self.upload_limit) if upload else self.json_limit
        length = said.get(b"content-length", b"")
        if length.isdigit() and int(length) > limit:

            async def refuse() -> Message:
                raise HTTPException(413, msg("at most {limit} bytes", limit=limit))

            return refuse
        received = 0

        async def bounded() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise HTTPException(413, msg("at most {limit} bytes", limit=limit))
            return message

        return bounded


# Requests per minute and principal, counted in this process; several processes each allow their share.


MINUTE = 60.0


class Verdict(NamedTuple):
    allowed: bool
    remaining: int
    reset_seconds: int


class Limiter:
    """A sliding window of a minute: this minute's requests, and of the last one's the share still inside it."""

    def __init__(self, processes: int = 1) -> None:
        self._processes = processes
        self._minute = 0
        self._counts: dict[str, int] = {}
        self._before: dict[str, int] = {}

    def hit(self, principal: str, per_minute: int) -> Verdict:
        """Counts one request, if it is allowed. `reset_seconds` is when one more would be."""
        limit = max(1, per_minute // self._processes)
        left = MINUTE - self._turn(time.time())
        count, before = self._counts.get(principal, 0), self._before.get(principal, 0)
        used = floor(count + before * left / MINUTE)
        allowed = used < limit
        if allowed:
            self._counts[principal] = count + 1
        reset = left % (MINUTE / before) if before else left
        return Verdict(allowed, max(0, limit - used - allowed), round(reset))

    def _turn(self, now: float) -> float:
        """Seconds since the minute began; in a new one, this one's counts become the last one's."""
        minute, into = divmod(now, MINUTE)
        if minute != self._minute:
            self._before = self._counts if minute == self._minute + 1 else {}
            self._counts, self._minute = {}, int(minute)
        return into


# Which route answers a request, found by how the path begins and how many parts it has.

Place = tuple[str, int]


def mount(app: FastAPI, routers: Iterable[APIRouter]) -> None:
    """Makes the routers' routes the application's own, and lets it find them without trying one after the other.

    The routers stand as they are: their routes know their whole path, so that nothing is made a second time, as
    `include_router` would (half of a start, measured). Around them stands what we add, and no layer of the framework's
    besides, as each that only passes on costs every request its steps: `RequestLayer` answers for bugs and bounds
    bodies.
    """
    app.router.routes.extend(route for router in routers for route in router.routes)
    app.router.middleware_stack = Dispatch(app.router)

    def layers() -> Any:
        inner: Any = Handled(app.router, app.exception_handlers)
        for layer, arguments, named in reversed(app.user_middleware):
            inner = layer(inner, *arguments, **named)
        return inner

    app.build_middleware_stack = layers  # type: ignore[method-assign]


class Handled:
    """Answers for what is raised within as the application's handlers say; what none of them knows is a bug."""

    def __init__(self, app: App, handlers: Mapping[Any, Callable[..., Any]]) -> None:
        self.app = app
        self.handlers = handlers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self.app(scope, receive, send)
        except Exception as error:
            handler = next((self.handlers[kind] for kind in type(error).__mro__ if kind in self.handlers), None)
            if scope["type"] != "http" or handler is None:
                raise
            response = await handler(Request(scope, receive), error)
            await response(scope, receive, send)


class Dispatch:
    """In front of a router's own search, which tries every route in turn (0.8 to 1.9 ms with 400 of them, measured).

    What it finds is what the router would find: of the few routes that begin with the same words and have as many
    parts, the first that matches. All else (another method, an unknown path, the interface) the router answers.
    """

    def __init__(self, router: APIRouter) -> None:
        self.router = router
        self.known = len(router.routes)
        self.by_place = _by_place(router.routes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hands the request to its route."""
        found = self.find(scope) if scope["type"] == "http" else None
        if found is None:
            await self.router.app(scope, receive, send)
            return
        route, child_scope = found
        scope.setdefault("router", self.router)
        scope.update(child_scope)
        await route.handle(scope, receive, send)

    def find(self, scope: Scope) -> tuple[APIRoute, dict[str, Any]] | None:
        """The route of path and method with what it reads from the path; None when the router has to say."""
        if len(self.router.routes) != self.known:  # one was added since
            self.known, self.by_place = len(self.router.routes), _by_place(self.router.routes)
        for route in self.by_place.get(_place(scope["path"]), ()):
            if scope["method"] in (route.methods or ()) and (found := route.path_regex.match(scope["path"])):
                return route, {"endpoint": route.endpoint, "path_params": found.groupdict(), "route": route}
        return None


def _place(path: str) -> Place:
    """The first two parts of a path (`v1/customers`) and how many parts it has."""
    parts = path.split("/", 3)
    return "/".join(parts[1:3]), path.count("/")


def _by_place(routes: Iterable[BaseRoute]) -> dict[Place, list[APIRoute]]:
    found: defaultdict[Place, list[APIRoute]] = defaultdict(list)
    for route in routes:
        if isinstance(route, APIRoute) and "{" not in _place(route.path)[0] and ":" not in route.path:
            found[_place(route.path)].append(route)
    return dict(found)
