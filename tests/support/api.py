"""Requests to the application under test, as somebody."""

import contextlib
from collections.abc import AsyncIterator
from typing import Any

import httpx
from fastapi import FastAPI

from meridian.identity.access import COOKIE
from meridian.kernel.problems import MEDIA_TYPE
from meridian.refusals.problems import REFUSALS, Problem
from tests.support.world import World

ENGLISH = {"Accept-Language": "en"}
"""Tests read English, whatever the language of whom they act for."""


class Client(httpx.AsyncClient):
    """Without what a browser does about an answer: no test has redirects followed, passwords sent again, cookies kept.

    They took as long as building the answer.
    """

    async def send(self, request: httpx.Request, *, stream: bool = False, **how: Any) -> httpx.Response:
        if stream:
            return await super().send(request, stream=True, **how)
        response = await self._transport.handle_async_request(request)
        response.request = request
        await response.aread()
        return response


class Api:
    """Speaks to the app without a socket. `who` is a name of the test company, or None for nobody."""

    def __init__(self, client: httpx.AsyncClient, world: World) -> None:
        self.client = client
        self.world = world
        self._origin = str(client.base_url).rstrip("/")

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, app: FastAPI, world: World) -> AsyncIterator["Api"]:
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with Client(transport=transport, base_url="http://meridian.test", headers=ENGLISH) as client:
            yield cls(client, world)

    async def request(
        self,
        method: str,
        path: str,
        *,
        who: str | None = "rep",
        key: str | None = None,
        version: int | None = None,
        headers: dict[str, str] | None = None,
        expect: int | None = None,
        **kwargs: Any,
    ) -> httpx.Response:
        """key: an API key instead of a person. version: sent as If-Match. expect: the status that must come back."""
        sent = dict(headers or {})
        if key is not None:
            sent["Authorization"] = f"Bearer {key}"
        elif who is not None:
            sent["Cookie"] = f"{COOKIE}={self.world.tokens[who]}"
        if version is not None:
            sent["If-Match"] = f'"{version}"'
        url = f"{self._origin}{path}" if path.startswith("/") else path  # whole, it is read once
        response = await self.client.request(method, url, headers=sent, **kwargs)
        if response.headers.get("content-type") == MEDIA_TYPE and method != "HEAD":
            problem = response.json()
            assert REFUSALS[problem["code"]].status == response.status_code, f"not as docs/problems.md says: {problem}"
            assert problem.keys() <= Problem.model_fields.keys(), f"more than the contract says: {problem}"
        if expect is not None:
            assert response.status_code == expect, f"{method} {path} → {response.status_code}: {response.text[:2000]}"
        return response

    async def get(self, path: str, **kwargs: Any) -> httpx.Response:
        return await self.request("GET", path, **kwargs)

    async def post(self, path: str, **kwargs: Any) -> httpx.Response:
        return await self.request("POST", path, **kwargs)

    async def patch(self, path: str, **kwargs: Any) -> httpx.Response:
        return await self.request("PATCH", path, **kwargs)

    async def put(self, path: str, **kwargs: Any) -> httpx.Response:
        return await self.request("PUT", path, **kwargs)

    async def delete(self, path: str, **kwargs: Any) -> httpx.Response:
        return await self.request("DELETE", path, **kwargs)
