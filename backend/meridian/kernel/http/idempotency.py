"""Requests that come twice. Same key and body, same answer: a retried POST is answered from what the first committed.

The answer is stored in the transaction of the work itself, so either both exist or neither does. What we repeat
ourselves, because transactions crossed, stands below.
"""

import asyncio
import hmac
import random
import re
import uuid
from collections.abc import Awaitable, Callable, MutableMapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Index, LargeBinary, delete
from sqlalchemy.orm import Mapped, mapped_column

from meridian.kernel.db.driver import quoted, run
from meridian.kernel.db.locks import TRYING
from meridian.kernel.db.models import NOW, Base
from meridian.kernel.db.session import WriteSession
from meridian.kernel.jobs import Job, JobContext
from meridian.kernel.language import msg
from meridian.kernel.problems import BadRequest, IdempotencyMismatch, RequestInFlight, fault

HEADER = "Idempotency-Key"
BOUNDARY = re.compile(r'multipart/form-data;.*boundary="?([^";,\s]+)', re.IGNORECASE)
KEPT_HEADERS = frozenset({"etag", "location", "content-type"})
MAX_LENGTH = 200
KEPT_FOR = timedelta(days=7)

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class IdempotencyKey(Base):
    """The first answer to a request that carried a key; `principal_id` is the user or API key that sent it."""

    __tablename__ = "idempotency_key"
    __table_args__ = (Index(None, "created_at"),)

    principal_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    request_hash: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[int]
    headers: Mapped[dict[str, Any]]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(server_default=NOW)


@lru_cache(maxsize=1)
def _keyed(key: bytes) -> hmac.HMAC:
    return hmac.new(key, digestmod="sha256")


class Passing:
    """A request's body, hashed piece by piece while it passes to whoever reads it: none of it is kept here.

    Keyed, because a body may hold a password, which a plain hash would let a reader of the database guess. What
    separates the parts of a form is left out: clients draw a new boundary each time they send the same form.
    """

    def __init__(self, receive: Receive, key: bytes, method: str, path: str, query: str, content_type: str) -> None:
        self._receive = receive
        self._hash = _keyed(key).copy()
        self._hash.update(b"\x00".join((method.encode(), path.encode(), query.encode(), b"")))
        found = BOUNDARY.match(content_type)
        self._boundary = b"--" + found[1].encode("latin-1") if found else b""
        self._rest = b""
        self._ended = False

    async def receive(self) -> MutableMapping[str, Any]:
        message = await self._receive()
        if message["type"] == "http.request":
            self._take(message.get("body", b""))
            self._ended = not message.get("more_body", False)
        return message

    def _take(self, piece: bytes) -> None:
        if not self._boundary:
            self._hash.update(piece)
            return
        *parts, tail = (self._rest + piece).split(self._boundary)
        for part in parts:
            self._hash.update(part + b"--")
        # The next boundary may have come in part only: so much is looked at again with the next piece.
        whole = max(0, len(tail) - len(self._boundary) + 1)
        self._hash.update(tail[:whole])
        self._rest = tail[whole:]

    async def digest(self) -> bytes:
        """Of the whole request; what nobody has read passes now."""
        while not self._ended:
            message = await self.receive()
            if message["type"] != "http.request":
                raise BadRequest(msg("the body did not come whole"))
        self._hash.update(self._rest)
        self._rest = b""
        return self._hash.digest()


def check_key(key: str) -> None:
    if not 1 <= len(key) <= MAX_LENGTH or not key.isascii() or not key.isprintable():
        raise fault(f"/header/{HEADER}", "invalid", msg("1 to {most} printable ASCII characters", most=MAX_LENGTH))


class KeptAnswer(NamedTuple):
    """What a repeated request is answered with."""

    status: int
    headers: dict[str, str]
    body: bytes


_CLAIM = f"""
SELECT set_config('meridian.claimed', {TRYING.format("{0} || ':' || {1}")}::text, true);
SELECT WHERE current_setting('meridian.claimed') = 'true'
  AND NOT EXISTS (SELECT FROM idempotency_key WHERE principal_id = {{0}} AND key = {{1}})
"""  # noqa: S608 — our own words
_FIND = "SELECT request_hash, status, headers::text, body FROM idempotency_key WHERE principal_id = $1 AND key = $2"
_KEEP = """
INSERT INTO idempotency_key (principal_id, key, request_hash, status, headers, body)
VALUES ({}, {}, '\\x{}', {}, {}, '\\x{}')
"""


def claim(principal_id: uuid.UUID, key: str) -> str:
    """Asked as the request's transaction begins: it finds a row for a new key, which is this request's from then on.

    Whoever holds its lock looks for an answer after that, so none is kept meanwhile.
    """
    check_key(key)
    return _CLAIM.format(quoted(str(principal_id)), quoted(key))


async def find_answer(session: WriteSession, principal_id: uuid.UUID, key: str, digest: bytes) -> KeptAnswer | None:
    """The stored answer, or None for a new key, in a session that asked for its `claim`. 409 while the first request
    still ran, 422 for another request."""
    if session.found:
        return None
    kept = await run(session.at, _FIND, [principal_id, key])
    if not kept:
        raise RequestInFlight(headers={"Retry-After": "1"})
    ((request_hash, status, headers, body),) = kept
    if request_hash != digest:
        raise IdempotencyMismatch()
    return KeptAnswer(status, orjson.loads(headers), body)


def keep_answer(
    session: WriteSession,
    principal_id: uuid.UUID,
    key: str,
    digest: bytes,
    *,
    status: int,
    headers: dict[str, str],
    body: bytes,
) -> None:
    """With the commit, which costs no round trip of its own."""
    kept = orjson.dumps({name: value for name, value in headers.items() if name in KEPT_HEADERS}).decode()
    who = quoted(str(principal_id)), quoted(key)
    session.last = _KEEP.format(*who, digest.hex(), status, quoted(kept), body.hex())


async def _forget_old_keys(context: JobContext) -> None:
    async with context.db.write() as session:
        await session.execute(delete(IdempotencyKey).where(IdempotencyKey.created_at < session.now - KEPT_FOR))


FORGET_OLD_KEYS = Job("idempotency.forget_old_keys", _forget_old_keys, every="17 3 * * *")


# Requests whose transactions crossed are carried out again, before anybody hears of it: one of them was rolled back.
#
# Rows are locked in one order (by id) where several are wanted, so that this is rare; see `customers/queries.lock_all`.

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
