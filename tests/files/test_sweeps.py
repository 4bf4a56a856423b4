"""Nobody's files go, in a directory and in another store alike; no row is ever without its file."""

import os
import time
import uuid
from datetime import timedelta
from pathlib import Path

from meridian.files import jobs
from meridian.files.service import PREFIX, path_of
from meridian.kernel.blobs import Blobs
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.jobs import JobContext
from meridian.kernel.settings import Settings
from tests.support.api import Api
from tests.support.files import PDF, attach, send


async def kept(blobs: Blobs, path: str) -> bytes | None:
    try:
        return b"".join([piece async for piece in blobs.stream(path)])
    except FileNotFoundError:
        return None


async def test_a_file_nobody_attached_goes_after_a_day(
    api: Api, db: Database, settings: Settings, clock: SettableClock, customer_id: uuid.UUID
) -> None:
    context, blobs = JobContext(db, settings), Blobs(settings)
    wanted, unwanted = await send(api), await send(api)
    await api.get(f"/v1/files/{unwanted['id']}/content", expect=200)
    await attach(api, db, customer_id, wanted["id"])
    clock.advance(timedelta(hours=23))
    fresh = await send(api)
    await jobs.forget_unattached(context)
    await api.get(f"/v1/files/{unwanted['id']}", expect=200)
    clock.advance(timedelta(hours=2))
    await jobs.forget_unattached(context)
    await api.get(f"/v1/files/{unwanted['id']}", expect=404)
    assert await kept(blobs, path_of(uuid.UUID(unwanted["id"]))) is None
    for each in (wanted, fresh):
        assert (await api.get(f"/v1/files/{each['id']}/content", expect=200)).content == PDF


async def test_what_a_crash_left_in_the_store_goes_after_a_day(
    api: Api, db: Database, settings: Settings, tmp_path: Path
) -> None:
    context, blobs = JobContext(db, settings), Blobs(settings)
    named = await send(api)
    (tmp_path / "left").write_bytes(PDF)
    old, recent = uuid.uuid4(), uuid.uuid4()
    for each in (old, recent):
        await blobs.put(path_of(each), tmp_path / "left")
    two_days_ago = time.time() - 2 * 86_400
    for aged in (old, named["id"]):
        os.utime(settings.data_dir / "files" / PREFIX / str(aged), (two_days_ago, two_days_ago))
    await jobs.sweep_orphans(context)
    assert await kept(blobs, path_of(old)) is None
    assert await kept(blobs, path_of(recent)) == PDF
    assert (await api.get(f"/v1/files/{named['id']}/content", expect=200)).content == PDF


async def test_a_refused_upload_leaves_nothing_in_the_store(api: Api, settings: Settings) -> None:
    before = await stored(Blobs(settings))
    key = {"Idempotency-Key": "kept once"}
    sent = await send(api, headers=key)
    await send(api, headers=key)
    await send(api, content=PDF + b" ", headers=key, expect=422)
    assert await stored(Blobs(settings)) - before == {path_of(uuid.UUID(sent["id"]))}


async def stored(blobs: Blobs) -> set[str]:
    return {path async for path in blobs.stale(PREFIX, timedelta(seconds=-60))}


async def test_a_lost_file_is_told(api: Api, settings: Settings) -> None:
    sent = await send(api)
    await Blobs(settings).delete(path_of(uuid.UUID(sent["id"])))
    answer = await api.get(f"/v1/files/{sent['id']}/content", expect=409)
    assert answer.json()["reason"] == "file_missing"
