"""Requests whose transactions crossed are carried out again, before anybody hears of it: one of them was rolled back.

Rows are locked in one order (by id) where several are wanted, so that this is rare; see `customers/queries.lock_all`.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

CROSSED = "meridian.crossed"
"""Of a request's scope: its transaction was rolled back for another one's sake, and may succeed if begun anew."""
ATTEMPTS = 5
LONGEST_PAUSE = 0.1  # seconds before the second attempt, twice as long before each further one
_CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class CrossedRequests:
    """Wraps the application. Uploads are not kept to be read twice, so they are not repeated."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in _CHANGING or _is_form(scope):
            await self.app(scope, receive, send)
            return
        kept = _Kept(receive)
        for attempt in range(1, ATTEMPTS + 1):
            tried = {**scope, "state": dict(scope.get("state", {}))}
            answer = _Answer(scope, tried, send, last=attempt == ATTEMPTS)
            try:
                await self.app(tried, kept.from_the_start(), answer)
            finally:
                answer.tell()
            if not answer.withheld:
                return
            await asyncio.sleep(random.uniform(0, LONGEST_PAUSE * 2**attempt))  # noqa: S311 — so that they do not meet again


def _is_form(scope: Scope) -> bool:
    return any(name == b"content-type" and value.startswith(b"multipart/") for name, value in scope["headers"])


class _Kept:
    """What the client has sent so far; bounded like any body that is no upload."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._messages: list[Message] = []

    def from_the_start(self) -> Receive:
        at = 0

        async def receive() -> Message:
            nonlocal at
            if at == len(self._messages):
                message = await self._receive()
                if message["type"] != "http.request":
                    return message
                self._messages.append(message)
            at += 1
            return dict(self._messages[at - 1])

        return receive


class _Answer:
    """Passes the answer on, unless it says that transactions crossed and there is another attempt."""

    def __init__(self, scope: Scope, tried: Scope, send: Send, *, last: bool) -> None:
        self._scope = scope
        self._tried = tried
        self._send = send
        self._last = last
        self.withheld = False

    def tell(self) -> None:
        """Whoever is around us finds in the scope what the attempt has put there."""
        self._scope.update({name: value for name, value in self._tried.items() if name not in (CROSSED, "state")})

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            # Nothing that succeeded is done twice: what crossed answers 503 and has been rolled back.
            self.withheld = message["status"] == 503 and CROSSED in self._tried and not self._last
            self.tell()
        if not self.withheld:
            await self._send(message)
