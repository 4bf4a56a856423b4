"""Opportunities for tests, made over the API."""

import uuid
from datetime import date
from typing import Any

from meridian.kernel.db.session import Database
from meridian.opportunities.models import Milestone
from tests.support.api import Api
from tests.support.files import send

LINE = {"description": "X200 dosing pump", "quantity": "2", "unit_price": {"amount": "24000.00", "currency": "USD"}}
AMOUNT = {"amount": "48000.00", "currency": "USD"}
CONTRACT: dict[str, Any] = {
    "number": "C-2026-017",
    "signed_on": "2026-03-09",
    "amount": {"amount": "47500.00", "currency": "USD"},
    "payment_terms": "30 % down, 70 % before shipping",
    "delivery_terms": "CIF Jebel Ali",
}
NEEDS: dict[str, Any] = {
    "needs_description": "Two pumps for brine",
    "lines": [LINE],
    "expected_purchase_on": "2026-06-30",
    "no_competitors_known": True,
}
LOSS: dict[str, Any] = {"lost_reason": "price", "lessons_learned": "Offer service with the first proposal"}


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


async def signed_contract(api: Api, *, who: str = "rep", **fields: Any) -> dict[str, Any]:
    """A whole contract, its file sent by `who`, as signing takes it."""
    return {**CONTRACT, "file_ids": [(await send(api, who=who))["id"]], **fields}


async def milestone_in(
    db: Database, opportunity: dict[str, Any], kind: str, *, due_on: date = date(2026, 4, 30), **columns: Any
) -> uuid.UUID:
    """Writes a milestone of the opportunity into the database. Returns its id."""
    async with db.write() as session:
        milestone = Milestone(
            opportunity_id=uuid.UUID(opportunity["id"]),
            customer_id=uuid.UUID(opportunity["customer_id"]),
            kind=kind,
            title=kind,
            due_on=due_on,
            **columns,
        )
        session.add(milestone)
        await session.flush()
        return milestone.id
