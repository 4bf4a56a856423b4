"""Passwords as argon2id, on threads of their own; session tokens and API keys, kept as their SHA-256."""

import asyncio
import base64
import contextlib
import hashlib
import hmac
import secrets
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple
from weakref import WeakValueDictionary

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import ARGON2_VERSION

from meridian.identity.rules import normalised_password
from meridian.kernel.settings import Settings

# Passwords: argon2id at the costs of the settings, on threads of their own so that the loop keeps serving.


THREADS = 2  # each holds argon2_memory_kib while it works; more would only take turns on the same cores


class Verdict(NamedTuple):
    """rehashed: a hash to store instead, when the right password was kept at other costs."""

    right: bool
    rehashed: str | None = None


class Passwords:
    """Hashes and checks. One per process."""

    def __init__(self, settings: Settings) -> None:
        self._hasher = PasswordHasher(
            time_cost=settings.argon2_time_cost, memory_cost=settings.argon2_memory_kib, parallelism=1
        )
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="argon2")
        self._nobodys = _nobodys(self._hasher)
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def hash_now(self, password: str) -> str:
        """Blocks for tens of milliseconds: for commands; requests use `hash`."""
        return self._hasher.hash(normalised_password(password))

    async def hash(self, password: str) -> str:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self.hash_now, password)

    @contextlib.asynccontextmanager
    async def turn(self, account: str) -> AsyncIterator[None]:
        """One sign-in of an account at a time asks this process whether it may be tried; the others stand in line."""
        lock = self._turns.setdefault(account, asyncio.Lock())
        async with lock:
            yield

    async def verify(self, stored: str | None, password: str) -> Verdict:
        """Takes as long without a stored hash as with one, so that timing does not tell whether an account exists."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._verify, stored, password)

    def _verify(self, stored: str | None, password: str) -> Verdict:
        try:
            self._hasher.verify(stored or self._nobodys, normalised_password(password))
        except (VerificationError, InvalidHashError):
            return Verdict(False)
        if stored is None:
            return Verdict(False)
        return Verdict(True, self.hash_now(password) if self._hasher.check_needs_rehash(stored) else None)

    def close(self) -> None:
        self._threads.shutdown(wait=False)


def _nobodys(hasher: PasswordHasher) -> str:
    """A hash that no password is known for. It is not worked out, and takes as long to compare with as any other."""
    salt, tag = (
        base64.b64encode(secrets.token_bytes(length)).decode().rstrip("=")
        for length in (hasher.salt_len, hasher.hash_len)
    )
    costs = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    return f"$argon2id$v={ARGON2_VERSION}${costs}${salt}${tag}"


# Secrets given out once and kept only as their SHA-256: session cookies and API keys.


KEY_PREFIX = "mk_"
SHOWN = 10


def new_token() -> str:
    """256 random bits: what a session cookie carries."""
    return secrets.token_urlsafe(32)


def new_key() -> str:
    """An API key's secret; its first `SHOWN` characters may be shown later to tell keys apart."""
    return KEY_PREFIX + new_token()


def device_token(key: bytes, account: str, device: str | None = None) -> str:
    """What a browser keeps to be known again at its next sign-in to that account; it opens nothing."""
    device = device or secrets.token_urlsafe(16)
    return f"{device}.{hmac.digest(key, f'device {account} {device}'.encode(), 'sha256').hex()}"


def known_device(key: bytes, account: str, token: str | None) -> str | None:
    """The device's name, if it has signed in to that account before."""
    device = (token or "").partition(".")[0]
    known = device and token and hmac.compare_digest(device_token(key, account, device).encode(), token.encode())
    return device if known else None


def digest(secret: str) -> bytes:
    """SHA-256 suffices: the secrets are random, not chosen by people."""
    return hashlib.sha256(secret.encode()).digest()
