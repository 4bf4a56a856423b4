"""What belongs to one team does not exist for another: no record, no row of a list, nothing written beside it."""

import pytest

from meridian.identity.permissions import GRANTS
from tests.support.api import Api
from tests.support.contract import OPERATIONS, Operation
from tests.support.specimens import CUSTOMER_NAME, REPS, Ids, kinds_without_specimen
from tests.support.world import PEOPLE

OTHERS = ("other_rep", "other_lead", "foreign_rep")
OF_RECORDS = [operation for operation in OPERATIONS if (REPS | {"imports"}) & set(operation.kinds.values())]
LISTS = [o for o in OPERATIONS if not o.kinds and (o.method == "GET" or o.path.endswith("/search"))]
NO_LISTS = {"healthz", "readyz", "metrics", "stream_events"}
ABOUT_A_CUSTOMER = [
    operation
    for operation in OPERATIONS
    if operation.method == "POST" and "customer_id" in (operation.body_schema or {}).get("properties", {})
]


def test_every_kind_of_record_has_a_specimen() -> None:
    assert kinds_without_specimen() == set()


@pytest.mark.parametrize("operation", OF_RECORDS, ids=lambda operation: operation.name)
async def test_a_record_of_another_team_does_not_exist(api: Api, ids: Ids, operation: Operation) -> None:
    for who in OTHERS:
        answer = await api.request(operation.method, operation.url(ids), who=who, version=1, json=operation.example())
        permitted = operation.permission in GRANTS[PEOPLE[who][0]]
        assert answer.status_code == (404 if permitted else 403), f"{who}: {answer.status_code} {answer.text[:500]}"


@pytest.mark.parametrize("operation", ABOUT_A_CUSTOMER, ids=lambda operation: operation.name)
async def test_nothing_is_written_about_another_teams_customer(api: Api, ids: Ids, operation: Operation) -> None:
    body = operation.example() | {"customer_id": ids["customers"]}
    for who in OTHERS:
        answer = await api.request("POST", operation.url(ids), who=who, version=1, json=body)
        assert answer.status_code in (403, 404, 422), f"{who}: {answer.status_code} {answer.text[:500]}"
        assert CUSTOMER_NAME not in answer.text


async def shown(api: Api, ids: Ids, who: str) -> set[str]:
    """Kinds of the rep's records that the lists show this person."""
    found: set[str] = set()
    for operation in LISTS:
        if operation.name in NO_LISTS:
            continue
        body: dict[str, str] | None = {} if operation.method == "POST" else None
        text = (await api.request(operation.method, operation.url(ids), who=who, json=body)).text
        found |= {kind for kind in REPS if ids[kind] in text} | ({"customers"} if CUSTOMER_NAME in text else set())
    return found


async def test_no_list_shows_what_belongs_to_another_team(api: Api, ids: Ids) -> None:
    for who in OTHERS:
        assert await shown(api, ids, who) == set()
    assert await shown(api, ids, "rep") == REPS
