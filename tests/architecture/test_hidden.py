"""What policy hides from a role is told it by no operation of the contract, and changed through none (CR-10, MC-8)."""

from typing import Any

import pytest

from meridian.identity.permissions import GRANTS, Role
from meridian.policies.definitions.control import SENSITIVE_FIELDS
from tests.policies.test_api import decide
from tests.support.api import Api
from tests.support.contract import OPERATIONS, Operation, fields_of, resolved
from tests.support.specimens import Ids

GROUPS = ("phone", "email", "messaging", "budget", "profit")
PHONE, EMAIL, HANDLE, BUDGET, SALES, COST = (
    "+4940998877665", "hidden.desk@mails.example", "hidden-handle", "987654.32", "876543.21", "765.43",
)  # fmt: skip
SECRETS = (PHONE, PHONE[3:], EMAIL, HANDLE, BUDGET, SALES, COST)
HIDDEN: dict[str, Any] = {
    "phones": [{"number": "+49 40 11223344"}],
    "emails": [{"address": "forged@mails.example"}],
    "messaging": [{"service": "wechat", "handle": "forged"}],
    "budget": {"amount": "1.00", "currency": "EUR"},
    "expected_annual_sales": {"amount": "1.00", "currency": "EUR"},
}
NEVER_ENDS = {"stream_events"}
READS = [each for each in OPERATIONS if each.method == "GET" and each.permission and each.name not in NEVER_ENDS]
SEARCHES = [each for each in OPERATIONS if each.path.endswith("/search")]
EDITS = [
    (each, field)
    for each in OPERATIONS
    if each.method == "PATCH" and each.body_schema is not None and each.permission in GRANTS[Role.REP]
    for field in sorted(fields_of(each.body_schema) & HIDDEN.keys())
]


@pytest.fixture(scope="module")
async def secretive(api: Api, ids: Ids) -> Ids:
    """A customer of `rep` with values of every group, told and noted in many places; then all are hidden from reps."""
    path = f"/v1/customers/{ids['customers']}"
    version = (await api.get(path, who="lead", expect=200)).json()["version"]
    values = {
        "phones": [{"number": PHONE}],
        "emails": [{"address": EMAIL}],
        "messaging": [{"service": "wechat", "handle": HANDLE}],
        "budget": {"amount": BUDGET, "currency": "EUR"},
        "expected_annual_sales": {"amount": SALES, "currency": "EUR"},
        "reason": "They told us",
    }
    await api.patch(path, who="lead", version=version, json=values, expect=200)
    person = {name: values[name] for name in ("phones", "emails", "messaging")} | {"name": "Well Hidden"}
    await api.post(f"{path}/contacts", who="lead", json=person, expect=201)
    line = {"description": "X200", "quantity": "2", "unit_price": {"amount": "1250.00", "currency": "EUR"}}
    line["cost"] = {"amount": COST, "currency": "EUR"}
    order = {"number": "HIDDEN-1", "ordered_on": "2026-02-03", "lines": [line]}
    await api.post(f"{path}/orders", who="director", json=order, expect=201)
    known = {name: values[name] for name in HIDDEN}
    await api.post(f"{path}/change-proposals", who="lead", json={"changes": known}, expect=201)
    masked = {role.value: list(groups) for role, groups in SENSITIVE_FIELDS.default.items()}
    await decide(api, "sensitive_fields", masked | {"rep": list(GROUPS)})
    return ids


@pytest.mark.parametrize("operation", READS + SEARCHES, ids=lambda operation: operation.name)
async def test_what_is_hidden_is_told_nowhere(api: Api, secretive: Ids, operation: Operation) -> None:
    body: dict[str, str] | None = {} if operation.method == "POST" else None
    answer = await api.request(operation.method, operation.url(secretive), who="rep", json=body)
    assert answer.status_code < 500
    told = [secret for secret in SECRETS if secret in answer.text]
    assert told == [], f"{operation.name}: {answer.text[:2000]}"


async def test_it_is_there_for_whom_it_is_not_hidden_from(api: Api, secretive: Ids) -> None:
    """Otherwise the tests above could not fail."""
    texts = ""
    for operation in READS + SEARCHES:
        body: dict[str, str] | None = {} if operation.method == "POST" else None
        texts += (await api.request(operation.method, operation.url(secretive), who="director", json=body)).text
    assert [secret for secret in SECRETS if secret not in texts] == []


@pytest.mark.parametrize(("operation", "field"), EDITS, ids=lambda value: getattr(value, "name", value))
async def test_what_is_hidden_is_changed_nowhere(api: Api, secretive: Ids, operation: Operation, field: str) -> None:
    url = operation.url(secretive)
    seen = (await api.get(url, who="rep", expect=200)).json()
    cleared: list[str] | None = [] if field in ("phones", "emails", "messaging") else None
    for value in (HIDDEN[field], cleared):
        body = {field: value} | ({"reason": "because"} if "reason" in resolved_fields(operation) else {})
        refused = await api.patch(url, who="rep", version=seen["version"], json=body, expect=403)
        assert (refused.json()["code"], refused.json()["fields"]) == ("field_hidden", [field])
    assert (await api.get(url, who="rep", expect=200)).json()["version"] == seen["version"]


def resolved_fields(operation: Operation) -> set[str]:
    return fields_of(resolved(operation.body_schema or {}))


async def test_no_other_way_writes_it(api: Api, secretive: Ids) -> None:
    """Many at once, by another system's id, by a merge, by a proposal taken over."""
    path = f"/v1/customers/{secretive['customers']}"
    customer = (await api.get(path, who="rep", expect=200)).json()
    one = {"op": "update", "id": customer["id"], "version": customer["version"], "data": {"phones": HIDDEN["phones"]}}
    many = (await api.post("/v1/customers/bulk", who="rep", json={"items": [one]}, expect=200)).json()
    assert many["results"][0]["status"] in (403, 422), many
    proposals = (await api.get("/v1/change-proposals", who="director", expect=200)).json()["items"]
    (proposal,) = [each for each in proposals if "phones" in each["changes"]]
    shown = (await api.get(f"/v1/change-proposals/{proposal['id']}", who="rep", expect=200)).json()
    assert shown["changes"] == {}
    url = f"/v1/change-proposals/{proposal['id']}/decide"
    for field in HIDDEN:
        body = {"accept": [field], "reason": "They told us"}
        refused = await api.post(url, who="rep", version=shown["version"], json=body)
        assert refused.status_code in (403, 422), refused.text
    now = (await api.get(path, who="director", expect=200)).json()
    assert (now["version"], now["phones"][0]["e164"]) == (customer["version"], PHONE)
