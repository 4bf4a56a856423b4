"""The throw-away server: usable through the socket by every driver, and gone with its owner."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import psycopg
import pytest

from meridian_local.postgres.server import Server, temporary_server
from tests.meridian_local.conftest import alive, eventually

OWNER = """
import sys, time
from meridian_local.postgres.server import temporary_server
with temporary_server() as server:
    print(server.cluster.home, server.cluster.postmaster().pid, flush=True)
    time.sleep(600)
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with temporary_server() as running:
        running.create_database()
        yield running


def test_it_is_the_version_and_locale_the_product_asks_for(server: Server) -> None:
    with psycopg.connect(server.uri()) as connection:
        row = connection.execute(
            "SELECT current_setting('server_version_num')::int / 10000, current_setting('TimeZone'),"
            " current_setting('listen_addresses'), current_setting('fsync'),"
            " pg_encoding_to_char(encoding), datlocprovider, datlocale FROM pg_database WHERE datname = 'meridian'"
        ).fetchone()
    assert row == (18, "UTC", "", "off", "UTF8", "b", "C.UTF-8")


async def test_asyncpg_connects_with_the_same_address(server: Server) -> None:
    connection = await asyncpg.connect(server.uri())
    try:
        assert await connection.fetchval("SELECT lower('ÄÖ')") == "äö"
    finally:
        await connection.close()


def test_creating_a_database_twice_is_harmless(server: Server) -> None:
    server.create_database("twice")
    server.create_database("twice")


def test_only_its_account_may_enter_the_socket_directory(server: Server) -> None:
    assert server.socket_directory.stat().st_mode & 0o777 == 0o700


def test_it_is_gone_when_the_block_ends() -> None:
    with temporary_server() as running:
        postmaster = running.cluster.postmaster()
    assert postmaster is not None
    assert not running.cluster.home.exists()
    assert not alive(postmaster.pid)


def test_it_is_gone_when_its_owner_is_killed() -> None:
    owner = subprocess.Popen([sys.executable, "-c", OWNER], stdout=subprocess.PIPE, text=True)
    assert owner.stdout is not None
    with owner, owner.stdout:
        home, pid = owner.stdout.readline().split()
        assert alive(int(pid))
        owner.send_signal(signal.SIGKILL)
    assert eventually(lambda: not Path(home).exists())
    assert not alive(int(pid))


def test_a_directory_too_deep_for_a_socket_gets_a_short_one(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    deep.mkdir(parents=True)
    with temporary_server(deep) as running:
        running.create_database()
        assert len(os.fsencode(running.socket_directory)) < 80
    assert not running.socket_directory.exists()
