"""Contact records for tests, logged over the API."""

import uuid
from datetime import datetime
from typing import Any

from tests.support.api import Api

CONNECTED: dict[str, Any] = {
    "disposition": "connected",
    "outcome": "Wants a quotation",
    "key_points": "Two lines to be equipped by July; price matters",
    "intent_level": "medium",
    "next_step": {"kind": "none", "reason": "Asked to wait"},
}
SCORES = {"product_quality": 4, "service_attitude": 5, "response_speed": 3, "problem_solving": 4}


async def log_call(
    api: Api,
    customer_id: uuid.UUID | str,
    *,
    started_at: datetime | str = "2026-03-10T01:55:00Z",
    who: str = "rep",
    expect: int = 201,
    key: str | None = None,
    headers: dict[str, str] | None = None,
    **fields: Any,
) -> Any:
    """Logs a call, by default a connected one five minutes ago; gives what the API answered."""
    started = started_at if isinstance(started_at, str) else started_at.isoformat()
    body = {"customer_id": str(customer_id), "started_at": started, **CONNECTED, **fields}
    answer = await api.post("/v1/call-records", who=who, key=key, json=body, headers=headers, expect=expect)
    return answer.json()


async def log_contact(
    api: Api, customer_id: uuid.UUID | str, *, who: str = "rep", expect: int = 201, **fields: Any
) -> Any:
    """Logs a visit, unless another method is given."""
    body = {"customer_id": str(customer_id), "method": "visit", "started_at": "2026-03-10T01:00:00Z", **fields}
    return (await api.post("/v1/contact-records", who=who, json=body, expect=expect)).json()


def follow_up(due_on: str = "2026-03-17", **fields: Any) -> dict[str, Any]:
    """A next step: call again on that day."""
    return {"kind": "follow_up", "method": "phone", "aim": "Hear what they think", "due_on": due_on, **fields}
