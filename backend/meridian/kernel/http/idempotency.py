"""Same key and body, same answer: a retried POST is answered from what the first one committed.

The answer is stored in the transaction of the work itself, so either both exist or neither does.
"""

import hmac
import re
import uuid
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Index, LargeBinary, delete, insert
from sqlalchemy.orm import Mapped, mapped_column

from meridian.kernel.db.locks import is_first
from meridian.kernel.db.models import NOW, Base
from meridian.kernel.db.session import WriteSession
from meridian.kernel.jobs import Job, JobContext
from meridian.kernel.language import msg
from meridian.kernel.problems import IdempotencyMismatch, RequestInFlight, fault

HEADER = "Idempotency-Key"
BOUNDARY = re.compile(r'multipart/form-data;.*boundary="?([^";,\s]+)', re.IGNORECASE)
KEPT_HEADERS = frozenset({"etag", "location", "content-type"})
MAX_LENGTH = 200
KEPT_FOR = timedelta(days=7)


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


def request_hash(key: bytes, method: str, path: str, query: str, body: bytes) -> bytes:
    """Keyed, because a body may hold a password, which a plain hash would let a reader of the database guess."""
    return hmac.digest(key, b"\x00".join((method.encode(), path.encode(), query.encode(), body)), "sha256")


def without_boundary(body: bytes, content_type: str) -> bytes:
    """The body without what separates its parts: clients draw a new boundary each time they send the same form."""
    found = BOUNDARY.match(content_type)
    return body.replace(b"--" + found[1].encode("latin-1"), b"--") if found else body


def check_key(key: str) -> None:
    if not 1 <= len(key) <= MAX_LENGTH or not key.isascii() or not key.isprintable():
        raise fault(f"/header/{HEADER}", "invalid", msg("1 to {most} printable ASCII characters", most=MAX_LENGTH))


async def find_answer(session: WriteSession, principal_id: uuid.UUID, key: str, digest: bytes) -> IdempotencyKey | None:
    """The stored answer, or None for a new key. 409 while the first request still runs, 422 for another request."""
    check_key(key)
    if not await is_first(session, f"{principal_id}:{key}"):
        raise RequestInFlight(headers={"Retry-After": "1"})
    answer = await session.get(IdempotencyKey, (principal_id, key))
    if answer is not None and answer.request_hash != digest:
        raise IdempotencyMismatch()
    return answer


async def keep_answer(
    session: WriteSession,
    principal_id: uuid.UUID,
    key: str,
    digest: bytes,
    *,
    status: int,
    headers: dict[str, str],
    body: bytes,
) -> None:
    await session.flush()
    await session.execute(
        insert(IdempotencyKey).values(
            principal_id=principal_id,
            key=key,
            request_hash=digest,
            status=status,
            headers={name: value for name, value in headers.items() if name in KEPT_HEADERS},
            body=body,
        )
    )


async def _forget_old_keys(context: JobContext) -> None:
    async with context.db.write() as session:
        await session.execute(delete(IdempotencyKey).where(IdempotencyKey.created_at < session.now - KEPT_FOR))


FORGET_OLD_KEYS = Job("idempotency.forget_old_keys", _forget_old_keys, every="17 3 * * *")
