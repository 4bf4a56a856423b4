"""Opportunities for tests, made over the API."""

import uuid
from typing import Any

from tests.support.api import Api

LINE = {"description": "X200 dosing pump", "quantity": "2", "unit_price": {"amount": "24000.00", "currency": "USD"}}
AMOUNT = {"amount": "48000.00", "currency": "USD"}


async def open_opportunity(
    api: Api, customer_id: uuid.UUID | str, *, who: str = "rep", expect: int = 201, **fields: Any
) -> dict[str, Any]:
    """Opens an opportunity as `who`; gives what the API answered."""
    body = {"customer_id": str(customer_id), "title": f"Sale {uuid.uuid4().hex[:8]}", **fields}
    answer: dict[str, Any] = (await api.post("/v1/opportunities", who=who, json=body, expect=expect)).json()
    return answer


async def opportunity_now(api: Api, opportunity_id: str, *, who: str = "director") -> dict[str, Any]:
    """The opportunity as it stands."""
    found: dict[str, Any] = (await api.get(f"/v1/opportunities/{opportunity_id}", who=who, expect=200)).json()
    return found


async def change(
    api: Api, opportunity: dict[str, Any], *, who: str = "rep", expect: int = 200, **fields: Any
) -> dict[str, Any]:
    """Changes fields of the opportunity as it stands now; gives the opportunity or the problem."""
    path = f"/v1/opportunities/{opportunity['id']}"
    version = (await opportunity_now(api, opportunity["id"]))["version"]
    answer: dict[str, Any] = (await api.patch(path, who=who, json=fields, version=version, expect=expect)).json()
    return answer


async def move(
    api: Api, opportunity: dict[str, Any], name: str, *, who: str = "rep", expect: int = 200, **body: Any
) -> dict[str, Any]:
    """Makes a move on the opportunity as it stands now; gives the opportunity or the problem."""
    path = f"/v1/opportunities/{opportunity['id']}/moves/{name}"
    version = (await opportunity_now(api, opportunity["id"]))["version"]
    answer: dict[str, Any] = (await api.post(path, who=who, json=body, version=version, expect=expect)).json()
    return answer
