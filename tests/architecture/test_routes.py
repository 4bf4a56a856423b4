"""What every route has in common."""

from fastapi import FastAPI
from fastapi.routing import APIRoute

from meridian.kernel.http import Route


def test_every_route_keeps_idempotent_answers(app: FastAPI) -> None:
    plain = [route.path for route in app.routes if isinstance(route, APIRoute) and not isinstance(route, Route)]
    assert plain == []


def test_every_operation_says_what_it_does_and_has_a_name_of_its_own(app: FastAPI) -> None:
    operations = [
        operation
        for path in app.openapi()["paths"].values()
        for method, operation in path.items()
        if method in {"get", "post", "put", "patch", "delete"}
    ]
    assert operations
    names = [operation["operationId"] for operation in operations]
    assert len(set(names)) == len(names)
    assert [op["operationId"] for op in operations if not op.get("description") or not op.get("tags")] == []
