"""Every move is an operation of the contract with a body of its own, and the server takes that body and no other."""

from typing import Any

import pytest
from fastapi.routing import APIRoute

from meridian import wiring
from meridian.identity.permissions import GRANTS, Permission, Role
from meridian.kernel.openapi.tidy import marked
from meridian.kernel.workflow.rules import Move, Workflow
from meridian.kernel.workflow.schemas import MoveBody
from tests.support.api import Api
from tests.support.contract import OPERATIONS, Operation, example_of
from tests.support.world import BY_ROLE

ROUTES = {
    route.path: moves
    for router in wiring.ROUTERS
    for route in router.routes
    if isinstance(route, APIRoute) and (moves := marked(route.dependant, "moves")) is not None
}
BY_PATH = {operation.path: operation for operation in OPERATIONS}
MADE = [
    (BY_PATH[path.replace("{move}", move.name)], move, model)
    for path, (workflow, model) in ROUTES.items()
    for move in workflow.moves
    if move.permission is not None
]
each = pytest.mark.parametrize(("operation", "move", "model"), MADE, ids=[operation.name for operation, _, _ in MADE])


def test_every_workflow_is_moved_at_one_path_and_the_contract_has_no_other() -> None:
    assert {workflow.name for workflow, _ in ROUTES.values()} == {workflow.name for workflow in wiring.WORKFLOWS}
    assert len(ROUTES) == len(wiring.WORKFLOWS)
    in_contract = {operation.path for operation in OPERATIONS if "/moves/" in operation.path}
    assert in_contract == {operation.path for operation, _, _ in MADE}


@pytest.mark.parametrize(("workflow", "model"), ROUTES.values(), ids=ROUTES)
def test_what_moves_take_are_fields_and_every_field_is_taken(workflow: Workflow[Any], model: type[MoveBody]) -> None:
    asked = {move.name: move for move in workflow.moves if move.permission is not None}
    assert model.takes.keys() | model.unless_known.keys() <= asked.keys()
    assert {name for move in asked for name in model.fields_of(move)} == model.model_fields.keys()
    for move, known in model.unless_known.items():
        assert set(known) <= set(asked[move].needs)


@each
def test_the_contract_says_what_the_move_takes_and_needs(
    operation: Operation, move: Move[Any], model: type[MoveBody]
) -> None:
    schema = operation.body_schema
    assert schema is not None
    assert list(schema.get("properties", {})) == list(model.fields_of(move.name))
    needed = set(move.needs) & schema.get("properties", {}).keys() - set(model.unless_known.get(move.name, ()))
    assert set(schema.get("required", ())) == needed
    assert schema["additionalProperties"] is False
    assert operation.raw["requestBody"].get("required", False) is bool(needed)
    assert operation.raw["x-move-permission"] == move.permission
    assert operation.guarded


@each
async def test_a_field_of_another_move_is_refused(
    api: Api, operation: Operation, move: Move[Any], model: type[MoveBody]
) -> None:
    """Before the record is looked for: the request itself is at fault."""
    role = next(role for role in Role if operation.permission and Permission(operation.permission) in GRANTS[role])
    others = [other for path, (flow, _) in ROUTES.items() if flow.move(move.name) is move for other in _bodies(path)]
    fields = {name: field for body in others for name, field in body.items()}
    foreign = {name: example_of(field) for name, field in fields.items() if name not in model.fields_of(move.name)}
    for name, value in foreign.items():
        body = (operation.example() or {}) | {name: value}
        answer = await api.post(operation.url({}), who=BY_ROLE[role], version=1, json=body, expect=422)
        assert {"pointer": f"/{name}", "code": "not_taken"}.items() <= answer.json()["errors"][0].items()


def _bodies(path: str) -> list[dict[str, Any]]:
    """The fields of every move at the path."""
    return [
        (o.body_schema or {}).get("properties", {})
        for o, _, _ in MADE
        if o.path.startswith(path.partition("{move}")[0])
    ]
