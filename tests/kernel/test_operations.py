"""What watches the API from outside."""

from fastapi import FastAPI

from meridian.kernel.db import Database
from meridian.kernel.settings import Settings
from meridian.main import create_app
from tests.support.api import Api
from tests.support.world import World


async def test_alive_and_ready_for_anybody(api: Api) -> None:
    for path in ("/healthz", "/readyz"):
        response = await api.request("GET", path, who=None, expect=200)
        assert response.json() == {"status": "ok"}


async def test_without_its_database_it_is_alive_but_not_ready(settings: Settings, world: World) -> None:
    app: FastAPI = create_app(settings)
    app.state.db = Database("postgresql://nobody@/nothing?host=/nonexistent", settings)
    async with Api.open(app, world) as api:
        await api.request("GET", "/healthz", who=None, expect=200)
        refused = await api.request("GET", "/readyz", who=None, expect=503)
    assert refused.json()["code"] == "unavailable"
    assert int(refused.headers["Retry-After"]) > 0


async def test_requests_are_counted_by_route_not_by_address(api: Api) -> None:
    await api.request("GET", "/v1/customers/0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f", who="rep")
    text = (await api.request("GET", "/metrics", who=None, expect=200)).text
    assert 'route="/v1/customers/{customer_id}"' in text
    assert "0199d3a4" not in text
