"""A client of the event stream that speaks ASGI, so that it can read while the stream goes on."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI

from meridian.identity.access import COOKIE
from tests.support.world import World

PATIENCE = 10.0


@dataclass
class Listening:
    """An open stream: `await next()` gives the next message as a dict of its fields, `data` decoded."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    last_id: str | None = None
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    reading: asyncio.Event = field(default_factory=asyncio.Event)
    _started: asyncio.Event = field(default_factory=asyncio.Event)
    _messages: "asyncio.Queue[dict[str, Any]]" = field(default_factory=asyncio.Queue)

    def __post_init__(self) -> None:
        self.reading.set()

    async def _send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
            self._started.set()
            return
        await self.reading.wait()  # a client that does not read holds the server up here
        self.body += message.get("body", b"")
        if self.headers.get("content-type", "").startswith("text/event-stream"):
            while b"\n\n" in self.body:
                frame, _, self.body = self.body.partition(b"\n\n")
                self._message(frame.decode())
        if not message.get("more_body"):
            self.ended.set()

    def _message(self, frame: str) -> None:
        parsed: dict[str, Any] = {}
        for line in frame.splitlines():
            name, _, value = line.partition(":")
            parsed[name or "comment"] = value.removeprefix(" ")
        self.last_id = parsed.get("id", self.last_id)
        if "data" in parsed:
            parsed["data"] = json.loads(parsed["data"])
        self._messages.put_nowait(parsed)

    async def any(self, patience: float = PATIENCE) -> dict[str, Any]:
        """The next message of any kind."""
        return await asyncio.wait_for(self._messages.get(), patience)

    async def next(self, patience: float = PATIENCE) -> dict[str, Any]:
        """The next event."""
        async with asyncio.timeout(patience):
            while True:
                message = await self._messages.get()
                if "data" in message:
                    return message

    async def ready(self) -> None:
        """Until everything missed has come and the stream is live."""
        async with asyncio.timeout(PATIENCE):
            while "comment" not in await self._messages.get():
                pass

    def waiting(self) -> list[dict[str, Any]]:
        """Events that have come and were not taken."""
        found = []
        while not self._messages.empty():
            message = self._messages.get_nowait()
            if "data" in message:
                found.append(message)
        return found


@contextlib.asynccontextmanager
async def listening(
    app: FastAPI,
    world: World,
    *,
    who: str | None = "rep",
    key: str | None = None,
    last_id: str | None = None,
    **query: Any,
) -> AsyncIterator[Listening]:
    """Opens a stream as somebody; leaving the block is the client hanging up."""
    headers = []
    if key is not None:
        headers.append((b"authorization", f"Bearer {key}".encode()))
    elif who is not None:
        headers.append((b"cookie", f"{COOKIE}={world.tokens[who]}".encode()))
    if last_id is not None:
        headers.append((b"last-event-id", last_id.encode()))
    stream = Listening()
    gone = asyncio.Event()

    async def receive() -> dict[str, Any]:
        if not asked:
            asked.append(True)
            return {"type": "http.request", "body": b"", "more_body": False}
        await gone.wait()
        return {"type": "http.disconnect"}

    asked: list[bool] = []
    path = "/v1/events/stream"
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": urlencode(query, doseq=True).encode(),
        "headers": headers,
        "client": ("127.0.0.1", 50000),
        "server": ("meridian.test", 80),
    }
    running = asyncio.create_task(app(scope, receive, stream._send))
    try:
        await asyncio.wait_for(stream._started.wait(), PATIENCE)
        yield stream
    finally:
        gone.set()
        stream.reading.set()
        await asyncio.wait_for(running, PATIENCE)
