"""Files sent, attached and read, over the API."""

import asyncio
import hashlib
import uuid
from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select

from meridian.files import queries, service
from meridian.files.models import FileDownload, StoredFile
from meridian.kernel.db.session import Database
from meridian.kernel.events.models import Event
from meridian.kernel.problems import Invalid
from meridian.kernel.settings import Settings
from tests.support import files
from tests.support.api import Api
from tests.support.files import PDF, attach, person, send


async def test_a_file_is_kept_as_it_was_sent(api: Api) -> None:
    sent = await send(api, "合同 “A” 2026.pdf", declared="application/pdf")
    assert sent["name"] == "合同 “A” 2026.pdf"
    assert (sent["content_type"], sent["size"]) == ("application/pdf", len(PDF))
    assert sent["sha256"] == hashlib.sha256(PDF).hexdigest()
    assert (sent["uploaded_by"], sent["subject_id"]) == (str(api.world.people["rep"]), None)
    assert (await api.get(f"/v1/files/{sent['id']}", expect=200)).json() == sent
    content = await api.get(f"/v1/files/{sent['id']}/content", expect=200)
    assert content.content == PDF
    assert content.headers["content-type"] == "application/pdf"
    assert content.headers["x-content-type-options"] == "nosniff"
    assert content.headers["content-security-policy"] == "sandbox"
    assert content.headers["etag"] == f'"{sent["sha256"]}"'
    named = content.headers["content-disposition"]
    assert named.startswith('attachment; filename="__ _A_ 2026.pdf"')
    assert named.endswith("filename*=UTF-8''%E5%90%88%E5%90%8C%20%E2%80%9CA%E2%80%9D%202026.pdf")
    again = await api.get(f"/v1/files/{sent['id']}/content", headers={"If-None-Match": content.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("name", "content", "declared", "code", "told"),
    [
        ("contract.pdf", b"", None, "empty", "empty"),
        ("contract.pdf", files.PNG, None, "type_mismatch", "image/png"),
        ("contract.pdf", PDF, "image/png", "type_mismatch", "image/png"),
        ("contract.docx", files.office("spreadsheetml.sheet"), None, "type_mismatch", "spreadsheetml"),
        ("contract.docx", files.archive(a="b"), None, "type_mismatch", "application/zip"),
        ("contract.docx", files.office("wordprocessingml.document", macros=True), None, "type_mismatch", "macro"),
        ("contract.txt", b"<html><script>alert(1)</script></html>", None, "type_mismatch", "text/html"),
        ("contract.pdf", files.EXE, None, "type_mismatch", "content is"),
        ("setup.exe", files.EXE, None, "type_not_allowed", "setup.exe"),
        ("page.html", b"<html></html>", "text/html", "type_not_allowed", "page.html"),
        ("logo.svg", b"<svg/>", "image/svg+xml", "type_not_allowed", "logo.svg"),
        ("contract", PDF, None, "type_not_allowed", ".pdf"),
    ],
)
async def test_what_is_not_kept_is_named(
    api: Api, name: str, content: bytes, declared: str | None, code: str, told: str
) -> None:
    refused = await send(api, name, content, declared=declared, expect=422)
    (fault,) = refused["errors"]
    assert (fault["pointer"], fault["code"]) == ("/file", code)
    assert told in fault["detail"]


async def test_a_file_beyond_the_limit_is_refused(api: Api, app: FastAPI) -> None:
    before = app.state.settings
    app.state.settings = before.model_copy(update={"max_file_bytes": len(PDF)})
    try:
        await send(api, content=PDF)
        refused = await send(api, content=PDF + b"\n", expect=413)
    finally:
        app.state.settings = before
    assert (refused["code"], refused["limit"]) == ("too_large", len(PDF))


async def test_far_too_much_is_refused_before_it_is_read(api: Api, settings: Settings) -> None:
    async def never_ending() -> AsyncIterator[bytes]:
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
        while True:
            yield bytes(1 << 20)

    headers = {"Content-Type": "multipart/form-data; boundary=b", "Idempotency-Key": "far too much"}
    refused = await api.post("/v1/files", content=never_ending(), headers=headers, expect=413)
    assert refused.json()["code"] == "too_large"
    declared = headers | {"Content-Length": str(settings.max_file_bytes * 2)}
    await api.post("/v1/files", content=never_ending(), headers=declared, expect=413)


async def test_a_repeated_upload_is_one_file(api: Api, db: Database) -> None:
    async def count() -> int | None:
        async with db.read() as session:
            return await session.scalar(select(func.count()).select_from(StoredFile))

    before = await count()
    first, second = [await send(api, headers={"Idempotency-Key": "one contract"}) for _ in range(2)]
    assert first == second
    assert await count() == (before or 0) + 1
    await send(api, content=PDF + b" ", headers={"Idempotency-Key": "one contract"}, expect=422)


async def test_a_file_without_a_record_is_its_senders(api: Api) -> None:
    sent = await send(api)
    for who in ("rep2", "lead", "director", "auditor"):
        await api.get(f"/v1/files/{sent['id']}", who=who, expect=404)
        await api.get(f"/v1/files/{sent['id']}/content", who=who, expect=404)
    await api.get(f"/v1/files/{sent['id']}/content", who="administrator", expect=403)


async def test_an_attached_file_is_read_through_its_record(api: Api, db: Database, customer_id: uuid.UUID) -> None:
    sent = await send(api)
    await attach(api, db, customer_id, sent["id"])
    for who in ("rep", "lead", "director"):
        found = (await api.get(f"/v1/files/{sent['id']}", who=who, expect=200)).json()
        assert (found["subject_type"], found["subject_id"]) == ("customer", str(customer_id))
        assert (await api.get(f"/v1/files/{sent['id']}/content", who=who, expect=200)).content == PDF
    for who in ("other_rep", "other_lead", "foreign_rep"):
        await api.get(f"/v1/files/{sent['id']}", who=who, expect=404)
        await api.get(f"/v1/files/{sent['id']}/content", who=who, expect=404)
        await api.get(f"/v1/files/{sent['id']}/downloads", who=who, expect=404)
    async with db.read() as session:
        shown = await queries.of(session, "customer", [customer_id])
        assert sent["id"] in [str(file.id) for file in shown[customer_id]]
        assert [str(key) for key in await queries.reads(session, [uuid.UUID(sent["id"])])] == [sent["id"]]
        event = await session.scalar(select(Event).where(Event.subject_id == uuid.UUID(sent["id"])))
    assert event is not None
    assert (event.type, event.customer_id, event.data["subject_type"]) == ("file.attached", customer_id, "customer")


async def test_its_sender_loses_it_with_the_record(api: Api, db: Database, customer_id: uuid.UUID) -> None:
    theirs = await send(api, who="other_rep")
    await attach(api, db, customer_id, theirs["id"], who="other_rep")
    await api.get(f"/v1/files/{theirs['id']}", who="other_rep", expect=404)
    await api.get(f"/v1/files/{theirs['id']}", who="rep", expect=200)


async def test_every_download_is_kept(api: Api, db: Database, customer_id: uuid.UUID) -> None:
    sent = await send(api)
    await attach(api, db, customer_id, sent["id"])
    await api.request("HEAD", f"/v1/files/{sent['id']}/content", expect=200)  # which hands nothing out
    for who in ("rep", "lead", "rep"):
        await api.get(f"/v1/files/{sent['id']}/content", who=who, expect=200)
    await api.get(f"/v1/files/{sent['id']}/content", who="other_rep", expect=404)
    listed = (await api.get(f"/v1/files/{sent['id']}/downloads", who="lead", expect=200)).json()["items"]
    people = api.world.people
    assert sorted(each["user_id"] for each in listed) == sorted(str(people[who]) for who in ("rep", "lead", "rep"))
    async with db.read() as session:
        assert await session.scalar(
            select(func.count()).select_from(FileDownload).where(FileDownload.file_id == uuid.UUID(sent["id"]))
        ) == len(listed)


async def test_each_file_that_cannot_be_attached_is_named(api: Api, db: Database, customer_id: uuid.UUID) -> None:
    mine, theirs, taken = await send(api), await send(api, who="rep2"), await send(api)
    await attach(api, db, customer_id, taken["id"])
    actor = person(api, "rep")
    wanted = [uuid.UUID(each["id"]) for each in (mine, theirs, taken)] + [uuid.uuid4()]
    with pytest.raises(Invalid) as refused:
        async with db.write(actor_id=actor.user_id) as session:
            await service.attach(
                session, actor, wanted, subject_type="other", subject_id=uuid.uuid4(), customer_id=None, pointer="/f"
            )
    assert [(fault.pointer, fault.code) for fault in refused.value.errors] == [
        ("/f/1", "unknown_file"),
        ("/f/2", "already_attached"),
        ("/f/3", "unknown_file"),
    ]
    assert (await api.get(f"/v1/files/{mine['id']}", expect=200)).json()["subject_id"] is None


async def test_attaching_again_to_the_same_record_changes_nothing(
    api: Api, db: Database, customer_id: uuid.UUID
) -> None:
    sent = await send(api)
    await attach(api, db, customer_id, sent["id"])
    first = (await api.get(f"/v1/files/{sent['id']}", expect=200)).json()
    await attach(api, db, customer_id, sent["id"], sent["id"])
    assert (await api.get(f"/v1/files/{sent['id']}", expect=200)).json() == first


async def test_two_records_that_want_one_file_do_not_both_get_it(api: Api, db: Database) -> None:
    sent, actor = await send(api), person(api, "rep")

    async def claim() -> list[str]:
        try:
            async with db.write(actor_id=actor.user_id) as session:
                await service.attach_one(
                    session,
                    actor,
                    uuid.UUID(sent["id"]),
                    subject_type="other",
                    subject_id=uuid.uuid4(),
                    customer_id=None,
                    pointer="/file_id",
                )
        except Invalid as refused:
            return [f"{fault.pointer} {fault.code}" for fault in refused.errors]
        return []

    answers = await asyncio.gather(*(claim() for _ in range(5)))
    assert sorted(answers) == [[]] + [["/file_id already_attached"]] * 4
