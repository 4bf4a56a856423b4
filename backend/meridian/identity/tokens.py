"""Secrets given out once and kept only as their SHA-256: session cookies and API keys."""

import hashlib
import secrets

KEY_PREFIX = "mk_"
SHOWN = 10


def new_token() -> str:
    """256 random bits: what a session cookie carries."""
    return secrets.token_urlsafe(32)


def new_key() -> str:
    """An API key's secret; its first `SHOWN` characters may be shown later to tell keys apart."""
    return KEY_PREFIX + new_token()


def digest(secret: str) -> bytes:
    """SHA-256 suffices: the secrets are random, not chosen by people."""
    return hashlib.sha256(secret.encode()).digest()
