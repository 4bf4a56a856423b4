"""Exports for tests: asked for, produced by the worker, read back."""

import csv
import io
from typing import Any

from meridian.kernel.clock import SettableClock
from meridian.kernel.settings import Settings
from meridian.worker import run_until_idle
from tests.support.api import Api

Document = dict[str, Any]


class Exporting:
    """Asks for exports as somebody and lets the worker do its part."""

    def __init__(self, api: Api, database_url: str, settings: Settings, clock: SettableClock) -> None:
        self.api = api
        self._worker = (database_url, settings, clock)

    async def work(self) -> None:
        await run_until_idle(*self._worker)

    async def ask(self, *, who: str = "lead", expect: int = 201, **body: Any) -> Document:
        wanted = {"format": "csv", "columns": ["name"], "purpose": "A test", **body}
        document: Document = (await self.api.post("/v1/exports", who=who, json=wanted, expect=expect)).json()
        return document

    async def get(self, export: Document, who: str = "lead", expect: int = 200) -> Document:
        document: Document = (await self.api.get(f"/v1/exports/{export['id']}", who=who, expect=expect)).json()
        return document

    async def decide(
        self, export: Document, move: str, who: str, *, expect: int = 200, reason: str | None = None
    ) -> Document:
        path = f"/v1/exports/{export['id']}/moves/{move}"
        answer = await self.api.post(path, who=who, json={"reason": reason}, version=export["version"], expect=expect)
        document: Document = answer.json()
        return document

    async def file(self, export: Document, who: str = "lead") -> bytes:
        answer = await self.api.get(f"/v1/exports/{export['id']}/file", who=who, expect=200)
        assert int(answer.headers["content-length"]) == len(answer.content)
        return answer.content

    async def produced(self, *, who: str = "lead", **body: Any) -> tuple[Document, bytes]:
        """Asked for, made, downloaded."""
        export = await self.ask(who=who, **body)
        await self.work()
        return await self.get(export, who), await self.file(export, who)


async def set_limit(api: Api, value: int) -> None:
    """From now on exports of more rows than this wait for an approval."""
    path = "/v1/policies/export_approval_rows"
    version = (await api.get(path, who="director", expect=200)).json()["revision"]
    body = {"value": value, "reason": "decided in a test"}
    await api.post(f"{path}/versions", who="director", json=body, version=version, expect=201)


def table(content: bytes) -> list[list[str]]:
    """The rows of a CSV file, the heading first."""
    assert content.startswith("\ufeff".encode())
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
