"""Reads answered without the framework's own steps: in which order a route's dependencies are called is found once.

FastAPI finds it anew for every request, opens three exit stacks and hands the answer through as many wrappers, which
costs a short answer as much as all else (decision 0051). A GET that takes parameters alone is called from here. What
does not fit its parameters is left to FastAPI, which knows what to say.
"""

import inspect
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, NamedTuple

from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import request_params_to_args
from fastapi.exceptions import ResponseValidationError
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

_REQUEST, _RESPONSE = 0, 1
"""Where these stand among the values; the results of the calls follow."""
Given = dict[str, Any]


class Call(NamedTuple):
    """A dependency or, last, the handler. places: where its arguments stand; opens: what it gives lasts until the
    answer is made."""

    function: Callable[..., Any]
    opens: bool
    places: Sequence[tuple[str, int]]
    paths: Sequence[Any]
    queries: Sequence[Any]

    def parameters(self, request: Request) -> Given | None:
        """Its parameters as the request gives them; None when one does not fit."""
        path, wrong = request_params_to_args(self.paths, request.path_params)
        query, more = request_params_to_args(self.queries, request.query_params) if self.queries else ({}, [])
        return None if wrong or more else path | query


class Direct:
    """A route's calls in their order, and what its handler's result is written by."""

    def __init__(self, route: APIRoute, calls: Sequence[Call]) -> None:
        self._calls = calls
        self._field: Any = route.response_field
        self._status = route.status_code or 200
        self._sets_headers = any(place == _RESPONSE for call in calls for _, place in call.places)

    async def answer(self, request: Request) -> Response | None:
        """The answer; None when FastAPI has to give it. Raises what the calls raise."""
        given = []
        for call in self._calls:
            parameters = call.parameters(request) if call.paths or call.queries else {}
            if parameters is None:
                return None
            given.append(parameters)
        values: list[Any] = [request, _unsaid() if self._sets_headers else None]
        async with AsyncExitStack() as stack:
            for call, parameters in zip(self._calls, given, strict=True):
                called = call.function(**{name: values[place] for name, place in call.places}, **parameters)
                values.append(await (stack.enter_async_context(called) if call.opens else called))
            result = values[-1]
            return result if isinstance(result, Response) else self._written(result, values[_RESPONSE])

    def _written(self, result: Any, said: Response | None) -> Response:
        value, errors = self._field.validate(result, {}, loc=("response",))
        if errors:
            raise ResponseValidationError(errors=errors, body=result)
        answer = Response(self._field.serialize_json(value), self._status, media_type="application/json")
        if said is not None:
            answer.headers.raw.extend(said.headers.raw)
            answer.status_code = said.status_code or self._status
        return answer


def _unsaid() -> Response:
    """What a handler may put headers and a status on."""
    said = Response()
    del said.headers["content-length"]
    said.status_code = None  # type: ignore[assignment]
    return said


def direct_of(route: APIRoute) -> Direct | None:
    """None for what writes, takes a body or headers, or has dependencies of another kind."""
    told = inspect.signature(route.endpoint).return_annotation
    writes_itself = isinstance(told, type) and issubclass(told, Response)
    if route.methods != {"GET"} or (route.response_field is None and not writes_itself):
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
            known[each.call] = _RESPONSE + len(calls)
        if each.name is not None:
            places.append((each.name, known[each.call]))
    function: Any = dependant.call
    opens = inspect.isasyncgenfunction(function)
    known_kind = inspect.iscoroutinefunction(function) or (opens and dependant.scope == "function")
    if not known_kind or getattr(function, "writes", False) or _takes_more(dependant):
        return False
    own = (dependant.request_param_name, _REQUEST), (dependant.response_param_name, _RESPONSE)
    places += [(name, place) for name, place in own if name is not None]
    calls.append(
        Call(
            asynccontextmanager(function) if opens else function,
            opens,
            tuple(places),
            dependant.path_params,
            dependant.query_params,
        )
    )
    return True


def _takes_more(dependant: Dependant) -> bool:
    """Whether it asks for more than parameters of path and query, the request and the response."""
    return bool(
        dependant.header_params
        or dependant.cookie_params
        or dependant.body_params
        or dependant.http_connection_param_name
        or dependant.websocket_param_name
        or dependant.background_tasks_param_name
        or dependant.security_scopes_param_name
    )
