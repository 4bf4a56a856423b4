"""`POST …/moves/{move}` as one operation per move: its own path, its own body, the permission the move asks for."""

from collections.abc import Iterable
from typing import Any

from fastapi import APIRouter
from fastapi.routing import APIRoute

from meridian.kernel.openapi.tidy import SCHEMAS, Json, camel, marked
from meridian.kernel.workflow.rules import Move, Workflow
from meridian.kernel.workflow.schemas import MoveBody

PLACE = "{move}"
Moves = tuple[Workflow[Any], type[MoveBody]]


def expand_moves(document: Json, routers: Iterable[APIRouter]) -> None:
    """Puts an operation for each move that people ask for in the place of the one that takes any."""
    routes = (route for router in routers for route in router.routes if isinstance(route, APIRoute))
    known = {route.path: moves for route in routes if (moves := marked(route.dependant, "moves")) is not None}
    paths: Json = {}
    for path, item in document["paths"].items():
        if path not in known:
            paths[path] = item
            continue
        workflow, model = known[path]
        for move in workflow.moves:
            if move.permission is not None:
                paths[path.replace(PLACE, move.name)] = {"post": _operation(document, item["post"], move, model)}
    document["paths"] = paths


def _operation(document: Json, general: Json, move: Move[Any], model: type[MoveBody]) -> Json:
    name = model.__name__ + camel(move.name)
    body = _body(document["components"]["schemas"][model.__name__], move, model)
    document["components"]["schemas"][name] = body
    required = {"required": True} if body.get("required") else {}
    return general | {
        "operationId": f"{general['operationId']}_{move.name}",
        "summary": f"{general['summary']}: {move.name.replace('_', ' ')}",
        "description": _said(move),
        "parameters": [p for p in general["parameters"] if p["name"] != "move"],
        "requestBody": {**required, "content": {"application/json": {"schema": {"$ref": SCHEMAS + name}}}},
        "x-move-permission": move.permission,
    }


def _said(move: Move[Any]) -> str:
    sources = ", ".join(f"`{source}`" for source in sorted(move.sources))
    target = "which it does not change" if move.target is None else f"to `{move.target}`"
    return f"`{move.name}` ({move.label_zh}): from {sources} {target}; needs the permission `{move.permission}`."


def _body(general: Json, move: Move[Any], model: type[MoveBody]) -> Json:
    taken = model.fields_of(move.name)
    needed = [name for name in taken if name in move.needs and name not in model.unless_known.get(move.name, ())]
    fields = general["properties"]
    properties = {name: _needed(fields[name]) if name in needed else fields[name] for name in taken}
    return {
        "type": "object",
        "description": f"What the move `{move.name}` takes.",
        **({"properties": properties} if properties else {}),
        **({"required": needed} if needed else {}),
        "additionalProperties": False,
    }


def _needed(field: Json) -> Json:
    """The field without null."""
    variants = [variant for variant in field["anyOf"] if variant != {"type": "null"}]
    rest = {key: value for key, value in field.items() if key not in ("anyOf", "default")}
    return rest | (variants[0] if len(variants) == 1 else {"anyOf": variants})
