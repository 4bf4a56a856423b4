"""Contact plans for tests, made over the API."""

import uuid
from datetime import date
from typing import Any

from tests.support.api import Api


async def create_plan(api: Api, *, who: str = "rep", kind: str = "follow_up", **fields: Any) -> dict[str, Any]:
    """Drafts a plan as `who`; gives what the API answered."""
    body = {"kind": kind, "name": f"Plan {uuid.uuid4().hex[:8]}", **fields}
    plan: dict[str, Any] = (await api.post("/v1/contact-plans", who=who, json=body, expect=201)).json()
    return plan


async def add_item(
    api: Api,
    plan: dict[str, Any],
    customer_id: uuid.UUID,
    *,
    who: str = "rep",
    due_on: date | str | None = None,
    expect: int = 201,
    **fields: Any,
) -> dict[str, Any]:
    """Plans a contact, by default for 20 March; gives the item, or the problem when another status is expected."""
    body = {"customer_id": str(customer_id), "method": "phone", "aim": "Agree on a trial order", **fields}
    if due_on is not None or "due_at" not in fields:
        body["due_on"] = str(due_on or "2026-03-20")
    answer = await api.post(f"/v1/contact-plans/{plan['id']}/items", who=who, json=body, expect=expect)
    item: dict[str, Any] = answer.json()
    return item


async def move_plan(api: Api, plan: dict[str, Any], move: str, *, who: str, expect: int = 200, **body: Any) -> Any:
    """Makes a move on the plan as it stands now; gives the plan or the problem."""
    path = f"/v1/contact-plans/{plan['id']}"
    version = (await api.get(path, who=who, expect=200)).json()["version"]
    return (await api.post(f"{path}/moves/{move}", who=who, json=body, version=version, expect=expect)).json()


async def move_item(api: Api, item_id: str, move: str, *, who: str = "rep", expect: int = 200, **body: Any) -> Any:
    """Makes a move on the planned contact as it stands now; gives the item or the problem."""
    path = f"/v1/planned-contacts/{item_id}"
    version = (await api.get(path, who=who, expect=200)).json()["version"]
    return (await api.post(f"{path}/moves/{move}", who=who, json=body, version=version, expect=expect)).json()


async def item_now(api: Api, item_id: str, *, who: str = "rep") -> dict[str, Any]:
    """The planned contact as it stands."""
    item: dict[str, Any] = (await api.get(f"/v1/planned-contacts/{item_id}", who=who, expect=200)).json()
    return item


async def active_plan(api: Api, *customer_ids: uuid.UUID, who: str = "rep", **item: Any) -> list[dict[str, Any]]:
    """A follow-up plan of `who` that runs, with one planned contact for each customer; gives the contacts."""
    plan = await create_plan(api, who=who)
    items = [await add_item(api, plan, customer_id, who=who, **item) for customer_id in customer_ids]
    await move_plan(api, plan, "activate", who=who)
    return items
