"""Turns everything that can go wrong into a problem document."""

import errno
import time
from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg
import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.routing import Match

from meridian.kernel import logs
from meridian.kernel.blobs import StoreUnavailable
from meridian.kernel.http.idempotency import CROSSED
from meridian.kernel.http.route import trace_id
from meridian.kernel.language import LANGUAGE, Message, msg, words_of_error
from meridian.kernel.problems import (
    MEDIA_TYPE,
    BadRequest,
    Conflict,
    Fault,
    Forbidden,
    Invalid,
    MethodNotAllowed,
    NotFound,
    NotSignedIn,
    Problem,
    TooLarge,
    TooManyRequests,
    Unavailable,
    UnsupportedMedia,
)

BY_STATUS: Mapping[int, type[Problem]] = {
    kind.status: kind
    for kind in (
        BadRequest,
        NotSignedIn,
        Forbidden,
        NotFound,
        MethodNotAllowed,
        Conflict,
        TooLarge,
        UnsupportedMedia,
        Invalid,
        TooManyRequests,
        Unavailable,
    )
}


def answer(problem: Problem, request: Request) -> Response:
    return Response(
        orjson.dumps(problem.document(trace_id(request)), default=str),
        status_code=problem.status,
        media_type=MEDIA_TYPE,
        headers={"Content-Language": LANGUAGE.get(), "Vary": "Accept-Language", **problem.headers},
    )


def pointer(location: Sequence[int | str]) -> str:
    """A pydantic location as a JSON Pointer: into the body as it is, else with the part of the request in front."""
    parts = [str(part).replace("~", "~0").replace("/", "~1") for part in location]
    return "".join(f"/{part}" for part in (parts[1:] if parts and parts[0] == "body" else parts))


def validation_faults(errors: Sequence[Mapping[str, Any]]) -> list[Fault]:
    return [Fault(pointer(error["loc"]), error["type"], words_of_error(error)) for error in errors]


class IntegrityRules:
    """What a broken constraint means, by its name; the domains know (see wiring.py)."""

    def __init__(self, by_name: Mapping[str, Problem]) -> None:
        self.by_name = by_name

    def problem(self, error: IntegrityError) -> Problem:
        cause = getattr(error.orig, "__cause__", None)
        name: str = getattr(cause, "constraint_name", None) or ""
        if name in self.by_name:
            known = self.by_name[name]
            return type(known)(known.detail, errors=known.errors, kind=known.kind, **known.extra)
        if isinstance(cause, asyncpg.UniqueViolationError):
            return Conflict(msg("a record with these values exists already"), reason="not_unique", constraint=name)
        if isinstance(cause, asyncpg.ForeignKeyViolationError):
            return Conflict(
                msg("a record named here does not exist, or is still in use"), reason="reference", constraint=name
            )
        return Conflict(msg("the record would break a rule"), reason="integrity", constraint=name)


CROSSINGS = (asyncpg.DeadlockDetectedError, asyncpg.SerializationError)


def database_problem(error: DBAPIError) -> Problem:
    cause = getattr(error.orig, "__cause__", None)
    if isinstance(cause, (*CROSSINGS, asyncpg.LockNotAvailableError)):
        return Unavailable(msg("somebody else is changing the same records"), headers={"Retry-After": "1"})
    if isinstance(cause, asyncpg.DataError | asyncpg.CharacterNotInRepertoireError):
        return Invalid(msg("a value does not fit its field"))
    if isinstance(cause, asyncpg.RestrictViolationError):
        return Conflict(msg("these records are never changed"), reason="append_only")
    if isinstance(error, InterfaceError) or error.connection_invalidated or isinstance(cause, OUTAGES):
        return outage(cause if isinstance(cause, OUTAGES) else error)
    return Problem()


OUTAGES = (
    PoolTimeout,
    OSError,  # refused, timed out, no such file; a full disk, no descriptors left
    StoreUnavailable,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,  # starting up, shutting down, or after a crash
    asyncpg.InsufficientResourcesError,  # disk full, out of memory, too many connections
    asyncpg.PostgresSystemError,  # the server's own disk
    asyncpg.ReadOnlySQLTransactionError,  # the server takes no writes any more: another one does
)
"""What stops us from answering and is nobody's fault here: told as 503, which clients repeat by themselves."""
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
DESCRIPTORS = frozenset({errno.EMFILE, errno.ENFILE})


def outage(error: BaseException) -> Unavailable:
    """What is down, in words that show no inside; `component` names it as `/readyz` does."""
    component, words, seconds = "database", msg("the database cannot be reached"), 2
    number = getattr(error, "errno", None)
    if isinstance(error, asyncpg.DiskFullError):
        words, seconds = msg("the database's disk is full"), 10
    elif isinstance(error, asyncpg.TooManyConnectionsError):
        words = msg("the database has no connection left")
    elif isinstance(error, PoolTimeout):
        words = msg("all database connections of this process are in use")
    elif isinstance(error, asyncpg.InsufficientResourcesError | asyncpg.PostgresSystemError):
        words, seconds = msg("the database lacks what it needs"), 10
    elif number in FULL:
        component, words, seconds = "disk", msg("the disk is full"), 10
    elif number in DESCRIPTORS:
        component, words = "process", msg("this process has too many files and connections open")
    elif isinstance(error, StoreUnavailable):
        component, words, seconds = "files", msg("the file store cannot be reached"), 5
    return Unavailable(words, headers={"Retry-After": str(seconds)}, component=component)


def _numbers(error: BaseException) -> dict[str, Any]:
    """What an operator looks up: the database's SQLSTATE, the system's errno, where the chain of causes has them."""
    found: dict[str, Any] = {}
    seen: BaseException | None = error
    for _ in range(8):
        if seen is None:
            break
        for name, value in (("sqlstate", getattr(seen, "sqlstate", None)), ("errno", getattr(seen, "errno", None))):
            if value is not None:
                found.setdefault(name, value)
        seen = seen.__cause__ or seen.__context__
    return found


class Outages:
    """What requests of this process met lately, by component, for `/readyz`."""

    LATELY = 15.0
    """Seconds that it is remembered."""

    def __init__(self) -> None:
        self._met: dict[str, tuple[str, float]] = {}

    def note(self, problem: Problem) -> None:
        if component := problem.extra.get("component"):
            self._met[component] = problem.detail, time.monotonic()

    def lately(self) -> dict[str, str]:
        """In words, by component."""
        return {name: said for name, (said, at) in self._met.items() if time.monotonic() - at < self.LATELY}


_BY_FRAMEWORK: Mapping[int, Message] = {
    400: msg("the body is not what its Content-Type says"),
    404: msg("there is nothing at this path"),
}
"""What the framework refuses, in our words."""
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def on_bug(request: Request, error: Exception) -> Response:
    """For what nobody foresaw: logged here, told without its inside."""
    logs.error("bug", trace_id=trace_id(request), raised=error)
    return answer(Problem(), request)


def _methods_of(request: Request) -> str:
    """Every method the request's path knows."""
    routes = request.app.router.routes
    known = (
        method
        for method in METHODS
        if any(route.matches({**request.scope, "method": method})[0] is Match.FULL for route in routes)
    )
    return ", ".join("GET, HEAD" if method == "GET" else method for method in known)


def install(app: FastAPI, integrity: IntegrityRules) -> None:
    """Registers every handler on `app`."""

    async def on_problem(request: Request, problem: Exception) -> Response:
        assert isinstance(problem, Problem)
        return answer(problem, request)

    async def on_validation(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        if any(fault["type"] == "json_invalid" for fault in error.errors()):
            return answer(BadRequest(msg("the body is not valid JSON")), request)
        if any(fault["loc"] == ("body",) and fault["type"] != "missing" for fault in error.errors()):
            media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
            if media_type != "application/json" and not media_type.endswith("+json"):
                return answer(UnsupportedMedia(msg("send application/json")), request)
        return answer(Invalid(errors=validation_faults(error.errors())), request)

    async def on_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        cause = error.__cause__
        if isinstance(cause, OSError) and cause.errno in FULL | DESCRIPTORS:  # while the body was put down
            return told(request, cause, outage(cause))
        kind = BY_STATUS.get(error.status_code, BadRequest if error.status_code < 500 else Problem)
        headers = {"Allow": _methods_of(request)} if kind is MethodNotAllowed else dict(error.headers or {})
        own = error.detail if isinstance(error.detail, Message) else _BY_FRAMEWORK.get(kind.status)
        return answer(kind(own, headers=headers), request)

    async def on_integrity(request: Request, error: Exception) -> Response:
        assert isinstance(error, IntegrityError)
        return answer(integrity.problem(error), request)

    app.state.outages = Outages()

    def told(request: Request, error: Exception, problem: Problem) -> Response:
        """A failure of ours or of what we stand on is logged with the numbers it bears and the request's trace."""
        if problem.status >= 500:
            app.state.outages.note(problem)
            kind = type(getattr(getattr(error, "orig", None), "__cause__", None) or error).__name__
            component = problem.extra.get("component", "database")
            logs.error("outage", trace_id=trace_id(request), component=component, error=kind, **_numbers(error))
        return answer(problem, request)

    async def on_database(request: Request, error: Exception) -> Response:
        assert isinstance(error, DBAPIError)
        if isinstance(getattr(error.orig, "__cause__", None), CROSSINGS):
            request.scope[CROSSED] = True
            logs.info("crossed", trace_id=trace_id(request), **_numbers(error))
            return answer(database_problem(error), request)
        return told(request, error, database_problem(error))

    async def on_outage(request: Request, error: Exception) -> Response:
        lost = isinstance(error, ConnectionError | TimeoutError)
        if isinstance(error, OSError) and not lost and error.errno not in FULL | DESCRIPTORS | {errno.EIO}:
            return on_bug(request, error)
        return told(request, error, outage(error))

    async def on_half_characters(request: Request, error: Exception) -> Response:
        """Halves of characters can be spelled in JSON; they are text nowhere, and no password either."""
        assert isinstance(error, UnicodeEncodeError)
        if isinstance(error.object, str) and any("\ud800" <= each <= "\udfff" for each in error.object):
            return answer(Invalid(msg("must be valid Unicode")), request)
        return on_bug(request, error)

    app.add_exception_handler(UnicodeEncodeError, on_half_characters)
    app.add_exception_handler(Problem, on_problem)
    app.add_exception_handler(RequestValidationError, on_validation)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(IntegrityError, on_integrity)
    app.add_exception_handler(DBAPIError, on_database)
    for kind in OUTAGES:
        app.add_exception_handler(kind, on_outage)
