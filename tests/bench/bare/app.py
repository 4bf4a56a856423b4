"""A function without a framework, an asyncpg pool and orjson: what stands around a statement costs as good as nothing.

No signing in, no validation, no log. Its connections are not reset when they return to the pool.
"""

import asyncio
import gc
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import asyncpg
import orjson

from tests.bench.bare.answers import ANSWERS, Answer


class Bare:
    """`GET|POST /<answer>/<parameter>/…`: parameters as the answer's statement wants them, after the body of a POST."""

    def __init__(self, url: str, pool_size: int) -> None:
        self.url, self.pool_size = url, pool_size
        self.pool: Any = None
        self._streams: set[asyncio.Queue[str]] = set()

    async def __call__(self, scope: Any, receive: Any, send: Callable[[Any], Awaitable[None]]) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        _, name, *values = scope["path"].split("/")
        if name == "stream":
            await self._stream(receive, send)
            return
        answer = ANSWERS.get(name)
        if answer is None:
            await _send(send, 404, b"{}")
            return
        if answer.writes:
            values = [(await receive())["body"].decode(), *values]
        sql = answer.sql
        if answer.literal:
            sql, values = sql.replace(":word", f"'{values[0]}'"), []
        async with self.pool.acquire() as connection:
            rows = await connection.fetch(sql, *values)
        await _send(send, 201 if answer.writes else 200, _json(answer, rows))

    async def _stream(self, receive: Any, send: Callable[[Any], Awaitable[None]]) -> None:
        """What is notified on `bare`, to whoever listens, until they go."""
        headers = [(b"content-type", b"text/event-stream")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b":\n\n", "more_body": True})
        told: asyncio.Queue[str] = asyncio.Queue()
        self._streams.add(told)
        gone = asyncio.ensure_future(_gone(receive))
        try:
            while not gone.done():
                next_one = asyncio.ensure_future(told.get())
                await asyncio.wait({gone, next_one}, return_when=asyncio.FIRST_COMPLETED)
                if next_one.done():
                    frame = f"data: {next_one.result()}\n\n".encode()
                    await send({"type": "http.response.body", "body": frame, "more_body": True})
        finally:
            gone.cancel()
            self._streams.discard(told)

    def _tell(self, _connection: Any, _pid: int, _channel: str, payload: str) -> None:
        for told in self._streams:
            told.put_nowait(payload)

    async def _live(self, receive: Any, send: Callable[[Any], Awaitable[None]]) -> None:
        await receive()
        self.pool = await asyncpg.create_pool(
            self.url, min_size=self.pool_size, max_size=self.pool_size, init=_prepare, reset=_as_it_is
        )
        hearing = await asyncpg.connect(self.url)
        await hearing.add_listener("bare", self._tell)
        gc.collect()
        gc.freeze()
        gc.set_threshold(10_000, 20, 20)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await hearing.close()
        await self.pool.close()
        await send({"type": "lifespan.shutdown.complete"})


async def _gone(receive: Any) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _json(answer: Answer, rows: Sequence[Any]) -> bytes:
    if answer.page == 0:
        return orjson.dumps(dict(rows[0]), default=str)
    items = [dict(row) for row in rows[: answer.page]]
    return orjson.dumps({"items": items, "next_cursor": None, "total": None}, default=str)


async def _send(send: Callable[[Any], Awaitable[None]], status: int, body: bytes) -> None:
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _prepare(connection: Any) -> None:
    """JSON goes out as the database wrote it."""
    for kind in ("json", "jsonb"):
        await connection.set_type_codec(kind, schema="pg_catalog", encoder=str, decoder=orjson.Fragment)


async def _as_it_is(_connection: Any) -> None:
    """Spares each request the round trip that asyncpg's pool would add."""
