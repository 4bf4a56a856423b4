"""Files of many records in one list: each seen exactly by those who see it alone."""

import uuid
from typing import Any

from meridian.kernel.db.session import Database
from tests.support import files
from tests.support.api import Api
from tests.support.files import attach, send
from tests.support.opportunities import open_opportunity
from tests.support.world import PEOPLE


async def listed(api: Api, who: str = "rep", **asked: Any) -> list[dict[str, Any]]:
    answer = await api.get("/v1/files", who=who, params={"limit": 200, **asked}, expect=200)
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_a_customer_has_the_files_of_its_records(api: Api, db: Database, customer_id: uuid.UUID) -> None:
    offer, picture = await send(api, "offer.pdf"), await send(api, "pump.png", files.PNG)
    unattached = await send(api, "later.pdf")
    await attach(api, db, customer_id, offer["id"], picture["id"])
    found = await listed(api, customer_id=str(customer_id))
    assert [each["id"] for each in found] == [picture["id"], offer["id"]]  # latest first
    assert found[1] | {"customer_id": None, "customer_name": None, "record_id": None} == (
        (await api.get(f"/v1/files/{offer['id']}", expect=200)).json()
        | {"customer_id": None, "customer_name": None, "record_id": None}
    )
    assert {each["customer_name"] for each in found} == {"Kept Papers Ltd"}
    assert [
        each["name"] for each in await listed(api, **{"content_type.starts": "image/", "customer_id": str(customer_id)})
    ] == ["pump.png"]
    assert [each["name"] for each in await listed(api, subject_id=str(customer_id), **{"name.contains": "OFF"})] == [
        "offer.pdf"
    ]
    assert unattached["id"] in {each["id"] for each in await listed(api, uploaded_by="me")}


async def test_the_list_shows_exactly_what_each_person_may_read_alone(
    api: Api, db: Database, customer_id: uuid.UUID
) -> None:
    sent = [await send(api, who=who) for who in ("rep", "other_rep", "rep")]
    await attach(api, db, customer_id, sent[0]["id"])
    await attach(api, db, customer_id, sent[1]["id"], who="other_rep")
    for who in PEOPLE:
        alone = {file["id"] for file in sent if (await api.get(f"/v1/files/{file['id']}", who=who)).status_code == 200}
        answer = await api.get("/v1/files", who=who, params={"limit": 200})
        shown = {each["id"] for each in answer.json()["items"]} if answer.status_code == 200 else set()
        assert shown & {file["id"] for file in sent} == alone, who
    assert len(await listed(api, "director", customer_id=str(customer_id))) >= 2


async def test_a_file_names_the_record_that_people_open(api: Api, customer_id: uuid.UUID) -> None:
    opportunity = await open_opportunity(api, customer_id)
    offer, call = await send(api, "offer.pdf"), await send(api, "later.pdf")
    path = f"/v1/opportunities/{opportunity['id']}/proposals"
    body = {"summary": "Two pumps", "file_ids": [offer["id"]]}
    proposal = (await api.post(path, json=body, expect=201)).json()
    (row,) = await listed(api, subject_id=proposal["id"])
    assert (row["id"], row["subject_type"]) == (offer["id"], "solution_proposal")
    assert (row["record_id"], row["customer_id"]) == (opportunity["id"], str(customer_id))
    own = next(each for each in await listed(api, uploaded_by="me") if each["id"] == call["id"])
    assert (own["record_id"], own["subject_type"]) == (None, None)
    assert await listed(api, "foreign_rep", customer_id=str(customer_id)) == []
