"""Segments and campaigns for tests, made over the API."""

import uuid
from typing import Any

from tests.support.api import Api


async def segment(
    api: Api, *, who: str = "manager", sharing: str = "nobody", **conditions: list[Any]
) -> dict[str, Any]:
    """A saved view of customers with these values in these fields."""
    body = {
        "list_name": "customers",
        "name": f"Segment {uuid.uuid4().hex[:8]}",
        "sharing": sharing,
        "conditions": [{"field": field, "op": "in", "values": values} for field, values in conditions.items()],
    }
    found: dict[str, Any] = (await api.post("/v1/saved-views", who=who, json=body, expect=201)).json()
    return found


async def campaign(
    api: Api,
    segment_id: str,
    *,
    who: str = "manager",
    callers: tuple[str, ...] = ("rep",),
    expect: int = 201,
    **fields: Any,
) -> dict[str, Any]:
    """A campaign for the segment, called by these people."""
    body = {
        "name": f"Campaign {uuid.uuid4().hex[:8]}",
        "goal_kind": "interested",
        "goal_number": "4",
        "segment_id": segment_id,
        "first_day": "2026-03-10",
        "last_day": "2026-03-31",
        "user_ids": [str(api.world.people[each]) for each in callers],
        **fields,
    }
    found: dict[str, Any] = (await api.post("/v1/campaigns", who=who, json=body, expect=expect)).json()
    return found


async def read(api: Api, campaign_id: str, *, who: str = "manager") -> dict[str, Any]:
    """The campaign as it stands."""
    found: dict[str, Any] = (await api.get(f"/v1/campaigns/{campaign_id}", who=who, expect=200)).json()
    return found


async def move(
    api: Api, campaign_id: str, name: str, *, who: str = "manager", expect: int = 200, **body: Any
) -> dict[str, Any]:
    """Makes a move of the campaign as it stands; gives the campaign or the problem."""
    version = (await read(api, campaign_id, who="director"))["version"]
    path = f"/v1/campaigns/{campaign_id}/moves/{name}"
    found: dict[str, Any] = (await api.post(path, who=who, json=body, version=version, expect=expect)).json()
    return found


async def started(api: Api, segment_id: str, **options: Any) -> dict[str, Any]:
    """A campaign that is running."""
    made = await campaign(api, segment_id, **options)
    return await move(api, made["id"], "start", who=options.get("who", "manager"))
