"""`/v1/openapi.json` and `/docs`: for everybody, like any manual; they hold no data of the company."""

from collections.abc import Callable

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from meridian.reference import pages
from meridian.reference.pages import Served


def install(app: FastAPI) -> None:
    """Adds both to the application; they are no part of the contract."""
    app.add_route("/v1/openapi.json", _contract, include_in_schema=False)
    app.add_route("/docs", _page, include_in_schema=False)
    app.add_route("/docs/{name}", _asset, include_in_schema=False)


async def _contract(request: Request) -> Response:
    return await _served(request, pages.contract)


async def _page(request: Request) -> Response:
    return await _served(request, pages.page)


async def _asset(request: Request) -> Response:
    found = (await run_in_threadpool(pages.assets)).get(request.path_params["name"])
    if found is None:
        raise HTTPException(404)
    return found.answer(request)


async def _served(request: Request, made: Callable[[], Served]) -> Response:
    """Read and compressed in a thread by the first request, from memory ever after: no other request waits for it."""
    return (await run_in_threadpool(made)).answer(request)
