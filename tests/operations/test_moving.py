"""A dump restored into another server goes on where it stood: subscriptions hear what is new, streams are told."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from fastapi import FastAPI

from meridian.identity.permissions import Permission
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.settings import Settings
from meridian.main import create_app
from meridian.stream import hub as hub_module
from meridian.worker import run_until_idle
from meridian_local.postgres import cluster
from meridian_local.postgres.server import temporary_server
from tests.stream.test_stream import happen, subject
from tests.support.api import Api
from tests.support.customers import customer_in
from tests.support.plans import active_plan, item_now
from tests.support.sse import listening
from tests.support.world import World


def program(name: str, *arguments: str) -> None:
    subprocess.run([cluster.packaged() / "bin" / name, *arguments], check=True)


@pytest.fixture
def other_server() -> Iterator[str]:
    """The URL of a server that has run hardly any transaction yet."""
    with temporary_server() as server:
        server.create_database()
        yield server.uri()


@pytest.fixture
def moved(database_url: str, other_server: str, settings: Settings, clock: SettableClock, tmp_path: Path) -> "Moved":
    """Where to go when there is something to move."""
    return Moved(database_url, other_server, settings, clock, tmp_path / "dump")


class Moved:
    def __init__(self, source: str, url: str, settings: Settings, clock: SettableClock, dump: Path) -> None:
        self.source, self.url, self.settings, self.clock, self.dump = source, url, settings, clock, dump

    def app(self) -> FastAPI:
        """The application on the other server, with what this one holds now."""
        program("pg_dump", "--format=custom", f"--file={self.dump}", self.source)
        program("pg_restore", "--exit-on-error", f"--dbname={self.url}", str(self.dump))
        return create_app(self.settings, database_url=self.url, clock=self.clock)


def use_up_transactions(url: str, number: int) -> None:
    """As a server that has lived a while."""
    with psycopg.connect(url, autocommit=True) as connection:
        for _ in range(number):
            connection.execute("SELECT pg_current_xact_id()")


async def test_an_opt_out_after_the_restore_cancels_the_call_that_was_planned_before(
    api: Api,
    db: Database,
    world: World,
    database_url: str,
    moved: Moved,
    settings: Settings,
    clock: SettableClock,
) -> None:
    use_up_transactions(database_url, 3000)
    customer = await customer_in(db, world)
    (call,) = await active_plan(api, customer)
    await run_until_idle(database_url, settings, clock)
    refused, asked = await customer_in(db, world), {"channel": "phone", "reason": "asked in a letter"}
    (unheard,) = await active_plan(api, refused)
    await api.post(f"/v1/customers/{refused}/opt-outs", json=asked, expect=201)  # no worker has heard it yet
    restored = moved.app()
    async with restored.router.lifespan_context(restored), Api.open(restored, world) as there:
        await there.post(f"/v1/customers/{customer}/opt-outs", json=asked, expect=201)
        await run_until_idle(moved.url, settings, clock)
        for item in (call, unheard):
            now = await item_now(there, item["id"])
            assert (now["state"], now["state_reason"]) == ("cancelled", "opted out: asked in a letter")
        changes = (await there.get("/v1/history", who="auditor", params={"entity_id": call["id"]}, expect=200)).json()
        assert [entry["operation"] for entry in changes["items"]] == ["update", "insert"], "cancelled once"


async def test_a_stream_of_the_life_before_is_told_to_read_anew_and_goes_on(
    app: FastAPI, db: Database, world: World, database_url: str, moved: Moved
) -> None:
    everybody = {"permission": Permission.EVENT_READ}
    use_up_transactions(database_url, 3000)
    async with listening(app, world) as stream:
        await stream.ready()
        await happen(db, **everybody)
        last_id = (await stream.next())["id"]
    restored = moved.app()
    async with restored.router.lifespan_context(restored):
        async with listening(restored, world, last_id=last_id) as resumed:
            reset = await resumed.next()
            assert reset["event"] == "reset"
            await resumed.ready()
            new = await happen(restored.state.db, **everybody)
            assert subject(await resumed.next()) == new
        async with listening(restored, world, last_id=reset["id"]) as again:
            assert subject(await again.next()) == new


async def test_an_open_stream_is_told_when_the_database_becomes_another_one(
    app: FastAPI, db: Database, world: World, moved: Moved, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a promotion: the same address, another life."""
    everybody = {"permission": Permission.EVENT_READ}
    monkeypatch.setattr(hub_module, "POLL_SECONDS", 0.1)
    restored = moved.app()
    async with restored.router.lifespan_context(restored), listening(app, world) as stream:
        await stream.ready()
        await happen(db, **everybody)  # lost: it came after the dump
        await stream.next()
        monkeypatch.setattr(app.state.hub, "db", restored.state.db)
        assert (await stream.next())["event"] == "reset"
        new = await happen(restored.state.db, **everybody)
        assert subject(await stream.next()) == new
