"""What is full, used up, down or hanging is told: 503 within seconds, numbers in the log, words at `/readyz`."""

import errno
import json
import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest
from fastapi import FastAPI

from meridian.kernel import blobs
from meridian.kernel.clock import SettableClock
from meridian.kernel.db import migrate, session
from meridian.kernel.settings import Settings
from meridian.main import create_app
from meridian_local.postgres.server import temporary_server
from tests.conftest import START
from tests.support.api import Api
from tests.support.files import PDF
from tests.support.world import World, create_world

CUSTOMER = {"name": "Full Disks Ltd", "source_channel": "sales"}
SECONDS = 12.0


def refused(answer: Any, component: str) -> dict[str, Any]:
    """The problem, which must say when to come again and nothing of the inside."""
    assert answer.status_code == 503, answer.text
    problem: dict[str, Any] = answer.json()
    assert (problem["code"], problem["component"]) == ("unavailable", component)
    assert int(answer.headers["Retry-After"]) > 0
    return problem


def logged(capfd: pytest.CaptureFixture[str], problem: dict[str, Any]) -> dict[str, Any]:
    """What the log says of it."""
    lines = [json.loads(line) for line in capfd.readouterr().err.splitlines() if line.startswith("{")]
    found: dict[str, Any] = next(line for line in lines if line.get("trace_id") == problem["trace_id"])
    return found


async def ready(api: Api) -> dict[str, str]:
    answer = (await api.get("/readyz", who=None)).json()
    checks: dict[str, str] = answer["checks"]
    return checks


@pytest.mark.parametrize(("sqlstate", "words"), [("53100", "disk is full"), ("53200", "lacks"), ("58030", "lacks")])
async def test_a_database_without_room(
    api: Api, database_url: str, capfd: pytest.CaptureFixture[str], sqlstate: str, words: str
) -> None:
    body = f"$$BEGIN RAISE SQLSTATE '{sqlstate}'; END$$"
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(f"CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS {body}")
        connection.execute("CREATE TRIGGER full_disk BEFORE INSERT ON customer EXECUTE FUNCTION full_disk()")
        try:
            problem = refused(await api.post("/v1/customers", json=CUSTOMER), "database")
        finally:
            connection.execute("DROP FUNCTION full_disk CASCADE")
    assert words in problem["detail"]
    assert logged(capfd, problem)["sqlstate"] == sqlstate
    assert words in (await ready(api))["database_lately"]
    await api.post("/v1/customers", json=CUSTOMER | {"name": f"Room again {sqlstate}"}, expect=201)


async def test_a_database_whose_connections_are_used_up(settings: Settings, capfd: pytest.CaptureFixture[str]) -> None:
    with temporary_server() as server:
        server.create_database()
        migrate.upgrade(server.uri())
        await create_world(server.uri(), settings, START)
        app = create_app(settings, database_url=server.uri(), clock=SettableClock(START))
        async with app.router.lifespan_context(app), Api.open(app, await World.load(app.state.db)) as api:
            await app.state.db.dispose()  # as if others had been quicker
            with ExitStack() as taken:
                with suppress(psycopg.OperationalError):
                    while True:
                        taken.enter_context(psycopg.connect(server.uri("postgres")))
                problem = refused(await api.get("/v1/customers?sort=name"), "database")
                assert "no connection left" in problem["detail"]
                assert logged(capfd, problem)["sqlstate"] == "53300"
                not_ready = await api.get("/readyz", who=None, expect=503)
                assert not_ready.json()["checks"]["database"] == "has no connection left"
            await api.get("/v1/customers?sort=name", expect=200)


async def test_a_process_whose_own_connections_are_all_in_use(
    app: FastAPI, settings: Settings, database_url: str, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "POOL_SECONDS", 1)
    narrow = create_app(settings.model_copy(update={"pool_size": 1}), database_url=database_url)
    async with narrow.router.lifespan_context(narrow), Api.open(narrow, world) as api:
        async with narrow.state.db.write():
            began = time.monotonic()
            problem = refused(await api.post("/v1/customers", json=CUSTOMER), "database")
        assert "all database connections" in problem["detail"]
        assert time.monotonic() - began < SECONDS


@contextmanager
def silent() -> Iterator[str]:
    """A server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


@contextmanager
def refusing() -> Iterator[str]:
    """An address where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    yield address


@pytest.fixture
async def storeless(
    request: pytest.FixtureRequest,
    settings: Settings,
    database_url: str,
    world: World,
    clock: SettableClock,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Api]:
    """The API with a file store that is as the parameter says."""
    with request.param() as address:
        for name, value in {
            "AWS_ACCESS_KEY_ID": "key",
            "AWS_SECRET_ACCESS_KEY": "secret",
            "AWS_REGION": "eu-north-1",
            "AWS_ENDPOINT_URL": address,
            "AWS_ALLOW_HTTP": "true",
        }.items():
            monkeypatch.setenv(name, value)
        away = settings.model_copy(update={"file_store_url": f"s3://away/{request.param.__name__}"})
        app = create_app(away, database_url=database_url, clock=clock)
        async with app.router.lifespan_context(app), Api.open(app, world) as api:
            yield api


@pytest.mark.parametrize("storeless", [silent, refusing], indirect=True)
async def test_a_file_store_that_hangs_or_is_down(storeless: Api, capfd: pytest.CaptureFixture[str]) -> None:
    began = time.monotonic()
    sent = await storeless.post("/v1/files", files={"file": ("offer.pdf", PDF, "application/pdf")})
    assert time.monotonic() - began < SECONDS
    problem = refused(sent, "files")
    assert logged(capfd, problem)["component"] == "files"
    found = await storeless.get("/readyz", who=None, expect=200)  # whoever needs no file is served
    assert found.json()["status"] == "degraded"
    assert found.json()["checks"]["files"].startswith("cannot be reached")
    await storeless.post("/v1/customers", json=CUSTOMER | {"name": f"Without files {time.monotonic()}"}, expect=201)


async def test_a_store_of_another_installation_is_not_used(
    settings: Settings, database_url: str, world: World, tmp_path: Path
) -> None:
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "installation").write_text("0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f")
    app = create_app(settings.model_copy(update={"data_dir": tmp_path}), database_url=database_url)
    async with app.router.lifespan_context(app), Api.open(app, world) as api:
        not_ready = await api.get("/readyz", who=None, expect=503)
        assert "another installation" in not_ready.json()["checks"]["files"]


async def test_a_store_without_the_files_that_rows_name_is_not_this_databases(
    api: Api, settings: Settings, database_url: str, world: World, tmp_path: Path
) -> None:
    """As when the new version was started in a new folder."""
    await api.post("/v1/files", files={"file": ("offer.pdf", PDF, "application/pdf")}, expect=201)
    app = create_app(settings.model_copy(update={"data_dir": tmp_path}), database_url=database_url)
    async with app.router.lifespan_context(app), Api.open(app, world) as elsewhere:
        not_ready = await elsewhere.get("/readyz", who=None, expect=503)
        assert "does not hold" in not_ready.json()["checks"]["files"]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
@pytest.mark.parametrize(
    ("path", "content"), [("/v1/files", PDF), ("/v1/imports", b"Company,Country\nRoomless Ltd,Germany\n")]
)
async def test_a_full_disk_of_ours(
    api: Api, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, number: int, path: str, content: bytes
) -> None:
    """What is sent is refused wherever it would be kept, the reason told, and taken once there is room."""

    def full(*_: object) -> None:
        raise OSError(number, "No space left on device")

    form = {"file": ("sent.pdf" if content is PDF else "sent.csv", content)}
    with monkeypatch.context() as patched:
        patched.setattr(blobs, "_keep", full)
        problem = refused(await api.post(path, who="lead", files=form), "disk")
    assert logged(capfd, problem)["errno"] == number
    found = await api.get("/readyz", who=None, expect=200)
    assert (found.json()["status"], "full" in found.json()["checks"]["disk_lately"]) == ("degraded", True)
    await api.post(path, who="lead", files=form, expect=201)
