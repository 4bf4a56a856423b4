"""An interface that is served from another origin."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from pydantic import ValidationError

from meridian.kernel.clock import SettableClock
from meridian.kernel.settings import Settings
from meridian.main import create_app
from tests.support.api import Api
from tests.support.contract import resolved
from tests.support.world import World
from tests.web.conftest import client

OURS, FOREIGN = "https://crm.example.com", "https://elsewhere.example"
# What scripts may read anyway, and what only concerns the transport or the browser itself.
NOT_FOR_SCRIPTS = {
    "access-control-allow-credentials", "access-control-allow-origin", "access-control-expose-headers",
    "cache-control", "content-encoding", "content-language", "content-length",
    "content-security-policy", "content-type",
    "cross-origin-resource-policy",
    "referrer-policy", "set-cookie", "vary", "x-content-type-options", "x-frame-options",
}  # fmt: skip


@pytest.fixture
async def api(settings: Settings, database_url: str, clock: SettableClock, world: World) -> AsyncIterator[Api]:
    app = create_app(settings.model_copy(update={"trusted_origins": (OURS,)}), database_url=database_url, clock=clock)
    async with app.router.lifespan_context(app), Api.open(app, world) as opened:
        yield opened


def listed(answer: httpx.Response, header: str) -> set[str]:
    return {name.strip().lower() for name in answer.headers.get(header, "").split(",")}


async def preflight(api: Api, origin: str, method: str, path: str, *names: str) -> httpx.Response:
    asked = {"Origin": origin, "Access-Control-Request-Method": method}
    if names:
        asked["Access-Control-Request-Headers"] = ", ".join(names)
    return await api.request("OPTIONS", path, who=None, headers=asked)


async def test_every_operation_may_be_sent_with_its_headers(api: Api) -> None:
    spec: dict[str, Any] = (await api.get("/v1/openapi.json", who=None)).json()
    asked: set[tuple[str, frozenset[str]]] = set()
    for operations in spec["paths"].values():
        for method, operation in operations.items():
            named = {p["name"].lower() for p in map(resolved, operation.get("parameters", ())) if p["in"] == "header"}
            asked.add((method.upper(), frozenset(named | {"content-type", "traceparent", "authorization"})))
    assert {method for method, _ in asked} >= {"GET", "POST", "PATCH", "DELETE"}
    for method, names in asked:
        permitted = await preflight(api, OURS, method, "/v1/customers", *sorted(names))
        assert permitted.status_code == 200, permitted.text
        assert permitted.headers["access-control-allow-origin"] == OURS
        assert permitted.headers["access-control-allow-credentials"] == "true"
        assert method in permitted.headers["access-control-allow-methods"]
        assert names <= listed(permitted, "access-control-allow-headers")


async def test_no_other_origin_is_let_in(api: Api) -> None:
    refused = await preflight(api, FOREIGN, "POST", "/v1/customers", "content-type")
    assert refused.status_code == 400
    assert "access-control-allow-origin" not in refused.headers
    read = await api.get("/v1/me", headers={"Origin": FOREIGN}, expect=200)
    assert "access-control-allow-origin" not in read.headers
    department = {"code": "foreign", "name": "Foreign", "name_zh": "外"}
    written = await api.post("/v1/departments", who="administrator", json=department, headers={"Origin": FOREIGN})
    assert (written.status_code, written.json()["reason"]) == (403, "foreign_origin")


async def test_everything_that_answers_say_in_headers_can_be_read(api: Api) -> None:
    origin = {"Origin": OURS, "Sec-Fetch-Site": "same-site"}
    department = {"code": "afar", "name": "Afar", "name_zh": "远"}
    answers = [
        await api.post("/v1/departments", who="administrator", json=department, headers=origin, expect=201),
        await api.get("/v1/me", headers=origin, expect=200),
        await api.get("/v1/me", who=None, headers=origin, expect=401),
        await api.request("PUT", "/v1/me", headers=origin, expect=405),
    ]
    for answer in answers:
        assert answer.headers["access-control-allow-origin"] == OURS
        assert answer.headers["access-control-allow-credentials"] == "true"
        said = set(answer.headers.keys()) - NOT_FOR_SCRIPTS - {"www-authenticate"}
        assert said <= listed(answer, "access-control-expose-headers")
    names = listed(answers[0], "access-control-expose-headers")
    assert {"etag", "location", "retry-after", "ratelimit", "idempotency-replayed", "x-trace-id"} <= names


async def test_a_failure_of_ours_can_be_read_too(
    api: Api, monkeypatch: pytest.MonkeyPatch, settings: Settings, world: World
) -> None:
    async def broken(*_: object) -> frozenset[str]:
        raise RuntimeError("a bug")

    app = create_app(settings.model_copy(update={"trusted_origins": (OURS,)}))
    monkeypatch.setattr(app, "router", broken)  # whatever is asked fails
    async with Api.open(app, world) as failing:
        answer = await failing.get("/v1/me", headers={"Origin": OURS})
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert answer.headers["access-control-allow-origin"] == OURS


async def test_nothing_of_it_where_no_origin_is_trusted(settings: Settings) -> None:
    async with client(create_app(settings)) as browser:
        answer = await browser.get("/healthz", headers={"Origin": OURS})
        assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize(
    "origin",
    ["crm.example.com", "https://crm.example.com/", "https://*.example.com", "*", "HTTPS://CRM.example.com", "ftp://a"],
)
def test_what_no_browser_sends_is_no_origin(origin: str) -> None:
    with pytest.raises(ValidationError, match="is no origin"):
        Settings(env="test", trusted_origins=(origin,))
