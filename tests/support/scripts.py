"""Scripts for tests: written, submitted and approved over the API."""

import uuid
from typing import Any

from tests.support.api import Api

CONTENT: dict[str, Any] = {
    "sections": [
        {
            "key": "opening",
            "title": {"en": "Opening", "zh": "开场"},
            "says": {"en": "Good morning {contact}, this is {rep}."},
            "branches": [
                {"key": "go_on", "says": {"en": "Go on"}, "section": "terms"},
                {"key": "dear", "says": {"en": "Too dear"}, "objection": "price"},
            ],
            "questions": [
                {"key": "who", "asks": {"en": "Who decides?"}, "fills": "decision_process", "required": True},
                {"key": "what", "asks": {"en": "What do you need?"}, "fills": "future_need"},
            ],
            "objections": ["price"],
        },
        {"key": "terms", "title": {"en": "Terms"}, "says": {"en": "We offer 30/70."}},
    ],
    "objections": [{"objection": "price", "answer": {"en": "It has no seal to pay for."}}],
}


async def draft(api: Api, *, who: str = "lead", content: dict[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
    """A script whose first version is a draft that says `content`."""
    name = f"Script {uuid.uuid4().hex[:8]}"
    body = {"name": name, "name_zh": name, "languages": ["en"], **fields}
    script: dict[str, Any] = (await api.post("/v1/scripts", who=who, json=body, expect=201)).json()
    await write(api, script["written_id"], CONTENT if content is None else content, who=who)
    return script


async def write(api: Api, version_id: str, content: dict[str, Any], *, who: str = "lead", expect: int = 200) -> Any:
    """Replaces what a draft says."""
    path = f"/v1/script-versions/{version_id}"
    version = (await api.get(path, who=who, expect=200)).json()["version"]
    return (await api.patch(path, who=who, version=version, json={"content": content}, expect=expect)).json()


async def move(api: Api, version_id: str, name: str, *, who: str, expect: int = 200, **body: Any) -> Any:
    """Makes a move of the version as it is now."""
    path = f"/v1/script-versions/{version_id}"
    version = (await api.get(path, who=who, expect=200)).json()["version"]
    return (await api.post(f"{path}/moves/{name}", who=who, version=version, json=body, expect=expect)).json()


async def in_use(api: Api, *, content: dict[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
    """A script whose first version is approved; `in_use_id` names it."""
    script = await draft(api, content=content, **fields)
    await approve(api, script["written_id"])
    read: dict[str, Any] = (await api.get(f"/v1/scripts/{script['id']}", expect=200)).json()
    return read


async def approve(api: Api, version_id: str) -> None:
    """Submitted by the lead, approved by the manager."""
    await move(api, version_id, "submit", who="lead")
    await move(api, version_id, "approve", who="manager")
