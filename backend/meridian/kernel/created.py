"""Where a record just made can be read: the Location of every 201, found from the routes themselves."""

import re
from collections.abc import Iterable, Mapping
from os.path import commonpath
from typing import Any

import orjson
from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

_PARAMETER = re.compile(r"{(\w+)}")


def places(routers: Iterable[APIRouter]) -> Mapping[tuple[str, str], str]:
    """By path and method of what answers 201: the path of the record made, else of the list that holds it.

    A record's own path is the one of the GET with the same model that needs no parameter but those of the request and
    the record's id.
    """
    routes = [route for router in routers for route in router.routes if isinstance(route, APIRoute)]
    reading = [route for route in routes if "GET" in (route.methods or ())]
    making = [route for route in routes if route.status_code == 201 or 201 in route.responses]
    found = {(route.path, method): _place(route, reading) for route in making for method in route.methods or ()}
    return {made: place for made, place in found.items() if place is not None}


def _place(route: APIRoute, reading: Iterable[APIRoute]) -> str | None:
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


def tell_place(request: Request, answer: Response) -> None:
    """Sets the Location of a 201: the path known to the application (`app.state.places`), with the request's parameters
    and the id that the answer gives."""
    known: Mapping[tuple[str, str], str] = getattr(request.app.state, "places", {})
    place = known.get((request.scope["route"].path, request.method))
    if place is not None:
        missing = set(_PARAMETER.findall(place)) - request.path_params.keys()
        record = {name: orjson.loads(answer.body)["id"] for name in missing}
        answer.headers["Location"] = place.format(**request.path_params, **record)
