"""The yardstick: an ASGI function without a framework, an asyncpg pool, the product's own SQL, orjson.

What it answers was recorded from the product: the statements of one request with their values. It plays them again
with the ids that a request names in the recorded ones' place, and writes the last statement's rows as JSON. No signing
in, no scope but the SQL's, no validation, no log. Its connections are not reset when they return to the pool.
"""

import gc
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, NamedTuple

import asyncpg
import orjson

from tests.support.statements import Statement


class Recording(NamedTuple):
    """One request as the driver saw it. `named`: the ids a request will name; `new`: those made anew each time."""

    statements: Sequence[Statement]
    named: Sequence[uuid.UUID] = ()
    new: Sequence[uuid.UUID] = ()
    writes: bool = False


def _fitted(value: Any, ids: Mapping[uuid.UUID, uuid.UUID]) -> Any:
    """A recorded value with the request's ids in place of the recorded ones."""
    if isinstance(value, uuid.UUID):
        return ids.get(value, value)
    if isinstance(value, str) and len(value) > 35:
        for old, new in ids.items():
            value = value.replace(str(old), str(new))
    return value


class Bare:
    """`GET|POST /<recording>/<id>/…`, the ids in the recording's order."""

    def __init__(self, url: str, recordings: Sequence[Recording], pool_size: int) -> None:
        self.url, self.recordings, self.pool_size = url, recordings, pool_size
        self.pool: Any = None

    async def __call__(self, scope: Any, receive: Any, send: Callable[[Any], Awaitable[None]]) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        _, number, *named = scope["path"].split("/")
        recorded = self.recordings[int(number)]
        ids = dict(zip(recorded.named, map(uuid.UUID, named), strict=True))
        ids |= {old: uuid.uuid4() for old in recorded.new}
        if recorded.writes:
            orjson.loads((await receive())["body"])
        async with self.pool.acquire() as connection:
            rows = await (self._write if recorded.writes else self._play)(connection, recorded, ids)
        body = orjson.dumps([dict(row) for row in rows], default=str)
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 201 if recorded.writes else 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    @staticmethod
    async def _play(connection: Any, recorded: Recording, ids: Mapping[uuid.UUID, uuid.UUID]) -> Sequence[Any]:
        rows: Sequence[Any] = ()
        for sql, values in recorded.statements:
            rows = await connection.fetch(sql, *(_fitted(value, ids) for value in values))
        return rows

    async def _write(self, connection: Any, recorded: Recording, ids: Mapping[uuid.UUID, uuid.UUID]) -> Sequence[Any]:
        async with connection.transaction():
            return await self._play(connection, recorded, ids)

    async def _live(self, receive: Any, send: Callable[[Any], Awaitable[None]]) -> None:
        await receive()
        self.pool = await asyncpg.create_pool(
            self.url, min_size=self.pool_size, max_size=self.pool_size, init=_prepare, reset=_as_it_is
        )
        gc.collect()
        gc.freeze()
        gc.set_threshold(10_000, 20, 20)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.pool.close()
        await send({"type": "lifespan.shutdown.complete"})


async def _prepare(connection: Any) -> None:
    """JSON goes out as the database wrote it."""
    for kind in ("json", "jsonb"):
        await connection.set_type_codec(kind, schema="pg_catalog", encoder=str, decoder=orjson.Fragment)


async def _as_it_is(_connection: Any) -> None:
    """Spares each request the round trip that asyncpg's pool would add."""
