"""Complaints for tests, made and moved over the API."""

import uuid
from typing import Any

from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from tests.support.api import Api
from tests.support.customers import customer_in
from tests.support.records import log_call
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


SCORES = {"product_quality": 4, "service_attitude": 5, "response_speed": 3, "problem_solving": 4}
FINDINGS = {"cause": "The seal was cut too short", "cause_category": "production", "evidence": "Photo of the seal"}
OFFER = {"solution": "New seals, fitted by us"}


async def move(
    api: Api, complaint: dict[str, Any], name: str, *, who: str = "service", expect: int = 200, **body: Any
) -> Any:
    """Asks for a move of the complaint as it is now; gives what the API answered."""
    version = (await shown(api, complaint))["version"]
    path = f"/v1/complaints/{complaint['id']}/moves/{name}"
    return (await api.post(path, who=who, json=body, version=version, expect=expect)).json()


async def call(api: Api, complaint: dict[str, Any], clock: SettableClock, *, who: str = "service") -> str:
    """A call that reached the customer just now; gives the record's id."""
    logged = await log_call(api, complaint["customer_id"], started_at=clock.now(), who=who)
    record_id: str = logged["id"]
    return record_id


async def contact(api: Api, complaint: dict[str, Any], clock: SettableClock, **body: Any) -> Any:
    return await move(api, complaint, "contact", contact_record_id=await call(api, complaint, clock), **body)


async def dispatch(api: Api, world: World, complaint: dict[str, Any], name: str = "dispatch", **body: Any) -> Any:
    """To the specialist of the product department."""
    to: dict[str, Any] = {
        "department_id": str(world.departments["product"]),
        "responsible_id": str(world.people["specialist"]),
    }
    return await move(api, complaint, name, **to, **body)


async def find(
    api: Api, complaint: dict[str, Any], *, who: str = "specialist", expect: int = 200, **fields: Any
) -> Any:
    """Writes the findings."""
    version = (await shown(api, complaint))["version"]
    path = f"/v1/complaints/{complaint['id']}/findings"
    return (await api.put(path, who=who, json=FINDINGS | fields, version=version, expect=expect)).json()


async def offer(
    api: Api, complaint: dict[str, Any], *, who: str = "specialist", expect: int = 201, **fields: Any
) -> Any:
    """Draws up a proposal."""
    path = f"/v1/complaints/{complaint['id']}/proposals"
    return (await api.post(path, who=who, json=OFFER | fields, expect=expect)).json()


async def propose(api: Api, complaint: dict[str, Any], **fields: Any) -> Any:
    """Finds, draws up, and tells the customer."""
    await find(api, complaint)
    await offer(api, complaint, **fields)
    return await move(api, complaint, "propose", who="specialist", told_channel="phone")


async def ask_for(
    api: Api,
    complaint: dict[str, Any],
    amount: str,
    currency: str = "CNY",
    *,
    who: str = "specialist",
    expect: int = 201,
) -> Any:
    """Asks for a compensation."""
    body = {"amount": {"amount": amount, "currency": currency}, "reason": "Two days of standstill"}
    return (await api.post(f"/v1/complaints/{complaint['id']}/compensations", who=who, json=body, expect=expect)).json()


async def decide(api: Api, compensation: dict[str, Any], name: str, *, who: str, expect: int = 200, **body: Any) -> Any:
    """Asks for a move of a compensation as it is now."""
    path = f"/v1/complaints/{compensation['complaint_id']}/compensations/{compensation['id']}"
    version = (await api.get(path, who="director", expect=200)).json()["version"]
    return (await api.post(f"{path}/moves/{name}", who=who, json=body, version=version, expect=expect)).json()


async def walk(api: Api, db: Database, world: World, clock: SettableClock, state: str, **fields: Any) -> dict[str, Any]:
    """A complaint brought to that state on the straight way, all at one moment."""
    complaint = await register(api, db, world, **fields)
    steps: dict[str, Any] = {
        "registered": lambda: shown(api, complaint),
        "contacted": lambda: contact(api, complaint, clock),
        "dispatched": lambda: dispatch(api, world, complaint),
        "investigating": lambda: move(api, complaint, "start_investigation", who="specialist"),
        "proposed": lambda: propose(api, complaint),
        "agreed": lambda: move(api, complaint, "agree", note="Fine"),
        "resolved": lambda: move(
            api, complaint, "resolve", who="specialist", done="Replaced", done_at=clock.now().isoformat()
        ),
        "confirmed": lambda: move(api, complaint, "confirm", satisfaction=SCORES),
        "archived": lambda: move(
            api, complaint, "archive", root_cause_category="production", no_prevention_reason="A single slip"
        ),
    }
    for name, step in steps.items():
        now = await step()
        if name == state:
            break
    assert now["state"] == state
    result: dict[str, Any] = now
    return result
