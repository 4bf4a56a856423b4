"""Recordings of calls: attached early or late, heard in parts by those who see the call, gone when policy says so."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from meridian.files.models import FileDownload, StoredFile
from meridian.files.rules import Part, part_asked
from meridian.kernel.blobs import Blobs
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.jobs import JobContext
from meridian.kernel.settings import Settings
from meridian.recordings import jobs
from meridian.records.models import ReportedContact
from tests.support.api import Api
from tests.support.customers import customer_in
from tests.support.files import MP3, PDF, WAV, send
from tests.support.records import log_call
from tests.support.world import World

SOUND = MP3 + bytes(range(256)) * 40


async def recorded(api: Api, call_id: str, *, content: bytes = SOUND, expect: int = 201) -> Any:
    file = await send(api, "call.mp3", content, declared="audio/mpeg")
    return (
        await api.post(f"/v1/call-records/{call_id}/recordings", json={"file_id": file["id"]}, expect=expect)
    ).json()


async def unknown_call(api: Api, **facts: Any) -> Any:
    body = {
        "source": "softphone",
        "external_id": uuid.uuid4().hex,
        "direction": "inbound",
        "number": "+49 40 999 88 77",
        "started_at": "2026-03-10T01:50:00Z",
        "answered_at": "2026-03-10T01:50:10Z",
        "ended_at": "2026-03-10T01:54:40Z",
        **facts,
    }
    return (await api.post("/v1/phone-calls", json=body, expect=201)).json()


async def test_a_recording_is_heard_in_parts_by_those_who_see_the_call(api: Api, db: Database, world: World) -> None:
    call = await log_call(api, await customer_in(db, world))
    file = await recorded(api, call["id"])
    listed = (await api.get(f"/v1/call-records/{call['id']}/recordings", who="lead", expect=200)).json()["items"]
    assert [each["id"] for each in listed] == [file["id"]]
    path = f"/v1/files/{file['id']}/content"
    whole = await api.get(path, expect=200)
    assert (whole.content, whole.headers["accept-ranges"]) == (SOUND, "bytes")
    for asked, start, end in (
        ("bytes=0-1023", 0, 1024),
        ("bytes=1000-", 1000, len(SOUND)),
        ("bytes=-100", len(SOUND) - 100, len(SOUND)),
        (f"bytes=5000-{len(SOUND) + 999}", 5000, len(SOUND)),
    ):
        part = await api.get(path, headers={"Range": asked}, expect=206)
        assert part.content == SOUND[start:end]
        assert part.headers["content-range"] == f"bytes {start}-{end - 1}/{len(SOUND)}"
        assert part.headers["content-type"] == "audio/mpeg"
    beyond = await api.get(path, headers={"Range": f"bytes={len(SOUND)}-"}, expect=416)
    assert (beyond.json()["code"], beyond.headers["content-range"]) == (
        "range_not_satisfiable",
        f"bytes */{len(SOUND)}",
    )
    etag = whole.headers["etag"]
    await api.get(path, headers={"Range": "bytes=0-9", "If-Range": etag}, expect=206)
    await api.get(path, headers={"Range": "bytes=0-9", "If-Range": '"another"'}, expect=200)
    await api.get(path, headers={"Range": "lines=1-2"}, expect=200)
    for who in ("rep2", "foreign_rep"):
        await api.get(path, who=who, expect=404)
        await api.get(f"/v1/call-records/{call['id']}/recordings", who=who, expect=404)
    async with db.read() as session:
        downloads = await session.scalars(select(FileDownload).where(FileDownload.file_id == uuid.UUID(file["id"])))
        assert len(downloads.all()) == 8  # each part counts: who leaves out the first byte has heard the rest


async def test_recordings_come_early_and_late(api: Api, db: Database, world: World) -> None:
    call = await unknown_call(api)
    file = await recorded(api, call["id"])
    path = f"/v1/files/{file['id']}/content"
    await api.get(path, expect=200)
    await api.get(path, who="rep2", expect=404)
    customer = await customer_in(db, world)
    version = (await api.get(f"/v1/phone-calls/{call['id']}", expect=200)).json()["version"]
    body = {"customer_id": str(customer)}
    await api.post(f"/v1/phone-calls/{call['id']}/customer", version=version, json=body, expect=200)
    late = await recorded(api, call["id"], content=SOUND + b"late")
    listed = (await api.get(f"/v1/call-records/{call['id']}/recordings", expect=200)).json()["items"]
    assert [each["id"] for each in listed] == [file["id"], late["id"]]
    again = await api.post(f"/v1/call-records/{call['id']}/recordings", json={"file_id": late["id"]}, expect=201)
    assert again.json()["id"] == late["id"]


async def test_what_is_no_recording_is_refused(api: Api, db: Database, world: World) -> None:
    call = await log_call(api, await customer_in(db, world))
    silent = WAV + b"\x40\x1f\x00\x00\x80\x3e\x00\x00\x02\x00\x10\x00data\x00\x00\x00\x00"
    assert len(silent) == 44
    for name, content, code in (("offer.pdf", PDF, "not_audio"), ("call.wav", silent, "empty_recording")):
        file = await send(api, name, content)
        path = f"/v1/call-records/{call['id']}/recordings"
        refused = (await api.post(path, json={"file_id": file["id"]}, expect=422)).json()
        assert [(each["pointer"], each["code"]) for each in refused["errors"]] == [("/file_id", code)]
    foreign = await log_call(api, await customer_in(db, world, owner="rep2"), who="rep2")
    await recorded(api, foreign["id"], expect=404)


@pytest.mark.parametrize(
    ("header", "part"),
    [
        (None, None),
        ("bytes=0-", Part(0, 10)),
        ("bytes=0-0", Part(0, 1)),
        ("bytes=9-20", Part(9, 10)),
        ("bytes=-3", Part(7, 10)),
        ("bytes=-99", Part(0, 10)),
        ("bytes=5-2", None),
        ("bytes=0-1,3-4", None),
        ("bytes=-", None),
        ("bytes=a-b", None),
    ],
)
def test_parts(header: str | None, part: Part | None) -> None:
    assert part_asked(header, 10) == part


@pytest.mark.parametrize("header", ["bytes=10-", "bytes=99-100", "bytes=-0"])
def test_parts_that_are_not_there(header: str) -> None:
    with pytest.raises(ValueError, match="bytes"):
        part_asked(header, 10)


@given(st.integers(0, 50), st.integers(0, 50), st.integers(1, 50))
def test_a_part_lies_within_the_file(first: int, last: int, size: int) -> None:
    try:
        part = part_asked(f"bytes={first}-{last}", size)
    except ValueError:
        assert first >= size
        return
    if part is not None:
        assert 0 <= part.start < part.end <= size
        assert part.start == first
        assert part.end - 1 == min(last, size - 1)


async def test_what_is_kept_for_a_time_is_removed_when_it_is_over(
    api: Api, db: Database, world: World, clock: SettableClock, settings: Settings
) -> None:
    old = await log_call(api, await customer_in(db, world))
    file = await recorded(api, old["id"])
    reported = await unknown_call(api)
    start = clock.now()
    try:
        clock.set(start.replace(year=2027) - timedelta(days=1))
        await jobs.remove_outdated(JobContext(db, settings))
        await api.get(f"/v1/files/{file['id']}/content", who="director", expect=200)
        clock.set(start.replace(year=2027) + timedelta(days=1))  # twelve months
        await jobs.remove_outdated(JobContext(db, settings))
        async with db.read() as session:
            assert await session.get(StoredFile, uuid.UUID(file["id"])) is None
            assert await session.get(ReportedContact, uuid.UUID(reported["id"])) is not None
        assert not await Blobs(settings).exists(f"files/{file['id']}")
        clock.set(start.replace(year=2029) + timedelta(days=1))  # thirty-six months
        await jobs.remove_outdated(JobContext(db, settings))
        async with db.read() as session:
            assert await session.get(ReportedContact, uuid.UUID(reported["id"])) is None
            noted = await session.scalars(select(FileDownload.at).where(FileDownload.at < start + timedelta(days=1)))
            assert noted.all() == []
    finally:
        clock.set(start)
    await api.get(f"/v1/call-records/{old['id']}", expect=200)
