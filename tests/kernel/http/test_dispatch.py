"""A request's route is found at once, and is the one that trying them in turn would find."""

import re

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.routing import Match

from meridian.kernel.http.dispatch import Dispatch
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
