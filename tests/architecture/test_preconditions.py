"""Permission before precondition: who may not is told so, whether or not they sent a version; who may must send one."""

import httpx

from meridian.identity.permissions import GRANTS, Permission, Role
from tests.support.api import Api
from tests.support.contract import OPERATIONS, Operation
from tests.support.specimens import BY_KIND, Ids
from tests.support.world import BY_ROLE

GUARDED = [operation for operation in OPERATIONS if operation.guarded and operation.permission]
MOVES = [operation for operation in GUARDED if "x-move-permission" in operation.raw]


async def test_who_may_not_is_asked_for_no_version(api: Api, ids: Ids) -> None:
    for operation in GUARDED:
        for role in Role:
            if operation.permission not in GRANTS[role]:
                refused = await api.request(operation.method, operation.url(ids), who=BY_ROLE[role])
                assert refused.status_code == 403, f"{operation.name} by {role}: {refused.text}"


async def test_who_may_not_make_the_move_is_asked_for_no_version(api: Api, ids: Ids) -> None:
    """They see the record, in a state that knows the move; the move is another's."""
    asked = 0
    for operation in MOVES:
        needed = Permission(operation.raw["x-move-permission"])
        for role in Role:
            if needed in GRANTS[role] or operation.permission not in GRANTS[role]:
                continue
            refused = await api.post(operation.url(ids), who=BY_ROLE[role], json=operation.example() or {})
            assert refused.status_code != 428, f"{operation.name} by {role}"
            asked += refused.status_code == 403
    assert asked > 20


async def test_who_may_must_send_a_version(api: Api, ids: Ids) -> None:
    """Nothing is changed without one, whatever else is right."""
    asked = 0
    for operation in GUARDED:
        answer = await _sent(api, operation, ids)
        assert answer.status_code >= 400, f"{operation.name}: {answer.text}"
        asked += answer.status_code == 428
    assert asked > 50


async def _sent(api: Api, operation: Operation, ids: Ids) -> httpx.Response:
    kind = next(iter(reversed(operation.kinds.values())), None)
    who = BY_KIND[kind].who if kind in BY_KIND else "director"
    body = operation.example()
    return await api.request(operation.method, operation.url(ids), who=who, **({} if body is None else {"json": body}))


def test_what_can_be_moved_is_read_with_its_version() -> None:
    """Each has a GET of its own, whose ETag the move takes."""
    reads = {operation.path: operation for operation in OPERATIONS if operation.method == "GET"}
    for operation in MOVES:
        read = reads.get(operation.path.partition("/moves/")[0])
        assert read is not None, f"nothing reads what {operation.name} moves"
        assert "ETag" in read.raw["responses"]["200"]["headers"], read.name
        assert "ETag" in operation.raw["responses"]["200"]["headers"], operation.name
