"""Files are on the disk before anything names them, and nobody but their owner reads them."""

import os
import uuid

import pytest

from meridian.files import service
from meridian.files.service import path_of
from meridian.kernel.clock import SettableClock
from meridian.kernel.confined import Bounds
from meridian.kernel.db.session import Database
from meridian.kernel.settings import Settings
from tests.support.api import Api
from tests.support.exports import Exporting
from tests.support.files import PDF, archive, open_to_others, send
from tests.support.imports import Importing


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was forced to the disk, in order: paths as they were then."""
    done: list[str] = []
    fsync = os.fsync

    def noted(descriptor: int) -> None:
        done.append(os.readlink(f"/proc/self/fd/{descriptor}"))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", noted)
    return done


async def test_a_file_and_its_name_are_on_the_disk_before_its_row(
    api: Api, settings: Settings, synced: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    commit, order = Database.write, synced

    def noted(self: Database, **values: object) -> object:
        order.append("a transaction begins")
        return commit(self, **values)  # type: ignore[arg-type]

    monkeypatch.setattr(Database, "write", noted)
    sent = await send(api, "contract.pdf")
    kept = settings.data_dir.absolute() / "files" / path_of(uuid.UUID(sent["id"]))
    content = next(at for at, path in enumerate(order) if "/.arriving/" in path)
    name = order.index(str(kept.parent))
    assert content < name < order.index("a transaction begins"), order
    assert kept.read_bytes() == PDF


async def test_nobody_else_on_the_machine_reads_what_is_kept(
    api: Api, db: Database, database_url: str, settings: Settings, clock: SettableClock
) -> None:
    importing = Importing(api, db, database_url, settings, clock)
    exporting = Exporting(api, database_url, settings, clock)
    await send(api, "contract.pdf")
    await importing.upload("Company,Country\nPrivate Ltd,GB\n")
    await exporting.produced()
    for folder in ("files", "tmp"):
        root = settings.data_dir / folder
        assert any(root.rglob("*"))
        assert open_to_others(root) == {}


async def test_an_archive_that_takes_all_memory_to_list_is_of_no_known_kind(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A child may have so much for a list of members, and no more; what is small still fits."""
    monkeypatch.setattr(service, "SNIFFING", Bounds(memory=96 << 20, seconds=20))
    many = archive(**{f"{number:x}": b"" for number in range(150_000)})
    form = {"file": ("papers.zip", many, "application/zip")}
    refused = (await api.post("/v1/files", files=form, expect=422)).json()
    assert refused["errors"][0]["code"] == "type_mismatch"
    await send(api, "contract.pdf")
