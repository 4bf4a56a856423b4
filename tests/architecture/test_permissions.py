"""Every operation of the contract × every role: who may, may; who may not is refused; nobody gets in unseen."""

import json
import uuid
from typing import Any

import pytest

from meridian.identity.roles import GRANTS, Permission, Role
from meridian.main import CONTRACT
from tests.support.api import Api
from tests.support.world import BY_ROLE

METHODS = {"get", "post", "put", "patch", "delete"}
DOCUMENT = json.loads(CONTRACT.read_text(encoding="utf-8"))
OPERATIONS = [
    (method.upper(), path, operation)
    for path, item in DOCUMENT["paths"].items()
    for method, operation in item.items()
    if method in METHODS
]
PUBLIC = {"sign_in", "healthz", "readyz", "metrics"}
# Signed in is enough: these concern only the person who asks, or decide by the record they touch.
FOR_EVERYBODY = {
    "get_session",
    "sign_out",
    "sign_out_everywhere",
    "get_me",
    "update_me",
    "change_password",
}
STREAMS = {"stream_events"}


def _path(path: str, operation: dict[str, Any]) -> str:
    """The path with ids of nothing: what is permitted finds nothing, what is not is refused before it looks."""
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "path":
            schema = parameter["schema"]
            value = str(uuid.uuid4()) if schema.get("format") == "uuid" else schema.get("enum", ["nothing"])[0]
            path = path.replace(f"{{{parameter['name']}}}", value)
    return path


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS, ids=[o["operationId"] for _, _, o in OPERATIONS])
async def test_an_operation_lets_in_whom_the_matrix_lets_in(
    api: Api, method: str, path: str, operation: dict[str, Any]
) -> None:
    name, permission = operation["operationId"], operation.get("x-permission")
    if name in PUBLIC:
        assert permission is None
        return
    url = _path(path, operation)
    nobody = await api.request(method, url, who=None)
    assert nobody.status_code == 401, f"{name} answers nobody with {nobody.status_code}"
    if name in FOR_EVERYBODY:
        assert permission is None
        return
    assert permission in set(Permission), f"{name} asks for no permission"
    if name in STREAMS:
        return
    for role in Role:
        answer = await api.request(method, url, who=BY_ROLE[role], version=1)
        if permission in GRANTS[role]:
            assert answer.status_code not in (401, 403), f"{name} refuses {role}: {answer.text[:300]}"
        else:
            assert answer.status_code == 403, f"{name} lets {role} in: {answer.status_code} {answer.text[:300]}"
        assert answer.status_code < 500, answer.text
