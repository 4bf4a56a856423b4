"""`meridian backup` and `meridian restore`, as an administrator calls them: all comes back, in an empty place alone."""

import asyncio
import contextlib
import json
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from fastapi import FastAPI

from meridian.kernel.clock import SettableClock
from meridian.kernel.settings import Settings, get_settings
from meridian.main import create_app
from meridian.worker import run_until_idle
from meridian_local import cli
from meridian_local.postgres.server import temporary_server
from tests.support.api import Api
from tests.support.customers import customer_in
from tests.support.files import PDF, open_to_others, send
from tests.support.plans import active_plan, item_now
from tests.support.s3 import s3_store
from tests.support.world import World

Command = Callable[..., tuple[int, str]]


@pytest.fixture
def meridian(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[Command]:
    """The command line, with settings as variables; gives its status and what it said."""

    def call(*arguments: str, **settings: str) -> tuple[int, str]:
        for name, value in settings.items():
            monkeypatch.setenv(f"MERIDIAN_{name.upper()}", value)
        get_settings.cache_clear()
        try:
            cli.app(list(arguments), standalone_mode=False)
        except SystemExit as ended:
            return int(ended.code or 0), " ".join(capfd.readouterr().err.split())
        return 0, " ".join(capfd.readouterr().err.split())

    yield call
    get_settings.cache_clear()


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """A new server's empty database."""
    with temporary_server() as server:
        server.create_database()
        yield server.uri()


@pytest.fixture
def data_dir(settings: Settings) -> Path:
    return settings.data_dir


async def saved(meridian: Command, url: str, data_dir: Path, target: Path) -> None:
    """Beside whatever else goes on."""
    code, said = await asyncio.to_thread(meridian, "backup", str(target), database_url=url, data_dir=str(data_dir))
    assert code == 0, said


@contextlib.asynccontextmanager
async def opened(
    url: str, data_dir: Path, settings: Settings, clock: SettableClock, world: World
) -> AsyncIterator[tuple[FastAPI, Api]]:
    app = create_app(settings.model_copy(update={"data_dir": data_dir}), database_url=url, clock=clock)
    async with app.router.lifespan_context(app), Api.open(app, world) as api:
        yield app, api


async def test_all_of_it_comes_back_and_goes_on(
    api: Api,
    app: FastAPI,
    world: World,
    settings: Settings,
    clock: SettableClock,
    database_url: str,
    data_dir: Path,
    elsewhere: str,
    meridian: Command,
    tmp_path: Path,
) -> None:
    customer = await customer_in(app.state.db, world)
    (call,) = await active_plan(api, customer)
    file = await send(api)
    with psycopg.connect(database_url, autocommit=True) as connection:  # as a server that has lived a while
        for _ in range(2000):
            connection.execute("SELECT pg_current_xact_id()")
    await run_until_idle(database_url, settings, clock)
    original = {"database_url": database_url, "data_dir": str(data_dir)}
    assert (await asyncio.to_thread(meridian, "migrate", **original))[0] == 0  # from then on the store says whose it is
    place, new = tmp_path / "saved", tmp_path / "new"
    await saved(meridian, database_url, data_dir, place)
    assert open_to_others(place) == {}
    restoring = {"database_url": elsewhere, "data_dir": str(new)}
    code, said = await asyncio.to_thread(meridian, "restore", str(place), **restoring)
    assert code == 0, said
    code, said = await asyncio.to_thread(meridian, "migrate", **restoring)
    assert (code, "up to date" in said) == (0, True)
    assert open_to_others(new) == {}
    async with opened(elsewhere, new, settings, clock, world) as (_, there):
        ready = (await there.get("/readyz", who=None, expect=200)).json()
        assert ready["checks"]["files"] == "ok"
        assert (await there.get(f"/v1/files/{file['id']}/content", expect=200)).content == PDF
        refusal = {"channel": "phone", "reason": "asked in a letter"}
        await there.post(f"/v1/customers/{customer}/opt-outs", json=refusal, expect=201)
        await run_until_idle(elsewhere, settings, clock)
        assert (await item_now(there, call["id"]))["state"] == "cancelled"
    # The restored copy with the files of the original would sweep them: it is told apart.
    async with opened(elsewhere, data_dir, settings, clock, world) as (_, mixed):
        wrong = await mixed.get("/readyz", who=None, expect=503)
        assert "another installation" in wrong.json()["checks"]["files"]


async def test_only_into_an_empty_place(
    api: Api, database_url: str, data_dir: Path, elsewhere: str, meridian: Command, tmp_path: Path
) -> None:
    await send(api)
    place = tmp_path / "saved"
    await saved(meridian, database_url, data_dir, place)
    new = {"database_url": elsewhere, "data_dir": str(tmp_path / "new")}
    (tmp_path / "new" / "files").mkdir(parents=True)
    (tmp_path / "new" / "files" / "something").write_text("of somebody's")
    code, said = await asyncio.to_thread(meridian, "restore", str(place), **new)
    assert (code, "the file store is not empty" in said) == (1, True)
    (tmp_path / "new" / "files" / "something").unlink()
    with psycopg.connect(elsewhere, autocommit=True) as connection:
        connection.execute("CREATE TABLE left_over ()")
        code, said = await asyncio.to_thread(meridian, "restore", str(place), **new)
        assert (code, "left_over" in said) == (1, True)
        connection.execute("DROP TABLE left_over")
    assert (await asyncio.to_thread(meridian, "restore", str(place), **new))[0] == 0
    code, said = await asyncio.to_thread(meridian, "backup", str(place), **new)
    assert (code, "exists already" in said) == (1, True)


@pytest.mark.parametrize("harm", ["dump", "file", "manifest", "later version"])
async def test_a_damaged_or_later_backup_is_refused_before_anything_is_touched(
    api: Api, database_url: str, data_dir: Path, elsewhere: str, meridian: Command, tmp_path: Path, harm: str
) -> None:
    file = await send(api)
    place = tmp_path / "saved"
    await saved(meridian, database_url, data_dir, place)
    if harm == "dump":
        damaged = bytearray((place / "database.dump").read_bytes())
        damaged[len(damaged) // 2] ^= 1
        (place / "database.dump").write_bytes(damaged)
    elif harm == "file":
        (place / "files" / "files" / file["id"]).unlink()
    elif harm == "manifest":
        (place / "manifest.json").write_text("{}")
    else:
        manifest = json.loads((place / "manifest.json").read_text())
        (place / "manifest.json").write_text(json.dumps(manifest | {"revision": "of_the_next_release"}))
    new = {"database_url": elsewhere, "data_dir": str(tmp_path / "new")}
    code, said = await asyncio.to_thread(meridian, "restore", str(place), **new)
    words = {"later version": "later version", "manifest": "no backup of Meridian"}.get(harm, "the backup is damaged")
    assert (code, words in said) == (1, True), said
    with psycopg.connect(elsewhere) as connection:
        assert connection.execute("SELECT to_regclass('customer')").fetchone() == (None,)
    assert not (tmp_path / "new" / "files").exists() or not any((tmp_path / "new" / "files").iterdir())


async def test_files_that_rows_name_and_the_store_has_lost_are_told(
    api: Api, database_url: str, data_dir: Path, meridian: Command, tmp_path: Path
) -> None:
    lost, changed = [(await send(api))["id"] for _ in range(2)]
    (data_dir / "files" / "files" / lost).unlink()
    (data_dir / "files" / "files" / changed).write_bytes(PDF + b"%")
    settings = {"database_url": database_url, "data_dir": str(data_dir)}
    code, said = await asyncio.to_thread(meridian, "backup", str(tmp_path / "saved"), **settings)
    assert code == 1
    assert lost in said.replace(" ", "")
    assert changed in said.replace(" ", "")
    assert (tmp_path / "saved" / "manifest.json").exists()
    (data_dir / "files" / "files" / changed).write_bytes(PDF)
    (data_dir / "files" / "files" / lost).write_bytes(PDF)


async def test_files_in_an_s3_store_too(
    api: Api,
    database_url: str,
    data_dir: Path,
    elsewhere: str,
    meridian: Command,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = await send(api)
    await saved(meridian, database_url, data_dir, tmp_path / "saved")
    with s3_store() as (environment, objects):
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        bucket = f"s3://papers/{uuid.uuid4().hex}"
        new = {"database_url": elsewhere, "data_dir": str(tmp_path / "new"), "file_store_url": bucket}
        code, said = await asyncio.to_thread(meridian, "restore", str(tmp_path / "saved"), **new)
        assert code == 0, said
        assert PDF in objects.values()
        code, said = await asyncio.to_thread(meridian, "backup", str(tmp_path / "again"), **new)
        assert code == 0, said
    assert (tmp_path / "again" / "files" / "files" / file["id"]).read_bytes() == PDF


def test_production_wants_a_directory_that_a_new_version_finds(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="MERIDIAN_DATA_DIR must be an absolute path"):
        Settings(env="production", secret="s" * 40, data_dir=Path(".data"))
    assert Settings(env="production", secret="s" * 40, data_dir=tmp_path).production
