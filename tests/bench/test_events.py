"""Three hundred people listen: how soon everybody has heard what happened, and how many events a second are handed on.

The yardstick is a process that hands each notification to as many connections, without asking who may see it.
"""

import contextlib
import json
import selectors
import socket
import statistics
import time
import uuid
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest

from meridian.identity.permissions import Permission, Role
from meridian.kernel.db import migrate
from meridian.kernel.db.session import Database, WriteSession
from meridian.kernel.events.models import Event
from meridian.kernel.jobs import Subscription, one_by_one
from meridian.kernel.settings import Settings, libpq_url
from meridian.worker import consume
from meridian_local.postgres.server import temporary_server
from tests.bench import contacts, servers
from tests.bench.company import fill
from tests.bench.load import READ_BYTES, request

pytestmark = pytest.mark.bench

LISTENERS = 300
HAPPENED = 40
HEARD_MS, HEARD_TO_BARE = 50.0, 4.0
EVENTS, AT_ONCE = 10_000, 100
PER_SECOND = 1_000
PATIENCE = 30.0

_EVENT = """
INSERT INTO event (type, subject_type, subject_id, permission, data)
SELECT %(type)s, 'bench', gen_random_uuid(), %(permission)s, '{}' FROM generate_series(1, %(count)s)
RETURNING subject_id::text
"""


class Served(NamedTuple):
    url: str
    product: int
    bare: int
    keys: list[str]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(
        env="test", data_dir=tmp_path_factory.mktemp("data"), secret="only the benchmark knows", log_level="warning"
    )


@pytest.fixture(scope="module")
def served(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    logs = tmp_path_factory.mktemp("logs")
    with temporary_server() as server:
        url = libpq_url(server.url("postgres"))
        migrate.upgrade(url)
        with psycopg.connect(url) as connection:
            company = fill(connection, 1000)
            keys = [contacts.make_key(connection, owner, Role.REP) for owner in company.owners[:LISTENERS]]
        with (
            servers.product(settings, url, Path(logs, "product")) as product,
            servers.bare(settings, url, Path(logs, "bare")) as bare,
        ):
            yield Served(url, product, bare, keys)


@pytest.fixture(scope="module")
async def db(served: Served, settings: Settings) -> AsyncIterator[Database]:
    db = Database(served.url, settings)
    yield db
    await db.dispose()


class Listeners:
    """Streams of a server, open at once."""

    def __init__(self, port: int, requests: Sequence[bytes]) -> None:
        self._selector = selectors.DefaultSelector()
        self._open: list[socket.socket] = []
        self.heard: dict[socket.socket, bytes] = {}
        for asked in requests:
            stream = socket.create_connection(("127.0.0.1", port))
            stream.sendall(asked)
            self._open.append(stream)
            self._selector.register(stream, selectors.EVENT_READ)

    def wait(self, word: bytes) -> None:
        """Until every one of them has heard it."""
        self.heard = dict.fromkeys(self._open, b"")
        waiting, until = set(self._open), time.monotonic() + PATIENCE
        while waiting:
            assert time.monotonic() < until, f"{len(waiting)} have not heard {word!r}"
            for key, _ in self._selector.select(1.0):
                stream = key.fileobj
                assert isinstance(stream, socket.socket)
                said = stream.recv(READ_BYTES)
                assert said, "a stream has ended"
                self.heard[stream] += said
                if word in self.heard[stream]:
                    waiting.discard(stream)

    def close(self) -> None:
        self._selector.close()
        for stream in self._open:
            stream.close()


@contextlib.contextmanager
def listening(port: int, requests: Sequence[bytes]) -> Iterator[Listeners]:
    """All of them, once each has been told that its stream has begun."""
    streams = Listeners(port, requests)
    try:
        streams.wait(b"\r\n\r\n")
        yield streams
    finally:
        streams.close()


def test_everybody_has_heard(served: Served, capsys: pytest.CaptureFixture[str]) -> None:
    """From the commit of an event that everybody may see until the last of three hundred has it."""
    own = [request("GET", "/v1/events/stream", key=key) for key in served.keys]
    plain = [request("GET", "/stream")] * LISTENERS
    with (
        listening(served.product, own) as ours,
        listening(served.bare, plain) as theirs,
        psycopg.connect(served.url, autocommit=True) as connection,
    ):
        took: dict[Listeners, list[float]] = {ours: [], theirs: []}
        for _ in range(HAPPENED):
            for streams in (ours, theirs):
                began = time.perf_counter()
                word = _happen(connection) if streams is ours else _notify(connection)
                streams.wait(word.encode())
                took[streams].append((time.perf_counter() - began) * 1000)
    heard, bare = statistics.median(took[ours]), statistics.median(took[theirs])
    with capsys.disabled():
        print(  # noqa: T201 — the table is what a benchmark is for
            f"\n  {LISTENERS} streams: everybody has heard after {heard:.1f} ms, bare {bare:.1f} ms: {heard / bare:.1f}"
        )
    assert heard <= HEARD_MS or heard / bare <= HEARD_TO_BARE


def _happen(connection: psycopg.Connection, count: int = 1) -> str:
    """Events that whoever may read events sees; the last one's subject."""
    values = {"type": "customer.created", "permission": str(Permission.EVENT_READ), "count": count}
    return str(connection.execute(_EVENT, values).fetchall()[-1][0])


def _notify(connection: psycopg.Connection) -> str:
    """The yardstick's event: as many bytes, told at once."""
    word = str(uuid.uuid4())
    connection.execute("SELECT pg_notify('bare', %s)", [json.dumps({"subject_id": word, "data": "x" * 300})])
    return word


def test_a_stream_is_handed_a_thousand_a_second(served: Served, capsys: pytest.CaptureFixture[str]) -> None:
    """All of them, in the order in which they were committed, to one that reads as they come."""
    with (
        listening(served.product, [request("GET", "/v1/events/stream", key=served.keys[0])]) as stream,
        psycopg.connect(served.url, autocommit=True) as connection,
    ):
        began, seconds = time.perf_counter(), 0.0
        for _ in range(EVENTS // AT_ONCE):
            stream.wait(_happen(connection, AT_ONCE).encode())
            seconds = time.perf_counter() - began
            (said,) = stream.heard.values()
            assert said.count(b"\ndata: ") == AT_ONCE
    _tell(capsys, "a stream", seconds)
    assert EVENTS / seconds >= PER_SECOND


async def test_a_subscription_is_handed_a_thousand_a_second(
    served: Served, db: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    """The pump of the worker, with a subscription that only counts: each once."""
    handled: list[uuid.UUID] = []

    async def count(_session: WriteSession, event: Event) -> None:
        handled.append(event.subject_id)

    counting = Subscription("bench.counting", frozenset({"customer.created"}), one_by_one(count))
    assert await consume(db, counting) == 0  # it begins with what comes from now on
    with psycopg.connect(served.url, autocommit=True) as connection:
        for _ in range(EVENTS // AT_ONCE):
            _happen(connection, AT_ONCE)
    began = time.perf_counter()
    while await consume(db, counting):
        pass
    seconds = time.perf_counter() - began
    assert len(set(handled)) == len(handled) == EVENTS
    _tell(capsys, "a subscription", seconds)
    assert EVENTS / seconds >= PER_SECOND


def _tell(capsys: pytest.CaptureFixture[str], who: str, seconds: float) -> None:
    with capsys.disabled():
        print(f"\n  {EVENTS:,} events to {who}: {EVENTS / seconds:,.0f} a second")  # noqa: T201
