"""Exchange rates and policy for tests, entered over the API."""

from typing import Any

from tests.support.api import Api


async def enter_rate(api: Api, currency: str, valid_on: str, rate: str) -> None:
    """One rate in base currency."""
    body = {"rate": rate, "source": "Test bank"}
    answer = await api.put(f"/v1/exchange-rates/{currency}/{valid_on}", who="director", json=body)
    assert answer.status_code in (200, 201), answer.text


async def decide(api: Api, key: str, value: Any) -> None:
    """Another value of a setting from now on."""
    revision = (await api.get(f"/v1/policies/{key}", who="director", expect=200)).json()["revision"]
    body = {"value": value, "reason": "decided in a test", "effective_from": None}
    await api.post(f"/v1/policies/{key}/versions", who="director", json=body, version=revision, expect=201)
