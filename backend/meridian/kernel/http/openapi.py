"""The OpenAPI document: what FastAPI derives, made exact. Errors are problem documents and nothing else."""

from collections.abc import Iterable
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic.json_schema import models_json_schema

from meridian.kernel.events.rules import EventType
from meridian.kernel.problems import MEDIA_TYPE
from meridian.kernel.schemas import ProblemDocument

STATUS_DESCRIPTIONS = {
    400: "The request cannot be read.",
    401: "Nobody is signed in, or the key is wrong or expired.",
    403: "The role does not permit this.",
    404: "There is no such record in your scope.",
    409: "The record's state, or another record, does not allow this.",
    412: "The record has changed since you read it; `current_version` says what it is now.",
    413: "The body is too large.",
    415: "The media type is not understood.",
    422: "Some of what was sent is not valid; `errors` names each fault.",
    428: "Send If-Match with the version you read.",
    429: "Too many requests; see Retry-After.",
    503: "The database cannot be reached; try again.",
}
PUBLIC: dict[str, Any] = {"security": []}
"""`openapi_extra` of an operation that asks for no sign-in; it names its own refusals with `problem_responses`."""
IDEMPOTENCY_PARAMETER = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Makes a retry safe: the same key and body get the first answer again, within seven days.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    "example": "0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f",
}


def _statuses(path: str, method: str, operation: dict[str, Any]) -> set[int]:
    if operation.get("security") == []:
        return set()
    statuses = {400, 401, 403, 422, 429, 503}
    if "{" in path:
        statuses.add(404)
    if path.endswith("/file"):
        statuses.add(409)  # not made yet, or gone
    if method != "get":
        statuses |= {404, 409, 413, 415}
    if any(p.get("name") == "If-Match" for p in operation.get("parameters", ())):
        statuses |= {412, 428}
    return statuses


def problem_responses(statuses: Iterable[int]) -> dict[int | str, dict[str, Any]]:
    """For `responses=` of a route: these statuses are answered with a problem document."""
    return {
        str(status): {
            "description": STATUS_DESCRIPTIONS[status],
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}},
        }
        for status in sorted(statuses)
    }


def _finish(path: str, method: str, operation: dict[str, Any]) -> None:
    operation["responses"] = {
        status: response
        for status, response in operation["responses"].items()
        if not (status == "422" and MEDIA_TYPE not in response.get("content", {}))
    } | problem_responses(_statuses(path, method, operation))
    if method == "post" and operation.get("security") != []:
        operation.setdefault("parameters", []).append(IDEMPOTENCY_PARAMETER)
    for parameter in operation.get("parameters", ()):
        # An example on the schema is an example of the parameter.
        parameter.setdefault("description", parameter["name"].replace("_", " "))


def _webhooks(events: Iterable[EventType], schemas: dict[str, Any]) -> dict[str, Any]:
    events = tuple(events)
    _, definitions = models_json_schema(
        [(event.data, "serialization") for event in events], ref_template="#/components/schemas/{model}"
    )
    schemas.update(definitions.get("$defs", {}))
    return {event.name: {"post": _webhook(event)} for event in events}


def _webhook(event: EventType) -> dict[str, Any]:
    envelope = {
        "type": "object",
        "required": ["id", "type", "at", "subject_type", "subject_id", "data"],
        "properties": {
            "id": {"type": "string", "description": "Resume after it with Last-Event-ID."},
            "type": {"const": event.name},
            "at": {"type": "string", "format": "date-time"},
            "actor_id": {"type": ["string", "null"], "format": "uuid"},
            "subject_type": {"type": "string"},
            "subject_id": {"type": "string", "format": "uuid"},
            "subject_version": {"type": ["integer", "null"]},
            "customer_id": {"type": ["string", "null"], "format": "uuid"},
            "data": {"$ref": f"#/components/schemas/{event.data.__name__}"},
        },
    }
    return {
        "operationId": "on_" + event.name.replace(".", "_"),
        "summary": event.name,
        "description": event.description,
        "tags": ["events"],
        "requestBody": {"required": True, "content": {"application/json": {"schema": envelope}}},
        "responses": {"204": {"description": "Received."}},
        "security": [],
    }


def permission_of(dependant: Dependant) -> str | None:
    """The permission a route's dependencies ask for (see identity/access.py `allow`)."""
    for dependency in dependant.dependencies:
        own = getattr(dependency.call, "permission", None)
        found = own or permission_of(dependency)
        if found is not None:
            return str(found)
    return None


def _permissions(routers: Iterable[APIRouter]) -> dict[tuple[str, str], str | None]:
    return {
        (route.path, method.lower()): permission_of(route.dependant)
        for router in routers
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    }


def document(
    app: FastAPI, routers: Iterable[APIRouter], events: Iterable[EventType], tags: list[dict[str, Any]]
) -> dict[str, Any]:
    """The whole contract, made once per process. `x-permission` names what an operation asks of the caller."""
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
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    problem = ProblemDocument.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= problem.pop("$defs", {}) | {"ProblemDocument": problem}
    permissions = _permissions(routers)
    for path, operations in spec["paths"].items():
        for method, operation in operations.items():
            if (permission := permissions.get((path, method))) is not None:
                operation["x-permission"] = permission
            _finish(path, method, operation)
    spec["webhooks"] = _webhooks(events, schemas)
    spec["components"]["securitySchemes"] = {
        "session": {"type": "apiKey", "in": "cookie", "name": "meridian_session", "description": "Browser session."},
        "apiKey": {"type": "http", "scheme": "bearer", "description": "API key: `Authorization: Bearer mk_…`."},
    }
    spec["security"] = [{"session": []}, {"apiKey": []}]
    return spec
