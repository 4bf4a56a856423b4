"""Scripts and their versions through the API: written, approved by somebody else, in use, retired; own wording."""

from typing import Any

from meridian.kernel.db.session import Database
from tests.support.api import Api
from tests.support.files import PDF, send
from tests.support.scripts import CONTENT, approve, draft, in_use, move, write


async def test_a_version_is_written_approved_by_another_and_takes_its_predecessors_place(api: Api) -> None:
    script = await draft(api, who="lead")
    first = script["written_id"]
    await move(api, first, "submit", who="rep", expect=403)
    submitted = await move(api, first, "submit", who="lead")
    assert (submitted["state"], submitted["allowed_moves"]) == ("submitted", ["withdraw"])
    await write(api, first, CONTENT, expect=409)
    assert (await move(api, first, "approve", who="lead", expect=403))["code"] == "forbidden"
    approved = await move(api, first, "approve", who="manager")
    assert (approved["state"], approved["approved_by_name"], approved["allowed_moves"]) == (
        "approved",
        "manager",
        ["retire"],
    )
    path = f"/v1/scripts/{script['id']}"
    second = (await api.post(f"{path}/versions", who="lead", json={"note": "Shorter"}, expect=201)).json()
    assert (second["number"], second["content"]) == (2, approved["content"])
    again = await api.post(f"{path}/versions", who="lead", json={}, expect=409)
    assert again.json()["code"] == "draft_exists"
    await approve(api, second["id"])
    read = (await api.get(path, expect=200)).json()
    assert [(one["number"], one["state"]) for one in read["versions"]] == [(2, "approved"), (1, "retired")]
    assert (read["in_use_id"], read["written_id"]) == (second["id"], None)
    await move(api, second["id"], "retire", who="manager", expect=422)
    await move(api, second["id"], "retire", who="manager", reason="The market moved")
    assert (await api.get(path, expect=200)).json()["in_use_id"] is None


async def test_nobody_approves_what_they_wrote(api: Api) -> None:
    script = await draft(api, who="manager")
    await move(api, script["written_id"], "submit", who="manager")
    own = await move(api, script["written_id"], "approve", who="manager", expect=409)
    assert own["code"] == "own_script"
    await move(api, script["written_id"], "return", who="director", reason="Too long")
    returned = (await api.get(f"/v1/script-versions/{script['written_id']}", who="manager", expect=200)).json()
    assert (returned["state"], returned["allowed_moves"]) == ("draft", ["submit", "discard"])


async def test_each_gap_is_named_where_it_is(api: Api) -> None:
    part = CONTENT["sections"][0]
    content: dict[str, Any] = {
        "sections": [
            part
            | {
                "says": {"en": "Good morning {nobody}"},
                "branches": [{"key": "lost", "says": {"en": "Hm"}, "section": "nowhere"}],
                "objections": ["price", "no_need"],
            }
        ],
        "objections": [{"objection": "unheard_of", "answer": {"en": "Well"}}, CONTENT["objections"][0]],
    }
    script = await draft(api, languages=["en", "de"], content=content)
    refused = await move(api, script["written_id"], "submit", who="lead", expect=409)
    assert refused["code"] == "script_incomplete"
    named = {(fault["pointer"].removeprefix("/content/"), fault["code"]) for fault in refused["errors"]}
    assert named == {
        ("sections/0/says/de", "missing"),
        ("sections/0/says/en", "unknown_variable"),
        ("sections/0/branches/0", "leads_nowhere"),
        ("sections/0/questions/0/asks/de", "missing"),
        ("sections/0/questions/1/asks/de", "missing"),
        ("sections/0/objections/1", "unanswered"),
        ("objections/0/objection", "unknown_objection"),
        ("objections/0/answer/de", "missing"),
        ("objections/1/answer/de", "missing"),
    }
    gaps = (await api.get(f"/v1/script-versions/{script['written_id']}", expect=200)).json()["gaps"]
    assert {(gap["pointer"].removeprefix("/content/"), gap["code"]) for gap in gaps} == named
    empty = await draft(api, content={})
    assert (await move(api, empty["written_id"], "submit", who="lead", expect=409))["errors"][0]["code"] == "missing"


async def test_materials_belong_to_the_script_and_are_read_by_who_reads_it(api: Api) -> None:
    script = await draft(api)
    file = await send(api, "case.pdf", PDF, who="lead")
    foreign = CONTENT | {"objections": [CONTENT["objections"][0] | {"materials": [file["id"]]}]}
    refused = await write(api, script["written_id"], foreign, expect=422)
    assert [fault["code"] for fault in refused["errors"]] == ["unknown_file"]
    path = f"/v1/scripts/{script['id']}/materials"
    read = (await api.post(path, who="lead", json={"file_ids": [file["id"]]}, expect=200)).json()
    assert [one["name"] for one in read["materials"]] == ["case.pdf"]
    await write(api, script["written_id"], foreign)
    await api.get(f"/v1/files/{file['id']}", who="rep", expect=200)
    await api.get(f"/v1/files/{file['id']}", who="administrator", expect=403)


async def test_own_wording_stands_beside_the_template(api: Api) -> None:
    script = await in_use(api)
    path = f"/v1/script-versions/{script['in_use_id']}"
    await api.get(f"{path}/adaptation", expect=404)
    mine = {"sections": {"opening": {"en": "Hello {contact}"}}}
    put = (await api.put(f"{path}/adaptation", json=mine, expect=200)).json()
    assert (put["sections"], put["user_name"]) == (mine["sections"], "rep")
    wrong = {"sections": {"middle": {"en": "Hello"}, "opening": {"en": "{whom}"}}}
    refused = (await api.put(f"{path}/adaptation", json=wrong, expect=422)).json()
    assert {fault["code"] for fault in refused["errors"]} == {"unknown_part", "unknown_variable"}
    listed = (await api.get(f"{path}/adaptations", who="lead", expect=200)).json()["items"]
    assert [one["user_name"] for one in listed] == ["rep"]
    template = (await api.get(path, expect=200)).json()["content"]["sections"][0]["says"]
    assert template == CONTENT["sections"][0]["says"]
    await api.delete(f"{path}/adaptation", expect=204)
    await api.get(f"{path}/adaptation", expect=404)


async def test_the_catalogue_of_objections_is_kept_by_who_writes_scripts(api: Api) -> None:
    known = (await api.get("/v1/objections?active=true", expect=200)).json()["items"]
    assert [one["code"] for one in known][:2] == ["price", "payment_terms"]
    body = {"code": "too_far", "name": "Too far", "name_zh": "太远"}
    await api.post("/v1/objections", json=body, expect=403)
    made = (await api.post("/v1/objections", who="lead", json=body, expect=201)).json()
    assert (await api.post("/v1/objections", who="lead", json=body, expect=409)).json()["code"] == "code_taken"
    changed = await api.patch(f"/v1/objections/{made['id']}", who="lead", version=1, json={"active": False}, expect=200)
    assert changed.json()["active"] is False


async def test_whom_a_script_is_for_must_exist(api: Api, db: Database) -> None:
    nowhere = "0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f"
    body = {"name": "X", "name_zh": "X", "languages": ["en"], "product_id": nowhere, "segment_id": nowhere}
    refused = (await api.post("/v1/scripts", who="lead", json=body, expect=422)).json()
    assert {fault["code"] for fault in refused["errors"]} == {"unknown_product", "unknown_segment"}
    view = {"list_name": "customers", "name": "Mine", "sharing": "nobody"}
    mine = (await api.post("/v1/saved-views", who="director", json=view, expect=201)).json()
    refused = await api.post("/v1/scripts", who="lead", json=body | {"segment_id": mine["id"]}, expect=422)
    assert "/segment_id" in {fault["pointer"] for fault in refused.json()["errors"]}
    shared = {"list_name": "customers", "name": "All", "sharing": "company"}
    segment = (await api.post("/v1/saved-views", who="director", json=shared, expect=201)).json()
    script = await draft(api, segment_id=segment["id"])
    assert script["segment_name"] == "All"
    kept = await api.delete(f"/v1/saved-views/{segment['id']}", who="director", version=1, expect=409)
    assert kept.json()["code"] == "view_in_use"
