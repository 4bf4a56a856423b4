"""The OpenAPI document: what FastAPI derives, made exact. Errors are problem documents and nothing else."""

from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import BaseModel

from meridian.kernel.events.openapi import RECEIVED, add_events
from meridian.kernel.events.rules import EventType
from meridian.kernel.http.route import locations
from meridian.kernel.listing.openapi import shared_shapes
from meridian.kernel.openapi import tidy
from meridian.kernel.openapi.problems import (
    COUNTED,
    COUNTS,
    HEADERS,
    MAKES,
    WRITES,
    answer_name,
    complete_answers,
    problem_responses,
    problem_schemas,
    shared_responses,
)
from meridian.kernel.openapi.tidy import Json, marked, permission_of
from meridian.kernel.workflow.openapi import expand_moves

__all__ = ["PUBLIC", "document", "permission_of", "problem_responses"]

PUBLIC: dict[str, Any] = {"security": []}
"""`openapi_extra` of an operation that asks for no sign-in; it names its own refusals with `problem_responses`."""
SECURITY: Json = {
    "session": {"type": "apiKey", "in": "cookie", "name": "meridian_session", "description": "Browser session."},
    "apiKey": {"type": "http", "scheme": "bearer", "description": "API key: `Authorization: Bearer mk_…`."},
}


def document(
    app: FastAPI,
    routers: Iterable[APIRouter],
    events: Iterable[EventType],
    tags: list[dict[str, Any]],
    *,
    problem: type[BaseModel],
    codes: Mapping[str, int],
) -> Json:
    """The whole contract. `x-permission` names what an operation asks of the caller.

    problem: the model of every refusal; codes: each code it may have, with its status.
    """
    routers = tuple(routers)
    spec = get_openapi(
        title=app.title,
        version=app.version,
        summary=app.summary,
        description=app.description,
        routes=app.routes,
        tags=tags,
        servers=[{"url": "/", "description": "This server."}],
        license_info={"name": "Proprietary", "url": "https://meridian.invalid/license"},
    )
    schemas = spec.setdefault("components", {}).setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError", "ProblemDocument"):
        schemas.pop(name, None)
    spec["components"]["schemas"] = schemas = problem_schemas(problem, codes) | schemas  # what both have is an answer's
    _read_routes(spec, routers)
    add_events(spec, events)
    expand_moves(spec, routers)
    for path, method, operation in tidy.operations(spec):
        complete_answers(path, method, operation, schemas)
    tidy.rename(spec)
    tidy.without_noise(spec)
    tidy.hoist_titled(spec)
    tidy.share_shapes(spec, shared_shapes())
    tidy.drop_unused(spec)
    tidy.share_parameters(spec)
    tidy.share_responses(spec, answer_name)
    components = spec["components"]
    coded = shared_responses(codes)
    components["responses"] |= {name: coded[name] for name in coded if name in components["responses"]} | RECEIVED
    components["headers"] = {**HEADERS}
    components["securitySchemes"] = SECURITY
    spec["components"] = {name: dict(sorted(components[name].items())) for name in sorted(components)}
    spec["security"] = [{name: []} for name in SECURITY]
    return spec


def _read_routes(spec: Json, routers: tuple[APIRouter, ...]) -> None:
    """Notes with each operation what its route tells: the permission asked for, whether it writes, what it makes."""
    made = locations(routers)
    for router in routers:
        for route in router.routes:
            if not isinstance(route, APIRoute):
                continue
            told = {
                "x-permission": permission_of(route.dependant),
                WRITES: marked(route.dependant, "writes"),
                COUNTS: getattr(route.endpoint, COUNTED, None),
            }
            for method in route.methods or ():
                marks = told | {MAKES: (route.path, method) in made}
                spec["paths"][route.path][method.lower()] |= {name: marks[name] for name in marks if marks[name]}
