"""People who can sign in, and browsers that are signed in."""

import uuid
from typing import Any

import httpx
from fastapi import FastAPI
from sqlalchemy import update

from meridian.identity.credentials import Passwords
from meridian.identity.models import User
from meridian.kernel.db.session import Database
from meridian.kernel.settings import Settings

PASSWORD = "three pandas under the moon"


async def give_password(db: Database, settings: Settings, user_id: uuid.UUID, password: str = PASSWORD) -> None:
    async with db.write() as session:
        hashed = await Passwords(settings).hash(password)
        await session.execute(update(User).where(User.id == user_id).values(password_hash=hashed))


def browser(app: FastAPI, address: str = "127.0.0.1", headers: dict[str, str] | None = None) -> httpx.AsyncClient:
    """A browser with its own cookie jar at that address. Use it as a context manager."""
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False, client=(address, 50000))
    return httpx.AsyncClient(transport=transport, base_url="http://meridian.test", headers=headers)


async def sign_in(client: httpx.AsyncClient, who: str, password: str = PASSWORD, **kwargs: Any) -> httpx.Response:
    return await client.post("/v1/session", json={"email": f"{who}@example.com", "password": password}, **kwargs)
