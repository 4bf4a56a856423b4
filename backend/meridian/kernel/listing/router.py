"""A list as routes: one declaration gives `GET path` with query parameters and its twin `POST path/search`."""

import inspect
from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import wraps
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Response
from starlette.requests import Request

from meridian.kernel.listing.body import SearchBody, search_body
from meridian.kernel.listing.grammar import parse_body, query_of
from meridian.kernel.listing.openapi import query_parameters
from meridian.kernel.listing.query import ListQuery
from meridian.kernel.listing.shown import encode
from meridian.kernel.listing.spec import ListSpec
from meridian.kernel.schemas import Page

Handler = Callable[..., Awaitable[Any]]
Reader = Callable[..., Awaitable[ListQuery]]
H = TypeVar("H", bound=Handler)
SEARCH = "The list again, with AND, OR and NOT."


def list_and_search(
    router: APIRouter,
    path: str,
    spec: ListSpec,
    *,
    summary: str | None = None,
    more_parameters: Iterable[Mapping[str, Any]] = (),
    read_list: Reader | None = None,
    read_search: Reader | None = None,
) -> Callable[[H], H]:
    """Decorator of `async def list_…(…, query: ListQuery) -> Page[…]`: it answers both routes, the twin as `search_…`.

    summary: of the list, where its name says it badly ("List …").
    more_parameters: parameter objects that the query string has besides the grammar's.
    read_list, read_search: other dependencies that give the query, of lists that take more than `spec` says.
    """

    def declare(handler: H) -> H:
        list_only(router, path, spec, summary=summary, more_parameters=more_parameters, read=read_list)(handler)
        twin = _with_query(handler, read_search or SearchQuery(spec))
        name = "search" + handler.__name__.removeprefix("list")
        words = summary and "Search" + summary.removeprefix("List")
        router.post(f"{path}/search", name=name, summary=words, description=SEARCH)(twin)
        return handler

    return declare


def list_only(
    router: APIRouter,
    path: str,
    spec: ListSpec,
    *,
    summary: str | None = None,
    more_parameters: Iterable[Mapping[str, Any]] = (),
    read: Reader | None = None,
) -> Callable[[H], H]:
    """The same without the twin: for lists within one record, too short to need it."""

    def declare(handler: H) -> H:
        extra = {"parameters": [*query_parameters(spec), *more_parameters]}
        router.get(path, summary=summary, openapi_extra=extra)(_with_query(handler, read or list_query(spec)))
        return handler

    return declare


def _with_query(handler: Handler, read: Reader) -> Handler:
    """The handler, its parameter `query` given by `read`."""

    @wraps(handler)
    async def endpoint(**given: Any) -> Any:
        page = await handler(**given)
        return _answer(page, given.get("response")) if isinstance(page, Page) else page

    known = inspect.signature(handler)
    query = known.parameters["query"].replace(annotation=Annotated[ListQuery, Depends(read)])
    parameters = [query if name == "query" else parameter for name, parameter in known.parameters.items()]
    endpoint.__dict__["__signature__"] = known.replace(parameters=parameters)
    return endpoint


def _answer(page: Page[Any], said: Response | None) -> Response:
    """The page written as it is: its rows have the model's shape already. said: what the handler sets headers on."""
    answer = Response(encode(vars(page)), media_type="application/json")
    if said is not None:
        answer.raw_headers += said.raw_headers
    return answer


def list_query(spec: ListSpec) -> Callable[[Request], Awaitable[ListQuery]]:
    """Dependency that reads the query string. Async, because a sync one costs a thread hop."""

    async def read(request: Request) -> ListQuery:
        return query_of(spec, request.scope["query_string"])

    return read


class SearchQuery:
    """Dependency that reads the body of `POST …/search`, and documents it."""

    def __init__(self, spec: ListSpec) -> None:
        self.spec = spec

    async def __call__(self, body: SearchBody) -> ListQuery:
        return parse_body(self.spec, body)

    @property
    def __signature__(self) -> inspect.Signature:
        """FastAPI documents the list's own model, which is made when it is first asked for."""
        body = inspect.Parameter("body", inspect.Parameter.KEYWORD_ONLY, annotation=search_body(self.spec))
        return inspect.Signature([body])
