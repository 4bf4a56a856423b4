"""Every operation of the contract × every role: who may, may; who may not is refused; nobody gets in unseen."""

import pytest

from meridian.identity.permissions import GRANTS, Permission, Role
from tests.support.api import Api
from tests.support.contract import OPERATIONS, Operation
from tests.support.world import BY_ROLE

PUBLIC = {"sign_in", "healthz", "readyz", "metrics"}
# Signed in is enough: these concern only the person who asks.
FOR_EVERYBODY = {
    "get_session",
    "sign_out",
    "sign_out_everywhere",
    "get_me",
    "update_me",
    "change_password",
}
STREAMS = {"stream_events"}  # never end for those who may listen


def test_the_lists_name_operations_that_exist() -> None:
    assert {operation.name for operation in OPERATIONS} >= PUBLIC | FOR_EVERYBODY
    assert {o.name for o in OPERATIONS if o.permission is None} == PUBLIC | FOR_EVERYBODY
    assert {o.permission for o in OPERATIONS} - {None} <= set(Permission)


@pytest.mark.parametrize("operation", [o for o in OPERATIONS if o.name not in PUBLIC], ids=lambda o: o.name)
async def test_nobody_is_let_in(api: Api, operation: Operation) -> None:
    answer = await api.request(operation.method, operation.url({}), who=None)
    assert answer.status_code == 401, answer.text


@pytest.mark.parametrize("operation", [o for o in OPERATIONS if o.permission], ids=lambda o: o.name)
async def test_an_operation_lets_in_whom_the_matrix_lets_in(api: Api, operation: Operation) -> None:
    """With ids of nothing: what is permitted finds nothing, what is not is refused before it looks."""
    for role in Role:
        permitted = operation.permission in GRANTS[role]
        if permitted and operation.name in STREAMS:
            continue
        answer = await api.request(operation.method, operation.url({}), who=BY_ROLE[role], version=1)
        if permitted:
            assert answer.status_code not in (401, 403), f"refuses {role}: {answer.text[:300]}"
            assert answer.status_code < 500, answer.text
        else:
            assert answer.status_code == 403, f"lets {role} in: {answer.status_code} {answer.text[:300]}"
