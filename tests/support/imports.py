"""Files going through an import, from the upload to the last row's answer."""

from typing import Any

from sqlalchemy import text

from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.settings import Settings
from meridian.worker import run_until_idle
from tests.support.api import Api

Document = dict[str, Any]


class Importing:
    """Sends files as somebody and lets the worker do its part."""

    def __init__(self, api: Api, db: Database, database_url: str, settings: Settings, clock: SettableClock) -> None:
        self.api = api
        self._db = db
        self._worker = (database_url, settings, clock)

    async def work(self) -> None:
        await run_until_idle(*self._worker)
        async with self._db.read() as session:
            unfinished = "SELECT task_name, status FROM procrastinate_jobs WHERE status <> 'succeeded'"
            assert [tuple(row) for row in await session.execute(text(unfinished))] == []

    async def upload(
        self, content: bytes | str, *, name: str = "list.csv", who: str = "lead", expect: int = 201, **form: Any
    ) -> Document:
        data = content.encode() if isinstance(content, str) else content
        files = {"file": (name, data)}
        answer = await self.api.post("/v1/imports", who=who, files=files, data=form, expect=expect)
        document: Document = answer.json()
        return document

    def mapping(self, found: Document, **options: Any) -> Document:
        """The mapping that the suggestions make, as a client would send it."""
        columns = [
            {"column": each["column"], "field": each["suggestion"]["field"], "contact": each["suggestion"]["contact"]}
            for each in found["columns"]
            if each["suggestion"] is not None and each["suggestion"]["confidence"] >= 0.4
        ]
        taken = {each["field"] for each in columns}
        constants = {} if "source_channel" in taken else {"source_channel": "exhibition"}
        if found["kind"] == "records":
            constants = {}
        constants |= options.pop("constants", {})
        return {"columns": options.pop("columns", columns), "constants": constants, **options}

    async def check(self, found: Document, *, who: str = "lead", expect: int = 200, **options: Any) -> Document:
        """Sets the mapping and has the file checked."""
        path = f"/v1/imports/{found['id']}"
        body = self.mapping(found, **options)
        answer = await self.api.put(f"{path}/mapping", who=who, json=body, version=found["version"], expect=expect)
        if expect != 200:
            refused: Document = answer.json()
            return refused
        await self.work()
        return await self.read(found["id"], who=who)

    async def start(self, found: Document, *, who: str = "lead") -> Document:
        path = f"/v1/imports/{found['id']}/moves/start"
        await self.api.post(path, who=who, json={}, version=found["version"], expect=200)
        await self.work()
        return await self.read(found["id"], who=who)

    async def run(self, content: bytes | str, *, who: str = "lead", name: str = "list.csv", **options: Any) -> Document:
        """Upload, mapping by suggestion, check, start: the whole way."""
        found = await self.upload(content, who=who, name=name, **options.pop("form", {}))
        checked = await self.check(found, who=who, **options)
        assert checked["state"] == "checked", checked
        return await self.start(checked, who=who)

    async def read(self, import_id: str, *, who: str = "lead") -> Document:
        document: Document = (await self.api.get(f"/v1/imports/{import_id}", who=who, expect=200)).json()
        return document

    async def rows(self, found: Document, *, who: str = "lead", **filters: Any) -> list[Document]:
        path = f"/v1/imports/{found['id']}/rows"
        answer = await self.api.get(path, who=who, params={"limit": 200, **filters}, expect=200)
        items: list[Document] = answer.json()["items"]
        return items


def accounted(found: Document) -> bool:
    """Whether every row of a finished import has its answer (the invariant of TS-5)."""
    counts = found["counts"]
    answers = ("created", "updated", "unchanged", "rejected", "screening", "skipped")
    waiting = counts["to_create"] + counts["to_update"]
    return bool(counts["rows"] == sum(counts[name] for name in answers) and waiting == 0)
