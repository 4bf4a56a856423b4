"""Changes of the policy that take two."""

from typing import Any

from tests.support.api import Api


async def revision(api: Api, key: str) -> int:
    found: int = (await api.get(f"/v1/policies/{key}", expect=200)).json()["revision"]
    return found


async def propose(api: Api, key: str, *, who: str = "director", expect: int = 201, **body: Any) -> dict[str, Any]:
    """Proposes a change; gives the proposal, or the refusal."""
    sent = {"reason": "proposed in a test"} | body
    path, version = f"/v1/policies/{key}/proposals", await revision(api, key)
    answer: dict[str, Any] = (await api.post(path, who=who, json=sent, version=version, expect=expect)).json()
    return answer


async def move(
    api: Api, proposal: dict[str, Any], name: str, *, who: str = "administrator", expect: int = 200, **body: Any
) -> dict[str, Any]:
    """Makes a move of a proposal as it was read; gives the proposal, or the refusal."""
    path = f"/v1/policy-proposals/{proposal['id']}/moves/{name}"
    answer = await api.post(path, who=who, json=body, version=proposal["version"], expect=expect)
    moved: dict[str, Any] = answer.json()
    return moved


async def decide_by_two(api: Api, key: str, value: object) -> dict[str, Any]:
    """The director proposes it, the administrator confirms it."""
    return await move(api, await propose(api, key, value=value), "confirm")
