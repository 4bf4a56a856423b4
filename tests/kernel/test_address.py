"""The database's address: the same for every driver and every command, with TLS, with several hosts, or refused."""

import asyncio
import contextlib
import shutil
import socket
import ssl
import struct
import subprocess
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

from meridian.kernel import settings
from meridian.kernel.settings import Settings, get_settings
from meridian.main import create_app
from meridian.worker import run_until_idle
from meridian_local import cli
from meridian_local.postgres.server import temporary_server

SECRET = "a secret that only tests know, long enough"


@pytest.fixture(scope="module")
def several_hosts() -> Iterator[str]:
    """Of three hosts the first is gone, the second takes no writes, the third does; all with TLS as it may be."""
    with temporary_server() as reading, temporary_server() as writing:
        for server in (reading, writing):
            server.create_database()
        with psycopg.connect(reading.uri("postgres"), autocommit=True) as connection:
            connection.execute("ALTER DATABASE meridian SET default_transaction_read_only = on")
        sockets = ",".join(["/nonexistent", str(reading.socket_directory), str(writing.socket_directory)])
        yield f"postgresql://postgres@/meridian?host={sockets}&sslmode=prefer&application_name=trial"


@pytest.fixture
def meridian(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Callable[..., Result]]:
    """The command line against an address, in this process."""

    def call(url: str, *arguments: str, answer: str = "") -> Result:
        monkeypatch.setenv("MERIDIAN_DATABASE_URL", url)
        monkeypatch.setenv("MERIDIAN_DATA_DIR", str(tmp_path))
        get_settings.cache_clear()
        return CliRunner().invoke(cli.app, arguments, input=answer)

    yield call
    get_settings.cache_clear()


async def test_every_command_takes_it(several_hosts: str, tmp_path: Path, meridian: Callable[..., Result]) -> None:
    migrated = await asyncio.to_thread(meridian, several_hosts, "migrate")
    assert migrated.exit_code == 0, migrated.output
    made = await asyncio.to_thread(  # where no loop runs yet
        meridian, several_hosts, "create-admin", "admin@example.com", "--password-stdin", answer="correct horse battery"
    )
    assert made.exit_code == 0, made.output
    assert "up to date" in (await asyncio.to_thread(meridian, several_hosts, "doctor")).output
    settings = Settings(env="test", data_dir=tmp_path, secret=SECRET)
    app = create_app(settings, database_url=several_hosts)
    async with app.router.lifespan_context(app):
        assert app.state.listener.connected
        async with app.state.db.write() as session:
            assert (await session.connection()).dialect.name == "postgresql"
    await run_until_idle(several_hosts, settings)


@pytest.mark.parametrize(
    ("url", "named"),
    [
        ("mysql://localhost/x", "postgresql://"),
        ("postgresql://localhost/x?options=-csearch_path%3Dcrm", "options"),
        ("postgresql://localhost/x?colour=blue", "colour"),
        ("postgresql://localhost/x?connect_timeout=3", "connect_timeout"),
        ("postgresql://localhost:many/x", "cannot be read|port"),
    ],
)
def test_what_one_driver_would_not_understand_is_refused_in_words(
    url: str, named: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ValueError, match=named):
        Settings(database_url=url)
    with pytest.raises(ValueError, match=named):
        Settings(read_database_url=url)
    monkeypatch.setenv("MERIDIAN_DATABASE_URL", url)
    get_settings.cache_clear()
    with pytest.raises(SystemExit, match="1"):
        cli.app(["migrate"])
    assert "MERIDIAN_DATABASE_URL: " in capsys.readouterr().err
    get_settings.cache_clear()


async def test_a_host_that_says_nothing_costs_seconds(several_hosts: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "CONNECT_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        started = time.monotonic()
        with pytest.raises(ConnectionError):
            await settings.connect(f"postgresql://nobody@127.0.0.1:{port}/x")
        assert time.monotonic() - started < 3
        answering = several_hosts.partition("host=")[2].partition("&")[0].rpartition(",")[2]
        both = f"postgresql://postgres@/meridian?host=127.0.0.1,{answering}&port={port},5432"
        await (await settings.connect(both)).close()


async def test_a_host_that_dies_without_a_word_is_noticed_within_seconds(several_hosts: str) -> None:
    """The system would wait for a quarter of an hour; here by TCP, which the servers of tests do not speak."""
    place = several_hosts.partition("host=")[2].partition("&")[0].rpartition(",")[2]

    async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_unix_connection(f"{place}/.s.PGSQL.5432")

        async def pass_on(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
            while data := await source.read(65536):
                target.write(data)
            target.close()

        await asyncio.gather(pass_on(reader, back), pass_on(there, writer))

    async with await asyncio.start_server(relay, "127.0.0.1", 0) as proxy:
        port = proxy.sockets[0].getsockname()[1]
        connection = await settings.connect(f"postgresql://postgres@127.0.0.1:{port}/meridian?sslmode=disable")
        used = connection._transport.get_extra_info("socket")
        assert used.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
        for name, value in settings.KEEPALIVE.items():
            assert used.getsockopt(socket.IPPROTO_TCP, getattr(socket, name)) == value
        await connection.close()
        await asyncio.sleep(0.1)


def certificate(place: Path, name: str) -> tuple[Path, Path]:
    """A certificate of `localhost` that vouches for itself, and its key."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed")
    made, key = place / f"{name}.pem", place / f"{name}.key"
    order = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    named: list[str | Path] = ["-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", made]
    subprocess.run([openssl, *order, *named], check=True, capture_output=True)
    return made, key


@contextlib.asynccontextmanager
async def with_tls(place: str, made: Path, key: Path) -> AsyncIterator[int]:
    """The port at which the server at that socket speaks TLS alone: the servers of tests are built without."""
    offer = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    offer.load_cert_chain(made, key)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):  # who does not trust us hangs up
            if struct.unpack("!ii", await reader.readexactly(8)) != (8, 80877103):
                raise ConnectionAbortedError
            writer.write(b"S")
            await writer.start_tls(offer)
            there, back = await asyncio.open_unix_connection(f"{place}/.s.PGSQL.5432")
            await asyncio.gather(relay(reader, back), relay(there, writer))

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as proxy:
        yield proxy.sockets[0].getsockname()[1]


async def relay(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await source.read(65536):
            target.write(data)
    target.close()


async def test_a_server_proves_who_it_is_to_both_drivers(
    several_hosts: str, tmp_path: Path, meridian: Callable[..., Result]
) -> None:
    place = several_hosts.partition("host=")[2].partition("&")[0].rpartition(",")[2]
    made, key = certificate(tmp_path, "trusted")
    another, _ = certificate(tmp_path, "another")
    async with with_tls(place, made, key) as port:

        def url(root: Path) -> str:
            return f"postgresql://postgres@localhost:{port}/meridian?sslmode=verify-full&sslrootcert={root}"

        assert settings.fault(url(made)) is None
        migrated = await asyncio.to_thread(meridian, url(made), "migrate")
        assert migrated.exit_code == 0, migrated.output
        own = Settings(env="test", data_dir=tmp_path, secret=SECRET)
        app = create_app(own, database_url=url(made))
        async with app.router.lifespan_context(app):
            assert app.state.listener.connected
            async with app.state.db.read() as session:
                assert await session.scalar(text("SELECT 1")) == 1
        refused = await asyncio.to_thread(meridian, url(another), "migrate")
        assert refused.exit_code != 0
        with pytest.raises((ssl.SSLCertVerificationError, ConnectionError)):
            await settings.connect(url(another))
