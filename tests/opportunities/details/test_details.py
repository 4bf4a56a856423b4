"""What belongs to an opportunity: lines, competitors, members, proposals, the contract and their files."""

import asyncio
import uuid
from typing import Any

import pytest

from meridian.kernel.db.session import Database
from tests.support.api import Api
from tests.support.customers import customer_in
from tests.support.files import PDF, send
from tests.support.opportunities import AMOUNT, LINE, LOSS, change, move, open_opportunity, opportunity_now
from tests.support.records import log_call
from tests.support.world import World


@pytest.fixture
async def opportunity(api: Api, db: Database, world: World) -> dict[str, Any]:
    return await open_opportunity(api, await customer_in(db, world))


async def test_a_line_counts_its_total(api: Api, opportunity: dict[str, Any]) -> None:
    path = f"/v1/opportunities/{opportunity['id']}/lines"
    line = (await api.post(path, json=LINE, expect=201)).json()
    assert line["total"] == {"amount": "48000.00", "currency": "USD"}
    edit = f"/v1/opportunity-lines/{line['id']}"
    line = (await api.patch(edit, json={"quantity": "2.5"}, version=1, expect=200)).json()
    assert line["total"] == {"amount": "60000.00", "currency": "USD"}
    line = (await api.patch(edit, json={"unit_price": None}, version=2, expect=200)).json()
    assert (line["unit_price"], line["total"]) == (None, None)
    await api.post(path, json={**LINE, "quantity": "0"}, expect=422)
    await api.post(path, json={**LINE, "product_id": str(uuid.uuid4())}, expect=409)
    await api.delete(edit, version=2, expect=412)
    await api.delete(edit, version=3, expect=204)
    assert (await api.get(path, expect=200)).json()["items"] == []


async def test_a_competitor_is_listed_once_and_ends_that_none_is_known(api: Api, opportunity: dict[str, Any]) -> None:
    await change(api, opportunity, no_competitors_known=True)
    path = f"/v1/opportunities/{opportunity['id']}/competitors"
    await api.post(path, json={"name": "Alfa Dosing"}, expect=201)
    assert (await api.post(path, json={"name": "alfa dosing"}, expect=409)).json()["reason"] == "competitor_listed"
    assert (await opportunity_now(api, opportunity["id"]))["no_competitors_known"] is False


async def test_a_member_sees_and_changes_it_as_long_as_they_are_one(
    api: Api, world: World, opportunity: dict[str, Any]
) -> None:
    path = f"/v1/opportunities/{opportunity['id']}"
    await api.get(path, who="foreign_rep", expect=404)
    body = {"user_id": str(world.people["foreign_rep"]), "part": "Calculations"}
    member = (await api.post(f"{path}/members", json=body, expect=201)).json()
    assert (await api.post(f"{path}/members", json=body, expect=409)).json()["reason"] == "member_already"
    await api.get(path, who="foreign_rep", expect=200)
    assert (await api.get("/v1/opportunities", who="foreign_rep", expect=200)).json()["items"]
    await change(api, opportunity, who="foreign_rep", title="Together")
    await api.get(f"/v1/customers/{opportunity['customer_id']}", who="foreign_rep", expect=404)
    await api.delete(f"/v1/opportunity-members/{member['id']}", expect=204)
    await api.get(path, who="foreign_rep", expect=404)


async def test_proposals_count_their_versions_and_keep_the_answer(api: Api, opportunity: dict[str, Any]) -> None:
    path = f"/v1/opportunities/{opportunity['id']}/proposals"
    first = (await api.post(path, json={"summary": "Two X200", "amount": AMOUNT}, expect=201)).json()
    edit = f"/v1/solution-proposals/{first['id']}"
    first = (await api.patch(edit, json={"summary": "Two X200, EPDM"}, version=1, expect=200)).json()
    answer = {"answer": "changes_wanted", "note": "Delivery in June"}
    first = (await api.post(f"{edit}/answer", json=answer, version=2, expect=200)).json()
    assert (first["answer"], first["presented_at"]) == ("changes_wanted", "2026-03-10T02:00:00Z")
    late = await api.patch(edit, json={"summary": "Three"}, version=3, expect=409)
    assert late.json()["reason"] == "proposal_answered"
    await asyncio.gather(*(api.post(path, json={"summary": f"Offer {n}"}, expect=201) for n in range(5)))
    listed = (await api.get(path, expect=200)).json()["items"]
    assert [each["number"] for each in listed] == [1, 2, 3, 4, 5, 6]


async def test_files_are_read_through_the_opportunity(api: Api, world: World, opportunity: dict[str, Any]) -> None:
    sent = [await send(api, name=f"annex {n}.pdf") for n in range(3)]
    path = f"/v1/opportunities/{opportunity['id']}"
    body = {"summary": "Two X200", "file_ids": [sent[0]["id"]]}
    proposal = (await api.post(f"{path}/proposals", json=body, expect=201)).json()
    assert [file["name"] for file in proposal["files"]] == ["annex 0.pdf"]
    body = {"number": "C-1", "file_ids": [sent[1]["id"]]}
    contract = (await api.post(f"{path}/contract", json=body, expect=201)).json()
    contract = (
        await api.post(f"/v1/contracts/{contract['id']}/files", json={"file_ids": [sent[2]["id"]]}, expect=200)
    ).json()
    assert len(contract["files"]) == 2
    for file in sent:
        download = await api.get(f"/v1/files/{file['id']}/content", who="lead", expect=200)
        assert download.content == PDF
        await api.get(f"/v1/files/{file['id']}/content", who="other_rep", expect=404)
    stolen = await api.post(f"{path}/proposals", json={"summary": "x", "file_ids": [sent[1]["id"]]}, expect=422)
    assert stolen.json()["errors"][0] == {
        "pointer": "/file_ids/0",
        "code": "already_attached",
        "detail": "belongs to another record: send it again",
    }


async def test_there_is_one_contract_and_a_signed_one_is_amended_with_a_reason(
    api: Api, opportunity: dict[str, Any]
) -> None:
    path = f"/v1/opportunities/{opportunity['id']}/contract"
    made = await asyncio.gather(*(api.post(path, json={"number": f"C-{n}"}) for n in range(4)))
    assert sorted(answer.status_code for answer in made) == [201, 409, 409, 409]
    contract = (await api.get(path, expect=200)).json()
    edit = f"/v1/contracts/{contract['id']}"
    assert (await api.patch(edit, json={"signed_on": "2026-03-09"}, version=1, expect=200)).json()["version"] == 2


async def test_two_people_move_one_opportunity_and_one_is_told(api: Api, opportunity: dict[str, Any]) -> None:
    await log_call(api, opportunity["customer_id"])
    path = f"/v1/opportunities/{opportunity['id']}/moves"
    forward = {"follow_up": {"aim": "Hear more", "due_on": "2026-03-17"}}
    answers = await asyncio.gather(
        api.post(f"{path}/confirm_interest", who="rep", json=forward, version=1),
        api.post(f"{path}/lose", who="lead", json=LOSS, version=1),
        api.post(f"{path}/confirm_interest", who="manager", json=forward, version=1),
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412]
    (winner,) = (answer.json() for answer in answers if answer.status_code == 200)
    assert await opportunity_now(api, opportunity["id"], who="manager") == {
        **winner,
        "allowed_moves": (await opportunity_now(api, opportunity["id"], who="manager"))["allowed_moves"],
    }
    stays = (await api.get(f"/v1/opportunities/{opportunity['id']}/stages", expect=200)).json()["items"]
    assert len([stay for stay in stays if stay["move"]]) == 1


async def test_the_timeline_shows_it_and_its_moves(api: Api, opportunity: dict[str, Any]) -> None:
    await move(api, opportunity, "lose", **LOSS, reason="They bought elsewhere")
    timeline = (await api.get(f"/v1/customers/{opportunity['customer_id']}/timeline", expect=200)).json()["items"]
    assert {entry["kind"]: entry["at"] for entry in timeline}.keys() == {"opportunity", "opportunity_move"}
    (moved,) = (entry for entry in timeline if entry["kind"] == "opportunity_move")
    assert (moved["subject_id"], moved["to_state"], moved["reason"]) == (
        opportunity["id"],
        "lost",
        "They bought elsewhere",
    )


async def test_a_question_about_it_goes_to_a_department(api: Api, world: World, opportunity: dict[str, Any]) -> None:
    path = f"/v1/opportunities/{opportunity['id']}/handoffs"
    question = {"department_id": str(world.departments["technical"]), "question": "Does it stand 70 °C brine?"}
    asked = (await api.post(path, json=question, expect=201)).json()
    assert (asked["origin_type"], asked["origin_id"]) == ("opportunity", opportunity["id"])
    assert asked["customer_id"] == opportunity["customer_id"]
    listed = (await api.get(f"/v1/handoffs?origin_id={opportunity['id']}", expect=200)).json()["items"]
    assert [each["id"] for each in listed] == [asked["id"]]
    await api.post(path, who="other_rep", json=question, expect=404)
    await api.post(path, who="auditor", json=question, expect=403)
