"""A list across customers that tells people's data counts what is read of it page after page (CR-10)."""

from typing import Any

import pytest

from tests.support.api import Api
from tests.support.contract import OPERATIONS, Operation, resolved
from tests.support.specimens import Ids

HEADER = "Meridian-Rows-Read"
PERSONAL = {
    "contact_name", "decision_maker_name", "phone", "phones", "number", "email", "emails", "messaging", "address",
    "cells", "changes", "birthday",
}  # fmt: skip
COLLEAGUES = {"list_users"}
OF_NOBODY = {
    "list_complaints": {"number"},
    "list_customer_orders": {"number"},
    "list_policy_proposals": {"number", "changes"},
}
"""Lists whose `number` is no telephone's, or whose `changes` are of no customer."""
LISTS = [each for each in OPERATIONS if each.method == "GET" and each.name.startswith("list_")]


def row_of(operation: Operation) -> dict[str, Any]:
    """The fields of a list's rows; none of what has no pages."""
    page = resolved(operation.raw["responses"]["200"]["content"]["application/json"]["schema"])
    fields: dict[str, Any] = page.get("properties", {})
    if "next_cursor" not in fields:
        return {}
    row: dict[str, Any] = resolved(fields["items"]["items"]).get("properties", {})
    return row


def tells_of_people(operation: Operation) -> bool:
    return bool(row_of(operation).keys() & PERSONAL - OF_NOBODY.get(operation.name, set()))


def is_of_one_customer(operation: Operation) -> bool:
    return "/customers/{" in operation.path


PEOPLES = [each for each in LISTS if tells_of_people(each) and not is_of_one_customer(each)]


def test_lists_that_tell_of_people_count_and_no_others() -> None:
    says = {each.name for each in OPERATIONS if HEADER in each.raw["responses"].get("200", {}).get("headers", {})}
    lists = {each.name for each in PEOPLES} - COLLEAGUES
    assert {"list_customers", "list_people", "list_call_records", "list_history"} <= lists
    searches = {name.replace("list_", "search_") for name in lists}
    assert says == lists | (searches & {each.name for each in OPERATIONS})


@pytest.mark.parametrize("operation", PEOPLES, ids=lambda operation: operation.name)
async def test_a_large_page_is_told_and_a_list_s_beginning_is_not(api: Api, ids: Ids, operation: Operation) -> None:
    path = operation.url(ids)
    for limit, counts in ((100, False), (101, operation.name not in COLLEAGUES)):
        answer = await api.get(path, who="manager", params={"limit": limit}, expect=200)
        assert (HEADER in answer.headers) is counts, limit
    twin = next((each for each in OPERATIONS if each.path == f"{operation.path}/search"), None)
    if counts and twin is not None:
        before = int(answer.headers[HEADER].partition(";")[0])
        again = await api.post(twin.url(ids), who="manager", json={"limit": 101}, expect=200)
        rows = len(again.json()["items"])
        assert int(again.headers[HEADER].partition(";")[0]) == before + rows
