"""A request's route is found at once, and is the one that trying them in turn would find."""

import re
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.routing import Match

from meridian.kernel.http.middleware import Dispatch
from meridian.kernel.http.route import Route
from tests.support.api import Api

ID = "01890000-0000-7000-8000-000000000000"
METHODS = ("GET", "POST", "PATCH", "PUT", "DELETE")


def test_every_path_finds_what_the_router_would(app: FastAPI) -> None:
    dispatch = app.router.middleware_stack
    assert isinstance(dispatch, Dispatch)
    routes = [route for route in app.router.routes if isinstance(route, APIRoute)]
    paths = {re.sub(r"\{\w+\}", part, route.path) for route in routes for part in (ID, "search", "a%2Fb", "")}
    by_dispatch = 0
    for path in sorted(paths | {"/v1", "/", "/v1/customers/", "/v1/nothing", "//", "/v1//customers"}):
        for method in METHODS:
            scope = {"type": "http", "path": path, "method": method, "root_path": "", "headers": []}
            tried = [route for route in app.router.routes if route.matches(dict(scope))[0] is Match.FULL]
            found = dispatch.find(dict(scope))
            by_dispatch += found is not None
            assert (found and found[0]) == (tried[0] if tried else None) or found is None
            if found is None:  # only what stands in no place is left to the router
                assert not [route for route in tried if isinstance(route, APIRoute) and route.path.startswith("/v1/")]
    assert by_dispatch > len(routes)


async def test_other_methods_and_unknown_paths_are_refused_as_ever(api: Api) -> None:
    refused = await api.put("/v1/customers", json={})
    assert (refused.status_code, refused.headers["Allow"]) == (405, "GET, HEAD, POST")
    assert (await api.get("/v1/customer")).status_code == 404


async def test_a_route_works_out_its_handler_when_it_is_asked() -> None:
    """It is found without, and says then what FastAPI makes of it."""

    async def read_thing(thing_id: int, count: int = 1) -> dict[str, int]:
        return {"thing": thing_id, "count": count}

    app = FastAPI()
    app.router.route_class = Route
    app.get("/things/{thing_id}", status_code=203)(read_thing)
    route: Any = app.router.routes[-1]
    scope = {"type": "http", "path": "/things/7", "method": "GET", "root_path": "", "headers": []}
    assert route.matches(dict(scope))[0] is Match.FULL
    assert "dependant" not in vars(route)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://meridian.test") as client:
        answer = await client.get("/things/7", params={"count": 2})
        refused = await client.get("/things/seven")
    assert (answer.status_code, answer.json()) == (203, {"thing": 7, "count": 2})
    assert refused.status_code == 422
    assert "dependant" in vars(route)
    assert route.operation_id == "read_thing"
    with pytest.raises(AttributeError):
        _ = route.nothing
