"""FastAPI dependencies that hand an endpoint its `ListQuery`. Async, because a sync one costs a thread hop."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request

from meridian.kernel.listing.body import SearchBody, search_body
from meridian.kernel.listing.grammar import parse_body, parse_query
from meridian.kernel.listing.query import ListQuery
from meridian.kernel.listing.spec import ListSpec


def list_query(spec: ListSpec) -> Callable[[Request], Awaitable[ListQuery]]:
    """For `GET`: `query: Annotated[ListQuery, Depends(list_query(SPEC))]`."""

    async def read(request: Request) -> ListQuery:
        return parse_query(spec, request.query_params.multi_items())

    return read


def search_query(spec: ListSpec) -> Callable[[SearchBody], Awaitable[ListQuery]]:
    """For `POST …/search`: `query: Annotated[ListQuery, Depends(search_query(SPEC))]`; documents the body too."""

    async def read(body: SearchBody) -> ListQuery:
        return parse_body(spec, body)

    read.__annotations__["body"] = search_body(spec)  # FastAPI documents the list's own model
    return read
