"""Complaints for tests, made and moved over the API."""

import uuid
from typing import Any

from meridian.kernel.db import Database
from tests.support.api import Api
from tests.support.customers import customer_in
from tests.support.world import World

HEARD: dict[str, Any] = {
    "channel": "phone",
    "product": "X200-B, seal kit",
    "reason": "The seal leaks after a month",
    "wanted_solution": "A new seal, free of charge",
    "listened": True,
    "apologised": True,
}


async def register(
    api: Api, db: Database, world: World, *, customer: uuid.UUID | None = None, who: str = "service", **fields: Any
) -> dict[str, Any]:
    """A complaint of a customer of `rep`, registered by service, with all that the contact asks for."""
    customer = customer or await customer_in(db, world)
    body = {"customer_id": str(customer), **HEARD, **fields}
    complaint: dict[str, Any] = (await api.post("/v1/complaints", who=who, json=body, expect=201)).json()
    return complaint


async def shown(api: Api, complaint: dict[str, Any], who: str = "director") -> dict[str, Any]:
    """The complaint as it is now."""
    now: dict[str, Any] = (await api.get(f"/v1/complaints/{complaint['id']}", who=who, expect=200)).json()
    return now
