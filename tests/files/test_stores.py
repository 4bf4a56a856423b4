"""The same files in a directory, in memory, and in an S3-compatible store over the wire."""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from meridian.files import jobs
from meridian.files.service import path_of
from meridian.kernel.blobs import Blobs
from meridian.kernel.db.session import Database
from meridian.kernel.jobs import JobContext
from meridian.kernel.settings import Settings
from tests.support.api import Api
from tests.support.files import PDF, send
from tests.support.s3 import s3_store


@pytest.fixture(params=["directory", "memory", "s3"])
def stored(
    request: pytest.FixtureRequest, app: FastAPI, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Settings]:
    """The application with its files in that kind of store."""
    name = uuid.uuid4().hex
    stores: dict[str, dict[str, Any]] = {
        "directory": {"data_dir": tmp_path},
        "memory": {"file_store_url": f"memory:///{name}"},
        "s3": {"file_store_url": f"s3://bucket-{name}/kept"},
    }
    with s3_store() as (environment, _):
        for key, value in environment.items():
            monkeypatch.setenv(key, value)
        app.state.settings = settings.model_copy(update=stores[request.param])
        yield app.state.settings
        app.state.settings = settings


async def test_files_go_and_come(api: Api, db: Database, stored: Settings, tmp_path: Path) -> None:
    sent = await send(api, "合同.pdf", PDF * 5000)
    path = path_of(uuid.UUID(sent["id"]))
    content = await api.get(f"/v1/files/{sent['id']}/content", expect=200)
    assert (content.content, content.headers["content-length"]) == (PDF * 5000, str(len(PDF) * 5000))
    blobs, orphan = Blobs(stored), path_of(uuid.uuid4())
    (tmp_path / "left").write_bytes(PDF)
    await blobs.put(orphan, tmp_path / "left")
    everything = timedelta(seconds=-60)
    assert {each async for each in blobs.stale("files", everything)} == {path, orphan}
    await sweep(db, stored)
    assert {each async for each in blobs.stale("files", everything)} == {path}
    await blobs.delete(path)
    await blobs.delete(path)  # what is gone is no fault
    lost = await api.get(f"/v1/files/{sent['id']}/content", expect=409)
    assert lost.json()["reason"] == "file_missing"


async def sweep(db: Database, settings: Settings) -> None:
    """As if all that was left behind were older than a day."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jobs, "_SETTLED", timedelta(seconds=-60))
        await jobs.sweep_orphans(JobContext(db, settings))
