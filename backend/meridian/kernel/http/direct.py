"""Requests answered without the framework's own steps: in which order a route's dependencies are called is found once.

FastAPI finds it anew for every request, opens three exit stacks and hands the answer through as many wrappers, which
costs a short answer as much as all else (decision 0051). What takes parameters, headers and JSON is called from here.
What does not fit them is left to FastAPI, which knows what to say, before anything is called: it gets the body again.
"""

import inspect
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import wraps
from typing import Any, NamedTuple

from fastapi import HTTPException, params
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import request_body_to_args, request_params_to_args
from fastapi.exceptions import ResponseValidationError
from fastapi.routing import APIRoute
from pydantic_core import PydanticUndefined
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive

_REQUEST, _RESPONSE, _FIRST = range(3)
"""Where these stand among the values; the results of the calls follow, from the first on."""
Given = dict[str, Any]


Finish = Callable[[Request, Response, Any], Awaitable[None]]
"""What is done with an answer, and the result that it was made of, while the unit of work is still open."""


def opening(open_: Callable[..., AbstractAsyncContextManager[Any]]) -> Callable[..., AsyncIterator[Any]]:
    """Decorator of what opens something until the answer is made: the dependency. The framework knows generators alone,
    here it is entered without one."""

    @wraps(open_)
    async def generator(*given: Any, **named: Any) -> AsyncIterator[Any]:
        async with open_(*given, **named) as opened:
            yield opened

    generator.__dict__["opens"] = open_
    return generator


class Call(NamedTuple):
    """A dependency or, last, the handler. places: where its arguments stand; opens: what it gives lasts until the
    answer is made."""

    function: Callable[..., Any]
    opens: bool
    places: Sequence[tuple[str, int]]
    paths: Sequence[Any]
    queries: Sequence[Any]
    headers: Sequence[Any]
    body: list[Any]

    @property
    def takes(self) -> bool:
        """Whether it has parameters of the request at all."""
        return bool(self.paths or self.queries or self.headers or self.body)

    async def parameters(self, request: Request, body: Any) -> Given | None:
        """Its parameters as the request gives them; None when one does not fit."""
        given: Given = {}
        wrong: list[Any] = []
        for field in self.paths:  # each is there, once
            given[field.name], errors = field.validate(request.path_params[field.alias])
            wrong += errors
        parts = (
            request_params_to_args(self.queries, request.query_params) if self.queries else None,
            request_params_to_args(self.headers, request.headers) if self.headers else None,
            await request_body_to_args(self.body, body, embed_body_fields=False) if self.body else None,
        )
        for values, errors in filter(None, parts):
            given |= values
            wrong += errors
        return None if wrong else given


class Direct:
    """A route's calls in their order, and what its handler's result is written by."""

    def __init__(self, route: APIRoute, calls: Sequence[Call]) -> None:
        self._calls = calls
        self._taking = [call for call in calls if call.takes]
        self._field: Any = route.response_field
        self._status = route.status_code or 200
        self._sets_headers = any(place == _RESPONSE for call in calls for _, place in call.places)
        self.takes_body = any(call.body for call in calls)

    async def answer(self, request: Request, finish: Finish) -> Response | None:
        """The answer; None when FastAPI has to give it. Raises what the calls raise."""
        body = await _body_of(request) if self.takes_body else PydanticUndefined
        if body is _UNREADABLE:
            return None
        given: dict[int, Given] = {}
        for call in self._taking:
            parameters = await call.parameters(request, body)
            if parameters is None:
                return None
            given[id(call)] = parameters
        return await self._called(given, [request, _unsaid() if self._sets_headers else None], finish)

    async def _called(self, given: Mapping[int, Given], values: list[Any], finish: Finish) -> Response:
        """The answer, after the calls whose values are not known yet. What one opens is open until it is made."""
        for call in self._calls[len(values) - _FIRST :]:
            arguments = given.get(id(call), {})
            for name, place in call.places:
                arguments[name] = values[place]
            called = call.function(**arguments)
            if call.opens:
                async with called as opened:
                    return await self._called(given, [*values, opened], finish)
            values.append(await called)
        result = values[-1]
        response = result if isinstance(result, Response) else self._written(result, values[_RESPONSE])
        await finish(values[_REQUEST], response, result)
        return response

    def _written(self, result: Any, said: Response | None) -> Response:
        content = b""
        if self._field is not None:
            value, errors = self._field.validate(result, {}, loc=("response",))
            if errors:
                raise ResponseValidationError(errors=errors, body=result)
            content = self._field.serialize_json(value)
        answer = Response(content, self._status, media_type="application/json")
        if said is not None:
            answer.raw_headers += said.raw_headers
            answer.status_code = said.status_code or self._status
        return answer


def _unsaid() -> Response:
    """What a handler may put headers and a status on: as the framework makes them, but for all that an answer says."""
    said = Response.__new__(Response)
    said.raw_headers = []
    said.status_code = None  # type: ignore[assignment]
    return said


async def _body_of(request: Request) -> Any:
    """What the JSON sent says, undefined where nothing was sent; `_UNREADABLE` for what is no JSON."""
    try:
        sent = await request.body()
    except HTTPException:
        raise
    except Exception as error:  # it did not come whole
        raise HTTPException(400) from error
    if not sent:
        return PydanticUndefined
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        return _UNREADABLE
    try:
        return json.loads(sent)
    except (ValueError, RecursionError):
        return _UNREADABLE


_UNREADABLE = object()


def received_again(request: Request) -> Receive:
    """The request's messages from the start, when its body was read."""
    message: Message | None = {"type": "http.request", "body": request._body, "more_body": False}

    async def receive() -> Message:
        nonlocal message
        first, message = message, None
        return first or await request.receive()

    return receive


def direct_of(route: APIRoute) -> Direct | None:
    """None for what takes forms or cookies, answers in another way, or has dependencies of another kind."""
    told = inspect.signature(route.endpoint).return_annotation
    answers = (
        route.response_field or route.status_code == 204 or (isinstance(told, type) and issubclass(told, Response))
    )
    if len(route.methods or ()) != 1 or route._embed_body_fields or not answers:
        return None
    calls: list[Call] = []
    return Direct(route, calls) if _gathered(route.dependant, calls, {}) else None


def _gathered(dependant: Dependant, calls: list[Call], known: dict[Any, int]) -> bool:
    """Whether these calls are of a kind known here; they are put behind the others, each after those it needs."""
    places = []
    for each in dependant.dependencies:
        if each.call not in known:
            if not each.use_cache or not _gathered(each, calls, known):
                return False
            known[each.call] = _FIRST + len(calls) - 1
        if each.name is not None:
            places.append((each.name, known[each.call]))
    function: Any = dependant.call
    opens = inspect.isasyncgenfunction(function)
    awaited = inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(function.__call__)
    known_kind = awaited or (opens and dependant.scope == "function")
    if not known_kind or _takes_more(dependant):
        return False
    own = (dependant.request_param_name, _REQUEST), (dependant.response_param_name, _RESPONSE)
    places += [(name, place) for name, place in own if name is not None]
    calls.append(
        Call(
            function.__dict__.get("opens") or asynccontextmanager(function) if opens else function,
            opens,
            tuple(places),
            dependant.path_params,
            dependant.query_params,
            dependant.header_params,
            dependant.body_params,
        )
    )
    return True


def _takes_more(dependant: Dependant) -> bool:
    """Whether it asks for more than parameters of path, query and headers, JSON, the request and the response."""
    return bool(
        dependant.cookie_params
        or any(isinstance(each.field_info, params.Form) for each in dependant.body_params)
        or dependant.http_connection_param_name
        or dependant.websocket_param_name
        or dependant.background_tasks_param_name
        or dependant.security_scopes_param_name
    )
