"""Several people change one record at once: one wins, the others hear that it has changed."""

import asyncio

import pytest

from tests.support.api import Api
from tests.support.contract import OPERATIONS, Operation
from tests.support.specimens import BY_KIND, Ids

PEOPLE = 8
FIELDS = {
    "call-records": "outcome",
    "calendars": "name",
    "campaigns": "name",
    "complaints": "wanted_solution",
    "contact-plans": "purpose",
    "contact-records": "outcome",
    "contacts": "title",
    "contracts": "number",
    "custom-fields": "label",
    "customers": "address",
    "departments": "name",
    "installed-products": "model",
    "markets": "name",
    "milestones": "title",
    "needs": "description",
    "notes": "text",
    "opportunities": "title",
    "opportunity-competitors": "strengths",
    "opportunity-lines": "description",
    "opportunity-reviews": "progress",
    "orders": "note",
    "planned-contacts": "aim",
    "preventive-actions": "description",
    "product-interests": "note",
    "products": "name",
    "review-actions": "description",
    "objections": "name",
    "rosters": "note",
    "saved-views": "name",
    "script-versions": "note",
    "scripts": "name",
    "solution-proposals": "summary",
    "teams": "name",
    "users": "name",
}
EDITS = [operation for operation in OPERATIONS if operation.method == "PATCH" and operation.kinds]


def kind_of(operation: Operation) -> str:
    (kind,) = operation.kinds.values()
    return kind


def test_every_edit_is_guarded_and_tried() -> None:
    assert [operation.name for operation in EDITS if not operation.guarded] == []
    assert {kind_of(operation) for operation in EDITS} == FIELDS.keys()


@pytest.mark.parametrize("operation", EDITS, ids=kind_of)
async def test_one_edit_wins_and_the_others_are_told(api: Api, ids: Ids, operation: Operation) -> None:
    kind, url = kind_of(operation), operation.url(ids)
    who, field = BY_KIND.get(kind, BY_KIND["scripts"]).who, FIELDS[kind]
    version = (await api.get(url, who=who, expect=200)).json()["version"]
    reason = {"reason": "Heard otherwise"} if "reason" in (operation.body_schema or {}).get("required", ()) else {}
    answers = await asyncio.gather(
        *(api.patch(url, who=who, version=version, json=reason | {field: f"Edit {n}"}) for n in range(PEOPLE))
    )
    assert sorted(answer.status_code for answer in answers) == [200] + [412] * (PEOPLE - 1), answers[0].text
    assert {a.json()["current_version"] for a in answers if a.status_code == 412} == {version + 1}
    (winner,) = (answer for answer in answers if answer.status_code == 200)
    now = (await api.get(url, who=who, expect=200)).json()
    assert (now["version"], now[field]) == (version + 1, winner.json()[field])
    assert winner.headers["etag"] == f'"{version + 1}"'
