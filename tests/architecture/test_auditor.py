"""An auditor sees everything and changes nothing: every operation that writes, tried on records that exist."""

import pytest

from meridian.identity.permissions import GRANTS, Permission, Role
from tests.support.api import Api
from tests.support.contract import OPERATIONS, Operation
from tests.support.specimens import Ids

# What only reads, though it is sent with a body.
READING = {"sum_up_customers", "preview_duties", "explain_deadline"}
# What is the auditor's own: the session, the profile, views of lists, what they follow and have seen; and taking
# data along, which the company sees in the list of exports and above a size must approve (CR-10).
OWN = {
    "sign_in",
    "sign_out",
    "sign_out_everywhere",
    "update_me",
    "change_password",
    "create_saved_view",
    "update_saved_view",
    "delete_saved_view",
    "put_customer_changes_seen",
    "create_customer_follower",
    "delete_customer_follower",
    "create_export",
}
WRITES = [o for o in OPERATIONS if o.method != "GET" and not o.path.endswith("/search")]


def test_the_lists_name_operations_that_exist() -> None:
    assert {operation.name for operation in WRITES} >= READING | OWN


def test_an_auditor_holds_no_permission_to_write() -> None:
    held = {permission for permission in GRANTS[Role.AUDITOR] if permission.partition(":")[2] != "read"}
    assert held == {Permission.EXPORT_RUN, Permission.HISTORY_SYSTEM}


@pytest.mark.parametrize("operation", [o for o in WRITES if o.name not in READING | OWN], ids=lambda o: o.name)
async def test_an_auditor_changes_nothing(api: Api, ids: Ids, operation: Operation) -> None:
    answer = await api.request(operation.method, operation.url(ids), who="auditor", version=1, json=operation.example())
    assert answer.status_code == 403, f"lets an auditor in: {answer.status_code} {answer.text[:300]}"
